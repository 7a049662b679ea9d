"""Room: loaders. The published formats that are known, one module each."""

from __future__ import annotations

from loaders.published import (
    census_2011_ethnic_group,
    census_2021_ethnic_group,
    eip,
    fingertips,
    fingertips_tidied,
    mha_annual,
    mhsds,
    mid_year_population,
    ons_wellbeing,
    smi_checks,
    talking_therapies_annual,
    talking_therapies_monthly,
)
from loaders.published.tables import Format

FORMATS: tuple[Format, ...] = (
    smi_checks.FORMAT,
    mha_annual.FORMAT,
    mhsds.FORMAT,
    eip.FORMAT,
    talking_therapies_annual.FORMAT,
    talking_therapies_monthly.FORMAT,
    fingertips.FORMAT,
    fingertips_tidied.FORMAT,
    ons_wellbeing.FORMAT,
    census_2021_ethnic_group.FORMAT,
    census_2011_ethnic_group.FORMAT,
    mid_year_population.FORMAT,
)

__all__ = ["FORMATS", "Format"]
