"""How content youth are: both sides of the middle, what is withheld, and the diverging bars."""

import re
from datetime import date

import pytest
import vl_convert

from analysis import charts, levels
from analysis.disclosure import Shown, gate
from analysis.ends import near_ends_of_choices
from analysis.levels import Sides
from tests.figures.test_charts import payload
from tests.figures.test_disclosure import counts

LEVELS = {"5": "非常满意", "4": "比较满意", "3": "一般", "2": "不太满意", "1": "很不满意"}
SIDES = Sides(below=("2", "1"), above=("4", "5"))
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def answered(*n: int) -> Shown:
    """The released answers to Q10, from very content to very discontent."""
    cells = {("Q10", "", code): some for code, some in zip(LEVELS, n, strict=True)}
    asked = {("", "", ""): sum(n), ("Q10", "", ""): sum(n)}
    frame = counts(a=asked | cells)
    return gate(frame, district=None, partitions=["Q10"], further=[near_ends_of_choices])["a"]


CONTENT = [(MAY, answered(20, 30, 20, 10, 20)), (JUNE, answered(40, 30, 20, 9, 1))]


def by_month(history=CONTENT):
    return levels.by_month(history, question="Q10", sides=SIDES).set_index(["month", "side"])


def test_both_sides_are_added_up_with_their_intervals():
    found = by_month()
    assert found.loc[(MAY, "above"), ["n", "base"]].tolist() == [50, 100]
    assert found.loc[(MAY, "below"), "n"] == 30
    # Wilson's interval of 50 of 100.
    assert found.loc[(MAY, "above"), ["low", "high"]].tolist() == pytest.approx([0.4038, 0.5962], abs=1e-4)


def test_of_a_side_with_a_withheld_level_only_the_most_it_can_be_is_told():
    row = by_month().loc[(JUNE, "below")]
    assert row[["n", "share", "low", "high"]].isna().all()
    assert row["most"] == pytest.approx(0.1)
    each = levels.each(CONTENT, question="Q10", sides=SIDES)
    assert set(each.loc[each["month"] == JUNE, "cell"]) == {"4", "5"}


def test_a_month_in_which_nothing_is_shown_is_not_there():
    assert by_month([(MAY, answered(2, 2, 2, 2, 1))]).empty


def drawn(history=CONTENT):
    return charts.diverging_bars(history, LEVELS, question="Q10", sides=SIDES)


def test_the_title_says_how_many_are_content_and_how_many_at_most_are_not():
    assert charts.said(drawn()) == "6月满意的占70%（100份中70份），不满意的最多占10%"
    assert charts.said(drawn(CONTENT[:1])) == "5月满意的占50%（100份中50份），不满意的占30%（100份中30份）"


def test_the_bad_ones_lie_on_the_other_side_and_no_withheld_level_is_sent():
    rows = payload(drawn())
    may = {row["level"]: row["share"] for row in rows if row["label"] == "5月" and "level" in row}
    assert may == {"比较满意": 0.3, "非常满意": 0.2, "不太满意": -0.1, "很不满意": -0.2}
    june = {row["level"] for row in rows if row["label"] == "6月" and "level" in row}
    assert june == {"比较满意", "非常满意"}
    assert [row["words"] for row in rows if row["label"] == "6月" and row.get("side") == "不满意"] == [
        "最多10%"
    ]


def test_without_a_side_that_is_known_there_is_nothing_to_draw():
    with pytest.raises(ValueError, match="nothing is shown"):
        drawn([(MAY, answered(1, 40, 40, 40, 1))])


@pytest.mark.parametrize("n_months", [1, 2])
def test_few_months_leave_the_bars_their_room_on_a_phone(n_months):
    spec = drawn(CONTENT[:n_months]).to_dict() | {"width": 330}
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    bars = re.findall(
        r'aria-label="[^"]*占比[^"]*"[^>]* d="[^"]*?v([\d.]+)h-', vl_convert.vegalite_to_svg(spec)
    )
    assert bars
    assert all(16 <= float(high) <= 36 for high in bars)
