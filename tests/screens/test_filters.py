"""Filters of the report pages: in the address, carried along, and honest about what a link cannot show."""

import ast
from datetime import UTC, datetime

import pytest

from db import engine, periods
from db.engine import ROOT
from db.models import Organisation
from tests import builders, reading
from tests.committee_screens import open_page, released

OVERVIEW, FOLLOW_UP = "committee/overview.py", "committee/follow_up.py"
ANALYSIS, BRANCH = "committee/needs_analysis.py", "committee/branch.py"


@pytest.fixture
def june(settled, now):
    """A released June with needs in both committees."""
    released(**{f"b{branch}": 30 for branch in (settled.branch_a, settled.branch_b, settled.branch_c)})
    with engine.transaction() as session:
        for branch in (settled.branch_a, settled.branch_c):
            builders.a_need(session, branch, now=now)
    return settled


def chosen(page):
    return {box.key: box.value for box in page.selectbox if box.key in ("month", "scope", "branch")}


def by_menu(page, path):
    """Go to another page as its entry of the menu does: without filters in the address."""
    page.query_params.clear()
    page.switch_page(path).run()
    assert not page.exception
    return page


def notes(page):
    return [warning.value for warning in page.warning]


def test_what_was_chosen_holds_on_the_next_page(june):
    page = open_page(OVERVIEW, june.li)
    page.selectbox(key="scope").select(str(june.other_committee)).run()
    page.selectbox(key="month").select("2026-06").run()
    for path in (FOLLOW_UP, ANALYSIS, OVERVIEW):
        page = by_menu(page, path)
        assert chosen(page) == {"month": "2026-06", "scope": str(june.other_committee)}
        assert page.query_params["scope"] == str(june.other_committee)
        assert notes(page) == []


def test_what_a_link_asked_for_holds_on_the_next_page(june):
    page = open_page(OVERVIEW, june.li, scope=str(june.other_committee))
    assert chosen(by_menu(page, FOLLOW_UP))["scope"] == str(june.other_committee)


def test_a_page_s_own_default_is_nobody_s_choice(june):
    page = open_page(OVERVIEW, june.li)
    assert page.query_params["month"] == "2026-06"
    page.run()
    # The newest month with needs, not the newest released one.
    with engine.transaction() as session:
        builders.a_need(session, june.branch_a, now=datetime(2026, 7, 20, 2, 0, tzinfo=UTC))
    assert chosen(by_menu(page, FOLLOW_UP)) == {"month": "2026-07", "scope": str(june.district)}


def test_a_choice_can_be_taken_back(june):
    page = open_page(OVERVIEW, june.li)
    page.selectbox(key="scope").select(str(june.other_committee)).run()
    page.selectbox(key="scope").select(str(june.district)).run()
    assert chosen(by_menu(page, FOLLOW_UP))["scope"] == str(june.district)


def test_an_address_wins_over_what_was_chosen_before(june):
    page = open_page(OVERVIEW, june.li)
    page.selectbox(key="scope").select(str(june.other_committee)).run()
    page.query_params.clear()
    page.switch_page(FOLLOW_UP)
    page.query_params["scope"] = str(june.committee)
    page.run()
    assert chosen(page)["scope"] == str(june.committee)
    assert chosen(by_menu(page, OVERVIEW))["scope"] == str(june.committee)


def test_the_address_is_written_only_when_it_differs(june, monkeypatch):
    page = open_page(OVERVIEW, june.li)
    written = []
    monkeypatch.setattr(
        "streamlit.runtime.state.query_params_proxy.QueryParamsProxy.__setitem__",
        lambda self, key, value: written.append(key),
    )
    page.run()
    assert written == []


@pytest.mark.parametrize("path", [OVERVIEW, ANALYSIS])
def test_a_link_with_a_scope_of_others_says_whose_figures_these_are(june, path):
    page = open_page(path, june.wang, month="2026-06", scope=str(june.other_committee))
    assert notes(page) == ["链接里的范围您看不到或不存在，下面是东区街道团工委。"]
    assert page.query_params["scope"] == str(june.committee)
    page.run()
    assert notes(page) == []


def test_a_month_that_is_none_is_said_with_the_scope_in_one_line(june):
    page = open_page(OVERVIEW, june.wang, month="2026-13", scope="1; drop")
    assert notes(page) == ["链接里的月份、范围您看不到或不存在，下面是2026年6月、东区街道团工委。"]


def test_a_branch_of_others_is_said(june):
    page = open_page(BRANCH, june.wang, branch=str(june.branch_c))
    assert notes(page) == ["链接里的团支部您看不到或不存在，下面是东风社区团支部。"]


def test_a_name_in_the_line_is_shown_as_typed(june):
    with engine.transaction() as session:
        session.get_one(Organisation, june.branch_a).name = "**东风**[x](y)"
    page = open_page(BRANCH, june.wang, branch="0")
    assert r"\*\*东风\*\*\[x\]" in notes(page)[0]


def test_a_link_that_shows_what_it_says_needs_no_word(june):
    assert notes(open_page(OVERVIEW, june.wang, month="2026-06", scope=str(june.committee))) == []
    assert notes(open_page(OVERVIEW, june.wang)) == []


@pytest.mark.parametrize(
    ("path", "query"), [(OVERVIEW, {}), (OVERVIEW, {"matrix": "months"}), (FOLLOW_UP, {"part": "open"})]
)
def test_a_branch_of_the_matrix_or_the_list_leads_to_its_page(june, path, query):
    page = open_page(path, june.li, month="2026-06", **query)
    page.selectbox(key="way_to_branch").select(june.branch_c).run()
    assert not page.exception
    assert page.title[0].value == "支部"
    assert page.selectbox(key="branch").value == str(june.branch_c)
    assert page.query_params["branch"] == str(june.branch_c)


def test_the_browser_knows_every_filter():
    """What only sets filters makes no entry in the browser's history."""
    script = (ROOT / "pages" / "plain" / "static" / "browser.js").read_text("utf-8")
    known = ast.literal_eval(script.split("var FILTERS = ")[1].split(";")[0])
    asked = {
        keyword.value.value
        for file in reading.code_files("pages")
        for node in ast.walk(reading.tree_of(file))
        if isinstance(node, ast.Call) and reading.called(node) in ("picked", "segments")
        for keyword in node.keywords
        if keyword.arg == "key" and isinstance(keyword.value, ast.Constant)
    }
    # Each kind of longer period has a filter of its own.
    assert set(known) == asked | {kind.value for kind in periods.LONGER}
