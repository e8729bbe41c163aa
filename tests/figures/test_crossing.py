"""Two partitions of the same answers: nothing small may follow from both together."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.crossing import REST, beside, smallest
from analysis.disclosure import Shown, gate
from tests.figures.test_disclosure import counts, q2

Cells = dict[tuple[str, str], int]  # (domain, committee) → answers


def common(cells: Cells) -> pd.DataFrame:
    rows = [(d, c, question, "", n) for (d, c), n in cells.items() for question in ("", "Q2")]
    return pd.DataFrame(rows, columns=["group", "other", "question", "row", "n"])


def sheets_of(cells: Cells) -> pd.DataFrame:
    both = common(cells)
    return both[both["question"] == ""]


def added(cells: Cells, side: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, n in cells.items():
        if key[side] != REST:
            sums[key[side]] = sums.get(key[side], 0) + n
    return sums


def gated(cells: Cells) -> tuple[dict[str, Shown], dict[str, Shown]]:
    """Committees first, domains beside them, as a release does it."""
    total = sum(cells.values())
    sheets = {side: {g: q2(n, EMP=n) for g, n in added(cells, side).items()} for side in (0, 1)}
    committees = gate(counts(district=q2(total, EMP=total), **sheets[1]), district="district")
    others = {g: what for g, what in committees.items() if g != "district"}
    rule = beside(others, common(cells))
    domains = gate(counts(district=q2(total, EMP=total), **sheets[0]), district="district", further=[rule])
    return {g: what for g, what in domains.items() if g != "district"}, others


def open_ones(groups: dict[str, Shown]) -> list[str]:
    return [g for g, what in groups.items() if what.note is None and what.why_empty("Q2") is None]


def test_two_partitions_that_cross_widely_stand_side_by_side():
    cells = {("school", "e"): 15, ("rural", "e"): 12, ("school", "w"): 14, ("rural", "w"): 20}
    domains, committees = gated(cells)
    assert (open_ones(domains), open_ones(committees)) == (["rural", "school"], ["e", "w"])


def test_a_domain_that_is_a_committee_and_few_more_is_withheld():
    # school − w = the three answers of the one school in the east.
    cells = {("school", "w"): 30, ("school", "e"): 3, ("rural", "e"): 40}
    domains, committees = gated(cells)
    assert open_ones(committees) == ["e", "w"]
    assert open_ones(domains) == []


def test_without_the_crossing_rule_that_few_would_follow():
    cells = {("school", "w"): 30, ("school", "e"): 3, ("rural", "e"): 40}
    assert smallest(sheets_of(cells), ["school", "rural"], ["e", "w"]) == 3


def test_what_is_not_shown_is_one_group_that_follows_by_subtraction():
    cells = {("a", "x"): 30, ("b", "x"): 4, ("c", "x"): 5}
    one_line = sheets_of(cells)
    assert smallest(one_line, ["a"], ["x"]) == 9
    assert smallest(one_line, ["a", "b"], ["x"]) == 4


def test_nobody_is_no_small_group():
    assert smallest(sheets_of({("a", "x"): 0}), ["a"], ["x"]) == float("inf")


def test_a_domain_without_sheets_says_only_why():
    domains, _ = gated({("school", "e"): 30, ("rural", "e"): 0, ("rural", REST): 4, ("school", REST): 30})
    assert domains["rural"].note == "below_5"


@st.composite
def districts(draw: st.DrawFn) -> Cells:
    committees = "uvw"[: draw(st.integers(1, 3))]
    domains = "abc"[: draw(st.integers(1, 3))]
    small_or_not = st.one_of(st.just(0), st.integers(0, 12), st.integers(10, 40))
    return {(d, c): draw(small_or_not) for d, c in product(domains, [*committees, REST])}


def follows(cells: Cells, told: list[np.ndarray]) -> float:
    """The fewest people whose figure is a sum of told figures, by looking at every sum of up to all of them."""
    n = np.array(list(cells.values()), dtype=float)
    signs = np.array(list(product((-1, 0, 1), repeat=len(told))))
    people = ((signs @ np.array(told) != 0) * n).sum(axis=1)
    return float(people[people > 0].min(initial=np.inf))


@settings(deadline=None, max_examples=60)
@given(districts())
def test_no_sum_of_shown_figures_tells_of_one_to_nine(cells):
    domains, committees = gated(cells)
    if sum(cells.values()) < 10:
        assert open_ones(domains) == []
        return
    told = [np.ones(len(cells))]
    told += [np.array([float(key[0] == d) for key in cells]) for d in open_ones(domains)]
    told += [np.array([float(key[1] == c) for key in cells]) for c in open_ones(committees)]
    if open_ones(domains):
        assert follows(cells, told) >= 10


@settings(deadline=None, max_examples=60)
@given(districts())
def test_no_domain_under_ten_is_shown(cells):
    domains, _ = gated(cells)
    for name, what in domains.items():
        if added(cells, 0).get(name, 0) < 10:
            assert what.n is None
            assert what.table.empty


@settings(deadline=None, max_examples=60)
@given(districts())
def test_committees_do_not_change_for_the_sake_of_domains(cells):
    _, committees = gated(cells)
    total = sum(cells.values())
    alone = gate(
        counts(district=q2(total, EMP=total), **{c: q2(n, EMP=n) for c, n in added(cells, 1).items()}),
        district="district",
    )
    assert {c: what.to_json() for c, what in committees.items()} == {
        c: alone[c].to_json() for c in committees
    }


@pytest.mark.parametrize(("n", "shown"), [(9, []), (10, ["a", "b"])])
def test_ten_in_common_are_enough(n, shown):
    domains, _ = gated({("a", "x"): 30, ("b", "x"): n, ("b", "y"): 30})
    assert open_ones(domains) == shown
