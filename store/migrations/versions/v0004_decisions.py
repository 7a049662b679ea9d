"""Room: store. Decisions on indicators: what was decided, why, by whom and on which day; once recorded, a row stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and have the database refuse to change what is in it."""
    texts = ("indicator", "part", "kind", "reason", "decided_by", "by", "by_name")
    op.create_table(
        "decisions",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("row_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["audit.sequence"], name="fk_decisions_sequence"),
        sa.PrimaryKeyConstraint("sequence", name="pk_decisions"),
    )
    op.create_index("ix_decisions_indicator", "decisions", ["indicator"])
    for statement in _held_to():
        op.execute(statement)


def downgrade() -> None:
    """What is on the record stays: go back by restoring the backup taken before the step."""
    raise NotImplementedError


def _held_to() -> Iterator[str]:
    """Append-only is the database's own rule, as for the first tables."""
    if op.get_bind().dialect.name == "sqlite":
        for name, change in (("rows", "UPDATE"), ("whole", "DELETE")):
            yield (
                f"CREATE TRIGGER keep_decisions_{name} BEFORE {change} ON decisions "
                "BEGIN SELECT RAISE(ABORT, 'what is on the record stays: decisions'); END"
            )
    elif op.get_bind().dialect.name == "postgresql":
        for name, change in (("rows", "UPDATE"), ("whole", "DELETE")):
            yield f"CREATE TRIGGER keep_decisions_{name} BEFORE {change} ON decisions FOR EACH ROW EXECUTE FUNCTION keep_the_record()"
        yield "CREATE TRIGGER keep_decisions_all BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION keep_the_record()"
