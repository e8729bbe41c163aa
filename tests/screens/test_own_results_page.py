"""本支部结果: words for a branch, why there are none, and no share or count of its own answers anywhere."""

import re
from datetime import date, timedelta

import pytest

from db import engine, month_questions, releases
from db.models import Wave, WaveBranch
from db.vocabulary import NeedState, QuestionKind
from tests import builders
from tests.services.test_releases import answered

PAGE = "cadre/results.py"


@pytest.fixture
def cast(settled):
    """The cast, with June's wave."""
    return settled


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.metric)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def release(cast, now, **answers_of):
    """Release June: branch name → [(n, categories)]."""
    with engine.transaction() as session:
        wave = session.query(Wave).one()
        for branch, sheets in answers_of.items():
            for n, *codes in sheets:
                answered(session, wave, getattr(cast, branch), n, {"Q2": codes})
        releases.release(session, wave=wave, now=now + timedelta(days=14), by="system")


def opened(open_page, who, month="2026-06"):
    page = open_page(PAGE, person=who, month=month)
    assert not page.exception, page.exception
    return page


def test_a_branch_reads_names_and_the_committee_s_order(cast, now, open_page):
    release(cast, now, branch_a=[(6, "HOU", "EMP")], branch_b=[(9, "CUL", "EMP"), (3, "HOU")])
    shown = words(opened(open_page, cast.chen))
    assert "- **就业创业**\n- **住房安居**" in shown
    assert "东区街道团工委的先后" in shown
    assert "1\\. 就业创业" in shown
    assert "2\\. 住房安居" in shown


def test_no_share_and_no_count_of_a_small_branch_is_on_the_page(cast, now, open_page):
    release(cast, now, branch_a=[(7, "HOU", "EMP")], branch_b=[(9, "CUL", "EMP")])
    shown = words(opened(open_page, cast.chen))
    assert not re.search(r"\d\s*%|/\d+份|[67]份(?!问卷提到)|16", shown.replace("2026", ""))


def test_from_ten_answers_the_bands_stand_beside_the_names(cast, now, open_page):
    release(cast, now, branch_a=[(20, "HOU"), (4, "EMP")])
    shown = words(opened(open_page, cast.chen))
    assert "**就业创业**　3–5份" in shown
    assert "**住房安居**　11份以上" in shown


def test_too_few_answers_say_so_and_what_to_do(cast, now, open_page):
    release(cast, now, branch_a=[(4, "HOU")], branch_b=[(12, "EMP")])
    shown = words(opened(open_page, cast.chen))
    assert "不足5份（含0份）。" in shown
    assert "住房安居" not in shown.split("的先后")[0]


def test_where_nothing_stands_out_it_says_so(cast, now, open_page):
    release(cast, now, branch_a=[(2, "HOU"), (2, "EMP"), (2, "PSY")])
    shown = words(opened(open_page, cast.chen))
    assert "没有突出的类别" in shown
    assert "心理健康" not in shown


def test_before_the_release_only_a_round_number_is_told(cast, now, open_page):
    with engine.transaction() as session:
        wave = session.query(Wave).one()
        answered(session, wave, cast.branch_a, 9)
    assert "还没有发布，本支部目前收到问卷不足10份" in words(opened(open_page, cast.chen))
    with engine.transaction() as session:
        answered(session, session.query(Wave).one(), cast.branch_a, 3)
    assert "本支部目前收到问卷12份" in words(opened(open_page, cast.chen))


def test_a_month_without_a_survey_says_so(cast, open_page):
    page = opened(open_page, cast.chen, month="2026-07")
    assert "这个月没有开展月度调查" in words(page)
    assert page.selectbox(key="month").value == "2026-07"


def test_a_month_whose_survey_did_not_ask_this_branch_is_one_without_a_survey(cast, open_page):
    with engine.transaction() as session:
        session.query(WaveBranch).filter_by(branch_id=cast.branch_a).delete()
    assert "这个月没有开展月度调查" in words(opened(open_page, cast.chen))
    assert "目前收到问卷不足10份" in words(opened(open_page, cast.zhao))


def test_a_survey_that_has_not_opened_yet_has_no_answers_to_tell_of(cast, now, open_page, monkeypatch):
    with engine.transaction() as session:
        session.query(Wave).one().opens_on = date(2026, 6, 20)
    monkeypatch.setattr(engine, "now", lambda: now)
    shown = words(opened(open_page, cast.chen))
    assert "这个月还没有开展月度调查" in shown
    assert "问卷2026年6月20日自动开启" in shown


def test_the_last_released_month_comes_first(cast, now, open_page):
    release(cast, now, branch_a=[(6, "HOU")])
    page = open_page(PAGE, person=cast.chen)
    assert page.query_params["month"] == "2026-06"


def test_every_need_handed_to_the_branch_counts_whatever_the_answers(cast, now, open_page):
    with engine.transaction() as session:
        builders.a_need(session, cast.branch_a, now=now)
        builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED)
        builders.a_need(session, cast.branch_b, now=now)
    assert "待办**1**件　·　已办结、等青年确认**1**件　·　已结束**0**件" in words(
        opened(open_page, cast.chen)
    )


def test_what_the_branch_asked_itself_stands_below_in_bands(cast, now, open_page):
    with engine.transaction() as session:
        month_questions.put(
            session, actor=cast.chen, organisation_id=cast.branch_a, month=date(2026, 6, 1), seen=0, now=now,
            kind=QuestionKind.MULTI, text="周末*想*去哪儿？", options=("图书馆", "球场"), minded=(),
        )  # fmt: skip
        wave = session.query(Wave).one()
        for picked, n in ((["o1"], 8), (["o2"], 4)):
            answered(session, wave, cast.branch_a, n, {"X1v1": picked})
    release(cast, now)
    shown = words(opened(open_page, cast.chen))
    assert "本月加问：周末\\*想\\*去哪儿？" in shown
    assert "- **图书馆**　6份以上\n- **球场**　3–5份" in shown
    assert "本月加问" not in words(opened(open_page, cast.zhao))


def test_a_correction_says_that_it_is_one(cast, now, open_page):
    release(cast, now, branch_a=[(6, "HOU")])
    with engine.transaction() as session:
        wave = session.query(Wave).one()
        releases.release(session, wave=wave, now=now + timedelta(days=20), by="system", correct=True)
    assert "第2次发布（更正）" in words(opened(open_page, cast.chen))


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(cast, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(cast, name))
