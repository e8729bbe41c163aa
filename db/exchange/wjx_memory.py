"""What was decided about the values of an imported question, kept for the whole district and proposed again.

Read when a file is looked at, written when it comes in, also for the second time. What has been released holds labels of
its own and is not touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import audit
from db.errors import NotFound
from db.exchange.wjx_file import WjxFile
from db.exchange.wjx_labels import MOST_LETTERS, Identity, identities
from db.models import OptionLabel
from db.rights import Act, Doer, Noun, require
from db.vocabulary import AnswerMode


@dataclass(frozen=True)
class Remembered:
    """One question of which something is kept. labels : value and label, in the order of the values."""

    mode: AnswerMode
    key: str
    title: str
    labels: tuple[tuple[str, str], ...]


def remembered(session: Session, *, actor: Doer, file: WjxFile) -> dict[str, dict[str, str]]:
    """Return code → value → label, as decided before for questions of these titles. Refuses: no_right."""
    require(actor, Noun.RELEASE, Act.PUBLISH)
    known = identities(file)
    kept = kept_of(session, {found.key for found in known.values()})
    return {
        code: dict(kept[found.mode, found.key])
        for code, found in known.items()
        if (found.mode, found.key) in kept
    }


def kept_of(session: Session, keys: set[str]) -> dict[tuple[AnswerMode, str], dict[str, str]]:
    """Return (mode, key of a question) → value → label, of what is kept of some questions."""
    kept: dict[tuple[AnswerMode, str], dict[str, str]] = {}
    for row in session.scalars(select(OptionLabel).where(OptionLabel.question.in_(keys))):
        kept.setdefault((row.mode, row.question), {})[row.value] = row.label
    return kept


def remember(session: Session, *, actor: Doer, file: WjxFile, now: datetime) -> int:
    """Keep what was decided about a file (`labels` of a relabelled one); what counts under its own name is forgotten.
    Return how many values are kept under another label than before.

    What was counted under a name that is now counted under another goes along. Refuses: no_right.
    """
    require(actor, Noun.RELEASE, Act.PUBLISH)
    if not file.labels:
        return 0
    known = identities(file)
    keys = {known[code].key for code in file.labels}
    before = _flat(session, keys)
    for code in sorted(file.labels, key=lambda code: known[code].key):
        _remember_one(session, known[code], file.labels[code])
    session.flush()
    n = len({place for place, _ in before ^ _flat(session, keys)})
    if n:
        _record(session, actor, "keep_labels", now, n)
    return n


def _flat(session: Session, keys: set[str]) -> set[tuple[tuple[object, ...], str]]:
    kept = kept_of(session, keys)
    return {((*of, value), label) for of, names in kept.items() for value, label in names.items()}


def _record(session: Session, actor: Doer, verb: str, now: datetime, n: int) -> None:
    audit.record(session, actor=actor.audit_name, verb=verb, subject="setting:option_labels", now=now, n=n)


def _remember_one(session: Session, found: Identity, names: Mapping[str, str]) -> None:
    of_question = (OptionLabel.mode == found.mode, OptionLabel.question == found.key)
    rows = {row.value: row for row in session.scalars(select(OptionLabel).where(*of_question))}
    decided = dict(names)
    if found.mode is AnswerMode.TEXT:
        decided = {value: names.get(row.label, row.label) for value, row in rows.items()} | decided
    for value, label in sorted(decided.items()):
        row = rows.get(value)
        if found.mode is AnswerMode.TEXT and label == value:
            if row is not None:
                session.delete(row)
        elif row is not None:
            row.label = label
        else:
            title = found.name[:MOST_LETTERS]
            session.add(
                OptionLabel(mode=found.mode, question=found.key, value=value, title=title, label=label)
            )


def list_for(session: Session, *, actor: Doer) -> list[Remembered]:
    """Return all that is kept, by title. Refuses: no_right."""
    require(actor, Noun.RELEASE, Act.PUBLISH)
    query = select(OptionLabel).order_by(
        OptionLabel.title, OptionLabel.question, OptionLabel.mode, OptionLabel.value
    )
    found: dict[tuple[AnswerMode, str], list[OptionLabel]] = {}
    for row in session.scalars(query):
        found.setdefault((row.mode, row.question), []).append(row)
    return [
        Remembered(mode, key, rows[0].title, tuple((row.value, row.label) for row in rows))
        for (mode, key), rows in found.items()
    ]


def forget(session: Session, *, actor: Doer, mode: AnswerMode, key: str, now: datetime) -> None:
    """Forget all labels of a question; what came in with them stays. Refuses: no_right, wjx_labels_gone."""
    require(actor, Noun.RELEASE, Act.PUBLISH)
    gone = session.execute(delete(OptionLabel).where(OptionLabel.mode == mode, OptionLabel.question == key))
    n = int(getattr(gone, "rowcount", 0))
    if not n:
        raise NotFound("wjx_labels_gone")
    _record(session, actor, "forget_labels", now, n)
