"""支部: one branch's half year, counts of the ledger only."""

import json

import pytest

from db import engine, tallies, workdays
from db.models import Deed, need_deeds
from db.vocabulary import ActivityKind, AgeBand, Duty, Hindrance, Inapplicable
from tests import builders, clock, records
from tests.committee_screens import open_page
from tests.screens.taps import press
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
    last_month = workdays.add_months(clock.month(), -1)
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


CHOSEN = {
    "fix_new_kind": ActivityKind.STUDY,
    "undone_reason": Hindrance.UNIT,
    "exempt_duty": Duty.TALK,
    "exempt_reason": Inapplicable.AWAY,
}


def closed(day=1):
    """A day of a month that the branch itself can change no more."""
    return workdays.add_months(clock.month(), -2).replace(day=day)


def reason_of(branch_id, month=None):
    return f"correction_reason_{branch_id}_{month or closed()}"


def correcting(settled, kind=Duty.ACTIVITY, reason="支部交来了签到表"):
    """The section for a closed month, open at one kind of record."""
    page = open_page(PAGE, settled.wang, branch=str(settled.branch_a))
    page.session_state["corrections"] = True
    page.session_state[f"fix_kind_{settled.branch_a}"] = kind
    page.run()
    page.selectbox(key=f"fix_month_{settled.branch_a}").set_value(closed()).run()
    page.text_input(key=reason_of(settled.branch_a)).input(reason)
    assert not page.exception, page.exception
    return page


@pytest.fixture
def in_record(settled):
    with engine.transaction() as session:
        records.an_activity(session, settled.chen, closed(day=12))
        records.a_deed(session, settled.chen, closed(day=9))


@pytest.mark.usefixtures("in_record")
def test_a_committee_puts_a_closed_month_right_and_the_branch_reads_why(settled):
    page = correcting(settled)
    of = settled.branch_a
    page.text_input(key=f"fix_new_theme_{of}").input("敬老服务")
    page.pills(key=f"fix_new_kind_{of}").set_value(ActivityKind.VOLUNTEER)
    page.date_input(key=f"fix_new_held_on_{of}").set_value(closed(day=15))
    press(page, "补记活动")
    assert "已补记" in page.success[0].value
    # One reason is for one correction.
    assert page.text_input(key=reason_of(of)).value == ""
    own = open_page("cadre/month.py", settled.chen)
    told = words(own)
    assert f"登记活动（{closed().month}月15日），原因：支部交来了签到表" in told
    assert "东区街道团工委于" in told


@pytest.mark.usefixtures("in_record")
def test_a_committee_says_what_came_of_a_deed_and_learns_of_no_need_that_it_serves(settled):
    with engine.transaction() as session:
        deed = session.query(Deed).one()
        deed.beneficiaries = 30
        need = builders.a_need(session, settled.branch_a, now=engine.now())
        session.execute(need_deeds.insert().values(need_id=need.id, deed_id=deed.id))
    page = correcting(settled, Duty.DEED)
    page.session_state[f"mend_{deed.id}"] = True
    page.run()
    assert f"more_beneficiaries_{deed.id}" not in [field.key for field in page.number_input]
    page.text_input(key=f"more_target_{deed.id}").input("装两盏灯")
    page.text_area(key=f"more_result_{deed.id}").input("亮了")
    press(page, "保存目标和成效")
    with engine.reading() as session:
        row = session.get_one(Deed, deed.id)
        assert (row.target, row.result, row.beneficiaries) == ("装两盏灯", "亮了", 30)
    page.session_state[f"mend_{deed.id}"] = True
    page.text_input(key=reason_of(settled.branch_a)).input("登记错了").run()
    press(page, "确定删去")
    assert "不能由上级删去，请和支部核对" in page.error[0].value
    assert "需求" not in page.error[0].value


@pytest.mark.usefixtures("in_record")
@pytest.mark.parametrize(
    ("kind", "button", "said"),
    [
        (Duty.ACTIVITY, "补记活动", "志愿服务"),
        (Duty.PAIRING, "补记联系", "J-"),
        (Duty.DEED, "补记实事", "修好路灯"),
        (None, "标为未开展", "有一项没能开展"),
    ],
)
def test_every_duty_but_the_talk_has_its_form_and_none_works_without_a_reason(settled, kind, button, said):
    with engine.transaction() as session:
        records.a_pairing(session, settled.chen, closed(day=3), closed(day=3))
    page = correcting(settled, kind, reason=" ")
    assert said in "\n".join([*(m.value for m in page.markdown), *(e.label for e in page.expander)])
    for key, value in (("fix_new_theme", "x"), ("fix_new_title", "x")):
        for field in page.text_input:
            if field.key == f"{key}_{settled.branch_a}":
                field.input(value)
    for field in page.pills:
        if field.value is None:
            name = field.key.removesuffix(f"_{settled.branch_a}")
            field.set_value(Duty.TALK if name == "undone_duty" else CHOSEN[name])
    press(page, button)
    assert "请写明更正的原因" in page.error[0].value


@pytest.mark.usefixtures("in_record")
def test_a_reason_stays_with_its_branch_and_month_and_a_month_just_chosen_is_shown_first(settled):
    page = correcting(settled, None)
    other = workdays.add_months(closed(), -1)
    page.pills(key=f"undone_duty_{settled.branch_a}").set_value(Duty.TALK)
    page.pills(key=f"undone_reason_{settled.branch_a}").set_value(Hindrance.UNIT)
    page.selectbox(key=f"fix_month_{settled.branch_a}").set_value(other)
    press(page, "标为未开展")
    assert "刚才又改过" in page.error[0].value
    assert page.text_input(key=reason_of(settled.branch_a, other)).value == ""
    page.selectbox(key="branch").select_index(1).run()
    assert page.query_params["branch"] == str(settled.branch_b)
    page.session_state[f"fix_kind_{settled.branch_b}"] = Duty.ACTIVITY
    page.run()
    reasons = [field for field in page.text_input if field.key.startswith("correction_reason_")]
    assert [field.value for field in reasons] == [""]
