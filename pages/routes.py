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
    """One kind of page: its name, its address (with `<id>` where it has one), and what answers there."""

    name: str
    address: str
    answer: Callable[..., Answer]

    def matches(self, path: str) -> Mapping[str, str] | None:
        """The variables of a path that is this page's; None for another path."""
        head, variable, _ = self.address.partition("<id>")
        if not variable:
            return {} if path == self.address else None
        id = path.removeprefix(head)
        return {"id": id} if path.startswith(head) and id and "/" not in id else None


PAGES = (
    Page("overview", "/", overview.answer),
    Page("priority", "/priority/<id>", priority.answer),
    Page("indicator", "/indicator/<id>", indicator.answer),
    Page("inequalities", "/inequalities", inequalities.answer),
    Page("since", "/since", since.answer),
    Page("voices", "/voices", voices.answer),
    Page("actions", "/actions", actions.answer),
    Page("development", "/development", development.answer),
    Page("search", "/search", search.answer),
    Page("explore", "/explore", explore.answer),
    Page("reviews", "/reviews", reviews.answer),
    Page("report", "/report", report.answer),
    Page("quality", "/data-quality", quality.answer),
    Page("due", "/due", due.answer),
    Page("about", "/about", about.answer),
    Page("design", "/about/design", design.answer),
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


def _known(figures: Figures, page: Page, id: str) -> bool:
    plan = figures.plan
    entries = plan.priorities if page.name == "priority" else plan.indicators
    return any(entry.id == id for entry in entries)
