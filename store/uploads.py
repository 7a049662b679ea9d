"""Room: store. The tables of files on their way: uploads that wait, and the answers and layouts that are remembered for their senders.

Unlike figures, these rows change and end; what was done to them is on the record (`audit`), in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from store.schema import Moment, metadata

#: an upload that stands in the way of the same file being sent anew within its scope
LIVE = "state IN ('waiting', 'approval', 'accepted')"

#: one file that was taken in (or words typed on the `screen`), as far as it has come. `theirs` are the priorities that the sender answers
#: for, null for anybody; `sees` the indicators of which they may see what is held, null for all; `scope` is shared by senders to whom it
#: reads the same, and who may all see it; `salt` goes into its marks and is shown to nobody; `recalled` says which answers and layouts were
#: remembered; `shown` is the mark that numbers are compared since; `agreed_by` accepted it, `approved_by` where somebody else approves
uploads = Table(
    "uploads",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("file", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sender", Text, nullable=False),
    Column("sender_name", Text, nullable=False),
    Column("theirs", JSON(none_as_null=True)),
    Column("sees", JSON(none_as_null=True)),
    Column("scope", String(64), nullable=False),
    Column("salt", String(64), nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("state", String(16), nullable=False),
    Column("priorities", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("recalled", JSON, nullable=False),
    Column("layouts", JSON, nullable=False),
    Column("published_on", Date),
    Column("shown", Text, nullable=False),
    Column("submission", Integer, ForeignKey("submissions.number")),
    Column("agreed_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("kind IN ('file', 'screen')", name="kind"),
    CheckConstraint("state IN ('waiting', 'approval', 'accepted', 'withdrawn', 'set aside')", name="state"),
    CheckConstraint("(state IN ('accepted', 'withdrawn')) = (submission IS NOT NULL)", name="submission_once_accepted"),
    CheckConstraint("(state IN ('withdrawn', 'set aside')) = (ended_at IS NOT NULL)", name="ended_when"),
)
Index("uq_uploads_live", uploads.c.sha256, uploads.c.scope, unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE))
Index("ix_uploads_submission", uploads.c.submission)

#: what a sender answered, or how a table of theirs is laid out, until they have it forgotten
remembered = Table(
    "remembered",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("sender", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("forgotten_at", Moment),
    CheckConstraint("kind IN ('answer', 'layout')", name="kind"),
)
STANDING = "forgotten_at IS NULL"
Index(
    "uq_remembered_standing",
    remembered.c.sender,
    remembered.c.kind,
    remembered.c.key,
    unique=True,
    sqlite_where=text(STANDING),
    postgresql_where=text(STANDING),
)
