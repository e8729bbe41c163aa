"""Whose need it is: who sees it, who may move it, in which order it is listed."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import follow_up, need_ledger, needs, workdays
from db.errors import NotAllowed, NotFound
from db.models import Need, Organisation
from db.vocabulary import NeedSource, StateType, Urgency
from tests import builders
from tests.cast import Cast


@pytest.fixture
def need(session: Session, cast: Cast, now: datetime) -> Need:
    return builders.a_need(session, cast.branch_a, now=now, text="想找实习")


@pytest.mark.parametrize("who", ["zhao", "qian", "wang", "li"])
def test_nobody_but_the_handler_sees_or_moves_a_branch_s_need(
    session: Session, cast: Cast, need: Need, now: datetime, who: str
) -> None:
    actor = getattr(cast, who)
    with pytest.raises(NotFound):
        need_ledger.get_for(session, actor=actor, need_id=need.id, on=workdays.today(now))
    with pytest.raises(NotFound):
        follow_up.accept(session, actor=actor, need_id=need.id, version=need.version, now=now)
    assert need_ledger.list_for(session, actor=actor, kind=None, on=workdays.today(now)) == ([], 0)


@pytest.mark.parametrize("who", ["zhou", "wu"])
def test_administrator_and_auditor_have_no_right_to_needs_at_all(
    session: Session, cast: Cast, need: Need, now: datetime, who: str
) -> None:
    with pytest.raises(NotAllowed):
        need_ledger.get_for(session, actor=getattr(cast, who), need_id=need.id, on=workdays.today(now))


def test_a_need_sent_to_the_committee_is_the_committee_s_alone(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    need = needs.raise_need(
        session,
        branch_id=cast.branch_a,
        source=NeedSource.WISH,
        category_code="EMP",
        sub_item_code="EMP1",
        text="支部不方便知道",
        urgency=Urgency.NORMAL,
        goes_to_committee=True,
        today=today,
    )
    with pytest.raises(NotFound):
        need_ledger.get_for(session, actor=cast.chen, need_id=need.id, on=today)
    assert need_ledger.get_for(session, actor=cast.wang, need_id=need.id, on=today).text == "支部不方便知道"


def test_sensitive_needs_pass_a_student_secretary_by(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    session.get_one(Organisation, cast.branch_c).has_student_secretary = True
    sub_items = {"PSY1": cast.other_committee, "EMP1": cast.branch_c, "LOV2": cast.other_committee}
    for sub_item, handler in sub_items.items():
        need = needs.raise_need(
            session,
            branch_id=cast.branch_c,
            source=NeedSource.WISH,
            category_code=sub_item[:3],
            sub_item_code=sub_item,
            text="……",
            urgency=Urgency.NORMAL,
            goes_to_committee=False,
            today=today,
        )
        assert need.organisation_id == handler


def test_the_list_puts_the_most_pressing_first_and_pages(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    for days in range(25):
        builders.a_need(session, cast.branch_a, now=now, accept_by=today + timedelta(days=days - 3))
    rows, total = need_ledger.list_for(session, actor=cast.chen, kind=StateType.OPEN, on=today)
    assert total == 25
    assert len(rows) == need_ledger.PAGE_SIZE
    assert [row.is_late for row in rows[:4]] == [True, True, True, False]
    rest, _ = need_ledger.list_for(session, actor=cast.chen, kind=StateType.OPEN, on=today, page=2)
    assert len(rest) == 5
