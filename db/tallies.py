"""Tallies: counts of answers, kept up to date by every submit in the same transaction.

How a count is addressed, (question, row, cell):

=====================  ==========  =============================================================
("", "", "")                       answer sheets
(Q, "", "")                        sheets that answered question Q: the n under its figures
(Q, "", option)                    single, request and multi choice: sheets that chose the option
(Q, category, option)              a question asked per category; (Q, category, "") is its n
("Q3xQ4", category, "i,s")         importance 1–5 and satisfaction 1–5 or "none" of one category
("Q2xQ2", a, b)                    sheets that picked both categories, a before b
=====================  ==========  =============================================================

Texts, consents and what a youth asks us to do (Q12…) are not counted here: needs have a ledger of their own.
Whoever is under 14 counts with 14—17岁, in the age question as in the band (see `AgeBand`).
"""

import functools
import uuid
from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any, cast

from sqlalchemy import Insert, Table, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.ages import AGE, MINOR, MINORS
from db.asking import IMPORTANCE, RATED, REQUEST, SATISFACTION
from db.errors import Conflict
from db.models import Response, Tally, Wave
from db.vocabulary import AgeBand, WaveKind
from db.waves import is_released

Cell = tuple[str, str, str]
SHEETS: Cell = ("", "", "")
JOINT = "Q3xQ4"
PAIRS = "Q2xQ2"
PICKED = "Q2"


def increments(answers: Mapping[str, Any]) -> Counter[Cell]:
    """Return what one answer sheet adds: cell → 1. `answers` as stored in a response (no text)."""
    counts: Counter[Cell] = Counter({SHEETS: 1})
    for key, value in answers.items():
        question, _, row = key.partition(":")
        if question.startswith(REQUEST) or question in RATED:
            continue
        if question == AGE and value in MINORS:
            value = MINOR
        counts[question, row, ""] += 1
        for code in value if isinstance(value, list) else [value]:
            counts[question, row, code] += 1
    _add_joint(counts, answers)
    for pair in combinations(sorted(answers.get(PICKED) or ()), 2):
        counts[PAIRS, pair[0], pair[1]] += 1
    return counts


def _add_joint(counts: Counter[Cell], answers: Mapping[str, Any]) -> None:
    for key, importance in answers.items():
        question, _, row = key.partition(":")
        satisfaction = answers.get(f"{SATISFACTION}:{row}")
        if question == IMPORTANCE and satisfaction is not None:
            counts[JOINT, row, ""] += 1
            counts[JOINT, row, f"{importance},{satisfaction}"] += 1


def add(
    session: Session,
    *,
    wave_id: int,
    branch_id: int,
    age_band: AgeBand,
    is_doubtful: bool,
    counts: Mapping[Cell, int],
) -> None:
    """Add counts in one statement, in key order so that two submits never deadlock."""
    rows = [
        {
            "wave_id": wave_id,
            "branch_id": branch_id,
            "age_band": age_band,
            "is_doubtful": is_doubtful,
            "question": question,
            "row": row,
            "cell": cell,
            "n": n,
        }
        for (question, row, cell), n in sorted(counts.items())
    ]
    if not rows:
        return
    session.execute(_adding(session.get_bind().dialect.name), rows)


@functools.cache
def _adding(dialect: str) -> Insert:
    """Return the statement that adds counts; made once, since making it takes longer than running it."""
    table = cast(Table, Tally.__table__)
    keys = [column.name for column in table.primary_key]
    if dialect == "sqlite":
        lite = sqlite.insert(table)
        return lite.on_conflict_do_update(index_elements=keys, set_={"n": table.c.n + lite.excluded.n})
    post = postgresql.insert(table)
    return post.on_conflict_do_update(index_elements=keys, set_={"n": table.c.n + post.excluded.n})


Group = tuple[int, AgeBand, bool]


def count_responses(session: Session, *, wave_id: int) -> dict[Group, Counter[Cell]]:
    """Count a wave's stored responses afresh: (branch, age band, doubtful) → cell → n."""
    groups: dict[Group, Counter[Cell]] = {}
    query = select(Response.branch_id, Response.age_band, Response.is_doubtful, Response.answers)
    for branch_id, age_band, is_doubtful, answers in session.execute(
        query.where(Response.wave_id == wave_id).execution_options(yield_per=1000)
    ):
        groups.setdefault((branch_id, age_band, is_doubtful), Counter()).update(increments(answers))
    return groups


def stored(session: Session, *, wave_id: int) -> dict[Group, Counter[Cell]]:
    """Return a wave's tallies as they stand, without cells that count nothing."""
    groups: dict[Group, Counter[Cell]] = {}
    for t in session.scalars(select(Tally).where(Tally.wave_id == wave_id, Tally.n != 0)):
        groups.setdefault((t.branch_id, t.age_band, t.is_doubtful), Counter())[t.question, t.row, t.cell] = (
            t.n
        )
    return groups


def retally(session: Session, *, wave_id: int) -> bool:
    """Rebuild a wave's tallies from its responses; return whether they had been different.

    What was released of a month stays: an answer that its youth deleted later is missing among the responses only.

    Refuses: answers_purged — the responses are gone by age, so the tallies are all there is.
    """
    # No answer comes in between counting and writing.
    wave = session.get_one(Wave, wave_id, with_for_update=True)
    if wave.purged_on is not None:
        raise Conflict("answers_purged", month=wave.month)
    afresh = count_responses(session, wave_id=wave_id)
    before = stored(session, wave_id=wave_id)
    is_told = wave.kind is WaveKind.MONTHLY and is_released(session, wave_id=wave_id)
    if afresh == before or (is_told and _sheets(afresh) < _sheets(before)):
        return False
    session.execute(delete(Tally).where(Tally.wave_id == wave_id))
    for (branch_id, age_band, is_doubtful), counts in afresh.items():
        add(
            session,
            wave_id=wave_id,
            branch_id=branch_id,
            age_band=age_band,
            is_doubtful=is_doubtful,
            counts=counts,
        )
    return True


def _sheets(groups: Mapping[Group, Mapping[Cell, int]]) -> int:
    return sum(counts.get(SHEETS, 0) for counts in groups.values())


def subtract(session: Session, *, response_id: uuid.UUID) -> None:
    """Take one response out of the tallies: before release, a youth's deletion also counts."""
    response = session.get_one(Response, response_id)
    table = cast(Table, Tally.__table__)
    cells = [
        {"q": q, "r": r, "c": c, "less": n} for (q, r, c), n in sorted(increments(response.answers).items())
    ]
    session.execute(
        table.update()
        .where(
            table.c.wave_id == response.wave_id,
            table.c.branch_id == response.branch_id,
            table.c.age_band == response.age_band,
            table.c.is_doubtful == response.is_doubtful,
            table.c.question == bindparam("q"),
            table.c.row == bindparam("r"),
            table.c.cell == bindparam("c"),
        )
        .values(n=table.c.n - bindparam("less")),
        cells,
    )
