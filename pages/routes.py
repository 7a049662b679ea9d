"""Room: pages. From an address to its page: the list of pages, registered one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pages.board import actions, development, indicator, inequalities, meeting, overview, priority, report, reviews, since, voices
from pages.frame import missing
from pages.frame.answers import Answer
from pages.frame.data import Figures, dated
from pages.frame.queries import Query
from pages.reference import about, design, explore, quality, search
from pages.uploads import due


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page: its name, its address (with `<id>` where it has one), and what answers there.

    `lasting` tells that it says nothing but what follows from the figures, the day, the query and the reader, so that it may be remembered.
    """

    name: str
    address: str
    answer: Callable[..., Answer]
    lasting: bool = False

    def matches(self, path: str) -> Mapping[str, str] | None:
        """The variables of a path that is this page's; None for another path."""
        head, variable, _ = self.address.partition("<id>")
        if not variable:
            return {} if path == self.address else None
        id = path.removeprefix(head)
        return {"id": id} if path.startswith(head) and id and "/" not in id else None


PAGES = (
    Page("overview", "/", overview.answer, lasting=True),
    Page("priority", "/priority/<id>", priority.answer, lasting=True),
    Page("indicator", "/indicator/<id>", indicator.answer, lasting=True),
    Page("inequalities", "/inequalities", inequalities.answer, lasting=True),
    Page("since", "/since", since.answer, lasting=True),
    Page("voices", "/voices", voices.answer, lasting=True),
    Page("actions", "/actions", actions.answer, lasting=True),
    Page("development", "/development", development.answer, lasting=True),
    Page("search", "/search", search.answer),
    Page("explore", "/explore", explore.answer, lasting=True),
    Page("reviews", "/reviews", reviews.answer, lasting=True),
    Page("report", "/report", report.answer, lasting=True),
    Page("quality", "/data-quality", quality.answer),
    Page("due", "/due", due.answer),
    Page("about", "/about", about.answer, lasting=True),
    Page("design", "/about/design", design.answer, lasting=True),
)


def answer(figures: Figures, query: Query) -> Answer:
    """The answer to a query, under the plan as it was worded then; the helpful 404 for a path or an id that the plan does not have."""
    figures = dated(figures, query.as_of)
    for page in PAGES:
        variables = page.matches(query.path)
        if variables is not None:
            if variables and not _known(figures, page, variables["id"]):
                break
            if query.meeting and page.name in meeting.SCREENS:
                return meeting.SCREENS[page.name](figures, query, **variables)
            return page.answer(figures, query, **variables)
    return missing.answer(figures, query)


def lasting(query: Query) -> bool:
    """Whether the page at an address may be remembered: it has no chart that needs a script, and tells nothing of files that wait."""
    return not query.interactive and any(page.lasting for page in PAGES if page.matches(query.path) is not None)


def _known(figures: Figures, page: Page, id: str) -> bool:
    plan = figures.plan
    entries = plan.priorities if page.name == "priority" else plan.indicators
    return any(entry.id == id for entry in entries)
