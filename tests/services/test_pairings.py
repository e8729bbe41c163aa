"""Pairings: an alias that stays sealed, contacts, an end; and whose note is whose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db import entries, pairings
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import AuditEntry, Organisation, Pairing, PairingContact
from db.vocabulary import Channel, PairingEnd, Role, YouthGroup
from tests.cast import a_person

JULY_6 = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)


def pair(session, actor, now, **but):
    values = {
        "branch_id": actor.organisation_id,
        "alias": "小李",
        "youth_group": YouthGroup.NEWCOMER,
        "channel": Channel.IN_PERSON,
        "paired_on": date(2026, 6, 2),
        **but,
    }
    return pairings.pair_up(session, actor=actor, now=now, **values)


def meet(session, actor, pairing_id, now, **but):
    values = {"contacted_on": date(2026, 6, 12), "channel": Channel.PHONE, **but}
    return pairings.record_contact(session, actor=actor, pairing_id=pairing_id, now=now, **values)


def end(session, actor, pairing_id, now, **but):
    values = {"reason": PairingEnd.REACHED, "ended_on": date(2026, 6, 15), **but}
    pairings.end_pairing(session, actor=actor, pairing_id=pairing_id, now=now, **values)


@pytest.fixture
def colleague(session, cast, now):
    branch = session.get(Organisation, cast.branch_a)
    return a_person(session, branch, "孙", "sun", Role.CADRE, now=now)


def test_a_pairing_begins_with_its_first_contact(session, cast, now):
    pair(session, cast.chen, now)
    line = pairings.list_for(session, actor=cast.chen).rows[0]
    assert (line.alias, line.cadre, line.n_contacts) == ("小李", "陈", 1)
    assert line.last_contact_on == line.paired_on == date(2026, 6, 2)


def test_neither_alias_nor_note_lies_in_the_database_in_clear(session, cast, now):
    pairing_id = pair(session, cast.chen, now, alias="王小明")
    meet(session, cast.chen, pairing_id, now, note="宿舍没有热水")
    assert "王小明".encode() not in session.get(Pairing, pairing_id).alias_sealed
    sealed = session.query(PairingContact).order_by(PairingContact.id.desc()).first().note_sealed
    assert "宿舍没有热水".encode() not in sealed
    assert "王小明" not in str([entry.facts for entry in session.query(AuditEntry)])


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"alias": "  "}, "line_missing"),
        ({"alias": "长" * 21}, "line_too_long"),
        ({"paired_on": date(2026, 6, 19)}, "day_ahead"),
    ],
)
def test_a_pairing_that_does_not_fit_is_refused(session, cast, now, but, code):
    with pytest.raises(Invalid, match=code):
        pair(session, cast.chen, now, **but)
    assert session.query(Pairing).count() == 0


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"contacted_on": date(2026, 6, 1)}, "contact_before_pairing"),
        ({"contacted_on": date(2026, 6, 19)}, "day_ahead"),
        ({"note": "长" * 201}, "text_too_long"),
    ],
)
def test_a_contact_that_does_not_fit_is_refused(session, cast, now, but, code):
    pairing_id = pair(session, cast.chen, now)
    with pytest.raises(Invalid, match=code):
        meet(session, cast.chen, pairing_id, now, **but)


def test_a_note_is_written_and_read_by_the_cadre_of_the_pairing_only(session, cast, colleague, now):
    pairing_id = pair(session, colleague, now)
    meet(session, colleague, pairing_id, now, note="想换工作")
    mine = pairings.get_for(session, actor=colleague, pairing_id=pairing_id, on=now.date())
    assert [contact.note for contact in mine.contacts] == ["想换工作", None]
    assert mine.is_mine
    seen = pairings.get_for(session, actor=cast.chen, pairing_id=pairing_id, on=now.date())
    assert [contact.note for contact in seen.contacts] == [None, None]
    meet(session, cast.chen, pairing_id, now)
    with pytest.raises(Invalid, match="note_not_yours"):
        meet(session, cast.chen, pairing_id, now, note="代写")


def test_an_ended_pairing_takes_no_contact_and_ends_once(session, cast, now):
    pairing_id = pair(session, cast.chen, now)
    end(session, cast.chen, pairing_id, now)
    for again in (meet, end):
        with pytest.raises(Conflict, match="pairing_ended"):
            again(session, cast.chen, pairing_id, now)
    assert pairings.list_for(session, actor=cast.chen).total == 0
    line = pairings.list_for(session, actor=cast.chen, is_current=False).rows[0]
    assert (line.end_reason, line.ended_on) == (PairingEnd.REACHED, date(2026, 6, 15))


def test_a_pairing_does_not_end_before_it_begins(session, cast, now):
    pairing_id = pair(session, cast.chen, now)
    with pytest.raises(Invalid, match="contact_before_pairing"):
        end(session, cast.chen, pairing_id, now, ended_on=date(2026, 6, 1))


def test_another_branch_s_pairing_looks_like_none(session, cast, now):
    pairing_id = pair(session, cast.chen, now)
    contact_id = meet(session, cast.chen, pairing_id, now)
    for actor in (cast.zhao, cast.qian):
        for touch in (meet, end):
            with pytest.raises(NotFound, match="pairing_unknown"):
                touch(session, actor, pairing_id, now)
        with pytest.raises(NotFound, match="pairing_unknown"):
            pairings.get_for(session, actor=actor, pairing_id=pairing_id, on=now.date())
        with pytest.raises(NotFound, match="pairing_unknown"):
            pairings.strike_contact(
                session, actor=actor, pairing_id=pairing_id, contact_id=contact_id, now=now
            )
        assert pairings.list_for(session, actor=actor).total == 0


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_nobody_above_reads_who_is_paired(session, cast, now, name):
    pair(session, cast.chen, now)
    with pytest.raises(NotAllowed, match="no_right"):
        pairings.list_for(session, actor=getattr(cast, name))


def test_a_contact_recorded_by_mistake_is_struck(session, cast, now):
    pairing_id = pair(session, cast.chen, now)
    contact_id = meet(session, cast.chen, pairing_id, now)
    values = {"actor": cast.chen, "pairing_id": pairing_id, "contact_id": contact_id}
    with pytest.raises(TooLate, match="month_closed"):
        pairings.strike_contact(session, now=JULY_6, **values)
    pairings.strike_contact(session, now=now, **values)
    with pytest.raises(NotFound, match="contact_unknown"):
        pairings.strike_contact(session, now=now, **values)
    assert pairings.list_for(session, actor=cast.chen).rows[0].n_contacts == 1


def test_a_contact_is_struck_through_its_own_pairing_only(session, cast, now):
    mine, other = pair(session, cast.chen, now), pair(session, cast.zhao, now)
    contact_id = meet(session, cast.zhao, other, now)
    with pytest.raises(NotFound, match="contact_unknown"):
        pairings.strike_contact(session, actor=cast.chen, pairing_id=mine, contact_id=contact_id, now=now)


def test_who_waits_longest_comes_first_in_pages(session, cast, now):
    for n in range(entries.PAGE_SIZE + 1):
        pair(session, cast.chen, now, alias=f"{n}号", paired_on=date(2026, 6, 16) - timedelta(days=n % 15))
    first = pairings.list_for(session, actor=cast.chen)
    assert (len(first.rows), first.total) == (20, 21)
    assert first.rows[0].last_contact_on == date(2026, 6, 2)
    assert len(pairings.list_for(session, actor=cast.chen, page=2).rows) == 1


def test_a_cadre_keeps_in_contact_with_a_hundred_at_most(session, cast, now, monkeypatch):
    assert pairings.MOST_PAIRINGS == 100
    monkeypatch.setattr(pairings, "MOST_PAIRINGS", 2)
    first = pair(session, cast.chen, now)
    pair(session, cast.chen, now)
    with pytest.raises(Conflict, match="pairings_full"):
        pair(session, cast.chen, now)
    end(session, cast.chen, first, now)
    pair(session, cast.chen, now)


def test_after_ninety_days_without_a_contact_the_cadre_is_reminded(session, cast, now):
    pair(session, cast.chen, now)
    line = pairings.list_for(session, actor=cast.chen).rows[0]
    met = date(2026, 6, 2)
    assert [line.is_silent(on=met + timedelta(days=days)) for days in (90, 91)] == [False, True]


def test_what_was_said_and_the_alias_are_forgotten_after_two_years_and_the_rest_stays(session, cast, now):
    ended, going_on = pair(session, cast.chen, now), pair(session, cast.chen, now, alias="小王")
    for pairing_id in (ended, going_on):
        meet(session, cast.chen, pairing_id, now, note="宿舍没有热水")
    end(session, cast.chen, ended, now)
    assert pairings.tidy(session, on=date(2028, 6, 30)) == 0
    assert [pairings.tidy(session, on=date(2028, 7, 1), most=1) for _ in range(3)] == [2, 1, 0]
    session.expire_all()
    found = [
        pairings.get_for(session, actor=cast.chen, pairing_id=one, on=now.date()) for one in (ended, going_on)
    ]
    assert [file.row.alias for file in found] == ["", "小王"]
    assert [(file.row.n_contacts, {contact.note for contact in file.contacts}) for file in found] == [
        (2, {None})
    ] * 2
