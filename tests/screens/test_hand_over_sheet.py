"""/hand-over/ID: what goes along and what does not, on paper, for whose office it is and who runs the accounts."""

import pytest
from sqlalchemy import select

from db import engine, follow_up
from db.models import AuditEntry
from tests import builders
from tests.screens import serving


@pytest.fixture
def opened(district, client):
    def get(whose, *, by=None):
        if by is not None:
            serving.sign_in(client, by)
        return client.get(f"/hand-over/{whose.id}")

    return get


def test_the_sheet_lists_what_goes_along_and_leaves_out_what_was_said(district, opened):
    chen = district.cast.chen
    with engine.transaction() as session:
        for is_sensitive in (False, True):
            need = builders.a_need(
                session, chen.organisation_id, now=engine.now(), is_sensitive=is_sensitive, text="想找实习"
            )
            follow_up.accept(session, actor=chen, need_id=need.id, version=need.version, now=engine.now())
    page = opened(chen, by=chen).text
    for part in (
        "换届交接清单",
        "移交人：陈（团支部书记）",
        "敏感类",
        "就业",
        "已受理",
        "谈心原文和结对备注0条",
        "监交人（签字）",
    ):
        assert part in page
    assert "想找实习" not in page
    assert "<script" not in page
    with engine.reading() as session:
        assert session.scalars(
            select(AuditEntry.subject).where(AuditEntry.verb == "print_hand_over")
        ).all() == [f"person:{chen.id}"]


@pytest.mark.parametrize(
    ("by", "status"),
    [
        ("chen", 200),
        ("zhou", 200),
        ("li", 200),
        ("qian", 403),
        ("wang", 403),
        ("zhao", 403),
        ("wu", 403),
        (None, 303),
    ],
)
def test_it_is_for_whose_office_it_is_and_for_who_runs_the_accounts(district, opened, by, status):
    cast = district.cast
    assert opened(cast.chen, by=getattr(cast, by) if by else None).status_code == status
