"""Room: pages. One upload: what is to be mended, answered, mapped; what it changes; accepted, approved, withdrawn, set aside.

Each address looks the upload up, asks what whoever looks may do with it, and writes the look or the deed on the record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import flask
from dash import html
from dash.development.base_component import Component

from access import gates
from access.doors import NotAllowedError, approving
from access.guard import sent_to
from access.roles import Right
from indicators.registry.models import Plan
from indicators.submissions import Problem, Submission
from indicators.wording import capital, listed
from loaders.problems.order import grouped
from pages.frame.entrances import refused, typed
from pages.frame.parts import listed as as_list
from pages.uploads import asking, layouts, pieces, previews, reach, receipts
from pages.uploads.desk import Reading
from pages.uploads.figures import counted
from pages.uploads.opened import Opened, covered, look, sight_of
from pages.uploads.opened import opened as open_upload
from pages.uploads.opened import reading as read
from pages.uploads.reach import Sight
from store.problems import ConflictError, StoreError
from store.receipts import Moved

LONGEST_REASON: Final = 500
#: what is no problem while its sender is asked what a table means
UNKNOWN_LAYOUT: Final = frozenset({"unknown-format", "unmapped-table", "unmapped-label"})
#: the most fields that a form of answers or of a layout has
FIELDS: Final = 4_000
ALONE: Final = (
    "Open mode knows everybody at this computer as one and the same, who sent it. Somebody else approves it on the command line, by name: "
)
NO_REASON: Final = "Why: found nothing. Expected a reason that a reader understands a year from now. Write it in a sentence."
NO_MEANING: Final = (
    "What the rows mean: found “not read” for all of them. Expected what at least one of them is. Choose it from its list, or set the file "
    "aside. Nothing is remembered."
)
NO_ANSWER: Final = "Found no answer. Expected one of the choices of at least one question. Choose it, then keep your answers."


def show(number: int) -> flask.Response:
    """The page of an upload, in whatever state it is."""
    return shown(open_upload(number))


def answer(number: int) -> flask.Response:
    """Keep the answers to its questions; those to be remembered also for later files."""
    opened = open_upload(number, "act")
    flask.request.max_form_parts = FIELDS
    again = typed(asking.AGAIN, longest=300)
    if again in opened.upload.answers:
        return _done(opened, lambda: opened.desk.answer(number, {again: ""}, reach.sender(opened.plan)), "again", "questions")
    problems = read(opened).submission.problems
    kept, once = asking.answers(problems, flask.request.form)
    if not kept and not once:
        return shown(opened, asked=[NO_ANSWER], status=400)

    def do() -> None:
        for answers, remember in ((kept, True), (once, False)):
            if answers:
                opened.desk.answer(number, answers, reach.sender(opened.plan), remember=remember)

    return _done(opened, do, "answered", "questions")


def layout(number: int) -> flask.Response:
    """Say what the rows of a table of one's own mean."""
    opened = open_upload(number, "act")
    flask.request.max_form_parts = FIELDS
    reading = read(opened)
    shape = typed("shape", longest=200)
    table = next((table for table in layouts.tables(reading) if table.shape == shape), None)
    if table is None:
        return shown(opened, wrong=["The table that this was said of is not in the file any more. Look at the page again."], status=409)
    labels = layouts.chosen(table, _offered(opened), flask.request.form)
    if not any(labels.values()) and len(layouts.tables(reading)) == 1:
        return shown(opened, wrong=[NO_MEANING], status=400)
    return _done(opened, lambda: opened.desk.map(number, shape, labels, reach.sender(opened.plan)), "mapped")


def accept(number: int) -> flask.Response:
    """Make a file count, if what it was compared with is still what was seen; else both versions are shown and asked about again."""
    opened = open_upload(number, "act")
    if opened.upload.state != "waiting":
        return sent_to(f"/uploads/{number}")  # a second click, a retry, the back button: it is done already
    foreign = reach.beyond(opened.plan, read(opened).submission)
    if foreign:
        reach.note(Right.SEND, f"upload {number}", "refused")
        return shown(opened, status=403)
    try:
        receipt = opened.desk.accept(number, reach.sender(opened.plan), seen=typed("seen", longest=200))
    except ConflictError as said:
        return shown(opened, moved=said.moved, stale=not said.moved, status=409)
    except StoreError as said:
        return shown(opened, wrong=[str(said)], status=409)
    reach.note(Right.SEND, f"upload {number}", receipt.outcome)
    return sent_to(f"/uploads/{number}?done={'approval' if receipt.outcome == 'approval' else 'accepted'}")


def approve(number: int) -> flask.Response:
    """Approve what somebody else accepted."""
    opened = open_upload(number)

    def do() -> flask.Response:
        try:
            return _done(opened, lambda: opened.desk.approve(number, reach.sender(opened.plan)), "approved")
        except ConflictError as said:
            return shown(opened, moved=said.moved, stale=not said.moved, status=409)

    if not gates.guarded():
        return do()
    try:
        upload, records = opened.upload, gates.current().records
        return approving(records, gates.actor(), sent_by=upload.sender, agreed_by=upload.agreed_by, about=f"upload {number}", do=do)
    except NotAllowedError as said:
        return refused(403, str(said))


def set_aside(number: int) -> flask.Response:
    """Have nothing of a waiting file count, ever; its record stays."""
    opened = open_upload(number, "end")
    reason = typed("reason", longest=LONGEST_REASON).strip()
    who = reach.sender(opened.plan)
    return _done(opened, lambda: opened.desk.set_aside(number, who, reason=reason), "set-aside")


def withdraw(number: int) -> flask.Response:
    """Take back what was accepted, with a reason."""
    opened = open_upload(number, "end")
    reason = typed("reason", longest=LONGEST_REASON).strip()
    if not reason:
        return shown(opened, reason=[NO_REASON], status=400)
    return _done(opened, lambda: opened.desk.withdraw(number, reach.sender(opened.plan), reason=reason), "withdrawn")


# -- how something is done with it ------------------------------------------------------------------------------------------------


def _done(opened: Opened, do: Callable[[], object], word: str, place: str = "") -> flask.Response:
    """Do something, and go on to the page that tells of it; where the state does not allow it, that is said on the page."""
    try:
        do()
    except ConflictError:
        raise
    except StoreError as said:
        fresh = opened.desk.upload(opened.upload.number) or opened.upload
        return shown(Opened(opened.desk, opened.plan, fresh, opened.reach), wrong=[str(said)], status=409)
    reach.note(Right.SEND, f"upload {opened.upload.number}", word)
    return sent_to(f"/uploads/{opened.upload.number}?done={word}{f'#{place}' if place else ''}")


def _offered(opened: Opened) -> Mapping[str, str]:
    """What a row of a sender's own table may mean: key of the question -> its words."""
    return opened.desk.questions(reach.own(opened.plan))


# -- what the page says -----------------------------------------------------------------------------------------------------------


def shown(
    opened: Opened,
    *,
    wrong: Sequence[str] = (),
    asked: Sequence[str] = (),
    reason: Sequence[str] = (),
    moved: Sequence[Moved] = (),
    stale: bool = False,
    status: int = 200,
) -> flask.Response:
    """The page of an upload, with what is to be said of what was just asked of it."""
    upload, sight = opened.upload, sight_of(opened)
    if upload.state in {"waiting", "approval"}:
        if opened.reach.file:
            look(opened, "preview")
        body = _waiting(opened, read(opened), sight, asked, moved)
    elif upload.submission is not None:
        if opened.reach.file:
            look(opened, "receipt")
        found = opened.desk.receipt(upload.number)
        gone = [html.P("It does not count any more. What was known before it stands again.", className="lead")]
        body = [
            *(gone if upload.state == "withdrawn" else []),
            receipts.on_page(receipts.Seen(opened.plan, upload, found, sight, whole=covered(opened, sight)), numbers=opened.reach.file),
        ]
    else:
        body = [html.P("Nothing of this file counts. Its record stays, and it can be sent again at any time.")]
    head = [
        html.P(f"Upload {upload.number}", className="kicker"),
        html.H1(upload.file),
        *([] if wrong or asked or reason or moved or stale else pieces.announced(upload.state)),
        *([previews.earlier()] if stale else []),
        *_wrong(wrong),
        html.P(
            [
                pieces.mark(upload.state),
                html.Span(f"Sent on {pieces.moment(upload.sent_at)} by {upload.sender_name}"),
                html.Span(pieces.size(upload.size)),
                html.Span(pieces.named(opened.plan, upload) if upload.priorities else "no priority known yet"),
            ],
            className="subtitle stand",
        ),
    ]
    return pieces.page(upload.file, *head, *body, *_ending(opened, reason), _history(opened), status=status)


def _wrong(sentences: Sequence[str]) -> list[Component]:
    if not sentences:
        return []
    return [html.Div([html.H2("Not done"), *(html.P(sentence) for sentence in sentences)], className="notice", role="alert")]


def _waiting(opened: Opened, reading: Reading, sight: Sight, asked: Sequence[str], moved: Sequence[Moved]) -> list[Component]:
    submission, upload = reading.submission, opened.upload
    said = previews.conflict(opened.plan, moved or reading.moved, sight, agreed=upload.state == "approval")
    if not opened.reach.file:
        lead = html.P(_stands(opened, reading), className="lead")
        return [lead, *(said if opened.reach.approve else []), previews.counts(reading.preview, sight), *_approving(opened)]
    foreign = reach.beyond(opened.plan, submission)
    if foreign:
        return _not_theirs(opened.plan, foreign)
    ready = is_ready(reading)
    offered = _offered(opened) if submission.proposals or upload.layouts else {}
    marked = upload.file.lower().endswith((".xlsx", ".xlsm"))
    accepting = [_accepting(opened, reading, sight)] if ready and opened.reach.act and upload.state == "waiting" else []
    return [
        html.P(_stands(opened, reading), className="lead"),
        *said,
        *asking.to_mend(_left_to_mend(reading), upload.number, marked=marked),
        *layouts.asked(opened.plan, reading, offered),
        *asking.asked(submission.problems, upload, asked, alone=not submission.stopped),
        *previews.preview(opened.plan, reading, sight, ready=ready),
        *accepting,
        *_approving(opened),
        *asking.notes(submission.problems),
        *asking.answered(upload),
        *layouts.shown_back(opened.plan, reading, offered),
        html.Details([html.Summary("How the file was read"), previews.read_from(submission)], className="how-read"),
    ]


def is_ready(reading: Reading) -> bool:
    """Whether nothing is left to mend, to answer or to map, and there is something to accept."""
    submission, preview = reading.submission, reading.preview
    open_ = submission.stopped or submission.asking or bool(_unmapped(reading))
    return not open_ and preview is not None and bool(preview.changes or _says(submission))


def _left_to_mend(reading: Reading) -> list[Problem]:
    """The problems of a file; that its layout is unknown is no problem while its sender is asked what it means."""
    waiting = bool(_unmapped(reading))
    return [problem for problem in reading.submission.problems if not (waiting and problem.code in UNKNOWN_LAYOUT)]


def _unmapped(reading: Reading) -> list[str]:
    return [proposal.shape for proposal in layouts.waiting(reading)]


def _says(submission: Submission) -> bool:
    return bool(submission.commentary or submission.actions or submission.voices)


def waits_for(reading: Reading) -> str:
    """What a waiting file waits for, in few words: "two questions to answer", "to be accepted"; "" where nothing of it is filled in."""
    told = _left(reading)
    return listed(told) if told else "to be accepted" if is_ready(reading) else ""


def _left(reading: Reading) -> list[str]:
    """What is left to do before a file can be accepted, each counted in words."""
    submission = reading.submission
    stops = [problem for problem in _left_to_mend(reading) if problem.severity == "stop"]
    left = [(len(grouped(stops)), "thing to mend", "things to mend")]
    left.append((len(asking.questions(submission.problems)), "question to answer", "questions to answer"))
    left.append((len(_unmapped(reading)), "table to explain", "tables to explain"))
    return [counted(count, one, many) for count, one, many in left if count]


def _stands(opened: Opened, reading: Reading) -> str:
    """How far a file is, in a sentence, for whoever may accept it and for others."""
    told = _left(reading)
    if told:
        return f"{capital(listed(told))}. Nothing of this file counts yet."
    if reading.upload.state == "approval":
        return "Accepted by its sender. It counts once somebody else has approved it."
    if is_ready(reading):
        look, who = ("Look at what it changes; it", "you accept") if opened.reach.act else ("It", "its sender accepts")
        then = " and somebody else approves it" if _approved(opened, reading) else ""
        return f"Nothing to mend, nothing to answer. {look} counts once {who} it{then}."
    return "Nothing in this file is filled in for this plan, so there is nothing to accept."


def _approved(opened: Opened, reading: Reading) -> bool:
    """Whether somebody else approves the file before it counts: that may be decided at any time, and is not in the plan's file then."""
    named = {observation.key.indicator for observation in reading.submission.observations}
    return any(indicator.approval for indicator in opened.desk.plan.indicators if indicator.id in named)


def _accepting(opened: Opened, reading: Reading, sight: Sight) -> Component:
    words = (
        "You can take it back at any later time, with a reason; what was known before then stands again."
        if not _approved(opened, reading)
        else "Some of these indicators are approved by somebody else before they count. You can take it back at any later time."
    )
    return html.Section([html.H2("Accept it", id="accept"), html.P(words), previews.accept_form(reading, sight)], className="accept")


def _approving(opened: Opened) -> list[Component]:
    if opened.upload.state != "approval":
        return []
    if not opened.reach.approve:
        how = [] if gates.guarded() else [html.P([ALONE, html.Code(f"delivery-plan accept {opened.upload.number} --by NAME"), "."])]
        return [html.P("It waits for somebody else’s approval."), *how]
    button = html.Form(
        html.P(html.Button("Approve", type="submit")), method="post", action=f"/uploads/{opened.upload.number}/approve", className="entry"
    )
    words = "It counts from the moment you approve it."
    if not opened.reach.file:
        words += " You do not see its figures: ask the information governance lead for that, if you want to look at them first."
    return [html.Section([html.H2("Approve it"), html.P(words), button])]


def _not_theirs(plan: Plan, foreign: Sequence[str]) -> list[Component]:
    named = [f"{indicator.number} {indicator.short}" for indicator in plan.indicators if indicator.id in foreign]
    inside = [
        html.H2("Some of this is not yours to send"),
        html.P("The file holds figures of these indicators, for which your role does not send. Take their rows out and send it again:"),
        as_list(named),
    ]
    return [html.Div(inside, className="notice", role="alert")]


def _ending(opened: Opened, reason: Sequence[str]) -> list[Component]:
    """How a file is taken back: set aside before it counts, withdrawn after."""
    upload = opened.upload
    if not opened.reach.end or upload.state in {"withdrawn", "set aside"}:
        return []
    accepted = upload.state == "accepted"
    words = (
        "What it changed goes back to what was known before. The record stays, and a past date still shows what was known then."
        if accepted
        else "Nothing of it will count. You can send the same file again at any time."
    )
    told = [f"reason-{upload.number}-hint", *(["reason-fault"] if reason else [])]
    box = html.Textarea(
        None,
        name="reason",
        id="reason",
        rows=2,
        maxLength=LONGEST_REASON,
        required=accepted,
        **pieces.more({"aria-describedby": " ".join(told)} | ({"aria-invalid": "true"} if reason else {})),
    )
    field = html.Div(
        [
            html.Label("Why" if accepted else "Why (you may leave it empty)", htmlFor="reason"),
            html.P("Readers of the record see it." if accepted else "For yourself and your joint leads.", id=told[0], className="hint"),
            *([html.P(" ".join(reason), id="reason-fault", className="fault", role="alert")] if reason else []),
            box,
        ],
        className="field",
    )
    verb = "Withdraw this file" if accepted else "Set this file aside"
    address = f"/uploads/{upload.number}/{'withdraw' if accepted else 'set-aside'}"
    form = html.Form(
        [field, html.P(html.Button(verb, type="submit", className="second"))], method="post", action=address, className="entry"
    )
    inside = [html.Summary(verb), html.P(words), form]
    return [html.Details(inside, className="ending", open=bool(reason))]


def _history(opened: Opened) -> Component:
    upload = opened.upload
    steps = [f"{pieces.moment(upload.sent_at)}: sent by {upload.sender_name}"]
    if upload.submission is not None:
        found = opened.desk.receipt(upload.number)
        agreed = pieces.person(upload.agreed_by) if upload.agreed_by else found.by
        then = f", approved by {pieces.person(upload.approved_by)}," if upload.approved_by else ""
        steps.append(f"{pieces.moment(found.at)}: accepted by {agreed}{then} as submission {upload.submission}")
    elif upload.agreed_by:
        steps.append(f"Accepted by {pieces.person(upload.agreed_by)}, for somebody else to approve")
    if upload.ended_at is not None:
        why = f" Why: {upload.reason}" if upload.reason else ""
        steps.append(f"{pieces.moment(upload.ended_at)}: {upload.state} by {upload.ended_by}.{why}")
    return html.Section([html.H2("What became of it"), html.Ol([html.Li(step) for step in steps], className="steps")], className="history")
