"""Where the names of points stand, so that none covers another or another's point.

Reckoned in pixels on a small phone's drawing. A wider drawing moves points and names apart, never together:
what does not overlap there overlaps nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Side = Literal["right", "left", "middle"]

WIDE, HIGH = 255, 350
CHARACTER, LINE, DOT, BESIDE = 12, 15, 7, 9
# From here on a thin line leads from the point to its name.
FAR = 12
WORD_WIDE, WORD_HIGH = 62, 22  # of a quadrant's name, one in each corner
# What a square pixel costs, on another's name or on anything else, and a pixel beyond the edge, against one of
# distance.
ON_NAME, OVERLAP, OUTSIDE = 50, 10, 200
ROUNDS, STARTS = 8, 12


@dataclass(frozen=True)
class Place:
    """Where a name stands: on which side of its point, and how many pixels lower its middle is (higher: below 0)."""

    side: Side
    lower: int

    @property
    def is_far(self) -> bool:
        """Tell whether the name needs a line to its point."""
        return self.side != "middle" and abs(self.lower) > FAR


# Of its own, above the line that is a point's interval.
ON_LINE = -8
STEPS = [ON_LINE + step * sign for step in range(0, 113, 8) for sign in ((1, -1) if step else (1,))]
BESIDES = [Place(side, lower) for lower in STEPS for side in ("right", "left")]
PLACES = [*BESIDES, Place("middle", -15), Place("middle", 15)]
CORNERS = [
    (left, top, left + WORD_WIDE, top + WORD_HIGH)
    for left in (0, WIDE - WORD_WIDE)
    for top in (0, HIGH - WORD_HIGH)
]


def places(points: Sequence[tuple[float, float]], names: Sequence[str]) -> list[Place]:
    """Return where each name stands. points : from the left and from the top, each 0 to 1 of the drawing."""
    spots = [(x * WIDE, y * HIGH) for x, y in points]
    covered = np.array(
        [[covers(spot, name, place) for place in PLACES] for spot, name in zip(spots, names, strict=True)],
        dtype=float,
    )
    alone, together = _alone(covered, spots), _together(covered)
    # Each name takes its best place in turn, again and again; who begins decides, so several begin.
    tries = [_settled(alone, together, first) for first in range(min(STARTS, len(spots)))]
    best = min(tries, key=lambda chosen: _total(alone, together, chosen))
    return [PLACES[place] for place in best]


def covers(spot: tuple[float, float], name: str, place: Place) -> list[tuple[float, float, float, float]]:
    """Return the two boxes (left, top, right, bottom) of a name at a place and of its line, empty if it has none."""
    (x, y), wide = spot, len(name) * CHARACTER
    left = {"right": x + BESIDE, "left": x - BESIDE - wide, "middle": x - wide / 2}[place.side]
    middle = y + place.lower
    line = (x - 1, min(y, middle), x + 1, max(y, middle)) if place.is_far else (x, y, x, y)
    return [(left, middle - LINE / 2, left + wide, middle + LINE / 2), line]


def common(one: Any, other: Any) -> Numbers:
    """Return how many square pixels boxes share; arrays whose last axis is left, top, right, bottom."""
    wide = np.minimum(one[..., 2], other[..., 2]) - np.maximum(one[..., 0], other[..., 0])
    high = np.minimum(one[..., 3], other[..., 3]) - np.maximum(one[..., 1], other[..., 1])
    shared: Numbers = wide.clip(0) * high.clip(0)
    return shared


def _alone(covered: Numbers, spots: Sequence[tuple[float, float]]) -> Numbers:
    """What each place costs a name by itself: distance, the edge, the corners' words, the others' points."""
    edges = np.array([WIDE, HIGH])
    beyond = np.maximum(-covered[..., :2], 0) + np.maximum(covered[..., 2:] - edges, 0)
    dots = np.array([(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in spots])
    on_dots = common(covered[:, :, :, None, :], dots).sum(axis=2)
    # A line begins in its own point.
    on_dots[np.arange(len(spots)), :, np.arange(len(spots))] = 0
    on_words = common(covered[:, :, :, None, :], np.array(CORNERS, dtype=float)).sum(axis=(2, 3))
    away = np.array([abs(place.lower - ON_LINE) for place in PLACES])
    cost: Numbers = away + OUTSIDE * beyond.sum(axis=(2, 3)) + OVERLAP * (on_words + on_dots.sum(axis=2))
    return cost


def _together(covered: Numbers) -> Numbers:
    """What two names at two places cost each other; axes: name, place, other name, other place."""
    n = len(covered)
    cost = np.zeros((n, len(PLACES), n, len(PLACES)))
    for one in range(2):
        for other in range(2):
            mine, theirs = covered[:, :, None, None, one, :], covered[None, None, :, :, other, :]
            cost += (OVERLAP if one or other else ON_NAME) * common(mine, theirs)
    cost[np.arange(n), :, np.arange(n), :] = 0
    return cost


def _settled(alone: Numbers, together: Numbers, first: int) -> list[int]:
    n = len(alone)
    chosen = [int(place) for place in alone.argmin(axis=1)]
    for _ in range(ROUNDS):
        before = list(chosen)
        for index in (*range(first, n), *range(first)):
            others = together[index][:, np.arange(n), chosen].sum(axis=1)
            chosen[index] = int((alone[index] + others).argmin())
        if chosen == before:
            break
    return chosen


def _total(alone: Numbers, together: Numbers, chosen: Sequence[int]) -> float:
    names = np.arange(len(chosen))
    pairs = together[names, chosen][:, names, chosen].sum() / 2
    return float(alone[names, chosen].sum() + pairs)
