"""The publishers' own files, read for the plan in priorities.yaml, against figures worked out another way."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from indicators import periods
from indicators.observations import Status
from loaders.published.figures import Figure
from loaders.reading import read
from loaders.recognition import recognised
from loaders.workbook import opened

LEEDS_CODES = {"02V", "03C", "03G"}
SMI = "smi_checks/smi_physical_health_checks_2018_2024.xlsx"
MHA = "mha/mha_annual_2023_24.xlsx"
FOUR_WEEKS = "mhsds/MHSDS%20Data_4WW_AprPerf_2024_v2.csv"
MONTHLY = "mhsds/rdy_mhsds_monthly_mhsds_monthly_historic_performance-april-2026_main_data_MHSDS Data_AprPerf_2026.csv"
EIP = "eip/EIP-Timeseries-History-File-December-2015-to-September-2019-1.csv"
TALKING = "talking_therapies/measures_annual_SUBSET_Leeds_WY_England.csv"
SUICIDES = "fingertips/suicides - indicators-CountyUA.data yorkshire.csv"
YOUNG = "fingertips/cyp - indicators-CountyUA.data yorkshire &.csv"


@pytest.fixture(scope="module")
def file(shared):
    return lambda name: shared / "published" / name


@pytest.fixture(scope="module")
def loaded(plan, file):
    """The observations of a file for the plan, by indicator, part, area, period key and group."""
    held = {}

    def load(name, populations=None):
        if name not in held or populations:
            submission = read(Path(name).name, file(name).read_bytes(), plan, populations=populations)
            assert not submission.stopped
            held[name] = {
                (o.key.indicator, o.key.part, o.key.area, o.key.period.key, dict(o.key.breakdown).get("ethnic_group", "")): o
                for o in submission.observations
            }
        return held[name]

    return load


def figures(path, areas):
    known, table = recognised(opened("renamed.bin", path.read_bytes()))
    return known.id, [item for item in known.figures(table, areas=areas) if isinstance(item, Figure)]


def golden_rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


FORMATS = {
    SMI: "smi_checks",
    MHA: "mha_annual",
    FOUR_WEEKS: "mhsds",
    MONTHLY: "mhsds",
    EIP: "eip",
    TALKING: "talking_therapies_annual",
    "talking_therapies/rdy_talking_therapies_talking_therapies_performance-april-2026_activity.csv": "talking_therapies_monthly",
    SUICIDES: "fingertips",
    YOUNG: "fingertips",
    "fingertips/admissions_self_harm.csv": "fingertips_tidied",
    "fingertips/mortality_serious_mental_illness.csv": "fingertips_tidied",
    "wellbeing/Anxiety-Table 1.csv": "ons_wellbeing",
    "census/census2021_ethnic_group_by_local_authority.csv": "census_2021_ethnic_group",
    "census/DC2012EW_localAuthorities.csv": "census_2011_ethnic_group",
    "population/ukmidyearestimates20192020ladcodes.xls": "mid_year_population",
}
NO_FORMAT = [
    *("wellbeing/Notes-Table 1.csv", "wellbeing/Data dictionary-Table 1.csv", "geography/leeds_wards.csv"),
    *("fingertips_uploads/upload-duplicate-rows.csv", "fingertips_uploads/indicator-upload-template.xlsx", "messy/examples.xlsx"),
    *("messy/params_CWP.xlsx", "messy/notineducationemploymentortrainingneetjm19.xls", "golden_leeds_published_values.csv"),
]


@pytest.mark.parametrize(("name", "id"), FORMATS.items(), ids=FORMATS.values())
def test_every_published_file_is_recognised_under_another_name(file, name, id):
    found = recognised(opened("renamed.bin", file(name).read_bytes()))
    assert found is not None
    assert found[0].id == id


@pytest.mark.parametrize("name", NO_FORMAT)
def test_other_files_are_no_format_and_are_told_which_are_known(file, plan, name):
    submission = read(Path(name).name, file(name).read_bytes(), plan)
    assert (submission.stopped, submission.observations) == (True, ())
    assert "Mental Health Act Statistics, annual figures (NHS England)" in submission.problems[0].sentence


def test_physical_health_checks_agree_with_the_golden_file_to_the_last_digit(shared, loaded):
    found = loaded(SMI)
    golden = golden_rows(shared / "published/golden_leeds_smi_phc_quarterly.csv")
    assert len(golden) == len(found) == 22
    for row in golden:
        _, quarter, first, _ = row["period"].split("-")
        observation = found["I8.1", "", "nhs-leeds", periods.quarter(int(first), int(quarter[1])).key, ""]
        assert (observation.numerator, observation.denominator) == (float(row["all6_phc"]), float(row["smi_register"]))
        assert f"{observation.value:.6f}" == row["pct"]
        assert observation.value == float(row["all6_phc"]) / float(row["smi_register"]) * 100


def test_each_check_names_the_cells_it_was_read_from(file, loaded):
    observation = loaded(SMI)["I8.1", "", "nhs-leeds", "2023-Q4F", ""]
    sheet = opened("x", file(SMI).read_bytes()).sheets[0]
    assert observation.origin.sheet == sheet.name
    cells = [sheet.rows[int(address[1:]) - 1] for address in observation.origin.address.split("; ")]
    assert cells == [["SMI-Q4-2023-2024", "15F", "All6PHC", 6018.0], ["SMI-Q4-2023-2024", "15F", "SMIRegister", 7408.0]]


def test_fingertips_values_and_limits_agree_with_the_golden_file(shared, file):
    golden = golden_rows(shared / "published/golden_leeds_published_values.csv")
    assert len(golden) == 6
    for row in golden:
        _, found = figures(file(f"fingertips/{row['source_file']}"), {row["area_code"]})
        [figure] = [
            f for f in found if (f.measure, f.dimensions["sex"], f.dimensions["age"]) == (row["indicator_id"], row["sex"], row["age"])
        ]
        assert figure.number == float(row["value"])
        assert (figure.numerator, figure.denominator) == (float(row["numerator"]), float(row["denominator"]))
        assert figure.period.supplied == row["period"]
        # the golden file gives some limits to fewer digits than the publisher
        assert (figure.lower, figure.upper) == (
            pytest.approx(float(row["lower95"]), abs=5e-8),
            pytest.approx(float(row["upper95"]), abs=5e-8),
        )


def test_the_suicide_rate_is_carried_as_published(loaded):
    observation = loaded(SUICIDES)["I1.2", "men", "leeds", "2015C-2017C", ""]
    assert (observation.value, observation.lower, observation.upper) == (19.3952595871038, 16.6797461149445, 22.4179636072614)
    assert (observation.limits, observation.origin.file) == ("as published", Path(SUICIDES).name)


def test_a_value_suppressed_by_fingertips_is_hidden(file):
    _, found = figures(file(YOUNG), {"E06000012"})
    [hidden] = [figure for figure in found if figure.status is Status.HIDDEN]
    assert (hidden.measure, hidden.number, hidden.reason) == ("92315", None, "Value suppressed for disclosure control reasons")


WEST_YORKSHIRE = {"white": (1235, 66.7), "mixed": (75, 114.6), "asian": (275, 73.6), "black": (115, 159.0), "other": (35, 86.6)}


@pytest.mark.parametrize(("group", "published"), WEST_YORKSHIRE.items())
def test_detentions_of_west_yorkshire_by_ethnic_group(loaded, group, published):
    observation = loaded(MHA)["I2.1", "detained", "west-yorkshire", "2023F", group]
    assert (observation.numerator, observation.value) == published
    assert observation.flags == (frozenset("u") if group in ("asian", "other") else frozenset())
    assert observation.classification == "2001-NHS"


def test_detentions_of_unknown_ethnicity_stand_beside_the_rates(loaded):
    found = loaded(MHA)
    unknown = found["I2.1", "detained", "west-yorkshire", "2023F", "unknown"]
    assert (unknown.numerator, unknown.value, unknown.status) == (195.0, None, Status.NOT_AVAILABLE)
    assert found["I2.1", "detained", "west-yorkshire", "2023F", ""].numerator == 1930.0


def test_detentions_of_leeds_and_england(loaded):
    found = loaded(MHA)
    leeds = found["I6.3", "detentions", "nhs-leeds", "2023F", ""]
    assert (leeds.numerator, leeds.value) == (660.0, 80.2)
    assert found["I6.3", "detentions", "england", "2023F", ""].value == 90.9
    assert [found["I2.1", "detained", "england", "2023F", g].value for g in ("black", "white")] == [239.0, 69.5]
    black, white = (found["I2.1", "detained-standardised", "england", "2023F", g] for g in ("black", "white"))
    assert (black.value, white.value) == (242.3, 68.4)
    assert (white.lower, white.upper) == (pytest.approx(67.7), pytest.approx(69.1))


def test_a_blank_count_of_detentions_is_hidden_and_not_nought(file):
    _, found = figures(file(MHA), {"QWO"})
    [hidden] = [f for f in found if f.measure == "All detentions" and f.dimensions == {"age": "Unknown"}]
    assert (hidden.number, hidden.status, hidden.bounds) == (None, Status.HIDDEN, (0.0, 4.0))
    [rate] = [f for f in found if f.measure == "All detentions: crude rate" and f.dimensions == {"age": "Unknown"}]
    assert (rate.number, rate.status, rate.bounds) == (None, Status.HIDDEN, None)


def test_four_week_waits_keep_their_window_and_hide_what_is_hidden(loaded):
    found = loaded(FOUR_WEEKS)
    window = "2024-02-01..2024-04-30"
    assert found["I6.2", "community-adults", "west-yorkshire", window, ""].value == 10.0
    assert found["I6.2", "community-adults", "england", window, ""].value == 10.64024
    assert found["I6.2", "community-adults", "lypft", window, ""].status is Status.HIDDEN


def test_a_file_without_rows_for_the_plan_says_so_in_words(plan, file):
    submission = read("april.csv", file(MONTHLY).read_bytes(), plan)
    assert (submission.stopped, submission.observations, submission.rows_read) == (False, (), 1417)
    assert submission.passed[0].rows == 1417
    assert "no rows for the plan's areas" in submission.details["areas"]
    assert "West Yorkshire" in submission.problems[0].sentence


def test_early_intervention_quarters_agree_with_a_reckoning_by_pandas(file, loaded):
    rows = pd.read_csv(file(EIP), dtype=str, keep_default_na=False)
    rows = rows[rows.Description == "EIP pathways completed this month"]
    rows["month"] = pd.to_datetime(rows.Date, dayfirst=True).dt.to_period("M")
    before = rows.month < pd.Period("2018-04", "M")
    rows = rows[(before & rows.Org_Code.isin(LEEDS_CODES)) | (~before & (rows.Org_Code == "15F"))]
    rows["in_time"] = rows.Gt_0_1_Weeks.astype(int) + rows.Gt_1_2_Weeks.astype(int)
    rows["everyone"] = rows.Total_Pathways.astype(int)
    quarters = rows.groupby(rows.month.dt.start_time.dt.to_period("Q"))
    expected = {
        str(quarter): (int(part.in_time.sum()), int(part.everyone.sum())) for quarter, part in quarters if part.month.nunique() == 3
    }
    found = {}
    for (_, part, area, _, _), observation in loaded(EIP).items():
        assert (part, area) == ("eip", "nhs-leeds")
        start = observation.key.period.start
        found[f"{start.year}Q{(start.month + 2) // 3}"] = (observation.numerator, observation.denominator)
        assert observation.value == observation.numerator / observation.denominator * 100
    assert found == expected
    assert len(found) == 15


def test_referrals_of_older_people_add_the_new_age_bands_up(loaded):
    found = loaded(TALKING)
    counted = [found["I7.1", "referrals", "leeds-community-healthcare", f"{year}F", ""].value for year in range(2017, 2025)]
    assert counted == [750, 730, 725, 695, 965 + 480 + 20, 1165 + 720 + 45, 1275 + 835 + 40, 1400 + 825 + 40]


def test_recovery_of_older_people_is_carried_as_published(file, loaded):
    rows = pd.read_csv(file(TALKING), dtype=str, keep_default_na=False)
    rows = rows[(rows.org_code == "RY6") & (rows.variable_a == "65 and over")]
    rows = rows[(rows.measure_name == "recovery") & (rows.measure_statistic == "percentage")]
    found = {
        key[3]: o.value for key, o in loaded(TALKING).items() if key[:3] == ("I7.4", "recovery-65-and-over", "leeds-community-healthcare")
    }
    assert found == {f"{row.reporting_period[:4]}F": float(row.value) for row in rows.itertuples()}
    assert len(found) == 4


def test_older_people_are_counted_in_the_middle_of_2019(file, loaded):
    name = "population/ukmidyearestimates20192020ladcodes.xls"
    observation = loaded(name)["mid-2019-65", "", "leeds", "@2019-06-30", ""]
    sheet = pd.read_excel(file(name), sheet_name="MYE2 - Persons", header=4, engine="calamine")
    row = sheet[sheet.Code == "E08000035"].iloc[0]
    assert observation.value == sum(int(value) for value in row.iloc[-26:])
    _, found = figures(file(name), {"E08000035"})
    everybody = {tuple(f.dimensions.items()): f.number for f in found}
    assert everybody[()] == float(row["All ages"]) == everybody[(("sex", "Males"),)] + everybody[(("sex", "Females"),)]


def test_referrals_per_1000_use_the_population_of_the_city(plan, loaded):
    people = loaded("population/ukmidyearestimates20192020ladcodes.xls")["mid-2019-65", "", "leeds", "@2019-06-30", ""].value
    found = loaded(TALKING, {("mid-2019-65", "leeds", ()): people})
    rate = found["I7.1", "referrals-per-1000", "leeds-community-healthcare", "2024F", ""]
    assert (rate.numerator, rate.denominator, rate.value) == (2265.0, people, 2265 / people * 1000)
    assert rate.flags == frozenset("e")


@pytest.mark.parametrize(
    ("score", "part", "value"),
    [
        ("Life satisfaction", "life-satisfaction", 7.28),
        ("Worthwhile", "worthwhile", 7.71),
        ("Happiness", "happiness", 7.19),
        ("Anxiety", "anxiety", 3.70),
    ],
)
def test_wellbeing_scores_of_leeds(loaded, score, part, value):
    [observation] = loaded(f"wellbeing/{score}-Table 1.csv").values()
    assert (observation.key.part, observation.value, observation.origin.address) == (part, value, "line 295")
    assert observation.key.period == periods.year(2020)


@pytest.mark.parametrize(
    ("name", "key", "values"),
    [
        ("admissions_self_harm", ("I1.3", "all-ages", 2010), [284.2, 339, 245.7, 223.5, 204.9, 211.1, 245, 218.7]),
        ("mortality_serious_mental_illness", ("I8.2", "excess-under-75", 2009), [342.1, 352.8, 426.8, 414.9, 395.1, 452.1]),
    ],
)
def test_tidied_series_of_leeds(loaded, name, key, values):
    indicator, part, first = key
    found = loaded(f"fingertips/{name}.csv")
    assert [found[indicator, part, "leeds", f"{first + n}F", ""].value for n in range(len(values))] == values


CENSUS_2011 = {"": 751485, "white": 639487, "mixed": 19632, "asian": 58243, "black": 25893, "other": 8230}
CENSUS_2021 = {"": 811953, "white": 641801, "mixed": 27388, "asian": 78503, "black": 45376, "other": 18885}
NHS_2021 = {**CENSUS_2021, "asian": 70386, "other": 27002}


@pytest.mark.parametrize(
    ("name", "population", "day", "people"),
    [
        ("census/DC2012EW_localAuthorities.csv", "census-2011", "@2011-03-27", CENSUS_2011),
        ("census/census2021_ethnic_group_by_local_authority.csv", "census-2021", "@2021-03-21", CENSUS_2021),
        ("census/census2021_ethnic_group_by_local_authority.csv", "census-2021-nhs", "@2021-03-21", NHS_2021),
    ],
)
def test_people_of_leeds_by_ethnic_group(loaded, name, population, day, people):
    found = loaded(name)
    assert {key[4]: o.value for key, o in found.items() if key[:3] == (population, "", "leeds")} == people
    assert {key[3] for key in found} == {day}


def test_rates_on_the_nhs_grouping_divide_counts_by_people_grouped_alike(loaded):
    census = loaded("census/census2021_ethnic_group_by_local_authority.csv")
    populations = {
        (key[0], key[2], (("ethnic_group", key[4]),) if key[4] else ()): observation.value for key, observation in census.items()
    }
    found = loaded(MHA, populations)
    rate = {group: found["I2.1", "detained-regrouped", "west-yorkshire", "2023F", group].value for group in WEST_YORKSHIRE}
    assert (round(rate["other"]), round(rate["white"])) == (66, 69)
