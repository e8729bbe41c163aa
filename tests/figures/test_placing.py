"""Names of points: none covers another, none is cut off, on the narrowest drawing and so on every wider one."""

import random

import numpy as np
import pytest

from analysis.charts import placing

# 滨河's July as the demo had it: from the left and from the top, and how long each name is.
JULY = [
    ((0.15, 0.19), "住房安居"), ((0.48, 0.40), "婚恋家庭"), ((0.58, 0.39), "教育培训"),
    ((0.61, 0.44), "身体健康"), ((0.73, 0.61), "社会融入"), ((0.71, 0.63), "文化生活"),
    ((0.84, 0.60), "就业创业"), ((0.85, 0.62), "思想成长与团务"), ((0.73, 0.87), "志愿与社会参与"),
]  # fmt: skip


def covered(points, names, wide=placing.WIDE):
    """The boxes of the names where they were placed, on a drawing of this width."""
    chosen = placing.places(points, names)
    return [
        placing.covers((x * wide, y * placing.HIGH), name, place)[0]
        for (x, y), name, place in zip(points, names, chosen, strict=True)
    ]


def overlaps(boxes):
    pairs = [(one, other) for i, one in enumerate(boxes) for other in boxes[:i]]
    return [pair for pair in pairs if placing.common(*(np.array(box) for box in pair)) > 0]


def outside(boxes, wide=placing.WIDE):
    return [box for box in boxes if box[0] < 0 or box[2] > wide or box[1] < 0 or box[3] > placing.HIGH]


@pytest.mark.parametrize("wide", [placing.WIDE, 300, 600, 1100])
def test_a_crowded_month_is_readable_on_every_width(wide):
    boxes = covered(*zip(*JULY, strict=True), wide)
    assert overlaps(boxes) == []
    assert outside(boxes, wide) == []


@pytest.mark.parametrize("seed", range(8))
def test_eight_names_in_any_cloud_do_not_cover_one_another(seed):
    draw = random.Random(seed)
    points = [(draw.uniform(0.3, 0.7), draw.uniform(0.3, 0.7)) for _ in range(8)]
    boxes = covered(points, ["就业创业"] * 8)
    assert overlaps(boxes) == []
    assert outside(boxes) == []


def test_names_of_one_and_the_same_point_stand_apart_and_far_ones_have_a_line():
    points, names = [(0.5, 0.5)] * 6, ["就业创业"] * 6
    chosen = placing.places(points, names)
    assert overlaps(covered(points, names)) == []
    assert any(place.is_far for place in chosen)
    spot = (100.0, 100.0)
    for place in chosen:
        _, (left, top, right, bottom) = placing.covers(spot, "就业创业", place)
        assert ((right - left) * (bottom - top) > 0) == place.is_far


def test_a_name_at_an_edge_turns_inwards():
    assert placing.places([(0.98, 0.5)], ["就业创业"])[0].side == "left"
    assert placing.places([(0.02, 0.5)], ["就业创业"])[0].side == "right"


def test_a_name_keeps_off_the_corners_that_name_the_quadrants():
    box = covered([(0.1, 0.02)], ["就业创业"])[0]
    corners = [placing.common(np.array(box), np.array(corner)) for corner in placing.CORNERS]
    assert max(corners) == 0
