"""Room: store. The first tables: submissions and what came by them, the plan in time, the record, and the order of it all."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
HASH = sa.String(64)

ROWS = ("observations", "confirmations", "commentary", "action_updates", "voices", "plan_versions", "suppression_patterns", "audit")
#: what a submission may never change; its state and the four columns of its withdrawal may
FIXED = (
    "number, sequence, sha256, reading, file, format, title, by, received_at, known_from, rows_read, counts, details, passed, notes, "
    "published_on, illustrative, row_hash"
)


def upgrade() -> None:
    """Make the tables, put the one row into `head`, and have the database refuse to change what is on the record."""
    _order_and_record()
    _submissions()
    _observations()
    _said()
    _plan()
    for statement in _held_to():
        op.execute(statement)


def downgrade() -> None:
    """What is on the record stays: go back by restoring the backup taken before the step."""
    raise NotImplementedError


def _order_and_record() -> None:
    made = op.create_table(
        "head",
        sa.Column("id", sa.Integer(), sa.CheckConstraint("id = 1", name="ck_head_one_row"), autoincrement=False, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_head"),
    )
    op.bulk_insert(made, [{"id": 1, "sequence": 0, "revision": 0}])
    op.create_table(
        "audit",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *_texts("who", "action", "object", "outcome", "digest", "previous"),
        sa.Column("hash", HASH, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", NUMBER, nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("reading", HASH, nullable=False),
        *_texts("file", "format", "title", "by"),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("known_from", MOMENT, nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("counts", "details", "passed", "notes", "published_on")),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("row_hash", HASH, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("withdrawn_at", MOMENT),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawn_reason", sa.Text()),
        sa.Column("withdrawn_sequence", NUMBER),
        sa.CheckConstraint("state IN ('accepted', 'withdrawn')", name="ck_submissions_state"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="ck_submissions_withdrawn_when"),
        sa.ForeignKeyConstraint(["sequence"], ["audit.sequence"], name="fk_submissions_sequence"),
        sa.ForeignKeyConstraint(["withdrawn_sequence"], ["audit.sequence"], name="fk_submissions_withdrawn_sequence"),
        sa.PrimaryKeyConstraint("number", name="pk_submissions"),
        sa.UniqueConstraint("sequence", name="uq_submissions_sequence"),
        sa.UniqueConstraint("withdrawn_sequence", name="uq_submissions_withdrawn_sequence"),
    )
    accepted = sa.text("state = 'accepted'")
    op.create_index(
        "uq_submissions_standing", "submissions", ["sha256", "reading"], unique=True, sqlite_where=accepted, postgresql_where=accepted
    )


def _observations() -> None:
    op.create_table(
        "observations",
        *_statement("observations"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_texts("indicator", "part", "area", "breakdown", "period"),
        sa.Column("period_kind", sa.String(16), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("period_year_type", sa.String(24)),
        sa.Column("period_basis", sa.String(24)),
        *_texts("period_supplied", "source"),
        sa.Column("value", sa.Double()),
        sa.Column("status", sa.String(2), nullable=False),
        sa.Column("flags", sa.String(8), nullable=False),
        *(sa.Column(name, sa.Double()) for name in ("numerator", "denominator", "lower", "upper")),
        *_texts("limits"),
        *(sa.Column(name, sa.Double()) for name in ("bound_low", "bound_high")),
        *_texts("classification", "population", "reason"),
        sa.UniqueConstraint("indicator", "part", "area", "breakdown", "period", "sequence", name="uq_observations_key"),
        sa.CheckConstraint("(value IS NULL) = (status <> 'ok')", name="ck_observations_number_only_where_ok"),
    )
    op.create_index("ix_observations_submission", "observations", ["submission"])
    op.create_table(
        "confirmations",
        *_statement("confirmations"),
        sa.Column("observation", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["observation"], ["observations.id"], name="fk_confirmations_observation"),
        sa.UniqueConstraint("observation", "sequence", name="uq_confirmations_observation"),
    )
    op.create_index("ix_confirmations_submission", "confirmations", ["submission"])


def _said() -> None:
    op.create_table("commentary", *_statement("commentary"), *_texts("indicator", "period", "what_happened", "why", "what_next"))
    op.create_table(
        "action_updates", *_statement("action_updates"), *_texts("action", "status", "progress"), sa.Column("reviewed_on", sa.Date())
    )
    op.create_table(
        "voices",
        *_statement("voices"),
        *_texts("priority", "kind", "source", "gathered_by", "people", "theme", "words"),
        sa.Column("consent", sa.Boolean(), nullable=False),
    )
    for table in ("commentary", "action_updates", "voices"):
        op.create_index(f"ix_{table}_submission", table, ["submission"])


def _plan() -> None:
    op.create_table(
        "plan_versions",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        sa.Column("known_from", MOMENT, nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        *_texts("text"),
        sa.Column("row_hash", HASH, nullable=False),
        sa.ForeignKeyConstraint(["sequence"], ["audit.sequence"], name="fk_plan_versions_sequence"),
        sa.PrimaryKeyConstraint("sequence", name="pk_plan_versions"),
    )
    cell = ("indicator", "part", "area", "dimension", "period", "cell")
    op.create_table(
        "suppression_patterns",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        *_texts(*cell),
        sa.Column("since", NUMBER, nullable=False),
        sa.Column("row_hash", HASH, nullable=False),
        sa.ForeignKeyConstraint(["since"], ["audit.sequence"], name="fk_suppression_patterns_since"),
        sa.PrimaryKeyConstraint("id", name="pk_suppression_patterns"),
        sa.UniqueConstraint(*cell, name="uq_suppression_patterns_cell"),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _statement(table: str) -> Iterator[sa.schema.SchemaItem]:
    """What every row that came by a submission has."""
    yield sa.Column("id", NUMBER, autoincrement=True, nullable=False)
    yield sa.Column("submission", sa.Integer(), nullable=False)
    yield sa.Column("sequence", NUMBER, nullable=False)
    yield sa.Column("known_from", MOMENT, nullable=False)
    yield from _texts("file", "sheet", "address")
    yield sa.Column("row_hash", HASH, nullable=False)
    yield sa.PrimaryKeyConstraint("id", name=f"pk_{table}")
    yield sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name=f"fk_{table}_submission")


def _held_to() -> Iterator[str]:
    """Append-only is the database's own rule, not only this program's manners."""
    database = op.get_bind().dialect.name
    if database == "sqlite":
        yield from _held_to_by_sqlite()
    elif database == "postgresql":
        yield from _held_to_by_postgresql()


def _held_to_by_sqlite() -> Iterator[str]:
    for table, changes in _forbidden():
        for name, change in changes:
            yield (
                f"CREATE TRIGGER keep_{table}_{name} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'what is on the record stays: {table}'); END"
            )


def _held_to_by_postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION keep_the_record() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'what is on the record stays: %', TG_TABLE_NAME; END $$"
    )
    for table, changes in _forbidden():
        for name, change in changes:
            yield f"CREATE TRIGGER keep_{table}_{name} BEFORE {change} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_the_record()"
        yield f"CREATE TRIGGER keep_{table}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION keep_the_record()"


def _forbidden() -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for table in ROWS:
        yield table, (("rows", "UPDATE"), ("whole", "DELETE"))
    yield "submissions", (("rows", f"UPDATE OF {FIXED}"), ("whole", "DELETE"))
