"""支部: one branch's half year, counts of the ledger only."""

import json

import pytest

from db import engine, tallies, workdays
from db.vocabulary import AgeBand
from tests import builders
from tests.committee_screens import open_page
from tests.screens.test_committee_needs_analysis import charts_of, words

PAGE = "committee/branch.py"
pytestmark = pytest.mark.usefixtures("settled")


def this_month(settled, n: int):
    """Needs and `n` answers of branch A in the month of today."""
    now = engine.now()
    with engine.transaction() as session:
        builders.a_need(session, settled.branch_a, now=now, text="不能让上级看到的话")
        builders.a_need(
            session, settled.branch_a, now=now, organisation_id=settled.committee, goes_to_committee=True
        )
        wave = builders.a_wave(
            session, now=now, closes_on=workdays.last_day(workdays.month_of(workdays.today(now)))
        )
        tallies.add(
            session, wave_id=wave.id, branch_id=settled.branch_a, age_band=AgeBand.FROM_23, is_doubtful=False,
            counts=dict.fromkeys(tallies.increments({"Q2": ["EMP"]}), n),
        )  # fmt: skip


def test_a_branch_s_page_has_the_lights_and_two_ledgers(settled):
    this_month(settled, 12)
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_a))
    assert not page.exception
    assert charts_of(page) == 1
    assert len(page.table) == 3
    figures = {metric.label: metric.value for metric in page.metric}
    assert figures == {"本月五个一": "1/5项", "本月问卷": "12份", "待办需求": "1件"}
    assert page.table[1].value["提出需求"].tolist()[0] == "1件"


def test_few_answers_are_told_as_a_range(settled):
    this_month(settled, 7)
    last_month = workdays.add_months(workdays.month_of(workdays.today(engine.now())), -1)
    with engine.transaction() as session:
        builders.a_wave(
            session,
            now=engine.now(),
            month=last_month,
            opens_on=last_month,
            closes_on=workdays.last_day(last_month),
        )
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_a))
    assert {metric.label: metric.value for metric in page.metric}["本月问卷"] == "不足10份"
    assert page.table[1].value["问卷"].tolist()[1] == "不足5份（含0份）"


def test_a_month_without_a_survey_says_so_instead_of_few_answers(settled):
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_a))
    assert {metric.label: metric.value for metric in page.metric}["本月问卷"] == "没有调查"
    assert page.table[1].value["问卷"].tolist()[0] == "没有调查"


def test_nothing_of_what_was_said_or_wanted_is_on_the_page(settled):
    this_month(settled, 12)
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_a))
    text = words(page) + json.dumps([t.value.to_dict("list") for t in page.table], ensure_ascii=False)
    for word in ("不能让上级看到的话", "就业创业", "实习"):
        assert word not in text


def test_another_committee_s_branch_in_the_address_opens_nothing(settled):
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_c))
    assert page.query_params["branch"] == str(settled.branch_a)
    assert "西苑中学团支部" not in page.selectbox(key="branch").options


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", None])
def test_the_wrong_role_is_turned_away(settled, who):
    page = open_page(PAGE, getattr(settled, who) if who else None)
    assert page.warning
    assert charts_of(page) == 0
    assert not page.metric
