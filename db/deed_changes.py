"""What becomes of a recorded deed: put right, done at last (办完了), given up (中止), kept off the public board or shown on it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import deed_links, emptied, entries, month_corrections, month_records
from db.deeds import RESULT_LIMIT, checked_beneficiaries, checked_title
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import Deed, Organisation
from db.rights import Act, Actor, Noun, within
from db.vocabulary import DeedKind
from db.workdays import month_of, today


def correct(
    session: Session,
    *,
    actor: Actor,
    deed_id: int,
    version: int,
    title: str,
    kind: DeedKind,
    now: datetime,
    done_on: date | None = None,
    beneficiaries: int | None = None,
    minded: Sequence[str] = (),
    meant_empty: Collection[str] = (),
) -> None:
    """Put right what a deed is called, of which kind it is, when it was done and for how many; needs settled with it stay.

    version : that the person saw. done_on : the day it was done; one that is not done yet keeps none. minded : as for
    `deeds.record_deed`. meant_empty : as for `emptied.require_meant`.

    Refuses: as `deed_links.to_change`; changed_meanwhile, day_ahead, title_missing, title_too_long, title_telling,
    beneficiaries_out_of_range, fields_emptied; from above as `month_records.require_open`.
    """
    deed = deed_links.to_change(session, actor=actor, deed_id=deed_id, now=now)
    _refuse_changed(deed, version)
    before = deed.done_on or deed.month
    title, beneficiaries = checked_title(title, minded=minded), checked_beneficiaries(beneficiaries)
    emptied.require_meant({"受益人数": (deed.beneficiaries, beneficiaries)}, meant=meant_empty)
    if deed.done_on is not None and done_on is not None:
        _open(session, actor, deed, done_on, now)
        deed.done_on, deed.month = done_on, month_of(done_on)
    deed.title, deed.kind, deed.beneficiaries = title, kind, beneficiaries
    session.flush()
    for month in dict.fromkeys((month_of(before), deed.month)):
        day = before if month == month_of(before) else deed.done_on or month
        _note_down(session, actor, "change_deed", deed, now, day)


def finish(
    session: Session,
    *,
    actor: Actor,
    deed_id: int,
    version: int,
    done_on: date,
    now: datetime,
    beneficiaries: int | None = None,
    result: str = "",
) -> None:
    """Say that a deed that was begun is done: it counts in the month of that day, and stays progress of the one before.

    result : what came of it. What is left out stays as it was.

    Refuses: no_right, deed_unknown, changed_meanwhile, deed_is_done, deed_given_up, deed_done_before_begun, day_ahead,
    month_closed, beneficiaries_out_of_range, line_too_long.
    """
    deed = _going_on(session, actor, deed_id, version)
    if deed.begun_on is not None and done_on < deed.begun_on:
        raise Invalid("deed_done_before_begun", field="done_on", begun_on=deed.begun_on)
    _open(session, actor, deed, done_on, now)
    deed.done_on, deed.month = done_on, month_of(done_on)
    people = checked_beneficiaries(beneficiaries)
    deed.beneficiaries = deed.beneficiaries if people is None else people
    deed.result = entries.optional_line(result, name="成效", limit=RESULT_LIMIT) or deed.result
    session.flush()
    _note_down(session, actor, "finish_deed", deed, now, done_on)


def give_up(
    session: Session, *, actor: Actor, deed_id: int, version: int, reason: str, now: datetime
) -> None:
    """Say that a deed of one's own organisation that was begun will not be done (中止), at any time, and why.

    It stays on record. It stays progress of the month in which it was begun if that month is closed by now, and no longer
    counts if it is still open. The needs that it was to serve are let go, and stay open.

    Refuses: no_right, deed_unknown, changed_meanwhile, deed_is_done, deed_given_up, line_missing, line_too_long,
    reason_naming.
    """
    deed = _going_on(session, actor, deed_id, version)
    if deed.organisation_id != actor.organisation_id:
        raise NotFound("deed_unknown")
    if today(now) <= month_records.last_correction(deed.month):
        _open(session, actor, deed, deed.month, now)
    said = entries.one_line(reason, name="原因", limit=month_corrections.REASON_LIMIT)
    deed.given_up_reason = month_corrections.in_words(said, name="原因")
    deed.given_up_on = today(now)
    deed_links.release(session, deed_id=deed_id)
    session.flush()
    _note_down(session, actor, "give_up_deed", deed, now, deed.month)


def _going_on(session: Session, actor: Actor, deed_id: int, version: int) -> Deed:
    deed = _fetch(session, actor, deed_id, Act.CHANGE)
    _refuse_changed(deed, version)
    if deed.done_on is not None:
        raise Conflict("deed_is_done")
    if deed.given_up_on is not None:
        raise Conflict("deed_given_up")
    return deed


def put_on_board(
    session: Session, *, actor: Actor, deed_id: int, version: int, is_shown: bool, now: datetime
) -> None:
    """Keep a deed off the public board at once, or let it stand there again, whatever its month.

    What somebody above has taken off, only somebody above shows again.

    Refuses: no_right, deed_unknown, changed_meanwhile, deed_hidden_above.
    """
    deed = _fetch(session, actor, deed_id, Act.PUBLISH)
    _refuse_changed(deed, version)
    is_own = actor.organisation_id == deed.organisation_id
    if is_own and is_shown and deed.is_hidden_above:
        raise NotAllowed("deed_hidden_above")
    deed.is_hidden = not is_shown
    deed.is_hidden_above = not is_shown and not is_own
    session.flush()
    verb = "show_deed" if is_shown else "hide_deed"
    _note_down(session, actor, verb, deed, now, deed.done_on or deed.month)


def _fetch(session: Session, actor: Actor, deed_id: int, act: Act) -> Deed:
    visible = within(actor, Noun.DEED, act, organisation_id=Deed.organisation_id, path=Organisation.path)
    deed = session.scalar(
        select(Deed)
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(Deed.id == deed_id, visible)
        .with_for_update(of=Deed)
    )
    if deed is None:
        raise NotFound("deed_unknown")
    return deed


def _refuse_changed(deed: Deed, version: int) -> None:
    if deed.version != version:
        raise Conflict("changed_meanwhile")


def _open(session: Session, actor: Actor, deed: Deed, day: date, now: datetime) -> None:
    entries.branch_for(
        session, actor=actor, branch_id=deed.organisation_id, noun=Noun.DEED, act=Act.CHANGE, day=day, now=now
    )


def _note_down(session: Session, actor: Actor, verb: str, deed: Deed, now: datetime, day: date) -> None:
    entries.note_down(session, actor, verb, f"deed:{deed.id}", deed.organisation_id, now, day)
