"""Near-empty and near-full cells of groups beside one another, such as the domains of a district.

0 of 66 tells of everybody, 1 of 66 may tell of somebody; 66 and 65 do so from the other end. Such a cell is
banded: its reason says that it is fewer than `FEW`, not how many. Since the district's total of the option is
shown, what is withheld of an option follows as a sum. So further cells are withheld with it, the smallest first,
until that sum leaves each of them open.

What is prevented is subtraction with everything a reader is told: the total, the cells that are shown, the bands,
and that the smallest come first. Who replays the rule over all tables there could be may still, seldom, come closer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.withholding import FEW, FEW_SENSITIVE, Counts, Limits, Reason, Withheld, is_open

# What the withheld cells of an option hold together at least: that many who named it, and that many who did not.
TOGETHER = 5


@dataclass(frozen=True)
class Cell:
    """How many of a group's answers named an option: `n` of `base`."""

    n: int
    base: int

    @property
    def end(self) -> Reason | None:
        """Return at which end the cell lies, None if at neither."""
        if self.n < FEW:
            return Reason.NEAR_EMPTY
        return Reason.NEAR_FULL if self.base - self.n < FEW else None


def near_ends(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold cells that lie at an end, the district's too, and others with them (a `Rule`).

    For questions with several cells per answer: where an answer has one, the cells of a group tell of one another
    (`analysis.ends`). Goes after the rules that decide which groups are shown at all.
    """
    district = counts.district
    found: Withheld = {}
    for line, codes in counts.lines.items():
        if line[0] in counts.partitions:
            continue
        # A band of the widest group is no sum of others: nothing follows for it from what is told of them.
        for group in counts.bases if district is None else (district,):
            if is_open(group, line, withheld):
                ends = {code: end_of(counts, group, line, code) for code in codes}
                found |= {(group, *line, code): end for code, end in ends.items() if end}
        if district is None:
            continue
        groups = [g for g in counts.bases if g != district and is_open(g, line, withheld)]
        for code in codes:
            cells = {
                group: _cell(counts, group, line, code)
                for group in groups
                if (group, *line, code) not in withheld
            }
            rest = _rest(_cell(counts, district, line, code), cells.values())
            found |= {(group, *line, code): reason for group, reason in banded(cells, rest).items()}
    return found


def end_of(counts: Counts, group: str, line: tuple[str, str], code: str) -> Reason | None:
    """Return at which end a group's cell lies, None if at neither; of a sensitive one the ends are wider."""
    cell = _cell(counts, group, line, code)
    if not counts.is_sensitive(line, code):
        return cell.end
    if cell.n < FEW_SENSITIVE:
        return Reason.BELOW_5
    return Reason.BESIDE if cell.base - cell.n < FEW_SENSITIVE else None


def _cell(counts: Counts, group: str, line: tuple[str, str], code: str) -> Cell:
    return Cell(counts.cells[group].get((*line, code), 0), counts.base(group, line))


def _rest(total: Cell, cells: Iterable[Cell]) -> Cell:
    told = list(cells)
    return Cell(total.n - sum(cell.n for cell in told), total.base - sum(cell.base for cell in told))


def banded(cells: Mapping[str, Cell], rest: Cell) -> dict[str, Reason]:
    """Return which cells of one option are withheld, and as what; empty where none lies at an end.

    cells : group → its cell. rest : of all whose cell is not shown anyway; base 0 for nobody. Its total is
    what is left of the district's when all `cells` are shown.

    Where even all cells together leave one of them determined, no band is told either: `Reason.BESIDE` for all.
    The sum itself is no secret, so an option that nobody named, or everybody, stays known.

    >>> banded({"a": Cell(1, 40), "b": Cell(6, 40), "c": Cell(20, 40)}, Cell(0, 0))
    {'a': <Reason.NEAR_EMPTY: 'near_empty'>, 'b': <Reason.BESIDE: 'beside'>}
    """
    found = {group: cell.end for group, cell in sorted(cells.items()) if cell.end}
    if not found and not (rest.base and rest.end):
        return {}
    left = sorted(set(cells) - set(found), key=lambda group: (cells[group].n, group))
    while not _is_open_still(cells, found, left, rest):
        if not left:
            return dict.fromkeys(sorted(cells), Reason.BESIDE)
        found[left.pop(0)] = Reason.BESIDE
    return found


def _is_open_still(
    cells: Mapping[str, Cell], found: Mapping[str, Reason], left: list[str], rest: Cell
) -> bool:
    """Tell whether the withheld cells hold enough together, and none of them follows from their sum."""
    hidden = [cells[group] for group in found]
    n, without = sum(cell.n for cell in hidden), sum(cell.base - cell.n for cell in hidden)
    if len(hidden) < 2 or min(n, without) < TOGETHER:
        return False
    ranges = [_range(cells[group], reason, _most(group, cells, left)) for group, reason in found.items()]
    if rest.base:
        ranges.append(_range(rest, rest.end or Reason.BESIDE, rest.base))
    lowest, highest = sum(low for low, _ in ranges), sum(high for _, high in ranges)
    total = n + rest.n
    return all(max(low, total - (highest - high)) < min(high, total - (lowest - low)) for low, high in ranges)


def _range(cell: Cell, reason: Reason, most: int) -> tuple[int, int]:
    """Between which numbers a withheld cell lies, as its reason tells."""
    if reason is Reason.NEAR_EMPTY:
        return 0, min(FEW - 1, cell.base)
    if reason is Reason.NEAR_FULL:
        return cell.base - FEW + 1, cell.base
    return FEW, min(cell.base - FEW, most)


def _most(group: str, cells: Mapping[str, Cell], left: Iterable[str]) -> int:
    """Return how large a further cell can be, since every larger one is shown."""
    shown = [cells[other].n - (other < group) for other in left]
    return min(shown, default=cells[group].base)
