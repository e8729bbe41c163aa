"""Whether shares differ by more than chance, against published figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, norm

from analysis import compare

GROUP = st.integers(1, 25).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_two_groups_differ_as_newcombe_and_boschloo_say():
    found = compare.difference(18, 30, 11, 28)
    assert found[:3] == pytest.approx((18 / 30 - 11 / 28, -0.0473471279, 0.4272719134), abs=5e-11)
    assert found.p == pytest.approx(0.129300, abs=5e-7)


def test_of_many_answers_the_test_of_two_shares_is_enough():
    found = compare.difference(620, 1000, 570, 1000)
    table = [[620, 380], [570, 430]]
    assert found.p == pytest.approx(chi2_contingency(table, correction=False).pvalue, rel=1e-9)


def test_the_two_tests_meet_where_one_takes_over():
    exact = compare.difference(60, 99, 45, 99).p
    approximate = compare.difference(61, 100, 45, 100).p
    z = norm.isf(np.array([exact, approximate]) / 2)
    assert abs(z[0] - z[1]) < 0.2


@pytest.mark.parametrize("x", [0, 1])
def test_groups_that_all_say_the_same_do_not_differ(x):
    found = compare.difference(10 * x, 10, 20 * x, 20)
    assert (found.value, found.p) == (0, 1)
    assert found.low < 0 < found.high


def test_a_group_without_answers_is_a_fault():
    with pytest.raises(ValueError, match="at least one answer"):
        compare.difference(1, 2, 0, 0)


@given(GROUP, GROUP)
def test_a_difference_lies_in_its_bounds_and_turns_with_its_groups(one, other):
    found, turned = compare.difference(*one, *other), compare.difference(*other, *one)
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert turned[:3] == pytest.approx((-found.value, -found.high, -found.low), abs=1e-12)
    assert 0 <= found.p <= 1
    assert turned.p == pytest.approx(found.p, abs=1e-6)


def test_a_trend_is_that_of_r():
    found = compare.trend([12, 15, 19, 21], [30, 30, 31, 29])
    assert found == pytest.approx((7.0660303067, 0.0078559123), abs=5e-11)


@given(GROUP, GROUP)
def test_a_trend_of_two_months_is_the_test_of_two_shares(one, other):
    counts, bases = [one[0], other[0]], [one[1], other[1]]
    rest = [n - x for x, n in (one, other)]
    found = compare.trend(counts, bases)
    if 0 in (sum(counts), sum(rest)):
        assert found == (0, 1)
    else:
        assert found.chi2 == pytest.approx(
            chi2_contingency([counts, rest], correction=False).statistic, abs=1e-9
        )


@given(st.lists(GROUP, min_size=2, max_size=12))
def test_a_trend_is_the_same_backwards_and_steps_without_answers_say_nothing(steps):
    x, n = [count for count, _ in steps], [base for _, base in steps]
    found = compare.trend(x, n)
    assert compare.trend(x[::-1], n[::-1]) == pytest.approx(found, abs=1e-9)
    assert compare.trend([*x, 0], [*n, 0]) == pytest.approx(found, abs=1e-9)


@pytest.mark.parametrize(
    ("x", "n", "why"),
    [([], [], "two steps"), ([3], [5], "two steps"), ([3, 0], [5, 0], "two steps"),
     ([3, 6], [5, 5], "no more"), ([3, 4], [5], "no more")],
)  # fmt: skip
def test_a_trend_needs_steps_that_can_be(x, n, why):
    with pytest.raises(ValueError, match=why):
        compare.trend(x, n)


def test_p_values_are_adjusted_in_the_order_given():
    # As R's p.adjust(c(.01, .04, .03, .005), "holm").
    assert compare.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert compare.holm([]) == []


@pytest.mark.parametrize("p", [float("nan"), -0.1, 1.1])
def test_no_p_value_is_missing_or_beyond_its_range(p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        compare.holm([0.1, p])


@given(
    st.lists(st.floats(0, 1), max_size=8).flatmap(
        lambda p: st.tuples(st.just(p), st.permutations(range(len(p))))
    )
)
def test_adjusting_makes_larger_keeps_the_order_and_does_not_depend_on_it(drawn):
    p, order = drawn
    found = np.array(compare.holm(p))
    assert (found >= np.array(p)).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()
    assert compare.holm([p[at] for at in order]) == [found[at] for at in order]
