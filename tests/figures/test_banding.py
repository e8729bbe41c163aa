"""Near-empty and near-full cells of domains: banded, and not worked out from the district's total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.banding import Cell, banded, near_ends
from analysis.disclosure import Shown, gate
from analysis.withholding import NOTES, Reason
from tests.figures.test_disclosure import cells, counts, q2

NOBODY = Cell(0, 0)
EMPTY, FULL, BESIDE = Reason.NEAR_EMPTY, Reason.NEAR_FULL, Reason.BESIDE


def test_one_small_cell_takes_the_smallest_others_with_it():
    cells = {"a": Cell(1, 66), "b": Cell(20, 80), "c": Cell(4, 60), "d": Cell(50, 90)}
    assert banded(cells, NOBODY) == {"a": EMPTY, "c": BESIDE}


@pytest.mark.parametrize("n", [0, 1, 2])
def test_nought_one_and_two_read_the_same_and_so_do_their_mirror_images(n):
    few = {"a": Cell(n, 66), "b": Cell(20, 80), "c": Cell(30, 60)}
    many = {group: Cell(cell.base - cell.n, cell.base) for group, cell in few.items()}
    assert banded(few, NOBODY) == {"a": EMPTY, "b": BESIDE}
    assert banded(many, NOBODY)["a"] is FULL
    assert NOTES[EMPTY] == "不足3份（含0份）"


def test_where_nothing_is_small_all_is_shown():
    assert banded({"a": Cell(3, 10), "b": Cell(7, 10)}, NOBODY) == {}


def test_a_small_rest_is_a_cell_of_its_own_that_shown_ones_would_give_away():
    cells = {"a": Cell(10, 40), "b": Cell(12, 40), "c": Cell(30, 40)}
    assert banded(cells, Cell(1, 14)) == {"a": BESIDE, "b": BESIDE}
    assert banded(cells, Cell(6, 14)) == {}


def test_a_band_is_not_told_where_the_total_would_give_it_away():
    # Two of the two domains at most 2 each, and 4 together.
    assert banded({"a": Cell(2, 20), "b": Cell(2, 20)}, NOBODY) == {"a": BESIDE, "b": BESIDE}


@st.composite
def options(draw: st.DrawFn) -> tuple[dict[str, Cell], Cell]:
    """One option over some domains, small and large counts mixed, and what is not shown anyway."""

    def cell(base: int) -> Cell:
        some = draw(st.integers(0, base))
        at_an_end = draw(st.sampled_from([min(4, base), some, some, max(0, base - 4)]))
        return Cell(at_an_end if draw(st.booleans()) else draw(st.integers(0, min(5, base))), base)

    cells = {group: cell(draw(st.integers(10, 40))) for group in "abcdef"[: draw(st.integers(2, 6))]}
    return cells, cell(draw(st.sampled_from([0, 0, 10, 25])))


def bounds(cells: dict[str, Cell], rest: Cell, told: dict[str, Reason]) -> dict[str, tuple[int, int]]:
    """What somebody works out of each withheld cell who knows total, shown cells, bands and sizes."""
    whole = sum(cell.n for cell in cells.values()) + rest.n
    left = whole - sum(cell.n for group, cell in cells.items() if group not in told)
    ranges = {"": (0, rest.base)}
    for group, reason in told.items():
        base = cells[group].base
        ranges[group] = {EMPTY: (0, 2), FULL: (base - 2, base), BESIDE: (0, base)}[reason]
    most = {group: left - sum(r[0] for g, r in ranges.items() if g != group) for group in told}
    least = {group: left - sum(r[1] for g, r in ranges.items() if g != group) for group in told}
    return {g: (max(ranges[g][0], least[g]), min(ranges[g][1], most[g])) for g in told}


@given(options())
def test_no_withheld_cell_follows_from_the_total(option):
    cells, rest = option
    told = banded(cells, rest)
    whole = sum(cell.n for cell in cells.values()) + rest.n
    people = sum(cell.base for cell in cells.values()) + rest.base
    for group, (low, high) in bounds(cells, rest, told).items():
        assert low <= cells[group].n <= high
        # Of an option that nobody or everybody named the district's own figure says all there is.
        assert high - low >= 1 or whole in (0, people)


@given(options())
def test_no_cell_at_an_end_is_shown_and_what_is_withheld_is_no_few(option):
    cells, rest = option
    told = banded(cells, rest)
    assert all(3 <= cell.n <= cell.base - 3 for group, cell in cells.items() if group not in told)
    for group, reason in told.items():
        assert reason is BESIDE or cells[group].end is reason
    if set(told) < set(cells) and told:
        assert len(told) >= 2
        assert sum(cells[group].n for group in told) >= 5
        assert sum(cells[group].base - cells[group].n for group in told) >= 5


@given(options(), st.randoms(use_true_random=False))
def test_the_order_of_domains_does_not_matter(option, random):
    cells, rest = option
    names = list(cells)
    random.shuffle(names)
    assert banded({name: cells[name] for name in names}, rest) == banded(cells, rest)


@st.composite
def districts(draw: st.DrawFn) -> dict[str, dict[tuple[str, str, str], int]]:
    groups: dict[str, dict[tuple[str, str, str], int]] = {}
    for name in "abcde"[: draw(st.integers(1, 5))]:
        sheets = draw(st.integers(0, 40))
        named = {code: draw(st.integers(0, sheets)) for code in ("EMP", "HOU", "PSY")}
        few = {"CUL": draw(st.integers(0, min(4, sheets)))}
        groups[name] = q2(sheets, **named, **few)
    return groups


def gated(groups: dict[str, dict[tuple[str, str, str], int]]) -> dict[str, Shown]:
    total: dict[tuple[str, str, str], int] = {}
    for own in groups.values():
        total = {key: total.get(key, 0) + n for key, n in own.items()}
    frame = counts(district=total, **groups)
    return gate(frame, district="district", sensitive={"PSY"}, further=[near_ends])


@given(districts())
def test_the_gate_lets_no_end_through_and_the_district_s_total_tells_none(groups):
    found = gated(groups)
    district = found.pop("district")
    if district.note:
        return
    for total in district.cells("Q2").itertuples():
        rows = {g: r for g, what in found.items() for r in what.rows if r[2] == total.cell}
        shown = {group: row[3] for group, row in rows.items() if row[3] is not None}
        assert all(3 <= n <= groups[group]["Q2", "", ""] - 3 for group, n in shown.items())
        told = {g: Reason(r[5]) for g, r in rows.items() if r[5] in (EMPTY, FULL, BESIDE)}
        cells = {g: Cell(own["Q2", "", total.cell], own["Q2", "", ""]) for g, own in groups.items()}
        closed = [cell for group, cell in cells.items() if group not in rows]
        rest = Cell(sum(cell.n for cell in closed), sum(cell.base for cell in closed))
        at_hand = {group: cells[group] for group in rows}
        # A district of one domain tells of it what it tells of itself.
        is_one = any(cells[group].base == total.base for group in at_hand)
        if total.cell != "PSY" and total.n not in (0, total.base) and not is_one:
            assert all(high - low >= 1 for low, high in bounds(at_hand, rest, told).values())


@pytest.mark.parametrize("n", [0, 1, 2])
def test_the_district_s_own_figures_and_an_imported_questionnaire_s_are_banded_too(n):
    alone = gate(counts(a=q2(20, EMP=n, EDU=7)), district=None, further=[near_ends])["a"]
    assert cells(alone) == {"EMP": None, "EDU": 7}
    district = gated({"a": q2(30, EMP=n, EDU=9), "b": q2(30, EMP=0, EDU=9)})["district"]
    assert cells(district) == ({"EMP": None, "EDU": 18})
    assert set(district.table["note"]) == {"", EMPTY}
