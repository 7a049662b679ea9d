"""Room: store. From key to key in leaps: the numbers that are held, found through the index without reading their earlier versions.

An index holds all versions of a number side by side. Asking it for the smallest key beyond the last one skips them, so that what a page
costs follows the numbers on it and not all that was ever accepted ("Loose indexscan", PostgreSQL Wiki).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Text,
    Values,
    and_,
    column,
    func,
    literal,
    select,
    true,
    union_all,
    values,
)

from store.schema import observations

#: so many values are told as a union; SQLite takes 500 at most
_FEW = 100
#: what makes two rows two versions of one number, in the order of the index
KEY = ("indicator", "part", "area", "breakdown", "period")


def keys(asked: Mapping[str, Collection[str] | None]) -> FromClause:
    """Every key that rows are held for, once. `asked` names the values wanted of a column, at least one each; None for all there are.

    Where nothing is held under what was asked, a row may come without a period: no number has its key.
    """
    found: CTE | None = None
    for name in KEY:
        wanted = asked.get(name)
        found = _leapt(found, name) if wanted is None else _given(found, name, wanted)
    if found is None:
        raise LookupError("a key has columns")
    return found


def same_key(one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Whether two rows are versions of one number."""
    return and_(*(one.c[name] == other.c[name] for name in KEY))


def _given(before: CTE | None, name: str, wanted: Collection[str]) -> CTE:
    listed = _listed(name, sorted(wanted)).cte(f"asked_{name}")
    if before is None:
        return listed
    return select(*before.c, listed.c[name]).select_from(before.join(listed, true())).where(_there(before)).cte(f"given_{name}")


def _listed(name: str, wanted: Sequence[str]) -> Values | CompoundSelect[Any] | Select[Any]:
    """The values of a column as rows: where they are few as a union, which SQLAlchemy knows again and need not translate each time."""
    if len(wanted) > _FEW:
        return values(column(name, Text), name=f"values_{name}").data([(each,) for each in wanted])
    rows = [select(literal(each, Text).label(name)) for each in wanted]
    return union_all(*rows) if len(rows) > 1 else rows[0]


def _leapt(before: CTE | None, name: str) -> CTE:
    """Each value of a column under what was found before it, and at the end one row without a value."""
    known = [] if before is None else [*before.c]
    first = select(*known, _smallest(before, name, []).label(name))
    found = (first if before is None else first.where(_there(before))).cte(f"leapt_{name}", recursive=True)
    beyond = _smallest(found, name, [observations.c[name] > found.c[name]])
    return found.union_all(select(*[found.c[each.name] for each in known], beyond).where(_there(found)))


def _smallest(row: CTE | None, name: str, beyond: list[ColumnElement[bool]]) -> ColumnElement[Any]:
    """The smallest value of a column among the rows that agree with `row` in the columns before it."""
    under = [observations.c[each] == row.c[each] for each in KEY[: KEY.index(name)]] if row is not None else []
    return select(func.min(observations.c[name])).where(*under, *beyond).correlate_except(observations).scalar_subquery()


def _there(found: CTE) -> ColumnElement[bool]:
    last: ColumnElement[Any] = [*found.c][-1]
    return last.is_not(None)
