"""Periods: the sum of months, and nothing of few people follows from it together with them."""

import pandas as pd
import pytest
from hypothesis import given, settings

from analysis.disclosure import gate
from analysis.periods import Figure, counts_of, throughout
from tests.periods import GROUPS, branches_by_month, followed, period, told_by_months
from tests.rosters import LINE, MULTI, Branch


@settings(max_examples=15)
@given(branches_by_month())
def test_months_and_their_period_tell_nothing_small_that_the_months_do_not(months):
    figures = told_by_months(months)
    whole = as_figures(range(len(months)), period(months, figures))
    assert followed(months, [*figures, *whole]) <= followed(months, figures)


@settings(max_examples=10)
@given(branches_by_month())
def test_a_longer_period_is_laid_beside_the_shorter_ones_that_were_told(months):
    figures = told_by_months(months)
    figures += as_figures(range(len(months) - 1), period(months[:-1], told_by_months(months[:-1])))
    whole = as_figures(range(len(months)), period(months, figures))
    assert followed(months, [*figures, *whole]) <= followed(months, figures)


def as_figures(months, shown) -> list[Figure]:
    every = tuple(str(month) for month in months)
    return [Figure(every, GROUPS[name], (one,)) for name, one in shown.items()]


# In each month three of K name it or fewer; L and M are many, and so is the district.
BANDED = [
    [
        Branch("K", "X", 20, n, (8, 6, 6)),
        Branch("L", "X", 30, 12, (10, 10, 10)),
        Branch("M", "X", 30, 9, (9, 9, 12)),
    ]
    for n in (2, 2, 2)
]


def test_without_the_audit_the_sum_of_banded_cells_gives_them_away():
    """The negative control: six in three months of two at most are two in each."""
    figures = told_by_months(BANDED)
    free = as_figures(range(3), period(BANDED, figures, is_audited=False))
    assert len(followed(BANDED, [*figures, *free])) > len(followed(BANDED, figures))
    audited = period(BANDED, figures)
    assert "EMP" not in audited["K"].cells("Q2")["cell"].tolist()
    assert followed(BANDED, [*figures, *as_figures(range(3), audited)]) <= followed(BANDED, figures)


def test_what_a_large_branch_hears_in_each_month_is_counted_in():
    """At most two of its twelve each month: then of ten in K over both months three and three are of the small one."""
    months = [
        [
            Branch("K", "X", 12, 2, (4, 4, 4)),
            Branch("K", "X", 3, 3, (1, 1, 1)),
            Branch("L", "X", 30, few, (10, 10, 10)),
            Branch("M", "X", 30, 12, (10, 10, 10)),
        ]
        for few in (2, 1)
    ]
    figures = told_by_months(months)
    assert period(months, figures)["K"].cells("Q2")["n"].tolist() == [10]
    heard = {(month, 0, *MULTI): 2 for month in ("0", "1")}
    assert period(months, figures, most=heard)["K"].cells("Q2").empty


def test_what_is_not_proven_in_time_is_not_told_at_all():
    figures = told_by_months(BANDED)
    late = period(BANDED, figures, seconds=-1)
    assert all(one.cells("Q2").empty for one in late.values())
    # What is the sum of told figures needs no proof.
    assert not late["d"].cells("Q10").empty


def test_a_sum_of_told_months_is_told():
    months = [[Branch("K", "X", 20, 8, (8, 6, 6)), Branch("L", "X", 30, 12, (10, 10, 10))]] * 2
    found = period(months, told_by_months(months))
    assert found["K"].cells("Q2").values.tolist() == [["EMP", 16, 40]]
    assert found["d"].cells("Q10")["n"].tolist() == [36, 32, 32]


def test_a_cell_that_one_month_alone_withholds_is_in_no_sum():
    months = [
        [
            Branch("K", "X", 20, n, (8, 6, 6)),
            Branch("L", "X", 30, 12, (10, 10, 10)),
            Branch("M", "X", 30, 9, (9, 9, 12)),
        ]
        for n in (8, 1)
    ]
    found = period(months, told_by_months(months))
    assert found["K"].cells("Q2").empty
    assert found["K"].table.set_index("cell").loc["EMP", "note"] == "not_in_all"


def test_a_group_of_few_is_in_no_sum_however_often_they_answer():
    months = [[Branch("K", "X", 6, 3, (2, 2, 2)), Branch("L", "X", 30, 12, (10, 10, 10))]] * 3
    found = period(months, told_by_months(months))
    assert found["K"].why_empty("Q2") == "这个时段里没有一个月的结果可以显示"
    assert found["d"].n == 108


def test_counts_that_do_not_fit_what_was_told_prove_nothing():
    """Tallies were counted anew after the release: until the month is corrected no sum with news is told."""
    figures = told_by_months(BANDED)
    others = [
        [Branch("K", "X", 20, 2, (8, 6, 6)), *month[1:-1], Branch("M", "X", 30, 20, (9, 9, 12))]
        for month in BANDED
    ]
    found = period(others, figures)
    assert all(one.cells("Q2").empty for one in found.values())


@pytest.mark.parametrize("n_months", [0, 1])
def test_a_period_without_answers_is_summed_too(n_months):
    months = [[Branch("K", "X", 0, 0, (0, 0, 0))]] * n_months
    if not months:
        assert counts_of(
            pd.DataFrame(columns=["month", "committee", *LINE, "n"]),
            [],
            [("", "", "")],
            groups={"d": ("", "")},
        )["n"].tolist() == [0]
        return
    assert period(months, [])["d"].n is None


def test_what_was_not_asked_in_every_month_has_no_sum():
    asked = [{("Q2", "", "EMP"), ("Q2", "", "HOU")}, {("Q2", "", "EMP")}]
    counts = pd.DataFrame(
        [
            ("d", "", "", "", 40),
            ("d", "Q2", "", "", 40),
            ("d", "Q2", "", "EMP", 20),
            ("d", "Q2", "", "HOU", 12),
        ],
        columns=["group", *LINE, "n"],
    )
    found = gate(counts, district="d", further=[throughout(asked)])["d"]
    assert found.cells("Q2")["cell"].tolist() == ["EMP"]
    assert found.table.set_index("cell").loc["HOU", "note"] == "not_always"
