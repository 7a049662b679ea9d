"""Room: indicators. Where published figures come from: areas, sources, populations, and which rows of them make a series."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indicators.registry.types import Day, Entry, Flags, Id, Named, Profile, Unit, Words


class AreaCode(Entry):
    """One code of an area, with the days on which it held."""

    code: Words
    """As the publisher writes it ("15F", "E08000035", "All prov")."""
    scheme: Words
    """The family of codes it belongs to; counts are added up within one scheme only."""
    since: Day | None = None
    """First day on which it held; nothing if it always did."""
    until: Day | None = None
    """Last day on which it held; nothing if it still does."""


class Area(Named):
    """A place or a body that figures are about."""

    name: Words
    """As the pages show it."""
    role: Literal["plan", "context"]
    """`plan`: the plan's own area, in one of its forms. `context`: a wider area beside it, never its continuation."""
    kind: Literal["local_authority", "nhs_area", "provider", "integrated_care_board", "region", "country", "other"]
    """What sort of place or body it is."""
    codes: tuple[AreaCode, ...] = Field(min_length=1)
    """All codes of the area. Where several hold on one day (three commissioning groups before a merger), their counts are added up."""
    note: str = ""
    """What a reader should know of its boundary."""


class Source(Named):
    """A published dataset."""

    publisher: Words
    """Who publishes it."""
    dataset: Words
    """Its title."""
    loader: Id
    """The loader that reads its files: a name from `delivery-plan formats`."""
    licence: Words
    """Under which its figures may be carried."""
    profile: Profile = "open"
    """What is already published is carried as published; what leads supply for the same indicator goes under the indicator's profile."""
    published_on: Day | None = None
    """Publication date where the publisher states it; nothing where it is not known."""
    rounding: str = ""
    """How the publisher rounds and hides, in words."""
    hidden_bounds: tuple[int, int] | None = None
    """The lowest and highest count that a suppressed cell may stand for."""
    note: str = ""
    """What a reader should know of it."""


class Population(Named):
    """A denominator: how many people live somewhere, by group."""

    name: Words
    """As the pages show it."""
    source: Id
    """The dataset it is read from."""
    on: Day
    """The day that it counts."""
    classification: str = ""
    """The grouping of its breakdown, where it has one: an ethnic one (`2021-ONS`)."""
    measure: Words
    """The dataset's measure that is counted."""
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Further dimensions of the dataset and the categories that are taken. Several categories of one dimension are added up."""
    breakdown: dict[str, str] = Field(default_factory=dict)
    """Our dimension -> the dataset's dimension."""
    groups: dict[str, tuple[Words, ...]] = Field(default_factory=dict)
    """Our group -> the dataset's categories added up for it; without it the categories are taken as the classification reads them."""
    areas: tuple[Id, ...]
    """Areas it is taken for."""
    note: str = ""
    """A sentence that stands wherever it is divided by."""


class Commitment(Named):
    """A national commitment that gives an indicator context. It is not a target of the plan."""

    text: Words
    """What is committed to, with its number and date."""
    source: Words
    """Title and publisher of the document that says so."""
    value: float | None = None
    """The number, where a figure of the plan can be held against it."""
    unit: Unit | None = None
    """Unit of `value`."""
    direction: Literal["at_least", "at_most"] | None = None
    """Whether `value` is a floor or a ceiling."""


class Selection(Entry):
    """Which rows of a published dataset make a series, and how.

    Either `value` (carried as published, with the publisher's limits), or `numerator` (a count) with or without `denominator`.
    """

    source: Id
    """The dataset."""
    value: str = ""
    """The dataset's measure whose published value is carried as it stands."""
    numerator: str = ""
    """The dataset's measure that is counted."""
    denominator: str = ""
    """The dataset's measure it is a share of."""
    population: str = ""
    """Id of the population it is divided by, where the file holds counts only."""
    population_area: str = ""
    """The area whose population that is, where it is not the area itself: a provider's referrals over the people of its city."""
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Further dimensions of the dataset and the categories that are taken. Several categories of one dimension are added up."""
    breakdown: dict[str, str] = Field(default_factory=dict)
    """Our dimension -> the dataset's dimension, for the rows that are also taken group by group."""
    classification: str = ""
    """The grouping of the breakdown (`2001-NHS`)."""
    areas: tuple[Id, ...] = Field(min_length=1)
    """Areas taken; the first is the one that the plan's page shows."""
    aggregate: Literal["", "quarter"] = ""
    """`quarter`: the months of a quarter are added up; a quarter with a month missing is passed over."""
    flags: Flags = ()
    """Flags every figure of this selection carries."""
    flagged: dict[str, Flags] = Field(default_factory=dict)
    """Category of a breakdown -> flags that its figures carry beside."""
    note: str = ""
    """A sentence that stands wherever the figures stand."""
