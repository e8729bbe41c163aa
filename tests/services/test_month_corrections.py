"""After the 5th a branch's month is put right from above: with a reason, in the log, and before the branch's eyes."""

from datetime import UTC, date, datetime

import pytest

from db import activities, contact_corrections, deed_changes, deeds, duties, month_corrections, month_records
from db.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from db.models import Activity, AuditEntry, Deed, Pairing, PairingContact
from db.rights import correcting
from db.vocabulary import ActivityKind, Channel, DeedKind, Duty, Hindrance
from tests import records

JUNE = date(2026, 6, 1)
ON = date(2026, 6, 12)


def at(month, day):
    return datetime(2026, month, day, 2, 0, tzinfo=UTC)


def hold(session, cast, actor, now):
    values = {"branch_id": cast.branch_a, "held_on": ON, "theme": "观影", "kind": ActivityKind.STUDY}
    return activities.record_activity(session, actor=actor, now=now, **values)


def do(session, cast, actor, now):
    values = {"organisation_id": cast.branch_a, "title": "修灯", "kind": DeedKind.KIND, "done_on": ON}
    return deeds.record_deed(session, actor=actor, now=now, **values)


def explain(session, cast, actor, now):
    where = {"branch_id": cast.branch_a, "month": JUNE, "duty": Duty.TALK}
    month_records.explain(session, actor=actor, now=now, reason=Hindrance.UNIT, **where)


def call(session, cast, actor, now):
    pairing = session.query(Pairing).first()
    if pairing is None:
        records.a_pairing(session, cast.chen, date(2026, 3, 2))
        session.flush()
        pairing = session.query(Pairing).one()
    contact_corrections.add(
        session, actor=actor, pairing_id=pairing.id, contacted_on=ON, channel=Channel.PHONE, now=now
    )


WAYS = [hold, do, explain, call]


def told(session, cast, actor=None):
    session.flush()
    return month_corrections.list_for(
        session, actor=actor or cast.chen, branch_id=cast.branch_a, since=date(2026, 6, 1)
    )


@pytest.mark.parametrize("name", ["wang", "li"])
@pytest.mark.parametrize("way", WAYS)
def test_those_above_put_a_closed_month_right_and_the_branch_reads_it(session, cast, way, name):
    actor = getattr(cast, name)
    way(session, cast, correcting(actor, "  支部交来了\n签到表 "), at(7, 6))
    [line] = told(session, cast)
    assert (line.by, line.corrected_on, line.month) == (actor.organisation_name, date(2026, 7, 6), JUNE)
    assert line.reason == "支部交来了 签到表"
    assert line.day == (None if way is explain else ON)
    assert session.query(AuditEntry).filter_by(verb=line.verb, actor=actor.audit_name).count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_without_a_reason_before_the_end_or_from_elsewhere_nothing_is_changed(session, cast, way):
    for actor in (cast.wang, correcting(cast.wang, " \n")):
        with pytest.raises(Invalid, match="correction_reason_missing"):
            way(session, cast, actor, at(7, 6))
    with pytest.raises(Invalid, match="reason_naming") as refused:
        way(session, cast, correcting(cast.wang, "王小明同学来电13800000000"), at(7, 6))
    assert refused.value.facts["words"] == "13800000000”“王小明同学"
    with pytest.raises(Conflict, match="month_still_open"):
        way(session, cast, correcting(cast.wang, "补记"), at(7, 5))
    for name in ("qian", "zhao"):
        with pytest.raises((NotFound, NotAllowed, Invalid)):
            way(session, cast, getattr(cast, name), at(7, 6))
    with pytest.raises(NotAllowed):
        way(session, cast, correcting(cast.wu, "补记"), at(7, 6))
    assert told(session, cast) == ()
    assert session.query(Activity).count() == session.query(Deed).count() == 0


def test_a_reason_does_not_open_its_own_month_for_a_branch(session, cast):
    with pytest.raises(TooLate, match="month_closed"):
        hold(session, cast, correcting(cast.chen, "忘了"), at(7, 6))


def test_records_are_corrected_and_taken_away_too(session, cast):
    activity_id, deed_id = hold(session, cast, cast.chen, at(6, 18)), do(session, cast, cast.chen, at(6, 18))
    call(session, cast, correcting(cast.wang, "漏记"), at(7, 6))
    wang, now = correcting(cast.wang, "记错了人数"), at(7, 9)
    values = {"version": 1, "held_on": ON, "theme": "观影", "kind": ActivityKind.STUDY, "attended_people": 7}
    activities.correct(session, actor=wang, activity_id=activity_id, now=now, **values)
    assert session.get_one(Activity, activity_id).attended_people == 7
    activities.strike(session, actor=wang, activity_id=activity_id, now=now)
    values = {"version": 1, "title": "修好路灯", "kind": DeedKind.KIND, "done_on": ON}
    deed_changes.correct(session, actor=wang, deed_id=deed_id, now=now, **values)
    deeds.strike(session, actor=wang, deed_id=deed_id, now=now)
    contact_corrections.strike(
        session, actor=wang, contact_id=session.query(PairingContact).one().id, now=now
    )
    assert [line.verb for line in told(session, cast)] == [
        *("strike_contact", "strike_deed", "change_deed", "strike_activity", "correct_activity"),
        "record_contact",
    ]
    found = duties.lights(
        session, actor=cast.chen, branch_id=cast.branch_a, month=JUNE, today=date(2026, 7, 9)
    )
    assert not any(light.is_done for light in found.values())


def test_those_above_say_what_a_deed_was_to_reach_and_what_came_of_it(session, cast):
    deed_id = do(session, cast, cast.chen, at(6, 18))
    said = {"deed_id": deed_id, "version": 1, "target": "装两盏灯", "beneficiaries": None, "result": "亮了"}
    with pytest.raises(Invalid, match="correction_reason_missing"):
        deeds.complete(session, actor=cast.wang, now=at(7, 6), **said)
    deeds.complete(session, actor=correcting(cast.wang, "支部补报"), now=at(7, 6), **said)
    row = session.get_one(Deed, deed_id)
    assert (row.target, row.result) == ("装两盏灯", "亮了")
    [line] = told(session, cast)
    assert (line.verb, line.reason, line.day) == ("complete_deed", "支部补报", ON)


def test_pairings_are_told_from_above_by_number_and_days_alone(session, cast):
    call(session, cast, correcting(cast.wang, "漏记"), at(7, 6))
    [pair] = contact_corrections.pairings_of(session, actor=cast.wang, branch_id=cast.branch_a, month=JUNE)
    assert pair.number == f"J-202603-{pair.id:03d}"
    assert [day for _, day in pair.contacts] == [ON]
    with pytest.raises(NotFound):
        contact_corrections.pairings_of(session, actor=cast.wang, branch_id=cast.branch_c, month=JUNE)


def test_of_corrections_only_the_branch_and_those_above_it_read(session, cast):
    hold(session, cast, correcting(cast.wang, "补记"), at(7, 6))
    assert len(told(session, cast, cast.li)) == 1
    with pytest.raises(NotFound):
        told(session, cast, cast.qian)
