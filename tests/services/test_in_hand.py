"""An account that ends by its last day keeps nothing that was written for its owner's eyes."""

from datetime import timedelta

import pytest

from db import in_hand, months
from db.models import PairingContact, Person
from tests.services.test_succession import paired, talked


@pytest.mark.parametrize("days", [0, 1])
def test_what_was_told_in_confidence_goes_the_day_after_the_last(session, cast, now, days):
    paired(session, cast.chen, now)
    talk = talked(session, cast.chen, now)
    session.get_one(Person, cast.chen.id).ends_on = now.date()
    session.flush()
    months.turn(session, now=now + timedelta(days=days))
    session.expire_all()
    is_gone = days == 1
    assert (talk.summary_sealed is None) is is_gone
    notes = [contact.note_sealed for contact in session.query(PairingContact)]
    assert any(note is not None for note in notes) is not is_gone


def test_nobody_at_work_loses_anything_and_once_is_enough(session, cast, now):
    talk = talked(session, cast.chen, now)
    assert in_hand.tidy(session, on=now.date()) == 0
    assert talk.summary_sealed is not None
    session.get_one(Person, cast.chen.id).is_active = False
    session.flush()
    assert [in_hand.tidy(session, on=now.date()) for _ in range(2)] == [1, 0]
