"""Of ratings only scores are released: who rated how is in no release, and nothing over few pairs."""

import json
import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import gaps
from analysis.disclosure import Shown, gate
from analysis.withholding import FEW
from tests.figures.test_disclosure import counts

JOINT = gaps.JOINT


def rated(cells: dict[str, int], category: str = "EMP") -> dict[tuple[str, str, str], int]:
    return {(JOINT, category, cell): n for cell, n in cells.items()} | {("", "", ""): sum(cells.values())}


def one(cells: dict[str, int], **groups: dict[str, int]) -> Shown:
    """The district's part; `groups` are committees below it."""
    found = {"d": rated(cells)} | {name: rated(own) for name, own in groups.items()}
    return gate(counts(**found), district="d")["d"]


def test_what_is_stored_holds_scores_and_nowhere_who_rated_how():
    shown = one({"5,1": 6, "4,2": 4, "5,none": 7})
    stored = json.dumps(shown.to_json())
    assert "5,1" not in stored
    assert "4,2" not in stored
    again = Shown.from_json(json.loads(stored))
    assert again.scores.equals(shown.scores)
    assert shown.scores.loc[0, ["n", "n_untouched"]].tolist() == [10, 7]
    assert math.isclose(shown.scores.loc[0, "importance"], 4.6)


@pytest.mark.parametrize(("pairs", "is_shown"), [(9, False), (10, True)])
def test_scores_need_ten_pairs_however_many_only_rated_importance(pairs, is_shown):
    shown = one({"5,1": pairs - 4, "3,4": 4, "5,none": 30})
    assert (len(shown.scores) == 1) is is_shown
    assert (shown.why_empty(JOINT, "EMP") is None) is is_shown


@pytest.mark.parametrize("n", [0, 1, 2])
def test_how_many_did_not_know_a_service_reads_the_same_from_nought_to_two(n):
    assert one({"5,1": 15, "3,4": 5, "5,none": n}).scores["n_untouched"].isna().all()


def test_how_many_did_not_know_a_service_is_told_of_the_district_only():
    both = gate(
        counts(
            d=rated({"5,1": 44, "3,4": 16, "5,none": 20}),
            a=rated({"5,1": 22, "3,4": 8, "5,none": 10}),
            b=rated({"5,1": 22, "3,4": 8, "5,none": 10}),
        ),
        district="d",
    )
    assert both["d"].scores["n_untouched"].tolist() == [20]
    assert both["a"].scores["n_untouched"].isna().all()


def test_the_scores_of_few_do_not_follow_from_the_district_s_and_the_others():
    both = gate(
        counts(d=rated({"5,1": 24, "3,4": 8}), a=rated({"5,1": 23, "3,4": 7}), b=rated({"5,1": 1, "3,4": 1})),
        district="d",
    )
    assert len(both["d"].scores) == 1
    assert both["a"].scores.empty
    assert both["b"].scores.empty


@pytest.mark.parametrize(
    ("cells", "is_shown"),
    [
        ({"5,1": 30}, False),
        ({"5,1": 28, "4,2": 2}, False),
        ({"5,1": 27, "4,2": 3}, True),
        # Satisfaction alone tells of everybody as well.
        ({"5,1": 15, "4,1": 15}, False),
        ({"5,1": 15, "5,2": 15}, False),
        # Who did not know the service is in no mean.
        ({"5,1": 27, "4,2": 2, "4,none": 9}, False),
    ],
)
def test_where_all_but_fewer_than_three_rated_alike_no_mean_is_told(cells, is_shown):
    assert bool(len(one(cells).scores)) is is_shown


def test_nor_where_it_would_follow_from_the_district_and_the_committees():
    """B of ten all rated alike; C of eleven varied, and goes too: else the district less A and C would be B."""
    groups = {"a": {"5,1": 20, "3,4": 20}, "b": {"5,1": 10}, "c": {"5,1": 6, "4,2": 5}}
    cells = {"5,1": 36, "3,4": 20, "4,2": 5}
    found = gate(counts(d=rated(cells), **{name: rated(own) for name, own in groups.items()}), district="d")
    assert {name: len(shown.scores) for name, shown in found.items()} == {"a": 1, "b": 0, "c": 0, "d": 1}


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "e", "f"]),
        st.dictionaries(st.sampled_from(["5,1", "4,2", "3,4", "5,none"]), st.integers(0, 14)),
        min_size=1,
    )
)
def test_neither_a_group_nor_what_is_left_of_the_district_is_told_when_it_rated_alike(groups):
    whole = sum((Counter(own) for own in groups.values()), Counter())
    found = gate(counts(d=rated(whole), **{name: rated(own) for name, own in groups.items()}), district="d")
    told = {name for name, shown in found.items() if len(shown.scores)}
    left = whole - sum((Counter(groups[name]) for name in told - {"d"}), Counter())
    for cells in [dict(left), *(groups.get(name, whole) for name in told)] if "d" in told else []:
        pairs = Counter({pair: n for pair, n in cells.items() if not pair.endswith("none")})
        for side in (0, 1):
            values = Counter(pair.split(",")[side] for pair in pairs.elements())
            assert not values or values.total() - max(values.values()) >= FEW


def test_a_release_of_before_is_read_as_scores_too():
    rows = [[JOINT, "EMP", "5,1", 12, 12, ""], ["Q2", "", "EMP", 5, 12, ""]]
    old = Shown.from_json({"n": 12, "note": None, "rows": rows})
    assert old.scores["n"].tolist() == [12]
    assert old.table["question"].tolist() == ["Q2"]
