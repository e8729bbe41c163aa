"""A shared device: a code first, one answer for it, then the next person — whole application, no JavaScript."""

import re

import pytest
from starlette.testclient import TestClient

from db import engine, invites
from db.models import InviteCode, Response
from db.vocabulary import AgeBand
from pages.plain.middleware import INVITE_COOKIE
from tests import clock
from tests.screens import serving
from tests.screens.conftest import District, OpenPage
from tests.screens.plain_sheet import HIDDEN, filled, stored

CODE = re.compile(r'class="code">([^<]+)<')
SLIP = re.compile(r"<b>([A-Z0-9]{4} [A-Z0-9]{4})</b>")


@pytest.fixture
def codes(district: District) -> list[str]:
    now = engine.now()
    with engine.transaction() as session:
        where = {"actor": district.cast.chen, "branch_id": district.cast.branch_a, "now": now}
        invites.take(session, with_codes=True, **where)
        return invites.mint(session, n=2, **where)


def come(client: TestClient, district: District, code: str):
    client.get(f"/i/{district.link_a}")
    return client.post(f"/i/{district.link_a}", data={"code": code})


def answer(client: TestClient, district: District, **wanted: str) -> str:
    address = f"/s/{district.link_a}"
    client.post(address, data={"step": "start", "agreed": "1"})
    page = client.get(address).text
    for _ in range(15):
        if not HIDDEN.search(page):
            return page
        client.post(address, data=filled(page, **{"Q2": "EMP", **wanted}))
        page = client.get(address).text
    raise AssertionError("the survey never ends")


def test_two_people_one_after_the_other_at_one_device(
    client: TestClient, district: District, codes: list[str]
) -> None:
    for code in codes:
        went = come(client, district, code)
        assert (went.status_code, went.headers["location"]) == (303, f"/q/{district.link_a}?in=1")
        assert "HttpOnly" in went.headers["set-cookie"]
        assert "Max-Age" not in went.headers["set-cookie"]
        last = answer(client, district)
        assert "提交成功" in last
        assert f'href="/i/{district.link_a}">下一位' in last
    assert len(stored(Response)) == 2


def test_where_slips_go_round_the_receipt_says_how_long_it_shows(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    assert "再输一次邀请码，就不再显示" in answer(client, district)


def test_the_link_asks_for_a_code_and_the_survey_does_too(
    client: TestClient, district: District, codes: list[str]
) -> None:
    for path in (f"/q/{district.link_a}", f"/s/{district.link_a}"):
        went = client.get(path)
        assert (went.status_code, went.headers["location"]) == (303, f"/i/{district.link_a}")
    went = client.post(f"/s/{district.link_a}", data={"step": "start", "agreed": "1"})
    assert went.headers["location"] == f"/i/{district.link_a}"
    assert "公开栏" in client.get(f"/i/{district.link_a}").text


def test_whoever_asks_for_the_code_anew_finds_nothing_of_the_one_before(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    client.post(f"/s/{district.link_a}", data={"step": "start", "agreed": "1"})
    assert client.cookies.get(INVITE_COOKIE)
    client.get(f"/i/{district.link_a}")
    assert not client.cookies.get(INVITE_COOKIE)
    assert client.get(f"/s/{district.link_a}").headers["location"] == f"/i/{district.link_a}"


def test_a_half_filled_sheet_goes_on_and_a_used_code_says_so(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    address = f"/s/{district.link_a}"
    client.post(address, data={"step": "start", "agreed": "1"})
    client.post(address, data=filled(client.get(address).text, Q1="29-35"))
    come(client, district, codes[0].lower())
    client.post(address, data={"step": "back", "page": "Q2"})
    assert 'value="29-35" checked' in client.get(address).text
    assert "提交成功" in answer(client, district, Q1="29-35")
    client.post(address, data={"step": "kept"})
    come(client, district, codes[0])
    page = client.get(address).text
    assert "这个邀请码已经用过" in page
    assert ("已经填写" in page, "提交成功" in page) == (True, False)
    assert len(stored(Response)) == 1


def test_a_wrong_code_is_refused_in_words_and_kept_to_be_corrected(
    client: TestClient, district: District, codes: list[str]
) -> None:
    page = come(client, district, "WRNG2345")
    assert page.status_code == 404
    assert "没有找到这个邀请码" in page.text
    assert 'value="WRNG2345"' in page.text
    # Or going back to it, once the right one is in, would ask to send the wrong one anew.
    assert page.headers["cache-control"] == "private, no-cache"
    assert not client.cookies.get(INVITE_COOKIE)


def test_the_streamlit_survey_takes_the_code_from_the_cookie(
    open_page: OpenPage, district: District, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("youth/survey.py", t=district.link_a)
    assert "凭邀请码填写" in page.info[0].value
    monkeypatch.setattr("pages.shared.device.invite", lambda: codes[0])
    page = open_page("youth/survey.py", t=district.link_a)
    page.checkbox(key="agreed").check().run()
    page.button(key="start").click().run()
    assert page.get_by_key("answer:Q1") is not None


def test_what_was_begun_with_a_code_goes_on_with_it_where_the_survey_takes_none_any_more(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    address = f"/s/{district.link_a}"
    client.post(address, data={"step": "start", "agreed": "1"})
    client.post(address, data=filled(client.get(address).text, Q1="29-35"))
    with engine.transaction() as session:
        where = {"actor": district.cast.chen, "branch_id": district.cast.branch_a, "now": engine.now()}
        invites.take(session, with_codes=False, **where)
    page = client.get(address).text
    while HIDDEN.search(page):
        client.post(address, data=filled(page, Q2="EMP"))
        page = client.get(address).text
    assert "提交成功" in page
    assert [response.age_band for response in stored(Response)] == [AgeBand.FROM_29]
    # Nor may the same person answer once more without it.
    assert "开始填写" not in client.get(address).text


def test_slips_are_made_by_a_form_and_shown_once(
    client: TestClient, district: District, codes: list[str]
) -> None:
    serving.sign_in(client, district.cast.chen)
    path = f"/slips/{district.cast.branch_a}"
    assert "已生成2张" in client.get(path).text
    page = client.post(path, data={"n": "30"})
    made = SLIP.findall(page.text)
    assert len(set(made)) == 30
    assert "只显示一次" in page.text
    assert len(stored(InviteCode)) == 32
    assert not SLIP.findall(client.get(path).text)
    went = come(client, district, made[0])
    assert went.status_code == 303


@pytest.mark.parametrize("n", ["", "0", "201", "-3", "二十", "9" * 5000])
def test_a_number_of_slips_that_is_none_is_refused_in_words(
    client: TestClient, district: District, codes: list[str], n: str
) -> None:
    serving.sign_in(client, district.cast.chen)
    page = client.post(f"/slips/{district.cast.branch_a}", data={"n": n})
    assert page.status_code == 422
    assert "1—200张" in page.text
    assert len(stored(InviteCode)) == 2


@pytest.mark.parametrize("name", ["zhao", "zhou"])
def test_slips_of_another_branch_are_not_there(
    client: TestClient, district: District, codes: list[str], name: str
) -> None:
    serving.sign_in(client, getattr(district.cast, name))
    path = f"/slips/{district.cast.branch_a}"
    assert client.get(path).status_code in (403, 404)
    assert client.post(path, data={"n": "3"}).status_code in (403, 404)
    assert len(stored(InviteCode)) == 2


def test_the_page_of_links_changes_how_the_survey_is_entered(open_page: OpenPage, district: District) -> None:
    page = open_page("cadre/share.py", person=district.cast.chen)
    button = next(b for b in page.button if "改用邀请码" in b.label)
    page = button.click().run()
    assert "已改用邀请码" in page.success[0].value
    with engine.reading() as session:
        entry = invites.entry(
            session, actor=district.cast.chen, branch_id=district.cast.branch_a, today=clock.today()
        )
    assert entry is not None
    assert entry.takes_codes
    assert stored(InviteCode) == []


def test_the_next_person_finds_no_correction_of_the_one_before(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    receipt = CODE.search(answer(client, district, Q1="29-35"))
    assert receipt
    client.post("/r/answer", data={"code": receipt[1], "step": "correct"})
    address = f"/s/{district.link_a}"
    assert "正在更正" in client.get(address).text
    come(client, district, codes[1])
    page = client.get(address).text
    assert "正在更正" not in page
    assert "开始填写" in page
    assert "提交成功" in answer(client, district, Q1="18-22")
    assert sorted(row.age_band for row in stored(Response)) == [AgeBand.FROM_18, AgeBand.FROM_29]


def test_a_used_code_shows_its_receipt_to_nobody_who_types_it_anew(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    receipt = CODE.search(answer(client, district))
    assert receipt
    assert receipt[1] in client.get(f"/s/{district.link_a}").text
    come(client, district, codes[0])
    assert receipt[1] not in client.get(f"/s/{district.link_a}").text


def test_what_was_begun_before_the_codes_can_be_finished(client: TestClient, district: District) -> None:
    address = f"/s/{district.link_a}"
    client.get(address)
    client.post(address, data={"step": "start", "agreed": "1"})
    with engine.transaction() as session:
        where = {"actor": district.cast.chen, "branch_id": district.cast.branch_a, "now": engine.now()}
        invites.take(session, with_codes=True, **where)
    assert "提交成功" in answer(client, district)
