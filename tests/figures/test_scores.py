"""Of ratings only scores are released: who rated how is in no release, and nothing over few pairs."""

import json
import math

import pytest

from analysis import gaps
from analysis.disclosure import Shown, gate
from tests.figures.test_disclosure import counts

JOINT = gaps.JOINT


def rated(cells: dict[str, int], category: str = "EMP") -> dict[tuple[str, str, str], int]:
    return {(JOINT, category, cell): n for cell, n in cells.items()} | {("", "", ""): sum(cells.values())}


def one(cells: dict[str, int], **groups: dict[str, int]) -> Shown:
    """The district's part; `groups` are committees below it."""
    found = {"d": rated(cells)} | {name: rated(own) for name, own in groups.items()}
    return gate(counts(**found), district="d")["d"]


def test_what_is_stored_holds_scores_and_nowhere_who_rated_how():
    shown = one({"5,1": 9, "4,2": 1, "5,none": 7})
    stored = json.dumps(shown.to_json())
    assert "5,1" not in stored
    assert "4,2" not in stored
    again = Shown.from_json(json.loads(stored))
    assert again.scores.equals(shown.scores)
    assert shown.scores.loc[0, ["n", "n_untouched"]].tolist() == [10, 7]
    assert math.isclose(shown.scores.loc[0, "importance"], 4.9)


@pytest.mark.parametrize(("pairs", "is_shown"), [(9, False), (10, True)])
def test_scores_need_ten_pairs_however_many_only_rated_importance(pairs, is_shown):
    shown = one({"5,1": pairs, "5,none": 30})
    assert (len(shown.scores) == 1) is is_shown
    assert (shown.why_empty(JOINT, "EMP") is None) is is_shown


@pytest.mark.parametrize("n", [0, 1, 2])
def test_how_many_did_not_know_a_service_reads_the_same_from_nought_to_two(n):
    assert one({"5,1": 20, "5,none": n}).scores["n_untouched"].isna().all()


def test_how_many_did_not_know_a_service_is_told_of_the_district_only():
    both = gate(
        counts(
            d=rated({"5,1": 60, "5,none": 20}),
            a=rated({"5,1": 30, "5,none": 10}),
            b=rated({"5,1": 30, "5,none": 10}),
        ),
        district="d",
    )
    assert both["d"].scores["n_untouched"].tolist() == [20]
    assert both["a"].scores["n_untouched"].isna().all()


def test_the_scores_of_few_do_not_follow_from_the_district_s_and_the_others():
    both = gate(counts(d=rated({"5,1": 32}), a=rated({"5,1": 30}), b=rated({"5,1": 2})), district="d")
    assert len(both["d"].scores) == 1
    assert both["a"].scores.empty
    assert both["b"].scores.empty


def test_a_release_of_before_is_read_as_scores_too():
    rows = [[JOINT, "EMP", "5,1", 12, 12, ""], ["Q2", "", "EMP", 5, 12, ""]]
    old = Shown.from_json({"n": 12, "note": None, "rows": rows})
    assert old.scores["n"].tolist() == [12]
    assert old.table["question"].tolist() == ["Q2"]
