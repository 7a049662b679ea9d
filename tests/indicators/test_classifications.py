"""Ethnic groups, ages and sexes: how files spell them, and what may be divided by what."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.classifications import (
    CLASSIFICATIONS,
    DIMENSIONS,
    GROUPS,
    MINORITY,
    NHS_2001,
    ONS_2011,
    ONS_2021,
    WITHOUT_POPULATION,
    AgeBand,
    age_band,
    category,
    census_categories,
    column_problems,
    detailed,
    details,
    divisible,
    group,
    group_of,
    label,
    refusal,
    sex,
)

#: as written in the file -> group in the NHS grouping, detailed category
NHS_SPELLINGS = [
    ("White", "white", None),
    ("White or White British", "white", None),
    ("British", "white", "white-british"),
    ("White British", "white", "white-british"),
    ("White - Irish", "white", "white-irish"),
    ("Any other White background", "white", "white-other"),
    ("Mixed", "mixed", None),
    ("Mixed/multiple", "mixed", None),
    ("White and Black Caribbean", "mixed", "white-and-black-caribbean"),
    ("White & Asian", "mixed", "white-and-asian"),
    ("Any Other mixed background", "mixed", "mixed-other"),
    ("Asian or Asian British", "asian", None),
    ("Asian or Asian British - Indian", "asian", "indian"),
    ("Any Other Asian Background", "asian", "asian-other"),
    ("Black or Black British", "black", None),
    ("Black/African/Caribbean/Black British", "black", None),
    ("Black Caribbean", "black", "caribbean"),
    ("Other Ethnic Groups", "other", None),
    ("Any Other Ethnic Group", "other", "other-ethnic-group"),
    ("Chinese", "other", "chinese"),
    ("Chinese or other ethnic group", "other", None),
    ("A", "white", "white-british"),
    ("A1", "white", "white-british"),
    ("CA", "white", "white-other"),
    ("R", "other", "chinese"),
    ("S", "other", "other-ethnic-group"),
    ("Z", "not_stated", None),
    ("99", "not_known", None),
    ("Not Stated", "not_stated", None),
    ("Refused", "not_stated", None),
    ("Declined", "not_stated", None),
    ("Not Known", "not_known", None),
    ("Unknown", "unknown", None),
    ("NULL", "unknown", None),
    ("Not stated/Not known/Invalid", "unknown", None),
    ("BME", "minority", None),
    ("BAME", "minority", None),
    ("Martian", None, None),
    ("NK", None, None),
    ("", None, None),
]
CENSUS_SPELLINGS = [
    ("Asian, Asian British or Asian Welsh: Chinese", ONS_2021, "asian", "chinese"),
    ("Asian/Asian British: Other Asian", ONS_2011, "asian", "asian-other"),
    ("Black, Black British, Black Welsh, Caribbean or African: African", ONS_2021, "black", "african"),
    ("Black/African/Caribbean/Black British: Total", ONS_2011, "black", None),
    ("Mixed/multiple ethnic group: Other Mixed", ONS_2011, "mixed", "mixed-other"),
    ("Mixed or Multiple ethnic groups: White and Black African", ONS_2021, "mixed", "white-and-black-african"),
    ("White: English/Welsh/Scottish/Northern Irish/British", ONS_2011, "white", "white-british"),
    ("White: Gypsy or Irish Traveller", ONS_2021, "white", "gypsy-or-irish-traveller"),
    ("White: Roma", ONS_2021, "white", "roma"),
    ("Other ethnic group: Arab", ONS_2021, "other", "arab"),
    ("Other ethnic group: Any other ethnic group", ONS_2021, "other", "other-ethnic-group"),
    ("Other ethnic group: Total", ONS_2011, "other", None),
    ("White: Chinese", ONS_2021, None, None),
]


@pytest.mark.parametrize(("text", "top", "detail"), NHS_SPELLINGS)
def test_spellings_of_nhs_files_are_known(text, top, detail):
    assert (group(text, NHS_2001), detailed(text, NHS_2001)) == (top, detail)


@pytest.mark.parametrize(("text", "classification", "top", "detail"), CENSUS_SPELLINGS)
def test_spellings_of_the_censuses_are_known(text, classification, top, detail):
    assert (group(text, classification), detailed(text, classification)) == (top, detail)


@pytest.mark.parametrize(("classification", "top"), [(NHS_2001, "other"), (ONS_2011, "asian"), (ONS_2021, "asian")])
def test_chinese_people_are_in_other_for_the_nhs_and_in_asian_for_the_census(classification, top):
    assert group("Chinese", classification) == top


@pytest.mark.parametrize("classification", CLASSIFICATIONS)
def test_ids_and_labels_name_the_group_they_belong_to(classification):
    for id in (*GROUPS, *WITHOUT_POPULATION, MINORITY):
        assert group(id, classification) == id
        assert group(label(id, classification), classification) == id
    for id in details(classification):
        assert detailed(label(id, classification), classification) == id


@pytest.mark.parametrize(("classification", "number"), [(NHS_2001, 16), (ONS_2011, 18), (ONS_2021, 19)])
def test_each_classification_asks_for_its_own_number_of_categories(classification, number):
    assert len(details(classification)) == number
    assert sum(len(details(classification, top)) for top in GROUPS) == number


def test_an_unknown_classification_and_an_unknown_id_are_refused_in_words():
    with pytest.raises(ValueError, match="expected one of 2001-NHS, 2011-ONS, 2021-ONS"):
        group("White", "1991")
    with pytest.raises(ValueError, match="is not an ethnic group that 2001-NHS knows"):
        label("martian", NHS_2001)
    with pytest.raises(ValueError, match="is not one of the detailed ethnic groups"):
        group_of("martian", NHS_2001)


def test_counts_of_the_nhs_may_not_be_divided_by_populations_of_the_census():
    assert not divisible(NHS_2001, ONS_2021)
    assert refusal(NHS_2001, ONS_2021) == (
        "The counts have Chinese people in Other (2001-NHS) and the populations have them in Asian (2021-ONS), "
        "so no rate is worked out: group both alike first."
    )
    assert refusal(ONS_2011, NHS_2001).startswith("The populations have Chinese people in Other")


@pytest.mark.parametrize(("numerator", "denominator"), [(NHS_2001, NHS_2001), (ONS_2011, ONS_2021), (ONS_2021, ONS_2021)])
def test_counts_and_populations_grouped_alike_may_be_divided(numerator, denominator):
    assert divisible(numerator, denominator)


@pytest.mark.parametrize(("numerator", "denominator"), [("", ONS_2021), (NHS_2001, ""), ("1991", "1991")])
def test_what_nobody_has_classified_is_not_divided(numerator, denominator):
    assert refusal(numerator, denominator).startswith("Nobody has said how the")


def test_every_category_of_a_census_is_in_exactly_one_group():
    for classification in CLASSIFICATIONS:
        listed = [id for top in GROUPS for id in census_categories(top, classification)]
        assert sorted(listed) == sorted(details(ONS_2021))
        assert set(census_categories(MINORITY, classification)) == set(listed) - set(census_categories("white", classification))


@pytest.mark.parametrize(
    ("top", "people"), [("white", 641_801), ("mixed", 27_388), ("asian", 70_386), ("black", 45_376), ("other", 27_002)]
)
def test_the_census_of_leeds_regrouped_gives_the_nhs_populations(shared, top, people):
    with (shared / "published" / "census" / "census2021_ethnic_group_by_local_authority.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ltla21_code"] == "E08000035"]
    wanted = census_categories(top, NHS_2001)
    assert sum(int(row["value"]) for row in rows if detailed(row["ethnic_group"], ONS_2021) in wanted) == people


@pytest.mark.parametrize(
    ("labels", "classification", "said"),
    [
        (["White", "Mixed", "Asian or Asian British", "Black or Black British", "Other Ethnic Groups"], NHS_2001, None),
        (["White", "Other"], NHS_2001, "everybody who is not White"),
        (["White", "Mixed/multiple", "Asian", "Black", "Other"], NHS_2001, "Are Chinese people in"),
        (["White", "Mixed", "Asian", "Black", "Other"], NHS_2001, "Are Chinese people in"),
        (["White", "Asian", "Chinese", "Black", "Other"], NHS_2001, None),
        (["White", "Martian", "Black"], NHS_2001, '"Martian" is not an ethnic group we know'),
        (["White", "BME"], NHS_2001, "leave out White minorities"),
    ],
)
def test_a_column_of_groups_raises_the_questions_it_must(labels, classification, said):
    sentences = column_problems(labels, classification)
    assert (any(said in s for s in sentences)) if said else sentences == ()


AGES = [
    ("65 and over", AgeBand(65, None)),
    ("65+", AgeBand(65, None)),
    ("90+", AgeBand(90, None)),
    ("10+ yrs", AgeBand(10, None)),
    ("65 to 74", AgeBand(65, 74)),
    ("16-17", AgeBand(16, 17)),
    ("10–14 yrs", AgeBand(10, 14)),
    ("Under 18", AgeBand(0, 17)),
    ("<18", AgeBand(0, 17)),
    ("15 and under", AgeBand(0, 15)),
    ("Age 85 and over", AgeBand(85, None)),
    ("Age 15", AgeBand(15, 15)),
    ("People aged 65 or over", AgeBand(65, None)),
    ("over 64", AgeBand(65, None)),
    ("All categories: Age", AgeBand(0, None)),
    ("All ages", AgeBand(0, None)),
    ("Primary school age", None),
    ("Unknown", None),
    ("74 to 65", None),
    ("Under 0", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "band"), AGES)
def test_ages_are_read_as_they_are_written(text, band):
    assert age_band(text) == band


@given(st.integers(0, 120), st.integers(0, 60) | st.none())
def test_the_label_of_an_age_band_is_read_back(low, width):
    band = AgeBand(low, None if width is None else low + width)
    assert age_band(band.label) == band


def test_a_band_holds_the_bands_inside_it():
    assert AgeBand(65, None).holds(AgeBand(75, 89))
    assert not AgeBand(65, 74).holds(AgeBand(65, None))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Male", "male"),
        ("Females", "female"),
        ("2", "female"),
        ("All persons", "persons"),
        ("Non-binary", "non_binary"),
        ("Z", "not_stated"),
        ("?", None),
    ],
)
def test_sexes_are_read_as_they_are_written(text, meant):
    assert sex(text) == meant


@pytest.mark.parametrize(
    ("text", "dimension", "id"),
    [
        ("Carers", "carer", "carer:yes"),
        ("Not a carer", "carer", "carer:no"),
        ("Gay or lesbian", "sexual_orientation", "sexual_orientation:gay_or_lesbian"),
        ("Prefer not to say", "sexual_orientation", "sexual_orientation:not_stated"),
        ("65 and over", "age", None),
        ("anything", "no such dimension", None),
    ],
)
def test_other_characteristics_have_their_categories(text, dimension, id):
    found = category(text, dimension)
    assert (f"{dimension}:{found}" if found else None) == id


def test_every_category_of_a_dimension_is_read_by_its_own_words():
    for dimension in DIMENSIONS.values():
        for id, words in dimension.categories.items():
            assert (category(id, dimension.id), category(words, dimension.id)) == (id, id)


@given(st.text(max_size=30), st.sampled_from(CLASSIFICATIONS))
def test_any_text_is_a_known_group_or_none(text, classification):
    assert group(text, classification) in {None, *GROUPS, *WITHOUT_POPULATION, MINORITY}
    assert detailed(text, classification) in {None, *details(ONS_2021)}
