"""Room: store. The tables of who may come in: accounts, what they were given, sessions, invitations, calendars, tries, sign-ins under way.

Unlike figures, these rows change and end; what was done to them is on the record (`audit`), in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from store.schema import Moment, metadata

#: a person who came in or was invited; a person is issuer and subject, never an e-mail address
accounts = Table(
    "accounts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("password", Text, nullable=False),
    Column("code_secret", Text, nullable=False),
    Column("code_step", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("asked_at", Moment),
    UniqueConstraint("issuer", "subject", name="uq_accounts_identity"),
    CheckConstraint("state IN ('active', 'disabled')", name="state"),
)

#: one role of one account, for everything, one priority, one measure, or as another account's deputy; taken back by an end
grants = Table(
    "grants",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("reach", String(16), nullable=False),
    Column("object", Text, nullable=False),
    Column("restricted", Boolean(name="restricted_is_yes_or_no"), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("given_by", Text, nullable=False),
    Column("until", Moment),
    Column("ended_at", Moment),
    CheckConstraint("reach IN ('all', 'priority', 'measure', 'deputy')", name="reach"),
)

#: a session by the hash of its token: who reads this table cannot come in with it
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("method", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("ended_at", Moment),
)

#: an invitation by the hash of its token: it works once, and not for ever
invitations = Table(
    "invitations",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("used_at", Moment),
)

#: an address for a calendar program by the hash of what stands in it: it gives the deadlines and nothing else, until it is ended
calendars = Table(
    "calendars",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("account", Integer, ForeignKey("accounts.number"), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("asked_at", Moment),
    Column("ended_at", Moment),
)

#: how often a name or an address failed in a row, and since when; the key is a hash, so that names mistyped are not kept
attempts = Table(
    "attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

#: a sign-in that was sent to an issuer and has not come back: its state by hash, what the answer has to hold
journeys = Table(
    "journeys",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("browser", String(64), nullable=False),
    Column("issuer", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("then", Text, nullable=False),
    Column("ends_at", Moment, nullable=False),
)
