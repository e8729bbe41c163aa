"""What a branch may hear of its own answers: names in a fixed order, never a count, nothing of a few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.naming import BANDS, BROAD_BANDS, Named, band, bounds_of, gate_names
from analysis.withholding import Limits

ORDER = ["EMP", "EDU", "HOU", "PSY", "CUL", "INT"]
SENSITIVE = {"PSY"}


def heard(answers, limits=None, **votes):
    return gate_names(votes, answers=answers, order=ORDER, sensitive=SENSITIVE, limits=limits)


def codes(named):
    return [code for code, _ in named.cells]


def test_nobody_but_the_gate_makes_a_named():
    with pytest.raises(TypeError):
        Named((), None)


def test_from_five_answers_names_stand_in_the_questionnaire_s_order_without_counts():
    assert heard(5, HOU=5, EMP=3, EDU=4).cells == (("EMP", ""), ("EDU", ""), ("HOU", ""))


def test_below_five_answers_nothing_is_named_and_zero_is_not_told_apart():
    assert {heard(n, EMP=n).why_empty for n in range(5)} == {"不足5份（含0份）"}
    assert heard(4, EMP=4).cells == ()


def test_fewer_than_three_votes_are_never_named():
    assert codes(heard(9, EMP=2, EDU=3)) == ["EDU"]
    assert "没有突出的类别" in heard(9, EMP=2).why_empty


def test_no_more_than_three_are_named_and_a_tie_that_does_not_fit_is_left_out():
    assert codes(heard(9, EMP=7, EDU=6, HOU=5, CUL=4)) == ["EMP", "EDU", "HOU"]
    assert codes(heard(9, EMP=7, EDU=6, HOU=4, CUL=4)) == ["EMP", "EDU"]
    assert codes(heard(9, EMP=4, EDU=4, HOU=4, CUL=4)) == []


def test_a_sensitive_category_is_never_named_and_changes_nothing():
    assert heard(9, EMP=5, PSY=9) == heard(9, EMP=5)


def test_what_is_no_category_is_never_named():
    assert heard(9, EMP=3, none=6).cells == (("EMP", ""),)


@pytest.mark.parametrize(
    ("answers", "votes", "words"),
    [
        (10, 3, "3–5份"), (10, 5, "3–5份"), (10, 6, "6份以上"), (13, 13, "6份以上"),
        (14, 6, "6–10份"), (14, 10, "6–10份"), (14, 11, "11份以上"), (40, 40, "11份以上"),
    ],
)  # fmt: skip
def test_from_ten_answers_counts_stand_in_bands(answers, votes, words):
    assert heard(answers, EMP=votes).cells == (("EMP", words),)


def test_nine_answers_have_no_bands_whatever_the_district_sets():
    assert heard(9, Limits(group=5), EMP=6).cells == (("EMP", ""),)
    assert heard(19, Limits(group=20), EMP=6).cells == (("EMP", ""),)


def test_more_votes_than_answers_are_a_fault():
    with pytest.raises(ValueError, match="fault"):
        heard(5, EMP=6)


def test_what_a_release_stored_comes_back():
    for named in (heard(12, EMP=6), heard(3), heard(7)):
        assert Named.from_json(named.to_json()) == named


@st.composite
def branches(draw):
    answers = draw(st.integers(0, 40))
    votes = {code: draw(st.integers(0, answers)) for code in [*ORDER, "none"]}
    return answers, votes


@given(branches())
def test_nothing_small_and_nothing_sensitive_is_ever_heard(branch):
    answers, votes = branch
    named = gate_names(votes, answers=answers, order=ORDER, sensitive=SENSITIVE)
    assert len(named.cells) <= 3
    assert (named.note is None) == bool(named.cells)
    if answers < 5:
        assert named.cells == ()
    for code, words in named.cells:
        assert votes[code] >= 3
        assert code not in SENSITIVE | {"none"}
        assert bool(words) == (answers >= 10)
    assert codes(named) == [code for code in ORDER if code in codes(named)]
    # Nobody who was left out was named more often.
    left_out = [votes[c] for c in ORDER if c not in SENSITIVE and c not in codes(named)]
    assert all(votes[code] > max(left_out, default=0) for code in codes(named))


@given(branches(), branches())
def test_branches_that_hear_the_same_may_differ_in_every_sensitive_count(branch, other):
    answers, votes = branch
    hidden = min(other[1]["PSY"], answers)
    first = gate_names(votes, answers=answers, order=ORDER, sensitive=SENSITIVE)
    second = gate_names(votes | {"PSY": hidden}, answers=answers, order=ORDER, sensitive=SENSITIVE)
    assert first == second


@given(st.integers(10, 60), st.data())
def test_a_band_leaves_open_at_least_three_counts_and_never_says_everybody(answers, data):
    votes = data.draw(st.integers(3, answers))
    words = band(votes, answers=answers)
    possible = [n for n in range(3, answers + 1) if band(n, answers=answers) == words]
    assert votes in possible
    assert len(possible) >= 3
    assert words in {line[2] for line in (*BANDS, *BROAD_BANDS)}


def known(answers, picks=3, **votes):
    return bounds_of(heard(answers, **votes), answers=answers, codes=set(ORDER) - SENSITIVE, picks=picks)


def test_who_hears_names_knows_of_the_others_that_they_have_fewer_votes():
    assert known(6, EMP=2)["EMP"] == (0, 2)
    assert known(9, EMP=5) == {"EMP": (3, 9), "EDU": (0, 2), "HOU": (0, 2), "CUL": (0, 2), "INT": (0, 2)}
    # 27 votes in all: four of the fourth leave three of five or more at least.
    assert known(9, EMP=8, EDU=7, HOU=7, CUL=5)["CUL"] == (0, 6)
    assert known(12, EMP=5, EDU=5, HOU=5, CUL=3)["CUL"] == (0, 4)
    assert known(4, EMP=4) == {}


@st.composite
def sheets(draw):
    """Votes of a branch whose answers chose up to three each."""
    chosen = st.sets(st.sampled_from(ORDER), max_size=3)
    answers = draw(st.lists(chosen, max_size=16))
    return len(answers), {code: sum(code in sheet for sheet in answers) for code in ORDER}


@given(sheets())
def test_what_follows_from_names_is_true_but_for_places_that_several_share(branch):
    answers, votes = branch
    named = heard(answers, **votes)
    found = bounds_of(named, answers=answers, codes=set(ORDER) - SENSITIVE, picks=3)
    shared = {code for code in found if len(named.cells) < 3 and votes[code] >= 3} - set(codes(named))
    assert len(shared) != 1
    assert all(low <= votes[code] <= high for code, (low, high) in found.items() if code not in shared)
