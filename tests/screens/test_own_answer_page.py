"""/r/answer: a youth reads, takes along, corrects and deletes the own answer — whole application, no JavaScript."""

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine
from db.models import Need, NeedContact, Response
from db.vocabulary import AgeBand
from tests.screens import serving
from tests.screens.conftest import District
from tests.screens.plain_sheet import HIDDEN, filled, stored, walk
from tests.screens.wishes import send_wish

CODE = re.compile(r'class="code">([^<]+)<')


def answer(client: TestClient, district: District, **wanted: str) -> str:
    found = CODE.search(walk(client, district.link_a, **{"Q2": "EMP", **wanted})[-1])
    assert found
    return found[1]


def step(client: TestClient, code: str, name: str = "read"):
    return client.post("/r/answer", data={"code": code, "step": name}, follow_redirects=False)


def go_on(client: TestClient, address: str, **wanted: str) -> str:
    """Walk through a reopened answer, keeping what is chosen already; return the last page."""
    page = client.get(address).text
    for _ in range(15):
        if not HIDDEN.search(page):
            return page
        fields = {**filled(page, **wanted), **chosen(page, wanted)}
        sent = client.post(address, data=fields)
        if sent.status_code == 200:
            return sent.text
        assert sent.status_code == 303, sent.text
        page = client.get(sent.headers["location"]).text
    raise AssertionError("the survey never ends")


def chosen(page: str, wanted: dict[str, str]) -> dict[str, str]:
    marked = re.findall(r'name="([^"]+)" value="([^"]+)" checked', page)
    return {name: value for name, value in marked if re.split(r"[:|]", name)[0] not in wanted}


def test_the_receipt_leads_to_the_answer_in_words(client: TestClient, district: District) -> None:
    code = answer(client, district, Q1="23-28", Q11="想要一间自习室")
    assert "看、更正或删除我的问卷回答" in client.post("/r", data={"code": code}).text
    page = step(client, code).text
    for said in ("23—28岁", "想要一间自习室", "更正这份回答", "下载", "删除我的回答"):
        assert said in page
    assert len(page.encode()) < 30_000


def test_the_download_is_a_text_that_no_cache_keeps(client: TestClient, district: District) -> None:
    code = answer(client, district, Q11="想要一间自习室")
    sent = step(client, code, "download")
    assert sent.headers["cache-control"] == "no-store"
    assert sent.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "想要一间自习室" in sent.content.decode("utf-8-sig")


def test_a_correction_runs_through_the_survey_and_ends_in_one_answer(
    client: TestClient, district: District
) -> None:
    code = answer(client, district, Q1="23-28", Q11="想要一间自习室")
    sent = step(client, code, "correct")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{district.link_a}")
    page = client.get(sent.headers["location"]).text
    assert "正在更正" in page
    assert 'value="23-28" checked' in page
    last = go_on(client, sent.headers["location"], Q1="29-35", Q11="想要两间自习室")
    assert "更正已保存" in last
    (response,) = stored(Response)
    assert response.age_band is AgeBand.FROM_29
    assert "想要两间自习室" in step(client, code).text


def test_who_deletes_the_answer_reads_that_the_need_goes_on(client: TestClient, district: District) -> None:
    code = answer(client, district, Q12="code_only")
    step(client, code, "delete")
    page = client.post("/r", data={"code": code}).text
    assert "您删除了和它一起交的问卷回答，这件事照常办理" in page


def test_whoever_gives_up_a_correction_keeps_the_answer(client: TestClient, district: District) -> None:
    code = answer(client, district)
    address = step(client, code, "correct").headers["location"]
    assert "原来的回答不变" in client.post(address, data={"step": "leave"}).text
    assert "已经提交过" in client.get(address).text
    assert len(stored(Response)) == 1


def test_a_deleted_answer_is_gone_and_the_same_form_again_says_so(
    client: TestClient, district: District
) -> None:
    code = answer(client, district)
    for _ in range(2):
        assert "您的回答已经删除" in step(client, code, "delete").text
    assert stored(Response) == []
    assert "您删除了这份问卷回答" in client.post("/r", data={"code": code}).text
    assert step(client, code).status_code == 404
    assert step(client, code, "correct").status_code == 404


def test_a_wish_s_code_leads_to_no_answer(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    assert "我的问卷回答" not in client.post("/r", data={"code": code}).text
    for name in ("read", "download", "correct", "delete"):
        assert step(client, code, name).status_code == 404


@pytest.mark.parametrize("name", ["read", "download", "correct", "delete"])
def test_neither_a_wrong_code_nor_a_signed_in_browser_gets_anything(
    client: TestClient, district: District, name: str
) -> None:
    code = answer(client, district, Q11="想要一间自习室")
    assert "没有找到这个查询码" in step(client, "WRNG2345", name).text
    serving.sign_in(client, district.cast.chen)
    refused = step(client, code, name)
    assert refused.status_code == 403
    assert "想要一间自习室" not in refused.text
    assert len(stored(Response)) == 1


def test_nothing_of_an_answer_is_in_an_address(client: TestClient) -> None:
    sent = client.get("/r/answer", follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/r")


def test_contact_data_go_at_once_and_the_need_goes_on(client: TestClient, district: District) -> None:
    walked = walk(
        client, district.link_a, Q2="EMP", Q12="contact", Q12c="soon", Q12d="branch", Q12b="宿舍没有热水",
        Q12f="小李", Q12g="13900000000",
    )  # fmt: skip
    found = CODE.search(walked[-1])
    assert found, walked[-1]
    page = client.post("/r", data={"code": found[1]}).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    sent = client.post("/r/step", data={"code": found[1], "step": "delete_contact", "seen": seen[1]})
    assert sent.status_code == 200
    assert "删除我的联系方式" not in sent.text
    with engine.reading() as session:
        assert session.scalars(select(NeedContact)).all() == []
        assert session.scalars(select(Need)).one().text_sealed is not None


def test_the_tab_that_lags_behind_is_told_that_it_was_sent(client: TestClient, district: District) -> None:
    answer(client, district)
    sent = client.post(f"/s/{district.link_a}", data={"step": "leave"}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{district.link_a}")
    assert len(stored(Response)) == 1
