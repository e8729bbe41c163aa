"""未满14周岁 in a correction: what was sent goes only once that is said twice, in both renderers."""

from starlette.testclient import TestClient

from db import corrections, engine, receipts
from db.models import Need, Response
from db.vocabulary import AgeBand
from tests.screens.conftest import PHONE, District, OpenPage
from tests.screens.plain_sheet import stored
from tests.screens.test_own_answer_page import answer, go_on, step
from tests.screens.test_survey import SURVEY, begun, n_drafts, tap, to_the_end


def test_a_slip_to_under_14_in_a_correction_deletes_nothing_unasked(
    client: TestClient, district: District
) -> None:
    code = answer(client, district, Q1="23-28")
    address = step(client, code, "correct").headers["location"]
    sent = client.post(address, data={"page": "Q1", "Q1": "under-14", "Q1b": "youth", "step": "next"})
    asked = client.get(sent.headers["location"]).text
    assert "请求办理的事会撤回，不能恢复" in asked
    assert f'href="{address}">选错了' in asked
    page = client.get(address).text
    assert ('under-14" checked' in page, 'value="youth" checked' in page) == (False, True)
    assert "更正已保存" in go_on(client, address, Q1="29-35")
    assert [response.age_band for response in stored(Response)] == [AgeBand.FROM_29]


def test_somebody_under_14_who_says_so_twice_has_answered_nothing(
    client: TestClient, district: District
) -> None:
    code = answer(client, district, Q12="code_only")
    address = step(client, code, "correct").headers["location"]
    assert "谢谢你" in client.post(address, data={"step": "young"}).text
    assert stored(Response) == []
    assert [need.text_sealed for need in stored(Need)] == [None]


def test_only_a_correction_is_ended_by_saying_it_twice(client: TestClient, district: District) -> None:
    answer(client, district)
    client.post(f"/s/{district.link_a}", data={"step": "young"})
    assert len(stored(Response)) == 1


def test_in_streamlit_a_slip_to_under_14_in_a_correction_deletes_nothing_unasked(
    open_page: OpenPage, district: District
) -> None:
    page = to_the_end(begun(open_page, district.link_a))
    page.button(key="send").click().run()
    reopen(page.code[0].value)
    page = tap(open_page(SURVEY, t=district.link_a), "Q1", "under-14")
    assert "不能恢复" in page.markdown[0].value
    page.button(key="age_again").click().run()
    assert page.get_by_key("answer:Q1").value is None
    tap(page, "Q1", "under-14").button(key="too_young").click().run()
    assert "谢谢你" in page.title[0].value
    assert (len(stored(Response)), n_drafts()) == (0, 0)


def reopen(code: str) -> None:
    with engine.transaction() as session:
        found = receipts.open_receipt(session, code=code, device=PHONE, now=engine.now())
        assert found
        assert found.response_id
        corrections.begin(session, response_id=found.response_id, code=code, device=PHONE, now=engine.now())
