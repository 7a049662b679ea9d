"""Room: pages. The receipt of what was accepted: on the page, and to keep as text (counts alone), table or JSON (with the figures)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from dash import html
from dash.development.base_component import Component

from exports.delimited import csv_bytes
from exports.sheets import Column, Sheet
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from indicators.wording import capital
from pages.frame.parts import facts
from pages.uploads import pieces
from pages.uploads.desk import Upload
from pages.uploads.figures import by_indicator, counted, row, title
from pages.uploads.reach import Sight
from store.receipts import Change, Receipt, of_kind, written

COLUMNS: Final = (
    Column("change", "Change", "new or revised"),
    Column("indicator", "Indicator", "number and short name"),
    Column("what", "What", "part and group"),
    Column("period", "Period", "in words"),
    Column("period_key", "Period key", "as it is stored"),
    Column("held_before", "Held before", "in words; empty for a new figure"),
    Column("accepted", "Accepted", "in words"),
    Column("by_how_much", "By how much", "in words"),
    Column("read_from", "Read from", "sheet and cell of the file"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A receipt as somebody may see it; where they may not see what is held of the `whole`, it is not told what was new or revised."""

    plan: Plan
    upload: Upload
    receipt: Receipt
    sight: Sight
    whole: bool

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes that may be seen with what they replaced."""
        return tuple(each for each in self.receipt.changes if each.kind != "unchanged" and self.sight.shows(each))

    @property
    def figures(self) -> str:
        """How many figures were accepted, in words."""
        receipt = self.receipt
        if self.whole:
            return f"{receipt.new:,} new, {receipt.revised:,} revised, {receipt.unchanged:,} unchanged"
        return f"{receipt.new + receipt.revised + receipt.unchanged:,} in all"


def pairs(seen: Seen) -> list[tuple[str, str]]:
    """What a receipt says, name and words, in the order of the page."""
    plan, upload, receipt = seen.plan, seen.upload, seen.receipt
    said = ((receipt.commentary, "comment"), (receipt.actions, "action update"), (receipt.voices, "voice"))
    beside = ", ".join(counted(count, what) for count, what in said if count)
    return [
        ("Submission", str(receipt.number) if receipt.number is not None else "none: nothing of it was new"),
        ("Upload", str(upload.number)),
        ("Accepted on", pieces.moment(receipt.at)),
        ("Sent by", receipt.by),
        *([("Accepted by", pieces.person(upload.agreed_by))] if upload.agreed_by and upload.agreed_by != upload.sender else []),
        *([("Approved by", pieces.person(upload.approved_by))] if upload.approved_by else []),
        ("File", f"{receipt.file}, {pieces.size(upload.size)}"),
        ("Its hash (SHA-256)", receipt.sha256),
        ("Priorities", pieces.named(plan, upload)),
        ("Figures", seen.figures),
        *([("Beside the figures", beside)] if beside else []),
        *([("Published on", on_day(upload.published_on))] if upload.published_on else []),
    ]


def on_page(seen: Seen, *, numbers: bool) -> Component:
    """The receipt as a section; the changes with their numbers only for those who may see them."""
    name = f"/uploads/{seen.upload.number}/receipt"
    links = [html.A("Receipt as text", href=name)]
    if numbers:
        with_ = "with the figures, as CSV" if seen.whole else "with what you may see of the figures, as CSV"
        links += [html.A(with_, href=f"{name}?as=csv"), html.A("as JSON", href=f"{name}?as=json")]
        links.append(html.A("the file as it was sent", href=f"/uploads/{seen.upload.number}/received"))
    told: list[Component | str] = []
    for place, link in enumerate(links):
        told += [" · ", link] if place else [link]
    shown = facts((what, html.Code(words, className="hash") if "SHA" in what else words) for what, words in pairs(seen))
    return html.Section(
        [
            html.H2("Receipt"),
            html.P(_sentence(seen), className="counted"),
            shown,
            html.P(told, className="away"),
            *(_changes(seen) if numbers else []),
        ],
        className="receipt",
    )


def as_text(seen: Seen) -> bytes:
    """The receipt in lines, without a figure of the file: it may be passed on."""
    lines = [
        f"{seen.plan.short_title}: receipt",
        "",
        *(f"{name}: {words}" for name, words in pairs(seen)),
        "",
        _sentence(seen),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def as_csv(seen: Seen) -> bytes:
    """The changes as a table."""
    rows = tuple(tuple(each.values()) for each in _records(seen))
    return csv_bytes(Sheet("Receipt", f"Receipt of submission {seen.receipt.number}", COLUMNS, rows))


def as_json(seen: Seen) -> bytes:
    """All of it for a program; `figures` has `in_all` alone for those who may not see what was held."""
    upload, receipt = seen.upload, seen.receipt
    counts = {"new": receipt.new, "revised": receipt.revised, "unchanged": receipt.unchanged}
    document = {
        "submission": receipt.number,
        "upload": upload.number,
        "outcome": receipt.outcome,
        "accepted_at": receipt.at.isoformat(),
        "by": receipt.by,
        "accepted_by": pieces.person(upload.agreed_by) if upload.agreed_by else receipt.by,
        "approved_by": pieces.person(upload.approved_by) if upload.approved_by else None,
        "file": receipt.file,
        "bytes": upload.size,
        "sha256": receipt.sha256,
        "priorities": list(upload.priorities),
        "figures": counts if seen.whole else {"in_all": sum(counts.values())},
        "commentary": receipt.commentary,
        "actions": receipt.actions,
        "voices": receipt.voices,
        "changes": list(_records(seen)),
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _records(seen: Seen) -> Iterable[dict[str, str]]:
    for change in seen.changes:
        found, key = row(seen.plan, change), change.observation.key
        told = (change.kind, title(seen.plan, key), found.what, found.period, key.period.key, found.old, found.new, found.by, found.cell)
        yield dict(zip((column.name for column in COLUMNS), told, strict=True))


def _sentence(seen: Seen) -> str:
    receipt = seen.receipt
    if receipt.outcome == "nothing":
        return "This file holds nothing that was not held already. Nothing was recorded."
    if not seen.whole:
        return f"{receipt.file}: accepted on {written(receipt.at)} as submission {receipt.number}: figures, {seen.figures}."
    return receipt.sentence


def _changes(seen: Seen) -> list[Component]:
    made: list[Component] = []
    for kind in ("revised", "new"):
        changes = of_kind(seen.changes, "revised" if kind == "revised" else "new")
        if changes:
            heads = ("What", "Period", "Before", "Accepted", "By how much") if kind == "revised" else ("What", "Period", "Accepted")
            tables = [
                pieces.table(
                    name,
                    heads,
                    [(r.what, r.period, r.old, html.Strong(r.new), r.by) if kind == "revised" else (r.what, r.period, r.new) for r in rows],
                )
                for name, rows in by_indicator(seen.plan, changes).items()
            ]
            made.append(html.Details([html.Summary(f"{capital(kind)}: {counted(len(changes), 'figure')}"), *tables], className="kind"))
    return made
