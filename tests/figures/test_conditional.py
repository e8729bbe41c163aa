"""What only some were asked: how many answered it must not tell what a withheld cell hides."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import banding, ends
from analysis.conditional import rounds
from analysis.disclosure import Shown, gate

EMP, NONE = ("Q2", "", "EMP"), ("Q2", "", "none")
ASKED_OF = {("Q2b", "EMP"): frozenset({EMP}), ("Q6", ""): frozenset({NONE})}
COMMITTEES = ("a", "b", "c")
Answered = tuple[int, int, int, int, int]  # sheets, EMP, of these said more, none, how to be helped


def counts(**groups: Answered) -> pd.DataFrame:
    rows = []
    for sheets, emp, more, none, ways in groups.values():
        rows.append(
            {
                ("", "", ""): sheets, ("Q2", "", ""): sheets, EMP: emp, NONE: none, ("Q2b", "EMP", ""): more,
                ("Q2b", "EMP", "EMP1"): more // 2, ("Q2b", "EMP", "EMP2"): more - more // 2,
                ("Q6", "", ""): ways, ("Q6", "", "talk"): ways // 2, ("Q6", "", "course"): ways - ways // 2,
            }
        )  # fmt: skip
    found = [(group, *key, n) for group, of in zip(groups, rows, strict=True) for key, n in of.items()]
    whole = [("d", *key, sum(of[key] for of in rows)) for key in rows[0]]
    return pd.DataFrame(found + whole, columns=["group", "question", "row", "cell", "n"])


def gated(frame: pd.DataFrame, asked_of=ASKED_OF) -> dict[str, Shown]:
    return gate(
        frame, district="d", partitions={"Q2b"}, further=[banding.near_ends, ends.near_ends_of_choices],
        asked_of=asked_of,
    )  # fmt: skip


def bases(shown: Shown, question: str, row: str = "") -> set[int]:
    return {r[4] for r in shown.rows if r[:2] == (question, row) and r[4] is not None}


# Of a's 40 nobody named employment; b's 12 are withheld beside, so that the district does not tell it.
NOBODY = {"a": (40, 0, 0, 9, 31), "b": (40, 12, 12, 9, 31), "c": (40, 20, 20, 9, 31)}


def test_how_many_said_more_of_a_category_is_withheld_where_that_category_is():
    found = gated(counts(**NOBODY))
    assert found["a"].why_empty("Q2b", "EMP") == found["b"].why_empty("Q2b", "EMP") == "为避免推算，不显示"
    assert bases(found["a"], "Q2b", "EMP") == bases(found["b"], "Q2b", "EMP") == set()


def test_otherwise_nobody_would_follow_from_it():
    """The control: 32 of the district less 20 in c leave 12, and 12 in b said more."""
    found = gated(counts(**NOBODY), asked_of=None)
    assert "EMP" not in set(found["a"].cells("Q2")["cell"]) | set(found["b"].cells("Q2")["cell"])
    (total,), (rest,) = (found[g].cells("Q2").set_index("cell").loc[["EMP"], "n"] for g in ("d", "c"))
    assert total - rest - min(bases(found["b"], "Q2b", "EMP")) == 0


def test_the_reason_does_not_tell_how_many_said_more():
    said = [gated(counts(**{**NOBODY, "b": (40, 12, more, 9, 31)}))["b"].to_json() for more in (0, 5, 9, 12)]
    assert all(one == said[0] for one in said)


def test_that_everybody_said_how_to_be_helped_does_not_tell_that_nobody_needed_nothing():
    few = {"a": (40, 12, 12, 0, 40), "b": (40, 12, 12, 9, 31), "c": (40, 20, 20, 15, 25)}
    found = gated(counts(**few))
    assert found["a"].why_empty("Q6") == found["b"].why_empty("Q6") == "为避免推算，不显示"
    assert bases(gated(counts(**few), asked_of=None)["a"], "Q6") == {40}
    assert bases(found["a"], "Q6") == set()


@st.composite
def committees(draw: st.DrawFn) -> Answered:
    sheets = draw(st.integers(0, 40))
    none = draw(st.integers(0, sheets))
    emp = draw(st.integers(0, sheets - none))
    return sheets, emp, draw(st.integers(0, emp)), none, draw(st.integers(0, sheets - none))


@settings(max_examples=200)
@given(st.tuples(committees(), committees(), committees()))
def test_what_only_some_were_asked_is_shown_where_it_is_shown_who(answered):
    frame = counts(**dict(zip(COMMITTEES, answered, strict=True)))
    for shown in gated(frame).values():
        told = set(shown.cells("Q2")["cell"])
        assert "EMP" in told or not bases(shown, "Q2b", "EMP")
        assert "none" in told or not bases(shown, "Q6")


def test_a_question_may_hang_on_one_that_hangs_on_another_and_on_none_that_hangs_on_itself():
    chain = {("B", ""): frozenset({("A", "", "1")}), ("C", ""): frozenset({("B", "", "1")})}
    lines = dict.fromkeys([("", ""), ("C", ""), ("B", ""), ("A", "")], 0)
    assert [sorted(some)[-1][0] for some in rounds(lines, chain)] == ["A", "B", "C"]
    with pytest.raises(ValueError, match="itself"):
        list(rounds(lines, chain | {("A", ""): frozenset({("C", "", "1")})}))
