"""口径: what each indicator means, for those who read figures; each page leads to its part."""

import pytest

from analysis import indicators
from db import engine
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
