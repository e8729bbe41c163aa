"""What a youth sends by the plain form, and what its branch does with it: for tests of plain pages."""

import re

from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine, follow_up
from db.models import Need, NeedEvent
from db.vocabulary import NeedState
from tests.screens.conftest import District

WISH = {"sub_item": "EMP1", "text": "想知道附近有什么岗位", "urgency": "soon", "goes_to": "branch"}


def nonce(client: TestClient, token: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', client.get(f"/w/{token}").text)
    assert found
    return found[1]


def send_wish(client: TestClient, district: District, **but: str) -> str:
    """Raise a need by the form; return the receipt code."""
    fields = {**WISH, "nonce": nonce(client, district.link_a), **but}
    page = client.post(f"/w/{district.link_a}", data=fields)
    found = re.search(r'class="code">([^<]+)<', page.text)
    assert found, page.text
    return found[1]


def the_need() -> Need:
    with engine.reading() as session:
        return session.scalars(select(Need)).one()


def events() -> list[NeedEvent]:
    with engine.reading() as session:
        return list(session.scalars(select(NeedEvent)))


def settle(district: District) -> None:
    """The secretary accepts and settles the one need."""
    now = engine.now()
    with engine.transaction() as session:
        need = session.scalars(select(Need)).one()
        chen = district.cast.chen
        if need.state is NeedState.RAISED:
            follow_up.accept(session, actor=chen, need_id=need.id, version=need.version, now=now)
        follow_up.settle(
            session,
            actor=chen,
            need_id=need.id,
            version=need.version,
            now=now,
            title="发布岗位清单",
            result="清单已经贴在公告栏。",
        )
