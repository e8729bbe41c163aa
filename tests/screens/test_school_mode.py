"""A child under 14 at a school: one more step, with a guardian's code — both surveys, and the notice."""

import pytest
from starlette.testclient import TestClient

from db import drafts, engine, minors
from db.models import Draft, Response
from db.vocabulary import MinorsMode
from tests import school
from tests.screens.conftest import PHONE, District, OpenPage
from tests.screens.plain_sheet import HIDDEN, filled, start, stored
from tests.screens.test_survey import begun, tap, to_the_end


@pytest.fixture
def codes(district: District) -> list[str]:
    """Codes of branch C, a school of a district in school mode."""
    with engine.transaction() as session:
        school.in_school_mode(session, district.cast, engine.now())
        return school.codes(session, district.cast, engine.now(), n=3)


def to_the_step(client: TestClient, token: str) -> str:
    start(client, token)
    client.post(f"/s/{token}", data={"page": "Q1", "Q1": "under-14", "step": "next"})
    page = client.get(f"/s/{token}").text
    assert "请监护人同意" in page
    return page


def agree(client: TestClient, token: str, code: str):
    return client.post(f"/s/{token}", data={"step": "agree", "code": code})


def test_a_child_meets_the_step_gives_the_code_and_goes_on_to_the_receipt(
    client: TestClient, district: District, codes: list[str]
) -> None:
    page = to_the_step(client, district.link_c)
    assert "没有同意码也没关系，不填不会有任何影响" in page
    assert f'href="/s/{district.link_c}/notice"' in page
    wrong = agree(client, district.link_c, "WRNG2345")
    assert (wrong.status_code, "没有找到这个同意码" in wrong.text) == (404, True)
    assert 'value="WRNG2345"' in wrong.text
    assert agree(client, district.link_c, codes[0]).headers["location"] == f"/s/{district.link_c}"
    page = client.get(f"/s/{district.link_c}").text
    assert HIDDEN.search(page)[1] == "Q2"
    for _ in range(15):
        if not HIDDEN.search(page):
            break
        assert "请联系我" not in page
        client.post(f"/s/{district.link_c}", data=filled(page, Q2="EMP"))
        page = client.get(f"/s/{district.link_c}").text
    assert "提交成功" in page
    assert [row.answers["Q1"] for row in stored(Response)] == ["under-14"]


def test_no_other_page_is_reached_and_nothing_is_sent_without_the_code(
    client: TestClient, district: District, codes: list[str]
) -> None:
    to_the_step(client, district.link_c)
    for _ in range(15):
        client.post(f"/s/{district.link_c}", data={"page": "Q2", "Q2|EMP": "EMP", "step": "next"})
        assert "请监护人同意" in client.get(f"/s/{district.link_c}").text
    assert stored(Response) == []


def test_who_has_no_code_leaves_and_nothing_stays(
    client: TestClient, district: District, codes: list[str]
) -> None:
    to_the_step(client, district.link_c)
    page = client.post(f"/s/{district.link_c}", data={"step": "refuse", "code": ""})
    assert "已经删除" in page.text
    assert "12355" in page.text
    assert stored(Draft) == []


def test_who_chose_the_wrong_age_goes_back_to_it(
    client: TestClient, district: District, codes: list[str]
) -> None:
    to_the_step(client, district.link_c)
    client.post(f"/s/{district.link_c}", data={"step": "age"})
    page = client.get(f"/s/{district.link_c}").text
    assert HIDDEN.search(page)[1] == "Q1"
    assert 'value="under-14" checked' not in page
    client.post(f"/s/{district.link_c}", data=filled(page, Q1="14-17"))
    assert HIDDEN.search(client.get(f"/s/{district.link_c}").text)[1] == "Q2"
    # An old page of that step changes no age that is settled.
    client.post(f"/s/{district.link_c}", data={"step": "age"})
    assert HIDDEN.search(client.get(f"/s/{district.link_c}").text)[1] == "Q2"


def test_a_used_code_is_refused_in_words(client: TestClient, district: District, codes: list[str]) -> None:
    with engine.transaction() as session:
        school.answer(session, district.link_c, codes[0], engine.now())
    to_the_step(client, district.link_c)
    page = agree(client, district.link_c, codes[0])
    assert (page.status_code, "这个同意码已经用过" in page.text) == (409, True)


def test_the_mode_that_ends_meanwhile_ends_the_survey(
    client: TestClient, district: District, codes: list[str]
) -> None:
    to_the_step(client, district.link_c)
    with engine.transaction() as session:
        minors.change(
            session,
            actor=district.cast.li,
            seen=MinorsMode.SCHOOL,
            to=MinorsMode.BLOCK_UNDER_14,
            now=engine.now(),
        )
    assert "已经删除" in agree(client, district.link_c, codes[0]).text
    assert stored(Draft) == []


def test_the_notice_tells_guardians_what_the_provisions_list(
    client: TestClient, district: District, codes: list[str]
) -> None:
    page = client.get(f"/s/{district.link_c}/notice").text
    for word in (
        "西苑中学团支部（西区街道团工委）",
        "为什么收集",
        "收集什么",
        "谁能看到",
        "存多久",
        "怎样保护",
        "您可以不同意",
        "改变主意",
        "联系人：区团委权益部，电话：010-12345678",
    ):
        assert word in page
    assert "<script" not in page
    other = client.get(f"/s/{district.link_a}/notice")
    assert other.headers["location"] == f"/q/{district.link_a}?board=1"


def give(page, code: str):
    page.text_input(key="parental_code").input(code)
    return next(button for button in page.button if "继续填写" in button.label).click().run()


def test_streamlit_asks_for_the_code_and_goes_on(
    open_page: OpenPage, district: District, codes: list[str]
) -> None:
    page = tap(begun(open_page, district.link_c), "Q1", "under-14")
    assert not page.exception
    assert "监护人" in page.title[0].value
    assert stored(Response) == []
    page = open_page("youth/survey.py", t=district.link_c)
    assert "监护人" in page.title[0].value, "after a refresh"
    page = give(page, "WRNG2345")
    assert "没有找到这个同意码" in page.error[0].value
    page = give(page, codes[0])
    assert page.get_by_key("answer:Q1").value == "under-14"
    page = to_the_end(page, Q1="under-14")
    page.button(key="send").click().run()
    assert "提交成功" in page.title[0].value
    assert [row.answers["Q1"] for row in stored(Response)] == ["under-14"]


def test_streamlit_lets_who_has_no_code_go_and_keeps_nothing(
    open_page: OpenPage, district: District, codes: list[str]
) -> None:
    page = tap(begun(open_page, district.link_c), "Q1", "under-14")
    page.button(key="no_code").click().run()
    assert "不填不会有任何影响" in page.info[0].value
    assert stored(Draft) == []


def test_streamlit_lets_who_chose_the_wrong_age_choose_again(
    open_page: OpenPage, district: District, codes: list[str]
) -> None:
    page = tap(begun(open_page, district.link_c), "Q1", "under-14")
    page.button(key="age_again").click().run()
    assert page.get_by_key("answer:Q1").value is None
    page = to_the_end(tap(page, "Q1", "14-17"), Q1="14-17")
    page.button(key="send").click().run()
    assert [row.answers["Q1"] for row in stored(Response)] == ["14-17"]


def test_a_tab_that_lags_behind_asks_for_the_code_before_it_sends(
    open_page: OpenPage, district: District, codes: list[str]
) -> None:
    page = to_the_end(begun(open_page, district.link_c))
    with engine.transaction() as session:
        school.save(session, district.link_c, engine.now(), PHONE, Q1="under-14")
    page.button(key="send").click().run()
    assert "要先输入监护人的同意码" in page.error[0].value
    assert "监护人" in page.title[0].value
    assert stored(Response) == []


def test_a_note_in_the_draft_without_a_code_leads_back_to_the_step(
    client: TestClient, district: District, codes: list[str]
) -> None:
    page = to_the_step(client, district.link_c)
    with engine.transaction() as session:
        did = client.cookies["did"]
        school.save(session, district.link_c, engine.now(), did, **{drafts.PARENTAL_CONSENT: True})
    for _ in range(15):
        page = client.get(f"/s/{district.link_c}").text
        if not HIDDEN.search(page):
            break
        sent = client.post(f"/s/{district.link_c}", data=filled(page, Q2="EMP", Q1="under-14"))
    assert (sent.status_code, "要先输入监护人的同意码" in sent.text) == (422, True)
    assert "请监护人同意" in page
    assert stored(Response) == []
