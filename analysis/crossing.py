"""Two ways of dividing the same answers: what follows from showing both, committees and domains.

Figures of groups can be added and subtracted. Draw every shown group as a point, and between a committee and
a domain a line as strong as the answers they have in common; what is not shown is one point on its side, since
the district minus what is shown is known. What follows from the figures are then exactly the cuts of this
drawing, and the weakest cut is the smallest group of people that somebody can work out.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import scipy

from analysis.disclosure import Shown
from analysis.withholding import Counts, Limits, Reason, Rule, Withheld, is_open

REST = ""


def beside(others: Mapping[str, Shown], common: pd.DataFrame) -> Rule:
    """Return a rule that withholds further groups until no small group follows from both partitions.

    others : group → what is shown of the other partition of the same answers, without the district.
    common : DataFrame, one row per pair of groups and line; columns group (of this partition), other (of the
        other one), question, row, n (how many of both answered the line). A group that is not known on one
        of the sides is written as `REST`.
    """

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        found: Withheld = {}
        for line in counts.lines:
            if counts.district is None or (counts.district, *line, "") in withheld:
                continue
            known = withheld | found
            left = [g for g in counts.bases if g != counts.district and is_open(g, line, known)]
            left.sort(key=lambda group: (counts.base(group, line), group))
            crossed = common[(common["question"] == line[0]) & (common["row"] == line[1])]
            shown = [other for other, what in others.items() if _shows(what, line)]
            while left and smallest(crossed, left, shown) < limits.group:
                found[(left.pop(0), *line, "")] = Reason.SIBLING
        return found

    return rule


def _shows(what: Shown, line: tuple[str, str]) -> bool:
    return what.note is None and (line == ("", "") or what.why_empty(*line) is None)


def smallest(common: pd.DataFrame, groups: list[str], others: list[str]) -> float:
    """The smallest number of people whose figures follow from two partitions together, inf for nobody.

    common : DataFrame, one row per pair; columns group, other, n. groups, others : those that are shown.
    """
    merged = pd.DataFrame(
        {
            "group": common["group"].where(common["group"].isin(groups), REST),
            "other": common["other"].where(common["other"].isin(others), REST),
            "n": common["n"],
        }
    )
    edges = merged[merged["n"] > 0].groupby(["group", "other"], as_index=False)["n"].sum()
    if edges.empty:
        return float("inf")
    left, lefts = pd.factorize(edges["group"])
    right, rights = pd.factorize(edges["other"])
    n_points = len(lefts) + len(rights)
    ends = (np.concatenate([left, right + len(lefts)]), np.concatenate([right + len(lefts), left]))
    strength = np.tile(edges["n"].to_numpy(dtype=np.int32), 2)
    drawing = scipy.sparse.csr_array((strength, ends), shape=(n_points, n_points))
    _, part_of = scipy.sparse.csgraph.connected_components(drawing, directed=False)
    return min(_weakest_cut(drawing, np.flatnonzero(part_of == part)) for part in set(part_of))


def _weakest_cut(drawing: "scipy.sparse.csr_array", points: np.ndarray) -> float:
    """Every cut parts the first point from some other one."""
    first, *rest = (int(point) for point in points)
    return min(float(scipy.sparse.csgraph.maximum_flow(drawing, first, point).flow_value) for point in rest)
