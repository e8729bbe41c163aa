"""What the audit of a release takes a reader to know: every branch's size, and of some options bounds."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.blocks import NONE, Known
from analysis.disclosure import Shown
from analysis.ends import bounds_of as bounds_of_cell
from analysis.naming import Named
from analysis.naming import bounds_of as bounds_of_names
from analysis.noticing import Noticed
from analysis.withholding import Reason
from db import tallies
from db.models import Need, Tally, Wave
from db.questions import Form
from db.releases.noticed import ASKED
from db.releases.own_questions import VIEW_OF
from db.vocabulary import NeedSource

LINE = ["question", "row", "cell"]
Least = dict[tuple[int, str, str, str], int]
Heard = Mapping[tuple[int, str], Named | Noticed]


class Bounds(NamedTuple):
    """(branch, question, row, cell) → how many at least, and at most, as a branch's own people know."""

    least: Least
    most: Least


def of_committees(counted: pd.DataFrame, bounds: Bounds) -> Known:
    """Return what is known when committees are audited. counted : as from `frames.tallies`, per branch."""
    groups = counted["committee_id"].astype("string").fillna(NONE)
    return Known(_branches(counted.assign(group=groups, other=NONE)), bounds.least, {}, bounds.most)


def of_domains(counted: pd.DataFrame, bounds: Bounds, committees: Mapping[str, Shown]) -> Known:
    """Return what is known when domains are audited, after the committees. committees : what is shown of them."""
    rows = counted.assign(
        group=counted["domain"].fillna(NONE), other=counted["committee_id"].astype("string").fillna(NONE)
    )
    return Known(_branches(rows), bounds.least, _told(rows, committees), bounds.most)


def _branches(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.rename(columns={"branch_id": "branch"})[["branch", "group", "other", *LINE, "n"]]


def _told(
    rows: pd.DataFrame, committees: Mapping[str, Shown]
) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    true = rows.groupby(["other", *LINE])["n"].sum().to_dict()
    return {
        (committee, question, row, cell): bounds_of_cell(
            int(true.get((committee, question, row, cell), 0)), base, Reason(note) if note else None
        )
        for committee, shown in committees.items()
        for question, row, cell, _, base, note in shown.rows
        if cell
    }


def bounds_of(session: Session, wave: Wave, form: Form, heard: Heard) -> Bounds:
    """Return what a branch's own people know of its sheets: the needs they open, and what they hear.

    heard : (branch, view) → what each branch hears of itself. What is not named, and silence on what was noticed,
    tells something too.
    """
    least: Counter[tuple[int, str, str, str]] = Counter()
    asked = select(Need.branch_id, Need.category_code, func.count()).where(
        Need.month == wave.month, Need.source == NeedSource.SURVEY
    )
    for branch_id, code, n in session.execute(asked.group_by(Need.branch_id, Need.category_code)):
        category = form.parent_of(code)
        if category is not None:
            least[branch_id, tallies.PICKED, "", category.code] += n
    most: Least = {}
    for key, low, high in (*_named(session, wave, form, heard), *_noticed(heard)):
        least[key] = max(least[key], low)
        most[key] = high
    return Bounds(least, most)


def _named(
    session: Session, wave: Wave, form: Form, heard: Heard
) -> Iterator[tuple[tuple[int, str, str, str], int, int]]:
    """What follows from hearing which categories a branch's youth named most, and which not."""
    counted = select(Tally.branch_id, func.sum(Tally.n)).where(
        Tally.wave_id == wave.id,
        Tally.question == tallies.PICKED,
        Tally.cell == "",
        Tally.is_doubtful.is_(False),
    )
    answers = dict(session.execute(counted.group_by(Tally.branch_id)).all())
    codes = [c.code for c in form.categories if not form.is_sensitive(c.code)]
    picks = next((q.max_choices for q in form.questions if q.code == tallies.PICKED), None)
    for (branch_id, view), said in heard.items():
        # What a branch asked of its own is in no sum that anybody is told.
        if isinstance(said, Named) and branch_id in answers and not view.startswith(VIEW_OF):
            n = int(answers[branch_id])
            for code, (low, high) in bounds_of_names(said, answers=n, codes=codes, picks=picks).items():
                yield (branch_id, tallies.PICKED, "", code), low, high


def _noticed(heard: Heard) -> Iterator[tuple[tuple[int, str, str, str], int, int]]:
    """What follows from hearing where a branch's youth noticed more or less than was logged, and where not."""
    for (branch_id, _), said in heard.items():
        for service, lowest, highest in said.ranges if isinstance(said, Noticed) else ():
            yield (branch_id, ASKED, "", service), lowest, highest
