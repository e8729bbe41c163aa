"""本月加问: the district adds one question to the month, and a branch one of its own. How it is asked: `db.extra_questions`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, extra_questions, planned_questions, warned, waves
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.extra_questions import Extra
from db.models import Organisation, PlannedQuestion, Wave, WaveBranch
from db.rights import Act, Doer, Noun, organisation_for
from db.vocabulary import Level, QuestionKind
from db.workdays import add_months, month_of, today

# Every version stays with the wave, and is carried to every phone.
MOST_VERSIONS = 5


@dataclass(frozen=True)
class MonthQuestion:
    """What an organisation asks beside the questionnaire in one month.

    number : of the latest version, 0 for none yet; what a change names as seen. extra : what is asked now, None for
    nothing. can_change : the survey takes answers or is still to come, this month or next, and a further version may be
    made. is_planned : its survey does not stand yet.
    """

    number: int
    extra: Extra | None
    can_change: bool
    is_planned: bool


def find(session: Session, *, actor: Doer, organisation_id: int, month: date, now: datetime) -> MonthQuestion:
    """Return what the district or a branch adds to a month. Refuses: no_right, organisation_unknown."""
    organisation = organisation_for(session, actor, organisation_id, Noun.EXTRA_QUESTION, Act.READ)
    wave = waves.monthly_wave(session, month=month)
    row = _row(session, wave, organisation, month)
    versions = extra_questions.read(row.extra if row else None)
    takes = row is not None and _takes_answers(session, wave, month, now)
    return MonthQuestion(
        number=_number(versions),
        extra=next((v for v in versions if not v.is_ended), None),
        can_change=takes and len(versions) < MOST_VERSIONS,
        is_planned=wave is None,
    )


def _number(versions: Sequence[Extra]) -> int:
    return versions[-1].number if versions else 0


def _row(
    session: Session, wave: Wave | None, organisation: Organisation, month: date
) -> Wave | WaveBranch | PlannedQuestion | None:
    if wave is None:
        return planned_questions.planned(session, month=month, organisation_id=organisation.id)
    if organisation.level is Level.DISTRICT:
        return wave
    return session.get(WaveBranch, (wave.id, organisation.id))


def _takes_answers(session: Session, wave: Wave | None, month: date, now: datetime) -> bool:
    if wave is None:
        present = month_of(today(now))
        _, closes_on = waves.planned_days(session, month=month)
        return month in (present, add_months(present, 1)) and today(now) <= closes_on
    return today(now) <= wave.closes_on and not waves.is_released(session, wave_id=wave.id)


def put(
    session: Session,
    *,
    actor: Doer,
    organisation_id: int,
    month: date,
    seen: int,
    kind: QuestionKind,
    text: str,
    options: Sequence[str],
    minded: Sequence[str],
    now: datetime,
) -> None:
    """Ask this from now on, in place of what was asked before; the same once more changes nothing.

    seen : number of the version that stood when the form was filled in. minded : the question and the options over
    which the warning against what tells who somebody is was ticked away, () for none.

    Refuses: no_right, organisation_unknown, extra_no_wave, extra_too_late, changed_meanwhile, extra_too_many,
    extra_text_malformed, extra_options_malformed, extra_identifies.
    """
    new = _checked(
        Extra(seen + 1, kind, text.strip(), tuple(o.strip() for o in options if o.strip())), minded
    )
    organisation, row, versions = _held(session, actor, organisation_id, month, seen, now)
    if any(not before.is_ended and before.says_the_same(new) for before in versions):
        return
    if len(versions) >= MOST_VERSIONS:
        raise Conflict("extra_too_many", most=MOST_VERSIONS)
    # What nobody has been asked yet is replaced whole.
    before = [] if isinstance(row, PlannedQuestion) else _ended(versions)
    row.extra = extra_questions.written([*before, new])
    session.add(row)
    _record(session, actor, "add_question", organisation, month, now, number=new.number)


def withdraw(
    session: Session, *, actor: Doer, organisation_id: int, month: date, seen: int, now: datetime
) -> None:
    """Ask it no more; what was answered stays. Once more changes nothing.

    Refuses: no_right, organisation_unknown, extra_no_wave, extra_too_late, changed_meanwhile.
    """
    organisation, row, versions = _held(session, actor, organisation_id, month, seen, now)
    if all(version.is_ended for version in versions):
        return
    row.extra = extra_questions.written(_ended(versions))
    _record(session, actor, "withdraw_question", organisation, month, now, number=seen)


def _ended(versions: Sequence[Extra]) -> list[Extra]:
    return [replace(version, is_ended=True) for version in versions]


def _checked(new: Extra, minded: Sequence[str]) -> Extra:
    longest = extra_questions.LONGEST_TEXT
    if not 0 < len(new.text) <= longest or new.kind not in extra_questions.KINDS:
        raise Invalid("extra_text_malformed", field="text", most=longest)
    if new.kind is QuestionKind.TEXT:
        new = replace(new, options=())
    elif not _fit(new.options):
        raise Invalid(
            "extra_options_malformed",
            field="options",
            least=extra_questions.FEWEST_OPTIONS,
            most=extra_questions.MOST_OPTIONS,
            longest=extra_questions.LONGEST_OPTION,
        )
    asked = (new.text, *new.options)
    found = extra_questions.identifying(asked)
    warned.require(asked, found, minded, Invalid("extra_identifies", words="、".join(found)))
    return new


def _fit(options: Sequence[str]) -> bool:
    fewest, most = extra_questions.FEWEST_OPTIONS, extra_questions.MOST_OPTIONS
    are_short = all(len(label) <= extra_questions.LONGEST_OPTION for label in options)
    return are_short and fewest <= len(options) <= most and len(set(options)) == len(options)


def _held(
    session: Session, actor: Doer, organisation_id: int, month: date, seen: int, now: datetime
) -> tuple[Organisation, Wave | WaveBranch | PlannedQuestion, tuple[Extra, ...]]:
    """Return whose question it is, the row that keeps it and its versions; until the end nobody else changes it."""
    organisation = organisation_for(session, actor, organisation_id, Noun.EXTRA_QUESTION, Act.CHANGE)
    # One at a time: every change begins with what stands.
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    wave = waves.monthly_wave(session, month=month)
    row = _row(session, wave, organisation, month)
    if row is None:
        raise NotFound("extra_no_wave")
    if row in session:
        session.refresh(row, with_for_update=True)
    if not _takes_answers(session, wave, month, now):
        raise TooLate("extra_too_late")
    versions = extra_questions.read(row.extra)
    if _number(versions) != seen:
        raise Conflict("changed_meanwhile")
    return organisation, row, versions


def _record(
    session: Session,
    actor: Doer,
    verb: str,
    organisation: Organisation,
    month: date,
    now: datetime,
    **facts: object,
) -> None:
    session.flush()
    audit.record(
        session,
        actor=actor.audit_name,
        verb=verb,
        subject=f"month:{month:%Y-%m}",
        now=now,
        organisation_id=organisation.id,
        **facts,
    )
