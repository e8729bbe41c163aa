"""What an earlier number of a release withheld, a later one withholds too."""

import pandas as pd

from analysis import banding
from analysis.disclosure import gate
from analysis.earlier import once_withheld
from analysis.naming import gate_names
from analysis.noticing import FEWER, gate_noticed, of_whether
from analysis.withholding import Limits, Reason

COLUMNS = ["group", "question", "row", "cell", "n"]


def counted(group: str, n: int, **cells: int) -> list[tuple[str, str, str, str, int]]:
    asked = [(group, "", "", "", n), (group, "Q2", "", "", n)]
    return asked + [(group, "Q2", "", cell, of) for cell, of in cells.items()]


def shown(*rows: tuple[str, str, str, str, int], before=None, limits: Limits | None = None):
    further = [banding.near_ends, once_withheld(before or {})]
    return gate(pd.DataFrame(rows, columns=COLUMNS), district="all", limits=limits, further=further)


def told(of) -> dict[str, int]:
    return dict(of.cells("Q2")[["cell", "n"]].itertuples(index=False, name=None))


def test_a_group_that_was_withheld_stays_withheld_when_the_number_from_which_it_is_told_is_lowered():
    rows = (*counted("all", 60, EDU=30), *counted("one", 8, EDU=4), *counted("two", 52, EDU=26))
    first = shown(*rows)
    assert first["one"].note == Reason.BELOW_10
    assert shown(*rows, limits=Limits(group=5))["one"].n == 8
    second = shown(*rows, limits=Limits(group=5), before={group: [of] for group, of in first.items()})
    assert (second["one"].n, second["two"].n) == (None, first["two"].n)
    assert told(second["all"]) == {"EDU": 30}


def test_a_cell_that_was_told_as_a_band_gets_no_number_and_no_band_that_is_not_so():
    first = shown(*counted("all", 60, EDU=2, PSY=30))
    assert first["all"].cells("Q2")["cell"].tolist() == ["PSY"]
    second = shown(*counted("all", 61, EDU=9, PSY=30), before={"all": [first["all"]]})
    assert told(second["all"]) == {"PSY": 30}
    notes = {row[2]: row[5] for row in second["all"].rows}
    assert notes == {"EDU": Reason.BESIDE, "PSY": ""}
    again = shown(*counted("all", 60, EDU=2, PSY=30), before={"all": [first["all"]]})
    assert {row[2]: row[5] for row in again["all"].rows} == {"EDU": Reason.NEAR_EMPTY, "PSY": ""}


def test_what_the_first_number_told_the_second_may_tell_and_of_new_groups_nothing_is_known():
    rows = (*counted("all", 60, EDU=30), *counted("one", 30, EDU=14), *counted("two", 30, EDU=16))
    first = shown(*rows)
    assert told(shown(*rows, before={"all": [first["all"]]})["one"]) == {"EDU": 14}
    assert {g: told(of) for g, of in shown(*rows, before={g: [of] for g, of in first.items()}).items()} == {
        "all": {"EDU": 30},
        "one": {"EDU": 14},
        "two": {"EDU": 16},
    }


def test_a_branch_hears_no_more_by_a_correction():
    common = {"answers": 8, "order": ["EDU", "PSY"], "sensitive": []}
    first, second = gate_names({"EDU": 5}, **common), gate_names({"EDU": 5, "PSY": 4}, **common)
    assert [code for code, _ in second.within(first).cells] == ["EDU"]
    assert second.within(None) == second
    none = gate_names({}, **common)
    assert second.within(none).why_empty == none.why_empty
    other = gate_names({"PSY": 4}, **common)
    assert other.within(first).why_empty == none.why_empty


def test_a_ledger_that_was_changed_before_a_correction_tells_a_branch_nothing_more():
    common = {"answers": 20, "population": 40}
    votes = {"activity": 3, "deed": 3}
    first = gate_noticed(votes, expected={"deed": of_whether(True)}, **common)
    both = {"activity": of_whether(True), "deed": of_whether(True)}
    second = gate_noticed(votes, expected=both, **common)
    assert second.sides == (("activity", FEWER), ("deed", FEWER))
    assert second.within(first).sides == (("deed", FEWER),)
    assert second.within(None) == second
