"""Room: store. The tables. Everything that was ever accepted stays; only a submission's state may change, and only once."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

#: names of constraints, so that a later migration can speak of them on every database
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """A point of time, kept in UTC and handed back with its zone; one without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for the database; ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"found the time {value} without a zone; the store keeps UTC, so give it one")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time as kept, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite numbers rows by itself only where the key is INTEGER
Number = BigInteger().with_variant(Integer(), "sqlite")


def _number(name: str) -> Column[int]:
    return Column(name, Number, primary_key=True, autoincrement=True)


def _submission() -> Column[int]:
    return Column("submission", Integer, ForeignKey("submissions.number"), nullable=False, index=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _hash(name: str = "row_hash") -> Column[str]:
    return Column(name, String(64), nullable=False)


def _origin() -> tuple[Column[str], ...]:
    return (_text("file"), _text("sheet"), _text("address"))


#: one row: the last sequence number given out, and the last one that changed anything a reader sees. Writers take turns on it
head = Table(
    "head",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="one_row"), primary_key=True, autoincrement=False),
    Column("sequence", Number, nullable=False),
    Column("revision", Number, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("sequence", Number, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    _text("who"),
    _text("action"),
    _text("object"),
    _text("outcome"),
    _text("digest"),
    _text("previous"),
    _hash("hash"),
    Column("address", Text),
    Column("request", Text),
)

submissions = Table(
    "submissions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Number, ForeignKey("audit.sequence"), nullable=False, unique=True),
    _hash("sha256"),
    _hash("reading"),
    _text("file"),
    _text("format"),
    _text("title"),
    _text("by"),
    Column("received_at", Moment, nullable=False),
    Column("known_from", Moment, nullable=False),
    _count("rows_read"),
    Column("counts", JSON, nullable=False),
    Column("details", JSON, nullable=False),
    Column("passed", JSON, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("published_on", JSON, nullable=False),
    Column("illustrative", Boolean(name="illustrative_is_yes_or_no"), nullable=False),
    _hash(),
    Column("state", String(16), nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_reason", Text),
    Column("withdrawn_sequence", Number, ForeignKey("audit.sequence"), unique=True),
    CheckConstraint("state IN ('accepted', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_when"),
)
Index(
    "uq_submissions_standing",
    submissions.c.sha256,
    submissions.c.reading,
    unique=True,
    sqlite_where=text("state = 'accepted'"),
    postgresql_where=text("state = 'accepted'"),
)

#: one row a revision: the first number of a key, and each one that differs from the number it replaced
observations = Table(
    "observations",
    metadata,
    _number("id"),
    _submission(),
    Column("sequence", Number, nullable=False),
    _count("revision"),
    Column("known_from", Moment, nullable=False),
    _text("indicator"),
    _text("part"),
    _text("area"),
    _text("breakdown"),
    _text("period"),
    Column("period_kind", String(16), nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("period_year_type", String(24)),
    Column("period_basis", String(24)),
    _text("period_supplied"),
    _text("source"),
    Column("value", Double),
    Column("status", String(2), nullable=False),
    Column("flags", String(8), nullable=False),
    Column("numerator", Double),
    Column("denominator", Double),
    Column("lower", Double),
    Column("upper", Double),
    _text("limits"),
    Column("bound_low", Double),
    Column("bound_high", Double),
    _text("classification"),
    _text("population"),
    _text("reason"),
    *_origin(),
    _hash(),
    # every read of a page starts with indicators, so its cost follows the page and not the store
    UniqueConstraint("indicator", "part", "area", "breakdown", "period", "sequence", name="uq_observations_key"),
    CheckConstraint("(value IS NULL) = (status <> 'ok')", name="number_only_where_ok"),
)

#: a later submission that states the number already held: no revision, yet the number stands if the first submission is withdrawn
confirmations = Table(
    "confirmations",
    metadata,
    _number("id"),
    Column("observation", Number, ForeignKey("observations.id"), nullable=False),
    _submission(),
    Column("sequence", Number, nullable=False),
    Column("known_from", Moment, nullable=False),
    *_origin(),
    _hash(),
    UniqueConstraint("observation", "sequence", name="uq_confirmations_observation"),
)

commentary = Table(
    "commentary",
    metadata,
    _number("id"),
    _submission(),
    Column("sequence", Number, nullable=False),
    Column("known_from", Moment, nullable=False),
    _text("indicator"),
    _text("period"),
    _text("what_happened"),
    _text("why"),
    _text("what_next"),
    *_origin(),
    _hash(),
)

action_updates = Table(
    "action_updates",
    metadata,
    _number("id"),
    _submission(),
    Column("sequence", Number, nullable=False),
    Column("known_from", Moment, nullable=False),
    _text("action"),
    _text("status"),
    _text("progress"),
    Column("reviewed_on", Date),
    *_origin(),
    _hash(),
)

voices = Table(
    "voices",
    metadata,
    _number("id"),
    _submission(),
    Column("sequence", Number, nullable=False),
    Column("known_from", Moment, nullable=False),
    _text("priority"),
    _text("kind"),
    _text("source"),
    _text("gathered_by"),
    _text("people"),
    _text("theme"),
    _text("words"),
    Column("consent", Boolean(name="consent_is_yes_or_no"), nullable=False),
    *_origin(),
    _hash(),
)

#: the plan as it stood: a row each time that `priorities.yaml` changed
plan_versions = Table(
    "plan_versions",
    metadata,
    Column("sequence", Number, ForeignKey("audit.sequence"), primary_key=True, autoincrement=False),
    Column("known_from", Moment, nullable=False),
    _hash("sha256"),
    _text("text"),
    _hash(),
)

#: what was decided on an indicator, why and by whom; a later row replaces an earlier one or takes it back, and both stay
decisions = Table(
    "decisions",
    metadata,
    Column("sequence", Number, ForeignKey("audit.sequence"), primary_key=True, autoincrement=False),
    Column("known_from", Moment, nullable=False),
    Column("indicator", Text, nullable=False, index=True),
    _text("part"),
    _text("kind"),
    Column("content", JSON, nullable=False),
    _text("reason"),
    Column("decided_on", Date, nullable=False),
    _text("decided_by"),
    _text("by"),
    _text("by_name"),
    _hash(),
)

#: cells hidden beside a hidden one: the same partner is taken at each release, or two releases together would tell the number
suppression_patterns = Table(
    "suppression_patterns",
    metadata,
    _number("id"),
    _text("indicator"),
    _text("part"),
    _text("area"),
    _text("dimension"),
    _text("period"),
    _text("cell"),
    Column("since", Number, ForeignKey("audit.sequence"), nullable=False),
    _hash(),
    UniqueConstraint("indicator", "part", "area", "dimension", "period", "cell", name="uq_suppression_patterns_cell"),
)

#: tables whose rows come by a submission
SUBMITTED = (observations, confirmations, commentary, action_updates, voices)
