"""提一个需求: one form, one need, one code; refused by name and leaving nothing."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import links, receipts, wishes
from db.errors import Conflict, Invalid
from db.models import Need
from db.vocabulary import Urgency
from db.wishes import Wish
from tests import builders
from tests.cast import Cast


def a_wish(**but: object) -> Wish:
    values: dict[str, object] = {
        "sub_item_code": "EMP1",
        "text": "想知道附近有什么岗位",
        "urgency": Urgency.NORMAL,
        "goes_to_committee": False,
        "agrees_to_sensitive": False,
        **but,
    }
    return Wish(**values)  # type: ignore[arg-type]


def test_a_wish_sent_twice_is_one_need_and_one_code(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    branch = links.find_branch(session, token=builders.a_link(session, cast.branch_a, now=now).token)
    nonce = wishes.new_nonce()
    code = wishes.send(session, branch=branch, nonce=nonce, wish=a_wish(), today=today)
    assert wishes.send(session, branch=branch, nonce=nonce, wish=a_wish(), today=today) == code
    need = session.scalars(select(Need)).one()
    # A wish is nobody's answer sheet: it reaches the branch at once.
    assert need.handed_on == today
    opened = receipts.open_receipt(session, code=code, device="", now=now)
    assert opened is not None
    assert (opened.response_id, opened.need_id) == (None, need.id)


def test_the_same_form_with_other_words_is_not_taken_for_the_first(
    session: Session, cast: Cast, now: datetime, today: date
) -> None:
    builders.the_categories(session)
    branch = links.find_branch(session, token=builders.a_link(session, cast.branch_a, now=now).token)
    nonce = wishes.new_nonce()
    wishes.send(session, branch=branch, nonce=nonce, wish=a_wish(), today=today)
    with pytest.raises(Conflict) as refused:
        wishes.send(session, branch=branch, nonce=nonce, wish=a_wish(text="别的事"), today=today)
    assert refused.value.code == "form_stale"
    assert len(session.scalars(select(Need)).all()) == 1


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"sub_item_code": ""}, "sub_item_missing"),
        ({"sub_item_code": "EMP"}, "sub_item_missing"),
        ({"text": "  "}, "text_missing"),
        ({"text": "长" * 501}, "text_too_long"),
        ({"sub_item_code": "PSY1"}, "consent_sensitive_missing"),
        ({"sub_item_code": "LOV2"}, "consent_sensitive_missing"),
        ({"contact": "wx-1"}, "consent_contact_missing"),
        ({"contact": "长" * 41, "agrees_to_contact": True}, "contact_too_long"),
    ],
)
def test_an_incomplete_wish_is_refused_by_name_and_leaves_nothing(
    session: Session, cast: Cast, now: datetime, today: date, but: dict[str, object], code: str
) -> None:
    builders.the_categories(session)
    branch = links.find_branch(session, token=builders.a_link(session, cast.branch_a, now=now).token)
    with pytest.raises(Invalid) as refused:
        wishes.send(session, branch=branch, nonce=wishes.new_nonce(), wish=a_wish(**but), today=today)
    assert refused.value.code == code
    assert session.scalars(select(Need)).all() == []
