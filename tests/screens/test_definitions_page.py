"""口径: what each indicator means, for those who read figures; each page leads to its part."""

import ast

import pytest

from analysis import indicators
from analysis.indicators import INDICATORS
from db import engine
from tests import reading
from tests.committee_screens import a_finished_need, open_page, released

PAGE = "committee/definitions.py"
pytestmark = pytest.mark.usefixtures("settled")
LINKS = {
    "committee/overview.py": "answers",
    "committee/needs_analysis.py": "answers",
    "committee/follow_up.py": "follow_up",
    "committee/branch.py": "duties",
}


def said(page) -> str:
    return "\n".join(element.value for kind in (page.markdown, page.caption) for element in kind)


@pytest.mark.parametrize("group", indicators.GROUPS, ids=lambda group: group.code)
def test_each_part_has_its_indicators_whole(settled, group):
    page = open_page(PAGE, settled.wang, section=group.code)
    assert not page.exception
    shown = said(page).replace("\\", "").replace("\u2060", "")
    for indicator in indicators.of_group(group.code):
        for text in (indicator.name, indicator.line, indicator.numerator, indicator.denominator,
                     indicator.period, indicator.left_out, indicator.interval, indicator.not_for):  # fmt: skip
            assert text in shown


def test_the_rules_of_what_is_shown_are_a_part_of_their_own(settled):
    shown = said(open_page(PAGE, settled.li, section="rules"))
    assert "不足10份不显示分布" in shown
    assert "敏感类满20份" in shown


@pytest.mark.parametrize("who", ["chen", "zhao", "wang", "li"])
def test_whoever_reads_figures_may_read_it(settled, who):
    page = open_page(PAGE, getattr(settled, who))
    assert page.title[0].value == "口径"
    assert page.query_params["section"] == "answers"


@pytest.mark.parametrize("who", ["zhou", "wu", None])
def test_nobody_else_is_let_in(settled, who):
    page = open_page(PAGE, getattr(settled, who) if who else None)
    assert page.warning
    assert not page.title


@pytest.mark.parametrize("path", LINKS)
def test_each_page_of_figures_leads_to_its_part(settled, now, path):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    with engine.transaction() as session:
        a_finished_need(session, settled.branch_a, rating=5, now=now)
    page = open_page(path, settled.li, month="2026-06")
    links = [link.proto for link in page.get("page_link")]
    assert [(link.label, link.query_string) for link in links] == [
        ("这些指标怎么算", f"section={LINKS[path]}")
    ]


def test_every_figure_and_chart_of_a_page_names_an_indicator_that_is_defined():
    """What a figure means stands in one place; none is drawn past it."""
    named = []
    for file in reading.code_files("pages"):
        for node in ast.walk(reading.tree_of(file)):
            owner = getattr(getattr(getattr(node, "func", None), "value", None), "id", "")
            if (owner, reading.called(node)) in {("reports", "figure"), ("exhibits", "show")}:
                of = [word.value for word in node.keywords if word.arg == "of"]
                where = f"{reading.name_of(file)}:{node.lineno}"
                assert of, f"{where}: of which indicator?"
                assert all(isinstance(value, ast.Constant) for value in of), where
                named += [(where, value.value) for value in of]
    assert len(named) > 20
    assert [(where, code) for where, code in named if code not in INDICATORS] == []


def test_no_chart_of_a_page_goes_past_its_definition_and_its_files():
    # A branch's own needs are counted on its page without a definition: three words that stand in every list.
    allowed = {
        "chart": {"pages/shared/exhibits.py"},
        "vega_lite_chart": {"pages/shared/reports.py"},
        "altair_chart": set(),
        "metric": {"pages/shared/reports.py", "pages/shared/month_board.py"},
        # The list of what is processed of minors and a roster hold no figure, nor does what options are called; ledgers say on a cover sheet how they count.
        "download_button": {
            *(
                f"pages/shared/{name}.py"
                for name in ("exhibits", "minors_parts", "export_parts", "roster_parts", "wjx_label_parts")
            ),
        },
    }
    for file in reading.code_files("pages"):
        for node in ast.walk(reading.tree_of(file)):
            called = reading.called(node)
            assert reading.name_of(file) in allowed.get(called, {reading.name_of(file)}), (
                f"{reading.name_of(file)}:{node.lineno} {called}"
            )
