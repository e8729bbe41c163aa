"""本月: what to do next, the number of answers, the needs that wait."""

from datetime import timedelta

import pytest

from db import engine, follow_up
from db.models import Tally, Wave
from db.vocabulary import AgeBand, NeedState
from tests import builders, clock

PAGE = "cadre/month.py"


@pytest.fixture(autouse=True)
def public(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example")


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.text, page.code, page.success, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def answers(branch_id, n):
    with engine.transaction() as session:
        wave_id = session.query(Wave).one().id
        session.add(
            Tally(
                wave_id=wave_id,
                branch_id=branch_id,
                age_band=AgeBand.UNKNOWN,
                is_doubtful=False,
                question="",
                row="",
                cell="",
                n=n,
            )
        )


def a_need(branch_id, **but):
    with engine.transaction() as session:
        return builders.a_need(session, branch_id, now=engine.now(), **but).id


def numbers(page):
    return [metric.value for metric in page.metric]


def test_it_shows_how_many_have_answered_at_one_s_own_branch(district, open_page):
    answers(district.cast.branch_a, 12)
    answers(district.cast.branch_b, 7)
    shown = words(open_page(PAGE, person=district.cast.chen))
    assert "已收到12份" in shown
    assert ":green[● 绿 已有人填]" in shown
    assert "7份" not in shown


def test_without_answers_it_proposes_to_share_the_link(district, open_page):
    page = open_page(PAGE, person=district.cast.chen)
    assert ":orange[▲ 黄 已开启，暂无人填]" in words(page)
    assert "把固定链接发到群里" in page.warning[0].value
    page.button(key="next").click().run()
    assert page.title[0].value == "链接与二维码"


def test_needs_to_accept_come_before_the_survey_and_late_ones_before_all(district, open_page):
    cast = district.cast
    a_need(cast.branch_a, accept_by=clock.today() + timedelta(days=9))
    page = open_page(PAGE, person=cast.chen)
    assert "有1件需求等您受理" in page.warning[0].value
    a_need(cast.branch_a, state=NeedState.ACCEPTED, due_on=clock.today() - timedelta(days=1))
    page = open_page(PAGE, person=cast.chen)
    assert "有1件需求已逾期" in page.warning[0].value
    assert numbers(page) == ["1件", "1件", "1件"]
    page.button(key="next").click().run()
    assert page.title[0].value == "需求办理"


def test_another_branch_s_needs_are_not_counted(district, open_page):
    a_need(district.cast.branch_b)
    assert numbers(open_page(PAGE, person=district.cast.chen)) == ["0件", "0件", "0件"]


def test_a_deed_of_this_month_lights_the_deed(district, open_page):
    cast = district.cast
    answers(cast.branch_a, 1)
    need = a_need(cast.branch_a, state=NeedState.ACCEPTED)
    with engine.transaction() as session:
        follow_up.settle(
            session,
            actor=cast.chen,
            need_id=need,
            version=1,
            now=engine.now(),
            title="办了一场双选会",
            result="请您来",
        )
    page = open_page(PAGE, person=cast.chen)
    assert ":green[● 绿 已办1件]" in words(page)
    assert "办了一场双选会" in words(page)


def test_a_month_without_a_wave_says_when_it_opens(district, open_page):
    with engine.transaction() as session:
        wave = session.query(Wave).one()
        wave.month = wave.month.replace(year=2020)
    shown = words(open_page(PAGE, person=district.cast.chen))
    assert ":gray[○ 灰 未开启]" in shown
    assert "自动开启" in shown


def test_the_standing_link_is_at_hand(district, open_page):
    page = open_page(PAGE, person=district.cast.chen)
    assert page.code[0].value == f"https://youth.example/q/{district.link_a}"
    assert "ABC234" in words(page)


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def test_what_waits_stands_below_the_next_step_with_the_way_there(district, open_page):
    need_id = a_need(district.cast.branch_a)
    page = open_page(PAGE, person=district.cast.chen)
    assert "待办　1件" in [heading.value for heading in page.subheader]
    assert "**受理需求**" in words(page)
    # As the list of needs shows it.
    [told] = [line for line in words(page).splitlines() if " · " in line and "日" in line][:1]
    assert told.split("]")[0] in {":orange[▲ 临期", ":green[● 按期"}
    next(button for button in page.button if button.label == "去办").click().run()
    assert not page.exception
    assert page.query_params["need"] == str(need_id)
    assert "受理" in [button.label for button in page.button]
