"""填问卷 on a phone: it shows, it saves, it refuses and keeps, it comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db import drafts, engine, receipts, responses
from db.models import Draft, Need, Response, StandingLink, Wave
from db.vocabulary import NeedState
from tests import sheets
from tests.screens.conftest import PHONE, District, OpenPage

SURVEY = "youth/survey.py"


def begun(open_page: OpenPage, token: str) -> AppTest:
    page = open_page(SURVEY, t=token)
    page.checkbox(key="agreed").check().run()
    return page.button(key="start").click().run()


def tap(page: AppTest, key: str, value: object) -> AppTest:
    widget = page.get_by_key(f"answer:{key}")
    return widget.set_value(value).run()


def forward(page: AppTest) -> AppTest:
    return page.button(key="next").click().run()


def to_the_end(page: AppTest, **answers: object) -> AppTest:
    """Answer what is asked, screen by screen, until the last one."""
    for _ in range(60):
        keys = [k.removeprefix("answer:") for k in page.session_state if str(k).startswith("answer:")]
        screen = [key for key in keys if _is_shown(page, key)]
        for key in screen:
            if page.session_state["answers"].get(key) is None and _is_shown(page, key):
                tap(page, key, answers[key] if key in answers else _first(page, key))
        if _has(page, "send"):
            return page
        if [k for k in screen if _is_shown(page, k)] == screen:
            forward(page)
    raise AssertionError("the survey never ends")


def _has(page: AppTest, key: str) -> bool:
    return any(button.key == key for button in page.button)


def _is_shown(page: AppTest, key: str) -> bool:
    try:
        page.get_by_key(f"answer:{key}")
    except KeyError:
        return False
    return True


def _first(page: AppTest, key: str) -> object:
    question = key.partition(":")[0]
    fixed = {"Q1": "18-22", "Q2": ["EMP"], "Q3": "4", "Q4": "2", "Q10": "4", "Q11": "", "Q12": "none"}
    fixed |= {
        "Q1b": "member",
        "Q2b": "unsure",
        "Q6": ["information"],
        "Q7": "online",
        "Q8": "all",
        "Q9": ["none"],
    }
    fixed |= {"Q12a": "EMP1", "Q12b": "想找工作", "Q12c": "soon", "Q12d": "branch"}
    return fixed[question]


def stored() -> list[Response]:
    with engine.reading() as session:
        return list(session.scalars(select(Response)))


def n_drafts() -> int:
    with engine.reading() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_nothing_is_stored_before_the_consent(open_page: OpenPage, district: District) -> None:
    page = open_page(SURVEY, t=district.link_a)
    assert not page.exception
    assert page.button(key="start").disabled
    assert n_drafts() == 0


def test_every_answer_is_saved_as_it_is_given_and_comes_back_after_a_refresh(
    open_page: OpenPage, district: District
) -> None:
    page = begun(open_page, district.link_a)
    tap(page, "Q1", "23-28")
    again = open_page(SURVEY, t=district.link_a)
    assert again.get_by_key("answer:Q1").value == "23-28"


def test_a_screen_of_taps_goes_on_by_itself(open_page: OpenPage, district: District) -> None:
    page = begun(open_page, district.link_a)
    tap(page, "Q1", "23-28")
    tap(page, "Q1b", "member")
    assert _is_shown(page, "Q2")
    back = page.button(key="back").click().run()
    assert back.get_by_key("answer:Q1").value == "23-28"


def test_a_screen_in_disorder_says_what_is_wrong_and_keeps_what_was_given(
    open_page: OpenPage, district: District
) -> None:
    page = forward(begun(open_page, district.link_a))
    assert "请选择" in page.error[0].value
    tap(page, "Q1", "18-22")
    forward(page)
    tap(page, "Q2", ["EMP", "EDU", "HOU", "PSY"])
    assert "最多选3项" in page.error[0].value
    forward(page)
    assert page.get_by_key("answer:Q2").value == ["EMP", "EDU", "HOU", "PSY"]


def test_an_exclusive_option_clears_the_others(open_page: OpenPage, district: District) -> None:
    page = begun(open_page, district.link_a)
    tap(page, "Q1", "18-22")
    forward(page)
    tap(page, "Q2", ["EMP"])
    tap(page, "Q2", ["EMP", "none"])
    assert page.get_by_key("answer:Q2").value == ["none"]


def test_under_14_stops_and_deletes_the_draft(open_page: OpenPage, district: District) -> None:
    page = begun(open_page, district.link_a)
    assert n_drafts() == 1
    tap(page, "Q1", "under-14")
    assert "未满14周岁" in page.info[0].value
    assert n_drafts() == 0


def test_leaving_deletes_the_draft(open_page: OpenPage, district: District) -> None:
    page = begun(open_page, district.link_a)
    page.button(key="leave").click().run()
    assert page.success
    assert n_drafts() == 0


def test_a_finished_survey_is_one_response_and_shows_its_code(
    open_page: OpenPage, district: District
) -> None:
    page = to_the_end(begun(open_page, district.link_a))
    page.button(key="send").click().run()
    assert not page.exception
    code = receipts.normal(page.code[0].value)
    with engine.reading() as session:
        assert receipts.exists(session, code=code)
    assert len(stored()) == 1
    again = open_page(SURVEY, t=district.link_a)
    assert receipts.normal(again.code[0].value) == code
    again.button(key="code_kept").click().run()
    assert not again.code
    assert len(stored()) == 1


def test_asking_for_one_thing_raises_one_need(open_page: OpenPage, district: District) -> None:
    page = to_the_end(begun(open_page, district.link_a), Q12="code_only")
    page.button(key="send").click().run()
    assert page.code
    with engine.reading() as session:
        need = session.scalars(select(Need)).one()
    assert need.state is NeedState.RAISED
    assert need.sub_item_code == "EMP1"


def test_a_draft_that_lay_for_a_while_is_announced_without_its_content(
    open_page: OpenPage, district: District
) -> None:
    page = begun(open_page, district.link_a)
    tap(page, "Q1", "23-28")
    with engine.transaction() as session:
        session.scalars(select(Draft)).one().touched_at = engine.now() - timedelta(minutes=11)
    page = open_page(SURVEY, t=district.link_a)
    assert not _is_shown(page, "Q1")
    page.button(key="resume").click().run()
    assert page.get_by_key("answer:Q1").value == "23-28"


def test_another_person_at_the_phone_starts_over(open_page: OpenPage, district: District) -> None:
    tap(begun(open_page, district.link_a), "Q1", "23-28")
    with engine.transaction() as session:
        session.scalars(select(Draft)).one().touched_at = engine.now() - timedelta(minutes=11)
    page = open_page(SURVEY, t=district.link_a)
    page.button(key="start_over").click().run()
    assert page.checkbox(key="agreed")
    assert n_drafts() == 0


@pytest.mark.parametrize("token", ["", "no-such-link"])
def test_an_unknown_link_gets_a_sentence(open_page: OpenPage, district: District, token: str) -> None:
    page = open_page(SURVEY, t=token)
    assert not page.exception
    assert "链接" in page.warning[0].value


def test_a_revoked_link_gets_a_sentence(open_page: OpenPage, district: District) -> None:
    with engine.transaction() as session:
        session.get_one(StandingLink, district.link_a).revoked_at = engine.now()
    assert "停用" in open_page(SURVEY, t=district.link_a).warning[0].value


def test_a_survey_that_closes_meanwhile_says_so(open_page: OpenPage, district: District) -> None:
    page = begun(open_page, district.link_a)
    with engine.transaction() as session:
        wave = session.scalars(select(Wave)).one()
        wave.opens_on = wave.closes_on = wave.month - timedelta(days=1)
    closed = open_page(SURVEY, t=district.link_a)
    assert "没有开放" in closed.info[0].value
    # The page that is still open has the old dates in hand; the server has the last word.
    tap(page, "Q1", "18-22")
    assert "截止" in page.error[0].value
    assert not stored()


def written_elsewhere(district: District, **changes: object) -> None:
    """The same draft is changed in another tab, or in the plain survey."""
    whose, now = {"device": PHONE, "changes": changes}, engine.now()
    with engine.transaction() as session:
        wave, branch = sheets.at(session, district.link_a, now)
        drafts.save(session, wave=wave, branch_id=branch.branch_id, now=now, **whose)


def test_what_was_changed_in_another_tab_is_asked_instead_of_a_crash(
    open_page: OpenPage, district: District
) -> None:
    page = to_the_end(begun(open_page, district.link_a), Q1="23-28", Q2=["EMP"], Q12="none")
    written_elsewhere(district, Q12="code_only")
    page = page.button(key="send").click().run()
    assert not page.exception
    assert page.error
    assert _is_shown(page, "Q12a")
    assert stored() == []


def test_a_tab_that_lags_behind_is_told_that_it_was_sent(open_page: OpenPage, district: District) -> None:
    page = to_the_end(begun(open_page, district.link_a), Q12="none")
    with engine.transaction() as session:
        wave, branch = sheets.at(session, district.link_a, engine.now())
        responses.submit(session, device=PHONE, wave=wave, branch=branch, now=engine.now())
    page = page.button(key="leave").click().run()
    assert "提交成功" in page.title[0].value
    assert not page.success
