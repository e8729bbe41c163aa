"""What the gate withholds, rule by rule; `analysis.disclosure` applies them.

Rules only ever withhold; each is a function from what is counted and what is withheld so far to more that is
withheld (`RULES`, in order). A stricter rule is one more function in that list.

Cells at an end are banded by `analysis.banding` and `analysis.ends`, what only some were asked goes with what decided it
(`analysis.conditional`), and that no small group can be worked out from all of it is proven last (`analysis.auditing`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from analysis import gaps


class Reason(StrEnum):
    """Why something is withheld; `NOTES` has the words."""

    BELOW_5 = "below_5"
    BELOW_10 = "below_10"
    SENSITIVE = "sensitive"
    SENSITIVE_FEW = "sensitive_few"
    DISTRICT_ONLY = "district_only"
    SIBLING = "sibling"
    NONE_STANDS_OUT = "none_stands_out"
    NEAR_EMPTY = "near_empty"
    NEAR_FULL = "near_full"
    BESIDE = "beside"
    NO_MONTH = "no_month"
    NOT_ALWAYS = "not_always"
    NOT_IN_ALL = "not_in_all"
    FEW_ANSWERED = "few_answered"
    UNTOLD = "untold"


NOTES: Mapping[str, str] = MappingProxyType(
    {
        Reason.BELOW_5: "不足5份（含0份）",
        Reason.BELOW_10: "5–9份，已并入上级",
        Reason.SENSITIVE: "敏感类，仅区级汇总显示",
        Reason.SENSITIVE_FEW: "敏感类，份数较少，暂不显示",
        Reason.DISTRICT_ONLY: "仅区级汇总显示",
        Reason.SIBLING: "为避免由差额推算，已并入上级",
        Reason.NONE_STANDS_OUT: "没有突出的类别：没有一类有3份以上问卷提到，或几类提到的份数相同",
        Reason.NEAR_EMPTY: "不足3份（含0份）",
        Reason.NEAR_FULL: "没提到的不足3份（含0份）",
        Reason.BESIDE: "为避免推算，不显示",
        Reason.NO_MONTH: "这个时段里没有一个月的结果可以显示",
        Reason.NOT_ALWAYS: "不是每个月都有这一项，请分月看",
        Reason.NOT_IN_ALL: "有的月份不显示，合计也不显示",
        Reason.FEW_ANSWERED: "回答的不足10份（含0份）",
        Reason.UNTOLD: "没有哪一项有3份以上，或者几乎都选了同一项",
    }
)


@dataclass(frozen=True)
class Limits:
    """The numbers of the rules, in answers. They are settings of the district.

    group : from here a distribution is shown. sensitive : from here a sensitive one, at district level.
    few : below this the note says 不足5份, from here to `group` it says 5–9份.
    """

    group: int = 10
    sensitive: int = 20
    few: int = 5

    def reason(self, n: int) -> Reason:
        """Return why a group of `n`, fewer than `group`, is withheld."""
        return Reason.BELOW_5 if n < self.few else Reason.BELOW_10


# Below this a count is told as "fewer than this", nought included.
FEW = 3
# The same for sensitive categories, so that of three people nothing at all follows from the band.
FEW_SENSITIVE = 5
# Over how many numbers, less one, a count of few people in a sensitive category is at least left open.
SENSITIVE_WIDTH = 3
# Whatever the district sets: with fewer answers of a branch no band of counts is broad enough.
BANDS_FROM = 10

Key = tuple[str, str, str, str]  # group, question, row, cell; "" stands for all of it


@dataclass(frozen=True)
class Counts:
    """What the rules look at.

    lines : (question, row) → its cells, over all groups, sorted; ("", "") comes first and has none.
    cells : (question, row, cell) → n, per group. bases : (question, row) → how many answered it, per group;
    ("", "") is the number of answer sheets. district : the group that holds all others, None if there is none.
    sensitive : codes of categories and sub-items. partitions : questions where an answer has one cell, so
    that one withheld cell follows from the others. district_only : questions shown for the district only.
    """

    lines: Mapping[tuple[str, str], list[str]]
    cells: Mapping[str, Mapping[tuple[str, str, str], int]]
    bases: Mapping[str, Mapping[tuple[str, str], int]]
    district: str | None
    sensitive: frozenset[str]
    partitions: frozenset[str]
    district_only: frozenset[str]

    def is_sensitive(self, line: tuple[str, str], cell: str) -> bool:
        """Tell whether a cell, or the row it stands in, is of a sensitive category."""
        return cell in self.sensitive or line[1] in self.sensitive

    def base(self, group: str, line: tuple[str, str]) -> int:
        """Return how many of a group answered a line."""
        return self.bases[group].get(line, 0)


Withheld = dict[Key, Reason]
Rule = Callable[[Counts, Limits, Withheld], Withheld]


def too_few(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold groups, and lines of a question within a group, that fewer than `limits.group` answered."""
    return {
        (group, *line, ""): limits.reason(counts.base(group, line))
        for group in counts.bases
        for line in counts.lines
        if counts.base(group, line) < limits.group
    }


def of_the_district_only(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold questions that are for the district's total from every other group."""
    return {
        (group, *line, ""): Reason.DISTRICT_ONLY
        for group in counts.bases
        for line in counts.lines
        if line[0] in counts.district_only and group != counts.district
    }


def sensitive(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold sensitive categories below the district, and in the district below `limits.sensitive`."""
    found: Withheld = {}
    for line in counts.lines:
        hidden = _sensitive_cells(counts, line)
        for group in counts.bases if hidden else ():
            enough = counts.base(group, line) >= limits.sensitive
            if not (enough and group == counts.district):
                reason = Reason.SENSITIVE_FEW if group == counts.district else Reason.SENSITIVE
                found.update({(group, *line, cell): reason for cell in hidden})
    return found


def _sensitive_cells(counts: Counts, line: tuple[str, str]) -> list[str]:
    if line[1] in counts.sensitive:
        return [""]
    hidden = [cell for cell in counts.lines[line] if cell in counts.sensitive]
    # Where each answer has one cell, the others and the base give the withheld ones away.
    return [""] if hidden and line[0] in counts.partitions else hidden


def alike(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold ratings of a group that all gave, or all but fewer than `FEW`: their mean would tell what each gave."""
    # Below the district a reason of its own would tell that they are alike.
    return {
        (group, *line, ""): Reason.BESIDE if group == (counts.district or group) else Reason.SIBLING
        for line in counts.lines
        if line[0] == gaps.JOINT
        for group in counts.bases
        if is_open(group, line, withheld) and _are_alike(_pairs(counts, line, group))
    }


def _pairs(counts: Counts, line: tuple[str, str], group: str) -> Counter[str]:
    cells = counts.cells[group]
    rated = (code for code in counts.lines[line] if not code.endswith(f",{gaps.UNTOUCHED}"))
    return Counter({code: cells.get((*line, code), 0) for code in rated})


def _are_alike(pairs: Mapping[str, int]) -> bool:
    return sum(pairs.values()) > 0 and gaps.otherwise(pairs) < FEW


def siblings(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
    """Withhold further committees until the district minus those shown tells of no small group."""
    if counts.district is None:
        return {}
    found: Withheld = {}
    for line in counts.lines:
        if (counts.district, *line, "") in withheld:
            continue
        # Groups hidden as a whole come first in the order of lines, so later lines know of them.
        known = withheld | found
        shown = [g for g in counts.bases if g != counts.district and is_open(g, line, known)]
        for group in _to_hide(counts, limits, line, shown):
            found[(group, *line, "")] = Reason.SIBLING
    return found


def is_open(group: str, line: tuple[str, str], withheld: Withheld) -> bool:
    """Tell whether a group's line is not withheld as a whole; single cells of it may be."""
    return (group, *line, "") not in withheld and (group, "", "", "") not in withheld


def _to_hide(counts: Counts, limits: Limits, line: tuple[str, str], shown: Iterable[str]) -> list[str]:
    base = {group: counts.base(group, line) for group in counts.bases}
    total = base.pop(counts.district or "", 0)
    left = sorted(shown, key=lambda group: (base[group], group))
    hidden: list[str] = []
    while left and (_tells_of_few(total, base, left, limits) or _rest_is_alike(counts, line, left)):
        hidden.append(left.pop(0))
    return hidden


def _tells_of_few(total: int, base: Mapping[str, int], shown: list[str], limits: Limits) -> bool:
    rest = total - sum(base[group] for group in shown)
    # What the district has beyond all its committees (branches without one) hides a single committee.
    outside = total - sum(base.values())
    with_answers = sum(n > 0 for group, n in base.items() if group not in shown)
    return 0 < rest < limits.group or (with_answers == 1 and outside == 0)


def _rest_is_alike(counts: Counts, line: tuple[str, str], shown: Iterable[str]) -> bool:
    if line[0] != gaps.JOINT:
        return False
    rest = _pairs(counts, line, counts.district or "")
    for group in shown:
        rest.subtract(_pairs(counts, line, group))
    return _are_alike(rest)


# What holds whatever was counted comes first: its note then tells nothing about the count.
RULES: tuple[Rule, ...] = (of_the_district_only, sensitive, too_few, alike, siblings)
