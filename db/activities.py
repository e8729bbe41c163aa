"""Activities (活动): what a branch held, recorded in one short form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import emptied, entries
from db.entries import PAGE_SIZE, Listed
from db.errors import Conflict, Invalid, NotFound
from db.models import Activity, Category, Organisation
from db.rights import Act, Actor, Noun, within
from db.vocabulary import ActivityKind
from db.workdays import add_months, month_of

THEME_LIMIT = 60
PLACE_LIMIT = 60
SUMMARY_LIMIT = 500
# What may be left out, as the page calls it.
NAMES = {
    "planned_people": "计划人数", "attended_people": "实到人数", "attended_members": "其中团员",
    "category_code": "服务的方面", "summary": "内容摘要", "place": "地点",
}  # fmt: skip


@dataclass(frozen=True)
class ActivityLine:
    """An activity in one line. attended_people : people, not visits; None when nobody counted."""

    id: int
    branch_id: int
    held_on: date
    theme: str
    kind: ActivityKind
    place: str | None
    attended_people: int | None
    planned_people: int | None = None
    attended_members: int | None = None
    category_code: str | None = None
    summary: str | None = None
    version: int = 1


def record_activity(
    session: Session,
    *,
    actor: Actor,
    branch_id: int,
    held_on: date,
    theme: str,
    kind: ActivityKind,
    now: datetime,
    attended_people: int | None = None,
    place: str = "",
    category_code: str | None = None,
    summary: str = "",
) -> int:
    """Record an activity that was held; return its id.

    Refuses: no_right, organisation_unknown, day_ahead, month_closed, line_missing, line_too_long,
    people_out_of_range, category_unknown.
    """
    branch = entries.branch_for(
        session, actor=actor, branch_id=branch_id, noun=Noun.ACTIVITY, act=Act.ADD, day=held_on, now=now
    )
    _check_category(session, category_code)
    activity = Activity(
        branch_id=branch.id,
        person_id=actor.id,
        held_on=held_on,
        theme=entries.one_line(theme, name="活动主题", limit=THEME_LIMIT),
        kind=kind,
        place=entries.optional_line(place, name="地点", limit=PLACE_LIMIT),
        category_code=category_code,
        attended_people=entries.people(attended_people, name="参加人数"),
        summary=entries.optional_line(summary, name="内容摘要", limit=SUMMARY_LIMIT),
    )
    session.add(activity)
    session.flush()
    _note_down(session, actor, "record_activity", activity, now)
    return activity.id


def list_for(
    session: Session, *, actor: Actor, month: date, branch_id: int | None = None, page: int = 1
) -> Listed[ActivityLine]:
    """Return one page of a month's activities that the person may see, newest first. Refuses: no_right.

    branch_id : of one branch only; None for all within the right.
    """
    visible = within(
        actor, Noun.ACTIVITY, Act.READ, organisation_id=Activity.branch_id, path=Organisation.path
    )
    chosen = visible & (Activity.held_on >= month) & (Activity.held_on < add_months(month, 1))
    if branch_id is not None:
        chosen = chosen & (Activity.branch_id == branch_id)
    joined = Organisation.id == Activity.branch_id
    rows = session.scalars(
        select(Activity)
        .join(Organisation, joined)
        .where(chosen)
        .order_by(Activity.held_on.desc(), Activity.id.desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    total = session.scalar(
        select(func.count()).select_from(Activity).join(Organisation, joined).where(chosen)
    )
    return Listed([_line(row) for row in rows], total or 0)


def _line(row: Activity) -> ActivityLine:
    return ActivityLine(**{field.name: getattr(row, field.name) for field in fields(ActivityLine)})


def complete(
    session: Session,
    *,
    actor: Actor,
    activity_id: int,
    version: int,
    planned_people: int | None,
    attended_people: int | None,
    attended_members: int | None,
    category_code: str | None,
    summary: str,
    now: datetime,
    meant_empty: Collection[str] = (),
) -> None:
    """Say more of an activity: how many were expected and came, how many of them members, which needs it serves.

    version : that the person saw. Each value replaces what stood there. meant_empty : as for `emptied.require_meant`.

    Refuses: no_right, activity_unknown, month_closed, changed_meanwhile, people_out_of_range, members_beyond_people,
    category_unknown, line_too_long, fields_emptied.
    """
    activity = to_change(session, actor=actor, activity_id=activity_id, now=now, version=version)
    _check_category(session, category_code)
    attended_people = entries.people(attended_people, name="实到人数")
    if attended_members is not None and not 0 <= attended_members <= (attended_people or 0):
        raise Invalid("members_beyond_people", field="attended_members")
    after = {
        "planned_people": entries.people(planned_people, name="计划人数"),
        "attended_people": attended_people,
        "attended_members": attended_members,
        "category_code": category_code,
        "summary": entries.optional_line(summary, name="内容摘要", limit=SUMMARY_LIMIT),
    }
    _replace(activity, after, meant=meant_empty)
    session.flush()
    _note_down(session, actor, "complete_activity", activity, now)


def correct(
    session: Session,
    *,
    actor: Actor,
    activity_id: int,
    version: int,
    held_on: date,
    theme: str,
    kind: ActivityKind,
    now: datetime,
    place: str = "",
    attended_people: int | None = None,
    meant_empty: Collection[str] = (),
) -> None:
    """Put right what an activity was about, its kind, day, place and how many came.

    version : that the person saw. meant_empty : as in `complete`.

    Refuses: no_right, activity_unknown, month_closed, changed_meanwhile, day_ahead, line_missing, line_too_long,
    people_out_of_range, members_beyond_people, fields_emptied; from above as `month_records.require_open`.
    """
    activity = to_change(session, actor=actor, activity_id=activity_id, now=now, version=version)
    _open(session, actor, activity, held_on, now)
    people = entries.people(attended_people, name="实到人数")
    if activity.attended_members is not None and activity.attended_members > (people or 0):
        raise Invalid("members_beyond_people", field="attended_people")
    before = activity.held_on
    activity.theme = entries.one_line(theme, name="活动主题", limit=THEME_LIMIT)
    place_line = entries.optional_line(place, name="地点", limit=PLACE_LIMIT)
    _replace(activity, {"attended_people": people, "place": place_line}, meant=meant_empty)
    activity.held_on, activity.kind = held_on, kind
    session.flush()
    if month_of(before) != month_of(held_on):
        _note_down(session, actor, "correct_activity", activity, now, before)
    _note_down(session, actor, "correct_activity", activity, now)


def _replace(activity: Activity, after: Mapping[str, int | str | None], *, meant: Collection[str]) -> None:
    changes = {NAMES[name]: (getattr(activity, name), value) for name, value in after.items()}
    emptied.require_meant(changes, meant=meant)
    for name, value in after.items():
        setattr(activity, name, value)


def strike(session: Session, *, actor: Actor, activity_id: int, now: datetime) -> None:
    """Take back an activity recorded by mistake. Refuses: no_right, activity_unknown, month_closed."""
    activity = to_change(session, actor=actor, activity_id=activity_id, now=now)
    session.delete(activity)
    session.flush()
    _note_down(session, actor, "strike_activity", activity, now)


def _check_category(session: Session, code: str | None) -> None:
    if code is not None and session.get(Category, code) is None:
        raise Invalid("category_unknown", field="category_code")


def _note_down(
    session: Session, actor: Actor, verb: str, activity: Activity, now: datetime, day: date | None = None
) -> None:
    entries.note_down(
        session, actor, verb, f"activity:{activity.id}", activity.branch_id, now, day or activity.held_on
    )


def _open(session: Session, actor: Actor, activity: Activity, day: date, now: datetime) -> None:
    branch_id, noun = activity.branch_id, Noun.ACTIVITY
    entries.branch_for(session, actor=actor, branch_id=branch_id, noun=noun, act=Act.CHANGE, day=day, now=now)


def to_change(
    session: Session, *, actor: Actor, activity_id: int, now: datetime, version: int | None = None
) -> Activity:
    """Return an activity that the person may change now. version : that the person saw, None where that does not matter.

    Refuses: no_right, activity_unknown, month_closed, changed_meanwhile.
    """
    mine = within(
        actor, Noun.ACTIVITY, Act.CHANGE, organisation_id=Activity.branch_id, path=Organisation.path
    )
    activity = session.scalar(
        select(Activity)
        .join(Organisation, Organisation.id == Activity.branch_id)
        .where(Activity.id == activity_id, mine)
    )
    if activity is None:
        raise NotFound("activity_unknown")
    _open(session, actor, activity, activity.held_on, now)
    if version is not None and activity.version != version:
        raise Conflict("changed_meanwhile")
    return activity
