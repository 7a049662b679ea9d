"""Room: store. Files on their way: uploads that wait for answers or to be accepted, and what is remembered for their senders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the two tables."""
    _uploads()
    _remembered()


def downgrade() -> None:
    """What is on the record stays: go back by restoring the backup taken before the step."""
    raise NotImplementedError


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *_texts("sender", "sender_name"),
        sa.Column("theirs", sa.JSON()),
        sa.Column("sees", sa.JSON()),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("priorities", "answers", "recalled", "layouts")),
        sa.Column("published_on", sa.Date()),
        *_texts("shown"),
        sa.Column("submission", sa.Integer()),
        *_texts("agreed_by", "approved_by"),
        sa.Column("ended_at", MOMENT),
        *_texts("ended_by", "reason"),
        sa.CheckConstraint("kind IN ('file', 'screen')", name="ck_uploads_kind"),
        sa.CheckConstraint("state IN ('waiting', 'approval', 'accepted', 'withdrawn', 'set aside')", name="ck_uploads_state"),
        sa.CheckConstraint("(state IN ('accepted', 'withdrawn')) = (submission IS NOT NULL)", name="ck_uploads_submission_once_accepted"),
        sa.CheckConstraint("(state IN ('withdrawn', 'set aside')) = (ended_at IS NOT NULL)", name="ck_uploads_ended_when"),
        sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name="fk_uploads_submission"),
        sa.PrimaryKeyConstraint("number", name="pk_uploads"),
    )
    live = sa.text("state IN ('waiting', 'approval', 'accepted')")
    op.create_index("uq_uploads_live", "uploads", ["sha256", "scope"], unique=True, sqlite_where=live, postgresql_where=live)
    op.create_index("ix_uploads_submission", "uploads", ["submission"])


def _remembered() -> None:
    op.create_table(
        "remembered",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        *_texts("words"),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("forgotten_at", MOMENT),
        sa.CheckConstraint("kind IN ('answer', 'layout')", name="ck_remembered_kind"),
        sa.PrimaryKeyConstraint("number", name="pk_remembered"),
    )
    standing = sa.text("forgotten_at IS NULL")
    op.create_index(
        "uq_remembered_standing",
        "remembered",
        ["sender", "kind", "key"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
