"""One panel for each kind of need: what it sends, and what its title says."""

from datetime import date

import pytest

from analysis import charts
from tests.figures.test_charts import payload
from tests.figures.test_committee_charts import HISTORY, LABELS, MONTHS, shown


def panels(history=HISTORY, labels=LABELS, months=MONTHS):
    return charts.month_panels(history, labels, months=months)


def test_each_category_that_is_shown_has_a_panel_of_its_own_the_most_named_first():
    rows = payload(panels())
    places = {(row["name"], row["column"], row["row"]) for row in rows if "name" in row}
    assert places == {("就业创业 ↑", 0, 0), ("住房安居", 1, 0)}
    assert "心理健康" not in str(rows)


def test_a_point_has_its_numerator_its_denominator_and_its_interval():
    rows = [row for row in payload(panels()) if row.get("category") == "就业创业"]
    assert [row["label"] for row in rows] == ["4月", "5月", "6月", "7月"]
    assert (rows[0]["of_all"], rows[0]["words"], rows[0]["interval"]) == ("8/40", "20%", "10%—35%")
    # Where nothing was shown there is no point, so that no line is drawn across.
    assert [row["share"] for row in rows] == [0.2, None, None, 0.75]


def test_the_title_says_which_rose_and_to_where():
    assert charts.said(panels()) == "2类中1类有明显升降：就业创业升到75%"


def test_where_none_rose_or_fell_beyond_chance_the_title_says_so():
    even = [(MONTHS[0], shown(40, EMP=8)), (MONTHS[1], shown(40, EMP=10))]
    assert charts.said(panels(even)) == "各类需要的占比都没有超出偶然的升降"


def test_all_panels_have_one_scale_and_the_same_months():
    spec = panels().to_dict()
    scales = [layer["encoding"]["y"]["scale"] for layer in spec["layer"]]
    assert all(scale == scales[0] for scale in scales)
    assert (
        spec["layer"][1]["encoding"]["y"]["axis"]["labelExpr"] == '({"1": ["90%"], "3": ["0"]})[datum.value]'
    )


def test_nothing_shown_cannot_be_drawn():
    with pytest.raises(ValueError, match="nothing is shown"):
        panels([(date(2026, 5, 1), shown(9, EMP=8))])
