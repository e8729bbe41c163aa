"""The district's shares by declared youth: from released figures alone, and a refusal where they cannot stand for it."""

import pandas as pd
import pytest

from analysis import weighting
from analysis.disclosure import gate


def shown(counts: dict[str, tuple[int, int]]):
    """What is let through of the district d and its committees: group → (who named EMP, who answered)."""
    rows = [
        (group, *key, n)
        for group, (emp, base) in counts.items()
        for key, n in ((("", "", ""), base), (("Q2", "", ""), base), (("Q2", "", "EMP"), emp))
    ]
    frame = pd.DataFrame(rows, columns=["group", "question", "row", "cell", "n"])
    found = gate(frame, district="d")
    return found.pop("d"), {int(group): one for group, one in found.items()}


def weighted(counts, youth):
    return weighting.of_district(*shown(counts), youth, question="Q2").to_dict("records")


def test_each_committee_has_the_weight_of_its_youth():
    (row,) = weighted({"1": (30, 40), "2": (10, 40), "d": (40, 80)}, {1: 100, 2: 300})
    assert row["share"] == 0.5
    assert row["weighted"] == pytest.approx((100 * 0.75 + 300 * 0.25) / 400)
    # n·Σw²/(Σw)² of forty weights of 2.5 and forty of 7.5; the error by hand from Särndal et al. (1992).
    assert row["effect"] == pytest.approx(80 * (40 * 2.5**2 + 40 * 7.5**2) / 400**2)
    assert row["n_eff"] == pytest.approx(64)
    spread = (40 * 2.5**2 + 40 * 7.5**2) * 0.1875 / 400**2
    assert row["se"] == pytest.approx((80 / 79 * (1 - 80 / 400) * spread) ** 0.5)


def test_youth_in_the_proportion_of_the_answers_changes_nothing():
    (row,) = weighted({"1": (30, 40), "2": (10, 40), "d": (40, 80)}, {1: 200, 2: 200})
    assert (row["weighted"], row["effect"]) == pytest.approx((row["share"], 1))


def test_committees_that_are_not_told_stand_together_as_the_rest_of_the_district():
    counts = {"1": (30, 40), "2": (3, 9), "3": (2, 9), "d": (35, 58)}
    whole, parts = shown(counts)
    assert [key for key, one in parts.items() if one.n is None] == [2, 3]
    (row,) = weighting.of_district(whole, parts, {1: 100, 2: 50, 3: 50, None: 0}, question="Q2").to_dict(
        "records"
    )
    assert row["collapsed"] == 2
    assert row["weighted"] == pytest.approx(0.5 * 0.75 + 0.5 * 5 / 18)


def test_where_all_stand_together_nothing_is_weighted():
    assert weighted({"1": (3, 9), "2": (3, 9), "d": (6, 18)}, {1: 50, 2: 50}) == []


@pytest.mark.parametrize(
    ("youth", "why"),
    [
        ({1: 100, 2: 39}, "more answers than youth"),
        ({1: 100, 2: 0}, "more answers than youth"),
        ({1: 100, 2: 300, 3: 50}, "nobody in it answered"),
        ({1: 100, 2: -1}, "not below 0"),
    ],
)
def test_targets_that_cannot_be_met_are_refused(youth, why):
    with pytest.raises(ValueError, match=why):
        weighted({"1": (30, 40), "2": (10, 40), "d": (40, 80)}, youth)
