"""What the audit of a release takes a reader to know: every branch's size, and of some options bounds."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.blocks import NONE, Known
from analysis.disclosure import Shown
from analysis.ends import bounds_of
from analysis.naming import Named
from analysis.noticing import Noticed
from analysis.withholding import BANDS, BROAD_BANDS, VOTES, Reason
from db import tallies
from db.models import Need, Wave
from db.questions import Form
from db.releases.noticed import ASKED
from db.vocabulary import NeedSource

LINE = ["question", "row", "cell"]
LEAST_OF = {words: low for low, _, words in (*BROAD_BANDS, *BANDS)}

Least = dict[tuple[int, str, str, str], int]
Heard = Mapping[tuple[int, str], Named | Noticed]


def of_committees(counted: pd.DataFrame, least: Least, heard: Heard) -> Known:
    """Return what is known when committees are audited. counted : as from `frames.tallies`, per branch."""
    groups = counted["committee_id"].astype("string").fillna(NONE)
    most = {key: highest for key, _, highest in _noticed(heard)}
    return Known(_branches(counted.assign(group=groups, other=NONE)), least, {}, most)


def of_domains(counted: pd.DataFrame, least: Least, committees: Mapping[str, Shown]) -> Known:
    """Return what is known when domains are audited, after the committees. committees : what is shown of them."""
    rows = counted.assign(
        group=counted["domain"].fillna(NONE), other=counted["committee_id"].astype("string").fillna(NONE)
    )
    return Known(_branches(rows), least, _told(rows, committees))


def _branches(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.rename(columns={"branch_id": "branch"})[["branch", "group", "other", *LINE, "n"]]


def _told(
    rows: pd.DataFrame, committees: Mapping[str, Shown]
) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    true = rows.groupby(["other", *LINE])["n"].sum().to_dict()
    return {
        (committee, question, row, cell): bounds_of(
            int(true.get((committee, question, row, cell), 0)), base, Reason(note) if note else None
        )
        for committee, shown in committees.items()
        for question, row, cell, _, base, note in shown.rows
        if cell
    }


def least_of(session: Session, wave: Wave, form: Form, heard: Heard) -> Least:
    """Return what a branch's own people know of its sheets at least: the needs they open, what they hear.

    heard : (branch, view) → what each branch hears of itself.
    """
    asked = select(Need.branch_id, Need.category_code, func.count()).where(
        Need.month == wave.month, Need.source == NeedSource.SURVEY
    )
    needs: Counter[tuple[int, str]] = Counter()
    for branch_id, code, n in session.execute(asked.group_by(Need.branch_id, Need.category_code)):
        category = form.parent_of(code)
        if category is not None:
            needs[branch_id, category.code] += n
    least = {(branch_id, tallies.PICKED, "", code): n for (branch_id, code), n in needs.items()}
    for (branch_id, _), said in heard.items():
        for code, words in said.cells if isinstance(said, Named) else ():
            key = (branch_id, tallies.PICKED, "", code)
            least[key] = max(least.get(key, 0), LEAST_OF.get(words, VOTES))
    return least | {key: lowest for key, lowest, _ in _noticed(heard)}


def _noticed(heard: Heard) -> Iterator[tuple[tuple[int, str, str, str], int, int]]:
    """What follows from hearing where a branch's youth noticed more or less than was logged, and where not."""
    for (branch_id, _), said in heard.items():
        for service, lowest, highest in said.ranges if isinstance(said, Noticed) else ():
            yield (branch_id, ASKED, "", service), lowest, highest
