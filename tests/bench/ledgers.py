"""The ledgers of a large district: needs with their steps, deeds, talks, activities, pairings. Made in bulk.

Every branch is given a few needs a month; old ones are mostly closed, new ones are still on their way. The other
duties are done in most months.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, cast

import numpy as np
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from db import secrets
from db.models import Activity, Deed, Need, NeedEvent, Pairing, PairingContact, Talk, need_deeds
from db.vocabulary import (
    ActivityKind,
    Channel,
    DeedKind,
    NeedSource,
    NeedState,
    Outcome,
    Party,
    TalkReason,
    Urgency,
    Verb,
    Visibility,
    YouthGroup,
)
from tests import builders

NEEDS, DUTY_DONE, ROWS_AT_ONCE = 3, 0.85, 10_000
PROMISED = timedelta(days=15)
# Each step, how many days after the one before it at least and at most, and how many needs come so far.
COURSE = (
    (Verb.HAND_OVER, NeedState.RAISED, Party.SYSTEM, 1, 2, 1.0),
    (Verb.ACCEPT, NeedState.ACCEPTED, Party.CADRE, 0, 5, 0.97),
    (Verb.START, NeedState.IN_PROGRESS, Party.CADRE, 1, 4, 0.98),
    (Verb.SETTLE, NeedState.SETTLED, Party.CADRE, 2, 16, 0.95),
    (Verb.CONFIRM, NeedState.CONFIRMED, Party.YOUTH, 1, 9, 0.8),
)
DATED = {
    Verb.HAND_OVER: "handed_on", Verb.ACCEPT: "accepted_on", Verb.SETTLE: "settled_on",
    Verb.CONFIRM: "closed_on",
}  # fmt: skip

Row = dict[str, Any]


@dataclass
class _Written:
    """Rows that wait to be written, in the order in which they refer to one another."""

    needs: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    deeds: list[Row] = field(default_factory=list)
    served: list[Row] = field(default_factory=list)


def pair(session: Session, *, branches: Sequence[int], by: int, since: date) -> None:
    """Give every branch one pairing, of the branch's own id."""
    alias = secrets.seal(secrets.TEXT, "小李")
    pairings = [
        {"id": branch, "branch_id": branch, "person_id": by, "alias_sealed": alias, "youth_group": YouthGroup.YOUTH,
         "paired_on": since, "version": 1}
        for branch in branches
    ]  # fmt: skip
    _in_bulk(session, Pairing.__table__, pairings)


def add(
    session: Session,
    *,
    branches: Sequence[int],
    months: Sequence[date],
    by: int,
    today: date,
    draws: np.random.Generator,
) -> None:
    """Write the ledgers of every branch and month up to a day; `pair` comes first. by : the person who stands in each row."""
    codes = [c for c in builders.raw_categories() if len(c.get("children", ())) > 1]
    for month in months:
        written = _Written()
        for n, branch in enumerate(np.repeat(branches, NEEDS).tolist()):
            category = codes[min(int(draws.exponential(3)), len(codes) - 1)]
            _course(written, branch, category, month, n, by, today, draws)
        _in_bulk(session, Need.__table__, written.needs)
        _in_bulk(session, NeedEvent.__table__, written.events)
        _in_bulk(session, Deed.__table__, written.deeds)
        _in_bulk(session, need_deeds, written.served)
        for table, rows in _duties(branches, month, by, today, draws):
            _in_bulk(session, table, rows)


def _course(
    written: _Written,
    branch: int,
    category: dict[str, Any],
    month: date,
    n: int,
    by: int,
    today: date,
    draws: np.random.Generator,
) -> None:
    raised_on = month + timedelta(days=int(draws.integers(24)))
    if raised_on >= today - timedelta(days=1):
        return
    need: Row = dict.fromkeys((*DATED.values(), "due_on", "first_due_on", "outcome", "rating"))
    need |= {
        "id": uuid.uuid4(), "number": f"X-{month:%Y%m}-{n:05}", "month": month, "branch_id": branch,
        "organisation_id": branch, "source": NeedSource.SURVEY, "category_code": category["code"],
        "sub_item_code": category["children"][int(draws.integers(len(category["children"])))]["code"],
        "is_sensitive": category.get("is_sensitive", False), "urgency": Urgency.NORMAL,
        "state": NeedState.RAISED, "raised_on": raised_on, "accept_by": raised_on + timedelta(days=5),
        "version": 1, "owner_id": by,
    }  # fmt: skip
    events = [_event(need, 1, raised_on, Verb.RAISE, None, NeedState.RAISED, Party.YOUTH)]
    on, luck, gaps = raised_on, draws.random(len(COURSE)), draws.random(len(COURSE))
    for (verb, state, party, least, most, share), lucky, gap in zip(COURSE, luck, gaps, strict=True):
        on += timedelta(days=least + round(gap * (most - least)))
        if lucky >= share or on > today:
            break
        events.append(_event(need, len(events) + 1, on, verb, need["state"], state, party))
        _take(need, events[-1], draws)
    written.needs.append(need)
    written.events += events
    if need["settled_on"]:
        deed = {"id": 1 + len(written.deeds) + int(f"{month:%Y%m}00000"), **_deed(need, by)}
        written.deeds.append(deed)
        written.served.append({"need_id": need["id"], "deed_id": deed["id"]})


def _event(
    need: Row,
    seq: int,
    on: date,
    verb: Verb,
    before: NeedState | None,
    after: NeedState,
    party: Party,
) -> Row:
    return {
        "need_id": need["id"], "seq": seq, "happened_on": on, "verb": verb, "from_state": before,
        "to_state": after, "party": party, "facts": {},
    }  # fmt: skip


def _take(need: Row, event: Row, draws: np.random.Generator) -> None:
    verb, on = event["verb"], event["happened_on"]
    need["state"] = event["to_state"]
    if verb in DATED:
        need[DATED[verb]] = on
    if verb is Verb.ACCEPT:
        need["due_on"] = need["first_due_on"] = on + PROMISED
    elif verb is Verb.CONFIRM:
        need["outcome"] = Outcome.SOLVED if draws.random() < 0.7 else Outcome.PARTLY
        need["rating"] = int(draws.choice([3, 4, 5], p=[0.2, 0.4, 0.4]))
        event["facts"] = {"outcome": need["outcome"].value, "rating": need["rating"]}


def _deed(need: Row, by: int) -> Row:
    return {
        "organisation_id": need["organisation_id"], "month": need["settled_on"].replace(day=1),
        "title": "为青年办一件实事", "kind": DeedKind.PRACTICAL, "category_code": need["category_code"],
        "done_on": need["settled_on"], "beneficiaries": 12, "person_id": by, "version": 1,
    }  # fmt: skip


def _duties(
    branches: Sequence[int], month: date, by: int, today: date, draws: np.random.Generator
) -> Iterator[tuple[Any, list[Row]]]:
    talk = {
        "person_id": by, "channel": Channel.IN_PERSON, "youth_group": YouthGroup.YOUTH,
        "reason": TalkReason.CARE, "category_codes": {"codes": ["EMP"]}, "visibility": Visibility.WRITER,
        "version": 1,
    }  # fmt: skip
    activity = {"person_id": by, "theme": "志愿服务", "kind": ActivityKind.VOLUNTEER, "version": 1}
    for table, branch_key, day_key, rest in (
        (Talk.__table__, "branch_id", "talked_on", talk),
        (Activity.__table__, "branch_id", "held_on", activity),
        (PairingContact.__table__, "pairing_id", "contacted_on", {"channel": Channel.PHONE}),
    ):
        done = draws.random(len(branches)) < DUTY_DONE
        days = draws.integers(27, size=len(branches)).tolist()
        found = zip(branches, days, done.tolist(), strict=True)
        dated = [(branch, month + timedelta(days=day)) for branch, day, is_done in found if is_done]
        yield table, [{branch_key: branch, day_key: on, **rest} for branch, on in dated if on <= today]


def _in_bulk(session: Session, table: Any, rows: list[Row]) -> None:
    left = iter(rows)
    while chunk := list(islice(left, ROWS_AT_ONCE)):
        session.execute(insert(cast(Table, table)), chunk)
