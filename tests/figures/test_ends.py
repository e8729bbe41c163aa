"""Cells at an end where an answer has one cell: banded, and not worked out from the other cells and the totals."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.banding import Cell
from analysis.disclosure import gate
from analysis.ends import REST, Table, near_ends_of_choices
from analysis.withholding import FEW, Reason
from tests.figures.test_disclosure import cells, counts

EMPTY, FULL, BESIDE = Reason.NEAR_EMPTY, Reason.NEAR_FULL, Reason.BESIDE


def q10(**codes: int) -> dict[tuple[str, str, str], int]:
    n = sum(codes.values())
    return {("", "", ""): n, ("Q10", "", ""): n} | {("Q10", "", code): own for code, own in codes.items()}


def gated(**groups: dict[tuple[str, str, str], int]):
    district = None if len(groups) == 1 else "d"
    return gate(counts(**groups), district=district, partitions=["Q10"], further=[near_ends_of_choices])


def test_one_small_cell_takes_the_smallest_other_with_it():
    found = gated(a=q10(a=1, b=5, c=9, d=20))["a"]
    assert cells(found) == {"a": None, "b": None, "c": 9, "d": 20}
    assert found.table["note"].tolist() == [EMPTY, BESIDE, "", ""]


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nought_one_and_two_look_the_same(n):
    found = gated(a=q10(a=n, b=5 - n, c=9, d=20))["a"]
    assert cells(found) == {"a": None, "b": None, "c": 9, "d": 20}


def test_where_nothing_is_small_all_is_shown():
    assert cells(gated(a=q10(a=3, b=4, c=9))["a"]) == {"a": 3, "b": 4, "c": 9}


def test_one_answer_of_all_tells_nothing_of_the_others():
    found = gated(a=q10(a=20, b=0, c=0))["a"]
    assert cells(found) == {"a": None, "b": None, "c": None}


def test_what_a_committee_hides_is_not_the_district_s_total_less_the_others():
    found = gated(d=q10(a=11, b=29, c=40), a=q10(a=1, b=9, c=20), b=q10(a=10, b=20, c=20))
    assert found["a"].table["n"].isna().sum() >= 2
    assert cells(found["b"])["a"] is None


def test_what_is_hidden_beside_it_is_hidden_of_another_committee_too_and_the_rest_stays():
    own = {"a": 6, "b": 0, "c": 8}
    found = gated(d=q10(a=12, b=0, c=16), a=q10(**own), b=q10(**own))
    assert [cells(found[group])["c"] for group in "abd"] == [8, 8, 16]
    assert [cells(found[group])["b"] for group in "abd"] == [None, None, None]


def told(table: Table, hidden: dict[tuple[str, str], Reason]) -> dict[tuple[str, str], range]:
    """What a reader knows of each cell by itself."""
    found = {}
    for group, own in table.n.items():
        for code, n in own.items():
            base, reason = table.base[group], hidden.get((group, code))
            if group == REST:
                found[group, code] = range(base + 1)
            elif reason is None:
                found[group, code] = range(n, n + 1)
            elif reason is EMPTY:
                found[group, code] = range(min(FEW, base + 1))
            elif reason is FULL:
                found[group, code] = range(max(0, base - FEW + 1), base + 1)
            else:
                found[group, code] = range(base + 1)
    return found


def rows(base: int, own: list[range]) -> list[tuple[int, ...]]:
    return [row for row in itertools.product(*own) if sum(row) == base]


def all_tables(table: Table, hidden: dict[tuple[str, str], Reason]):
    """Every table that fits what is told, one by one: no programme, only counting."""
    known = told(table, hidden)
    codes = list(next(iter(table.n.values())))
    parts = [group for group in table.n if group != table.whole and table.base[group]]
    of_parts = [rows(table.base[g], [known[g, c] for c in codes]) for g in parts]
    for chosen in itertools.product(*of_parts):
        total = [sum(column) for column in zip(*chosen, strict=True)]
        if table.whole is None or all(n in known[table.whole, c] for n, c in zip(total, codes, strict=True)):
            yield {
                (g, c): n
                for g, row in zip(parts, chosen, strict=True)
                for c, n in zip(codes, row, strict=True)
            }


@st.composite
def tables(draw: st.DrawFn) -> Table:
    codes = "xyz"[: draw(st.integers(2, 3))]
    n = {
        group: {code: draw(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6])) for code in codes}
        for group in ("a", "b")[: draw(st.integers(1, 2))]
    }
    n = {group: own for group, own in n.items() if sum(own.values())} or {"a": dict.fromkeys(codes, 3)}
    n[REST] = {code: draw(st.sampled_from([0, 0, 3])) for code in codes}
    n["d"] = {code: sum(own[code] for own in n.values()) for code in codes}
    return Table(n, {group: sum(own.values()) for group, own in n.items()}, "d")


@settings(max_examples=60)
@given(tables())
def test_no_cell_at_an_end_can_be_narrowed_within_its_band(table: Table):
    hidden = table.withheld()
    places = [(group, code) for group, own in table.n.items() if table.base[group] for code in own]
    if set(hidden) == {place for place in places if place[0] != REST}:
        # Even all together left one determined: nothing at all is told.
        return
    fitting = list(all_tables(table, hidden))
    for group, code in places:
        cell = Cell(table.n[group][code], table.base[group])
        if cell.end and group != "d":
            seen = {one[group, code] for one in fitting}
            assert max(seen) - min(seen) >= min(FEW - 1, cell.base), (group, code, seen)


def test_nothing_is_withheld_that_follows_from_the_rest():
    """Of a only the fourth would be withheld: 46 less the five others."""
    parts = [
        q10(a=24, b=3, c=5, d=5, e=6, f=3),
        q10(a=5, b=4, c=9, d=5, e=4, f=4),
        q10(a=7, b=8, c=8, d=2, e=12, f=11),
    ]
    whole = {key: sum(part[key] for part in parts) for key in parts[0]}
    found = gated(d=whole, **dict(zip("xyz", parts, strict=True)))
    assert None not in cells(found["x"]).values()
    assert [code for code, n in cells(found["z"]).items() if n is None] == ["a", "d"]


@settings(max_examples=30)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=2, max_size=3))
def test_whatever_is_withheld_beside_another_is_not_known(groups):
    parts = [q10(**dict(zip("abcd", own, strict=True))) for own in groups]
    whole = {key: sum(part[key] for part in parts) for key in parts[0]}
    found = gated(d=whole, **{f"g{at}": part for at, part in enumerate(parts)})
    for shown in found.values():
        hidden = shown.table.loc[shown.table["n"].isna() & (shown.table["cell"] != ""), "note"].tolist()
        assert hidden != [BESIDE]
