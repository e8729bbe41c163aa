"""The 本月 board through a month: five lights, what is missing, what did not apply, the confirmation."""

from datetime import UTC, date, datetime

import pytest

from db import engine, month_records
from db.duties import Light
from db.models import MonthExemption, MonthRecord, Wave
from db.vocabulary import Duty, Hindrance, Inapplicable, LightState
from pages.shared import lights
from tests import records

PAGE = "cadre/month.py"
JUNE = date(2026, 6, 1)


@pytest.fixture
def on(monkeypatch):
    """Let the house believe that it is ten o'clock on a day of 2026."""

    def set_clock(month, day, year=2026):
        monkeypatch.setattr(engine, "now", lambda: datetime(year, month, day, 2, 0, tzinfo=UTC))

    set_clock(6, 18)
    return set_clock


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.text, page.success, page.warning)
    return "\n".join(str(element.value) for kind in (*kinds, page.info, page.error) for element in kind)


def shapes(page):
    marks = [m.value for m in page.markdown if "**　:" in m.value]
    return "".join(mark.split("[")[1][0] for mark in marks)


def everything_but_the_talk(cast):
    with engine.transaction() as session:
        records.an_activity(session, cast.chen, date(2026, 6, 3))
        records.a_pairing(session, cast.chen, date(2026, 6, 4), date(2026, 6, 4))
        records.a_deed(session, cast.chen, date(2026, 6, 5))
        records.answers(session, session.query(Wave).one(), cast.branch_a, 1)


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


@pytest.mark.parametrize(
    ("day", "shown"),
    [((6, 18), "○○▲○○"), ((6, 25), "○○▲○○"), ((6, 26), "▲▲▲▲▲"), ((6, 30), "▲▲▲▲▲")],
)
def test_nothing_is_red_before_the_month_has_ended(settled, open_page, on, day, shown):
    on(*day)
    assert shapes(open_page(PAGE, person=settled.chen)) == shown


def test_last_month_may_be_looked_at_and_is_red_where_nothing_was_done(settled, open_page, on):
    on(7, 3)
    page = open_page(PAGE, person=settled.chen)
    page.segmented_control(key="board_month").set_value(1).run()
    assert shapes(page) == "■■▲■■"


def test_each_light_says_what_is_missing_and_leads_there(settled, open_page, on):
    page = open_page(PAGE, person=settled.chen)
    assert "办一次活动就行" in words(page)
    press(page, "go_activity")
    assert page.title[0].value == "活动"


def test_the_board_lists_every_page_of_the_five(settled, open_page, on):
    page = open_page(PAGE, person=settled.chen)
    keys = {f"go_{duty}" for duty in Duty}
    assert keys <= {button.key for button in page.button}


def test_what_is_done_is_counted(settled, open_page, on):
    everything_but_the_talk(settled)
    page = open_page(PAGE, person=settled.chen)
    assert shapes(page) == "●●●●○"
    assert "五个一　4/5" in words(page)
    assert "修好路灯" in words(page)


def test_the_next_step_names_what_the_month_lacks(settled, open_page, on):
    with engine.transaction() as session:
        records.answers(session, session.query(Wave).one(), settled.branch_a, 1)
        records.an_activity(session, settled.chen, date(2026, 6, 3))
    page = open_page(PAGE, person=settled.chen)
    assert "本月还差结对、办实事、谈心" in page.warning[0].value
    press(page, "next")
    assert page.title[0].value == "结对"


def test_with_all_done_there_is_nothing_next(settled, open_page, on):
    everything_but_the_talk(settled)
    with engine.transaction() as session:
        records.a_talk(session, settled.chen, date(2026, 6, 9))
    assert "眼下没有要办的事" in words(open_page(PAGE, person=settled.chen))


def said(page, kind, button, duty=Duty.TALK, reason=None, text=None):
    page.pills(key=f"{kind}_duty").set_value(duty)
    page.pills(key=f"{kind}_reason").set_value(reason)
    if text is not None:
        page.text_input(key="undone_words").input(text)
    next(b for b in page.button if b.label == button).click().run()
    assert not page.exception, page.exception
    return page


def test_what_does_not_apply_is_grey_with_its_reason_and_can_be_taken_back(settled, open_page, on):
    page = said(
        open_page(PAGE, person=settled.chen), "exempt", "标为本月不适用", reason=Inapplicable.NO_YOUTH
    )
    assert "原因：没有这类青年" in words(page)
    assert ":gray[○ 灰 本月不适用]" in words(page)
    assert "五个一　0/4" in words(page)
    press(page.run(), "apply_talk")
    with engine.reading() as session:
        assert session.query(MonthExemption).count() == 0


def test_what_is_not_done_says_why_counts_and_may_still_be_done(settled, open_page, on):
    page = said(
        open_page(PAGE, person=settled.chen), "undone", "标为未开展", reason=Hindrance.OTHER, text="书记病假"
    )
    assert "原因：书记病假" in words(page)
    assert ":gray[○ 灰 未开展]" in words(page)
    assert "五个一　0/5" in words(page)
    assert {"go_talk", "apply_talk"} <= {button.key for button in page.run().button}
    on(7, 3)
    page = open_page(PAGE, person=settled.chen)
    page.segmented_control(key="board_month").set_value(1).run()
    assert ":red[■ 红 未开展]" in words(page)
    assert "说明了原因、没有开展的：谈心。" in words(page)


def test_a_reason_without_words_is_refused_and_what_was_chosen_stays(settled, open_page, on):
    page = said(open_page(PAGE, person=settled.chen), "undone", "标为未开展", reason=Hindrance.OTHER)
    assert "选“其他”时，请写几个字" in page.error[0].value
    assert page.pills(key="undone_duty").value is Duty.TALK
    with engine.reading() as session:
        assert session.query(MonthExemption).count() == 0


def test_the_month_is_confirmed_from_the_25th(settled, open_page, on):
    page = open_page(PAGE, person=settled.chen)
    assert "25日起由支部书记点一下确认" in words(page)
    on(6, 26)
    page = press(open_page(PAGE, person=settled.chen), "confirm")
    assert "已确认" in words(page)
    assert "2026年7月5日前（含当天）还可以更正" in words(page)
    with engine.reading() as session:
        assert session.get(MonthRecord, (settled.branch_a, JUNE)) is not None


def test_a_cadre_sees_that_the_secretary_confirms(settled, open_page, on):
    on(6, 26)
    page = open_page(PAGE, person=settled.zhao)
    assert "由支部书记确认" in words(page)
    assert "confirm" not in [button.key for button in page.button]


def test_last_month_can_be_confirmed_until_the_5th(settled, open_page, on):
    on(7, 5)
    page = open_page(PAGE, person=settled.chen)
    assert "6月情况还可以确认" in words(page)
    page.segmented_control(key="board_month").set_value(1).run()
    press(page, "confirm")
    with engine.reading() as session:
        assert session.get(MonthRecord, (settled.branch_a, JUNE)) is not None


def test_after_the_5th_nothing_of_last_month_is_offered(settled, open_page, on):
    on(7, 6)
    page = open_page(PAGE, person=settled.chen)
    page.segmented_control(key="board_month").set_value(1).run()
    assert not [button for button in page.button if str(button.key).startswith(("go_", "apply_", "confirm"))]
    assert "这个月没有确认" in words(page)
    assert "2026年7月6日起本支部不能再改" in words(page)


def test_another_branch_s_reason_is_not_shown(settled, open_page, on):
    with engine.transaction() as session:
        month_records.explain(
            session,
            actor=settled.zhao,
            branch_id=settled.branch_b,
            month=JUNE,
            duty=Duty.ACTIVITY,
            reason=Hindrance.VENUE,
            now=engine.now(),
        )
    assert "缺少场地" not in words(open_page(PAGE, person=settled.chen)).replace("原因：", "")


@pytest.mark.parametrize("state", list(LightState))
@pytest.mark.parametrize("duty", list(Duty))
def test_every_light_has_a_shape_a_colour_and_a_word(duty, state):
    light = lights.of_duty(duty, Light(state, n=2))
    assert light.shape in "●▲■○"
    assert light.word[0] in "绿黄红灰"
    assert (light.shape == "■") == (state is LightState.MISSED)


def test_what_does_not_apply_is_named_before_the_month_is_confirmed(settled, open_page, on):
    on(6, 26)
    page = said(
        open_page(PAGE, person=settled.chen), "exempt", "标为本月不适用", reason=Inapplicable.NO_YOUTH
    )
    assert "本月不适用的：谈心。" in words(page)
    assert "各项都有了" not in words(page)
