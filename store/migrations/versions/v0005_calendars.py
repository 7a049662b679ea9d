"""Room: store. Addresses under which a calendar program asks for the deadlines, by their hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "calendars",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name="fk_calendars_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_calendars"),
    )
    op.create_index("ix_calendars_account", "calendars", ["account"])


def downgrade() -> None:
    """What is on the record stays: go back by restoring the backup taken before the step."""
    raise NotImplementedError
