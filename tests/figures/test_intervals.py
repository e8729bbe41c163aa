"""How sure a share is, against published figures and by counting every population."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, hypergeom

from analysis import intervals

REFERENCE = Path(__file__).parent / "reference"


@st.composite
def answered(draw: st.DrawFn, most: int = 200) -> tuple[int, int, int]:
    population = draw(st.integers(1, most))
    n = draw(st.integers(1, population))
    return draw(st.integers(0, n)), n, population


@pytest.mark.parametrize("row", list(pd.read_csv(REFERENCE / "wilson.csv").itertuples()))
def test_where_the_roster_is_not_known_it_is_wilson_s(row):
    assert intervals.wilson(row.n, row.base) == pytest.approx((row.low, row.high), abs=5e-10)
    found = intervals.share(row.n, row.base)
    assert found[1:] == (*intervals.wilson(row.n, row.base), intervals.WILSON)


@given(answered(), st.floats(0.5, 0.999))
def test_wilson_s_is_that_of_scipy(answers, level):
    x, n, _ = answers
    oracle = binomtest(x, n).proportion_ci(level, method="wilson")
    assert intervals.wilson(x, n, level=level) == pytest.approx((oracle.low, oracle.high), abs=1e-9)


@pytest.mark.parametrize("row", list(pd.read_csv(REFERENCE / "exact.csv").itertuples()))
def test_where_the_roster_is_known_it_is_exact(row):
    found = intervals.share(row.x, row.n, row.population)
    people = (found.low * row.population, found.high * row.population)
    assert people == pytest.approx((row.low, row.high), abs=1e-9)
    assert found.method == intervals.EXACT


@given(answered(most=60))
def test_the_exact_interval_holds_what_both_tails_allow(answers):
    x, n, population = answers
    people = np.arange(population + 1)
    tails = hypergeom.cdf(x, population, people, n), hypergeom.sf(x - 1, population, people, n)
    allowed = people[(np.minimum(*tails) >= 0.025 - 1e-12)] / population
    found = intervals.share(x, n, population)
    # A share between two numbers of the roster is held as well.
    expected = (min(allowed[0], x / n), max(allowed[-1], x / n))
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("row", list(pd.read_csv(REFERENCE / "coverage.csv").itertuples()))
def test_the_exact_interval_covers_the_truth_in_every_population(row):
    size = row.population
    found = [intervals.share(x, row.n, size) for x in range(row.n + 1)]
    low, high = (np.array([getattr(share, side) for share in found]) for side in ("low", "high"))
    people = np.arange(1, size)[:, None]
    chance, truth = hypergeom.pmf(np.arange(row.n + 1), size, people, row.n), people / size
    covered = (chance * ((low <= truth + 1e-12) & (truth <= high + 1e-12))).sum(axis=1)
    assert covered.min() >= 0.95
    assert (covered.mean(), covered.min()) == pytest.approx((row.mean, row.least), abs=5e-4)
    assert (chance * (high - low)).sum(axis=1).mean() == pytest.approx(row.width, abs=5e-4)


def test_who_all_answered_leave_no_doubt():
    assert intervals.share(3, 7, 7) == (3 / 7, 3 / 7, 3 / 7, intervals.CENSUS)


@pytest.mark.parametrize("population", [None, 29, 0])
def test_a_roster_smaller_than_the_answers_is_as_good_as_none(population):
    assert intervals.share(18, 30, population) == intervals.share(18, 30)
    assert intervals.no_assumption_bounds(18, 30, population) == (0, 1)


@pytest.mark.parametrize(("x", "n"), [(0, 0), (5, 4), (-1, 4)])
def test_a_share_of_nothing_or_of_more_than_all_is_a_fault(x, n):
    for population in (None, 10):
        with pytest.raises(ValueError, match="no more than all"):
            intervals.share(x, n, population)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_share(level):
    for population in (None, 42):
        with pytest.raises(ValueError, match="between 0 and 1"):
            intervals.share(18, 30, population, level)


@given(answered())
def test_every_interval_holds_its_share_and_mirrors_the_opposite(answers):
    x, n, population = answers
    for known in (None, population):
        found, opposite = intervals.share(x, n, known), intervals.share(n - x, n, known)
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert (opposite.low, opposite.high) == pytest.approx((1 - found.high, 1 - found.low), abs=1e-9)


@given(answered(), st.integers(2, 5))
def test_more_answers_of_the_same_share_are_surer(answers, times):
    x, n, population = answers
    for known in (None, population * times):
        few, many = intervals.share(x, n, known), intervals.share(x * times, n * times, known)
        assert many.high - many.low <= few.high - few.low + 1e-12


@given(answered(), st.floats(0.5, 0.99))
def test_a_higher_level_is_wider(answers, level):
    x, n, population = answers
    for known in (None, population):
        narrow, wide = intervals.share(x, n, known, level), intervals.share(x, n, known, 0.995)
        assert wide.low <= narrow.low + 1e-12
        assert narrow.high <= wide.high + 1e-12


@given(answered())
def test_without_an_assumption_the_exact_interval_lies_inside(answers):
    x, n, population = answers
    low, high = intervals.no_assumption_bounds(x, n, population)
    found = intervals.share(x, n, population)
    assert low <= found.low + 1e-12
    assert found.high <= high + 1e-12


def test_the_bounds_without_an_assumption_count_who_did_not_answer_either_way():
    assert intervals.no_assumption_bounds(18, 30, 42) == (18 / 42, 30 / 42)
    assert intervals.no_assumption_bounds(0, 0, 42) == (0, 1)
    with pytest.raises(ValueError, match="no more than all"):
        intervals.no_assumption_bounds(31, 30, 42)
