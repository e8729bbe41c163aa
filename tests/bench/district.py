"""A large district for measuring: its tree, its answers with their tallies, and the ledgers of its branches.

Answers come from `tests.bench.answers`; rows are written in bulk, with the tallies that single submits would have
made (tests/services/test_bulk_answers.py). Releases are made by the house itself.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, cast

import numpy as np
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from db import questionnaires
from db.drafts import NOTICE_VERSION
from db.models import QuestionnaireVersion, Response, Tally
from db.questions import Form
from db.rights import Actor
from db.vocabulary import Domain, Level, Role
from db.workdays import add_months, last_day, month_of, today
from tests import builders
from tests import cast as casting
from tests.bench import answers, ledgers

ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class Plan:
    """What is to be made. answers : over all months, the present one included."""

    committees: int
    branches: int
    months: int
    answers: int
    seed: int = 2026


@dataclass(frozen=True)
class District:
    """What was made. waves : id of each month's, the present one last; branches : their ids."""

    person: Actor
    of_committee: Actor
    form: Form
    months: tuple[date, ...]
    waves: tuple[int, ...]
    branches: tuple[int, ...]


def build(session: Session, plan: Plan, *, now: datetime) -> District:
    """Make the district up to the present month; nothing is released yet."""
    present = month_of(today(now))
    months = tuple(add_months(present, i - plan.months + 1) for i in range(plan.months))
    person, of_committee, branches = _found(session, plan, months[0], now)
    version = builders.a_version(session, now=now)
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, version.id))
    waves = tuple(
        builders.a_wave(session, now=now, month=month, opens_on=month, closes_on=last_day(month)).id
        for month in months
    )
    # Some branches have many youth, most have few.
    draws = np.random.default_rng(plan.seed)
    sizes = draws.lognormal(0, 0.7, plan.branches)
    weights = (sizes / sizes.sum()).tolist()
    for i, (month, wave_id) in enumerate(zip(months, waves, strict=True)):
        n = plan.answers * (i + 1) // plan.months - plan.answers * i // plan.months
        drawn = answers.draw(form, month_number=month.month, n=n, weights=weights, draws=draws)
        add_sheets(session, wave_id=wave_id, branches=branches, sheets=drawn)
    ledgers.pair(session, branches=branches, by=person.id, since=months[0])
    ledgers.add(session, branches=branches, months=months, by=person.id, today=today(now), draws=draws)
    return District(person, of_committee, form, months, waves, branches)


def _found(session: Session, plan: Plan, began: date, now: datetime) -> tuple[Actor, Actor, tuple[int, ...]]:
    district = casting.an_organisation(session, None, "测速区", level=Level.DISTRICT)
    person = casting.a_person(session, district, "区工作人员", "district", Role.DISTRICT, now=now)
    above = [
        casting.an_organisation(session, district, f"第{i + 1}团工委", level=Level.COMMITTEE)
        for i in range(plan.committees)
    ]
    of_committee = casting.a_person(session, above[0], "团工委工作人员", "committee", Role.COMMITTEE, now=now)
    domains = [domain for domain in Domain if domain is not Domain.OTHER]
    made = []
    for i in range(plan.branches):
        domain = domains[i // len(above) % len(domains)]
        name = f"第{i + 1}团支部"
        made.append(casting.an_organisation(session, above[i % len(above)], name, domain=domain).id)
        builders.a_span(session, made[-1], began)
    return person, of_committee, tuple(made)


def add_sheets(session: Session, *, wave_id: int, branches: Sequence[int], sheets: answers.Sheets) -> None:
    """Write sheets and their tallies into a wave that has none yet. branches : id of each index in `sheets`."""
    rows = (
        {
            "id": uuid.uuid4(),
            "wave_id": wave_id,
            "branch_id": branches[branch],
            "age_band": answers.BANDS[band],
            "is_doubtful": is_doubtful,
            "answers": given,
            "notice_version": NOTICE_VERSION,
        }
        for branch, band, is_doubtful, given in zip(
            sheets.branch.tolist(), sheets.band.tolist(), sheets.is_doubtful.tolist(), sheets.answers(),
            strict=True,
        )
    )  # fmt: skip
    in_bulk(session, cast(Table, Response.__table__), rows)
    counts = (
        {
            "wave_id": wave_id,
            "branch_id": branches[branch],
            "age_band": band,
            "is_doubtful": is_doubtful,
            "question": question,
            "row": row,
            "cell": cell,
            "n": n,
        }
        for branch, band, is_doubtful, (question, row, cell), n in sheets.counts()
    )
    in_bulk(session, cast(Table, Tally.__table__), counts)


def in_bulk(session: Session, table: Table, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows in chunks, so that only one chunk is in memory."""
    while chunk := list(islice(rows, ROWS_AT_ONCE)):
        session.execute(insert(table), chunk)
