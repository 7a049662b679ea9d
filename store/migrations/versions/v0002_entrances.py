"""Room: store. Who may come in: accounts, grants, sessions, invitations, tries, sign-ins under way; the record says from where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add two columns to the record, empty for what is on it already, and make the tables."""
    op.add_column("audit", sa.Column("address", sa.Text()))
    op.add_column("audit", sa.Column("request", sa.Text()))
    _accounts()
    _grants()
    _sessions()
    _tries()


def downgrade() -> None:
    """What is on the record stays: go back by restoring the backup taken before the step."""
    raise NotImplementedError


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("issuer", "subject", "name", "person")),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("code_secret", sa.Text(), nullable=False),
        sa.Column("code_step", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT),
        sa.CheckConstraint("state IN ('active', 'disabled')", name="ck_accounts_state"),
        sa.PrimaryKeyConstraint("number", name="pk_accounts"),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_identity"),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("reach", sa.String(16), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("until", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("reach IN ('all', 'priority', 'measure', 'deputy')", name="ck_grants_reach"),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name="fk_grants_account"),
        sa.PrimaryKeyConstraint("number", name="pk_grants"),
    )
    op.create_index("ix_grants_account", "grants", ["account"])


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("made_at", "seen_at", "ends_at")),
        sa.Column("ended_at", MOMENT),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name="fk_sessions_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "invitations",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        *(sa.Column(name, MOMENT, nullable=False) for name in ("made_at", "ends_at")),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["account"], ["accounts.number"], name="fk_invitations_account"),
        sa.PrimaryKeyConstraint("hash", name="pk_invitations"),
    )
    op.create_index("ix_invitations_account", "invitations", ["account"])


def _tries() -> None:
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_attempts"),
    )
    op.create_table(
        "journeys",
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("issuer", "nonce", "verifier", "then")),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("state", name="pk_journeys"),
    )
