"""/r: what became of a need, and the steps that only its youth takes — whole application, without JavaScript."""

import html
import re
from datetime import date

from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine, follow_up, secrets
from db.models import CrisisMark, Draft, Need, Response
from db.vocabulary import NeedState, Outcome, Verb
from tests.screens import serving
from tests.screens.conftest import District
from tests.screens.plain_sheet import walk
from tests.screens.wishes import WISH, events, nonce, send_wish, settle, the_need


def test_a_wrong_code_can_be_typed_again_and_ten_are_enough(client: TestClient, district: District) -> None:
    client.get("/board")  # brings the device cookie
    for _ in range(10):
        page = client.post("/r", data={"code": "WRNG2345"})
        assert page.status_code == 404
        assert "没有找到这个查询码" in page.text
    assert client.post("/r", data={"code": "WRNG2345"}).status_code == 410


def form_of(client: TestClient, code: str, step: str, **fields: str) -> dict[str, str]:
    """Return what the form of a step sends: the page is looked at first, as a youth does."""
    seen = re.search(r'name="seen" value="(\d+)"', client.post("/r", data={"code": code}).text)
    assert seen
    return {"code": code, "step": step, "seen": seen[1], **fields}


def test_a_deadline_in_a_year_nobody_has_announced_is_said_to_be_one(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district)
    may_move = "前受理（节假日安排未公布，可能顺延）。"
    assert may_move not in client.post("/r", data={"code": code}).text
    with engine.transaction() as session:
        session.scalars(select(Need)).one().accept_by = date(2099, 3, 2)
    assert may_move in client.post("/r", data={"code": code}).text


def test_the_youth_confirms_with_the_receipt(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    settle(district)
    page = client.post("/r", data={"code": code})
    assert "清单已经贴在公告栏。" in page.text
    form = form_of(client, code, "judge", outcome="solved", rating="5")
    page = client.post("/r/step", data=form)
    assert "青年已确认" in page.text
    need = the_need()
    assert (need.state, need.outcome, need.rating) == (NeedState.CONFIRMED, Outcome.SOLVED, 5)
    again = client.post("/r/step", data={**form, "outcome": "partly", "rating": "1"})
    assert again.status_code == 409
    assert the_need().rating == 5


def test_what_is_written_beside_a_good_rating_is_kept_too(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    settle(district)
    form = form_of(client, code, "judge", outcome="partly", rating="4", text="  还差周末的场次  ")
    assert client.post("/r/step", data={**form, "text": "长" * 201}).status_code == 422
    assert the_need().state is NeedState.SETTLED
    assert "还差周末的场次" in client.post("/r/step", data=form).text
    note = next(event.note_sealed for event in events() if event.verb is Verb.CONFIRM)
    assert secrets.unseal_optional(secrets.TEXT, note) == "还差周末的场次"


def test_danger_beside_a_rating_reaches_the_named_adult(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    settle(district)
    form = form_of(client, code, "judge", outcome="solved", rating="5", text="可我还是不想活了")
    assert "专办人" in client.post("/r/step", data=form).text
    with engine.reading() as session:
        assert session.scalars(select(CrisisMark.need_id)).all() == [the_need().id]


def test_not_solved_needs_a_reason_and_goes_back(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    settle(district)
    judged = form_of(client, code, "judge", outcome="unsolved")
    assert client.post("/r/step", data=judged).status_code == 422
    page = client.post("/r/step", data={**judged, "text": "清单已经过期"})
    assert "重新办理" in page.text
    assert the_need().state is NeedState.REOPENED


def test_a_browser_with_a_cadre_signed_in_cannot_confirm(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    settle(district)
    serving.sign_in(client, district.cast.chen)
    page = client.post("/r", data={"code": code})
    assert "只能由青年本人做" in page.text
    step = client.post("/r/step", data={"code": code, "step": "judge", "outcome": "solved", "rating": "5"})
    assert step.status_code == 403
    assert 'name="seen"' not in page.text
    assert the_need().state is NeedState.SETTLED


def ask(district: District, question: str) -> None:
    with engine.transaction() as session:
        need = session.scalars(select(Need)).one()
        chen, now = district.cast.chen, engine.now()
        if need.state is NeedState.RAISED:
            follow_up.accept(session, actor=chen, need_id=need.id, version=need.version, now=now)
        follow_up.ask(session, actor=chen, need_id=need.id, version=need.version, now=now, question=question)


def test_the_question_of_the_handler_is_answered_on_the_receipt_page(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district)
    ask(district, "想做哪一类工作？")
    page = client.post("/r", data={"code": code})
    assert "想做哪一类工作？" in page.text
    page = client.post("/r/step", data=form_of(client, code, "answer", text="做软件的"))
    assert "做软件的" in html.unescape(page.text)
    assert the_need().state is NeedState.IN_PROGRESS


def test_the_same_step_sent_again_is_one_step_and_is_answered_like_the_first_time(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district)
    ask(district, "想做哪一类工作？")
    form = form_of(client, code, "answer", text=" 做软件的 ")
    for _ in range(2):
        page = client.post("/r/step", data=form)
        assert page.status_code == 200
        assert "已收到，谢谢您！" in page.text
        assert "没有提交" not in page.text
    settle(district)
    for outcome, step in (("unsolved", "judge"), ("solved", "judge")):
        form = form_of(client, code, step, outcome=outcome, rating="4", text="清单已经过期")
        pages = [client.post("/r/step", data=form) for _ in range(3)]
        assert [page.status_code for page in pages] == [200] * 3
        if outcome == "unsolved":
            settle(district)
    verbs = [event.verb for event in events()]
    assert [verbs.count(verb) for verb in (Verb.ANSWER, Verb.REOPEN, Verb.CONFIRM)] == [1, 1, 1]


def test_an_old_page_does_not_answer_a_new_question(client: TestClient, district: District) -> None:
    code = send_wish(client, district)
    ask(district, "想做哪一类工作？")
    old = form_of(client, code, "answer", text="做软件的")
    client.post("/r/step", data=old)
    ask(district, "哪天能来面谈？")
    page = client.post("/r/step", data={**old, "text": "做硬件的"})
    assert page.status_code == 409
    assert "刚刚有了新进展" in page.text
    assert "做硬件的" in page.text
    assert the_need().state is NeedState.ASKED


def test_a_restored_tab_of_a_step_leads_back_to_the_code(client: TestClient, district: District) -> None:
    assert client.get("/r/step").headers["location"] == "/r"


def test_a_text_that_is_too_long_is_refused_and_stays(client: TestClient, district: District) -> None:
    long = "长" * 501
    page = client.post(
        f"/w/{district.link_a}", data={**WISH, "nonce": nonce(client, district.link_a), "text": long}
    )
    assert page.status_code == 422
    assert "删到500字以内" in page.text
    assert long in page.text
    code = send_wish(client, district)
    ask(district, "想做哪一类工作？")
    page = client.post("/r/step", data=form_of(client, code, "answer", text=long))
    assert (page.status_code, long in page.text) == (422, True)


def test_a_browser_learns_how_far_its_codes_have_come_and_nothing_else(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district).replace(" ", "")
    told = client.post("/r/news", data={"codes": f"{code},WRNG2345"})
    assert told.headers["cache-control"] == "no-store"
    assert told.json() == {code: 1, "WRNG2345": None}
    settle(district)
    assert client.post("/r/news", data={"codes": code}).json() == {code: 3}
    serving.sign_in(client, district.cast.chen)
    assert client.post("/r/news", data={"codes": code}).json() == {}


def test_a_browser_forgets_a_code_behind_which_nothing_stands_any_more(
    client: TestClient, district: District
) -> None:
    walk(client, district.link_a, Q2="EMP")
    with engine.transaction() as session:
        draft = session.scalars(select(Draft)).one()
        assert draft.code_sealed
        code = secrets.unseal(secrets.CODE, draft.code_sealed)
    assert client.post("/r/news", data={"codes": code}).json() == {code: 0}
    with engine.transaction() as session:
        session.delete(session.scalars(select(Response)).one())
    assert client.post("/r/news", data={"codes": code}).json() == {code: None}
    assert "保存满12个月自动删除" in client.post("/r", data={"code": code}).text


def test_below_each_text_of_the_page_stands_that_it_is_no_way_in_an_emergency(
    client: TestClient, district: District
) -> None:
    code = send_wish(client, district)
    settle(district)
    page = client.post("/r", data={"code": code}).text
    assert page.count("<textarea") == page.count("这里不是紧急求助渠道") > 0


def test_news_are_no_way_round_the_count_of_wrong_codes(client: TestClient, district: District) -> None:
    client.get("/board")
    codes = ",".join(f"WRNG234{n}" for n in range(2, 10)) + ",WRNG234A,WRNG234B,WRNG234C"
    assert len(client.post("/r/news", data={"codes": codes}).json()) == 10
    assert client.post("/r/news", data={"codes": codes}).json() == {}
    assert client.post("/r", data={"code": "WRNG2345"}).status_code == 410
