"""Room: pages. The receipt of what was accepted: on the page, and to keep as text (counts alone), table or JSON (with the figures)."""

from __future__ import annotations

import json
from collections.abc import Iterable
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
from store.receipts import Receipt, of_kind

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


def pairs(plan: Plan, upload: Upload, receipt: Receipt) -> list[tuple[str, str]]:
    """What a receipt says, name and words, in the order of the page."""
    said = ((receipt.commentary, "comment"), (receipt.actions, "action update"), (receipt.voices, "voice"))
    beside = ", ".join(counted(count, what) for count, what in said if count)
    return [
        ("Submission", str(receipt.number) if receipt.number is not None else "none: nothing of it was new"),
        ("Upload", str(upload.number)),
        ("Accepted on", pieces.moment(receipt.at)),
        ("By", receipt.by),
        ("File", f"{receipt.file}, {pieces.size(upload.size)}"),
        ("Its hash (SHA-256)", receipt.sha256),
        ("Priorities", pieces.named(plan, upload)),
        ("Figures", f"{receipt.new:,} new, {receipt.revised:,} revised, {receipt.unchanged:,} unchanged"),
        *([("Beside the figures", beside)] if beside else []),
        *([("Published on", on_day(upload.published_on))] if upload.published_on else []),
    ]


def on_page(plan: Plan, upload: Upload, receipt: Receipt, *, numbers: bool) -> Component:
    """The receipt as a section; the changes with their numbers only for those who may see them."""
    name = f"/uploads/{upload.number}/receipt"
    links = [html.A("Receipt as text", href=name)]
    if numbers:
        links += [html.A("with the figures, as CSV", href=f"{name}?as=csv"), html.A("as JSON", href=f"{name}?as=json")]
        links.append(html.A("the file as it was sent", href=f"/uploads/{upload.number}/received"))
    told: list[Component | str] = []
    for place, link in enumerate(links):
        told += [" · ", link] if place else [link]
    shown = facts((what, html.Code(words, className="hash") if "SHA" in what else words) for what, words in pairs(plan, upload, receipt))
    return html.Section(
        [
            html.H2("Receipt"),
            html.P(_sentence(receipt), className="counted"),
            shown,
            html.P(told, className="away"),
            *_changes(plan, receipt, numbers),
        ],
        className="receipt",
    )


def as_text(plan: Plan, upload: Upload, receipt: Receipt) -> bytes:
    """The receipt in lines, without a figure of the file: it may be passed on."""
    lines = [
        f"{plan.short_title}: receipt",
        "",
        *(f"{name}: {words}" for name, words in pairs(plan, upload, receipt)),
        "",
        _sentence(receipt),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


def as_csv(plan: Plan, receipt: Receipt) -> bytes:
    """The changes as a table."""
    rows = tuple(tuple(each.values()) for each in _records(plan, receipt))
    return csv_bytes(Sheet("Receipt", f"Receipt of submission {receipt.number}", COLUMNS, rows))


def as_json(plan: Plan, upload: Upload, receipt: Receipt) -> bytes:
    """All of it for a program."""
    document = {
        "submission": receipt.number,
        "upload": upload.number,
        "outcome": receipt.outcome,
        "accepted_at": receipt.at.isoformat(),
        "by": receipt.by,
        "file": receipt.file,
        "bytes": upload.size,
        "sha256": receipt.sha256,
        "priorities": list(upload.priorities),
        "figures": {"new": receipt.new, "revised": receipt.revised, "unchanged": receipt.unchanged},
        "commentary": receipt.commentary,
        "actions": receipt.actions,
        "voices": receipt.voices,
        "changes": list(_records(plan, receipt)),
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def _records(plan: Plan, receipt: Receipt) -> Iterable[dict[str, str]]:
    for change in receipt.changes:
        if change.kind == "unchanged":
            continue
        found, key = row(plan, change), change.observation.key
        told = (change.kind, title(plan, key), found.what, found.period, key.period.key, found.old, found.new, found.by, found.cell)
        yield dict(zip((column.name for column in COLUMNS), told, strict=True))


def _sentence(receipt: Receipt) -> str:
    if receipt.outcome == "nothing":
        return "This file holds nothing that was not held already. Nothing was recorded."
    return receipt.sentence


def _changes(plan: Plan, receipt: Receipt, numbers: bool) -> list[Component]:
    if not numbers or not receipt.changes:
        return []
    made: list[Component] = []
    for kind in ("revised", "new"):
        changes = of_kind(receipt.changes, "revised" if kind == "revised" else "new")
        if changes:
            heads = ("What", "Period", "Before", "Accepted", "By how much") if kind == "revised" else ("What", "Period", "Accepted")
            tables = [
                pieces.table(
                    name,
                    heads,
                    [(r.what, r.period, r.old, html.Strong(r.new), r.by) if kind == "revised" else (r.what, r.period, r.new) for r in rows],
                )
                for name, rows in by_indicator(plan, changes).items()
            ]
            made.append(html.Details([html.Summary(f"{capital(kind)}: {counted(len(changes), 'figure')}"), *tables], className="kind"))
    return made
