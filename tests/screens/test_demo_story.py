"""6步看完一件事, through the whole application without a browser: what is ticked is what the database shows."""

import html
import re

from starlette.testclient import TestClient

from db import engine, follow_up
from db.models import AuditEntry, Need
from db.rights import Actor
from pages.plain import demo
from tests.screens.conftest import District
from tests.screens.serving import change, post

WISH = {"sub_item": "EMP1", "text": "想知道附近有什么岗位", "urgency": "soon", "goes_to": "branch"}


def ticks(client: TestClient) -> list[bool]:
    """Which of the six steps the story page shows as taken."""
    found = re.findall(r'<li class="(done|now|later)"', client.get("/demo/story").text)
    assert len(found) == 6
    return [mark == "done" for mark in found]


def raise_one(client: TestClient, **but: str) -> None:
    """Take the story's first step by its form."""
    form = client.get(change(client, "youth", "wish"))
    nonce = re.search(r'name="nonce" value="([^"]+)"', form.text)
    assert nonce
    assert "提交成功" in post(client, form.url.path, nonce=nonce[1], **{**WISH, **but}).text


def handle(actor: Actor, *, settles: bool) -> None:
    """Accept the one need or settle it, as its handler would."""
    with engine.transaction() as session:
        need = session.query(Need).one()
        common = {"actor": actor, "need_id": need.id, "version": need.version, "now": engine.now()}
        if settles:
            follow_up.settle(session, **common, title="发布岗位清单", result="清单已经贴在公告栏。")
        else:
            follow_up.accept(session, **common)


def confirm(client: TestClient) -> None:
    """Open the receipt with the code filled in, and say that it is solved."""
    page = client.get(change(client, "youth", "receipt")).text
    code = re.search(r'id="code" name="code" value="([^"]+)"', page)
    assert code
    shown = post(client, "/r", code=code[1]).text
    seen = re.search(r'name="seen" value="(\d+)"', shown)
    assert seen
    judged = {"step": "judge", "seen": seen[1], "outcome": "solved", "rating": "5"}
    answer = post(client, "/r/step", code=code[1], **judged)
    assert "青年已确认" in answer.text


def test_the_six_steps_are_ticked_as_the_database_shows_them(
    client: TestClient, demo_district: District
) -> None:
    chen = demo_district.cast.chen
    assert ticks(client) == [False] * 6
    raise_one(client)
    assert ticks(client) == [True] + [False] * 5
    place = change(client, "secretary", "need")
    with engine.reading() as session:
        assert place == f"/needs?need={session.query(Need).one().id}"
    handle(chen, settles=False)
    assert ticks(client) == [True] * 2 + [False] * 4
    handle(chen, settles=True)
    assert ticks(client) == [True] * 3 + [False] * 3
    # Looking before there is something to see is no step.
    change(client, "committee", "follow-up")
    assert ticks(client) == [True] * 3 + [False] * 3
    confirm(client)
    assert ticks(client) == [True] * 4 + [False] * 2
    assert change(client, "committee", "follow-up").startswith("/follow-up?month=")
    change(client, "district", "follow-up")
    page = client.get("/demo/story").text
    assert "六步都走完了" in page
    assert "青山区团委本月提出1件，青年已确认1件" in html.unescape(page)


def test_whose_need_it_is_is_kept_by_the_browser_alone(client: TestClient, demo_district: District) -> None:
    raise_one(client)
    client.cookies.delete(demo.STORY_COOKIE)
    assert ticks(client) == [False] * 6


def test_after_one_need_another_can_be_followed(client: TestClient, demo_district: District) -> None:
    raise_one(client)
    raise_one(client, text="第二件事")
    with engine.reading() as session:
        assert session.query(Need).count() == 2
    assert ticks(client) == [True] + [False] * 5


def test_a_need_sent_past_the_branch_is_handled_by_the_committee(
    client: TestClient, demo_district: District
) -> None:
    raise_one(client, goes_to="committee")
    page = client.get("/demo/story").text
    assert 'action="/demo/as/committee"' in page
    assert "以街道团工委身份受理" in page


def test_a_need_that_cannot_be_confirmed_any_more_says_so(
    client: TestClient, demo_district: District
) -> None:
    raise_one(client)
    with engine.transaction() as session:
        need = session.query(Need).one()
        chen = demo_district.cast.chen
        now = engine.now()
        follow_up.accept(session, actor=chen, need_id=need.id, version=need.version, now=now)
        session.refresh(need)
        follow_up.decline(
            session, actor=chen, need_id=need.id, version=need.version, now=now, reason="不归我们办"
        )
    assert "走不到确认了" in client.get("/demo/story").text


def test_looking_twice_is_noted_once(client: TestClient, demo_district: District) -> None:
    chen = demo_district.cast.chen
    raise_one(client)
    handle(chen, settles=False)
    handle(chen, settles=True)
    confirm(client)
    for _ in range(2):
        change(client, "committee", "follow-up")
    with engine.reading() as session:
        assert session.query(AuditEntry).filter_by(verb="look_as_visitor").count() == 1


def test_a_wish_carries_the_story_s_mark_in_a_demo_only(client: TestClient, district: District) -> None:
    client.cookies.set(demo.STORY_COOKIE, "x" * 43)
    assert "x" * 43 not in client.get(f"/w/{district.link_a}").text
