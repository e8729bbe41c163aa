"""A questionnaire that comes in again with a few more answers: two figures laid beside each other would show those few."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import settings, tallies
from db.errors import Conflict
from db.exchange import wjx_labels, wjx_memory
from db.exchange.wjx_file import OWN_WORDS_OF, WjxFile
from db.models import QuestionnaireVersion, Wave
from db.tallies import SHEETS
from db.vocabulary import AnswerMode, WaveKind

# Where a file does not say what was asked.
NAMELESS = re.compile(r"第\d+题")

# (question, label) → how many sheets; "" for how many answered it. Questions by the key of their title.
Counts = Mapping[tuple[str, str], int]


class Counted(NamedTuple):
    """What was counted. titles : the questions that were asked, by key; n : sheets."""

    titles: frozenset[str]
    n: int
    counts: Counts


class Bounds(NamedTuple):
    """Counts under the names of now. Of options that have become one, who chose both was counted twice."""

    least: Counts
    most: Counts


def found(session: Session, *, file: WjxFile, branch_id: int) -> Wave | None:
    """Return the wave that has these very answers of a branch already, None if there is none."""
    is_same = Wave.source_digest.in_((file.digest, file.file_digest))
    return session.scalar(select(Wave).where(is_same, Wave.branch_id == branch_id).limit(1))


def refuse_nearly_same(session: Session, *, file: WjxFile, branch_id: int, month: date) -> None:
    """Refuse a file that differs from an earlier one of the branch by too few answers to be shown.

    That is: its questions are among the other's, both are large enough to be shown, and the numbers of answers
    differ by less than a shown group has — in the same month, or in another when all counts of one lie within
    the other's, whatever its options were called then. file : as it counts.
    Refuses: import_nearly_same.
    """
    least = int(settings.get(session, "show_from"))
    new = _of_file(file)
    names = _names(session, file, new.titles)
    now = _bounds(new.counts, names)
    waves = select(Wave, QuestionnaireVersion).join(
        QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id
    )
    for wave, version in session.execute(
        waves.where(Wave.kind == WaveKind.IMPORTED, Wave.branch_id == branch_id)
    ):
        old = _of_wave(session, wave, version)
        is_shown = min(new.n, old.n) >= least
        if not is_shown or abs(new.n - old.n) >= least or not _asks_the_same(old.titles, new.titles):
            continue
        then = _bounds(old.counts, names)
        if wave.month == month or _lies_within(then, now) or _lies_within(now, then):
            raise Conflict("import_nearly_same", month=wave.month, n=old.n, least=least)


def _keys(titles: Mapping[str, str]) -> dict[str, str]:
    return {code: wjx_labels.key_of(name) for code, name in wjx_labels.names_of(titles).items()}


def _named(titles: Mapping[str, str], keys: Mapping[str, str]) -> frozenset[str]:
    return frozenset(keys[code] for code, title in titles.items() if not NAMELESS.fullmatch(title))


def _of_file(file: WjxFile) -> Counted:
    titles = {question.code: question.title for question in file.questions}
    keys, choices = _keys(titles), wjx_labels.identities(file)
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in file.rows:
        for code, value in sheet.items():
            if code in choices:
                counts.update((keys[code], label) for label in ("", *_several(value)))
    return Counted(_named(titles, keys), len(file.rows), counts)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _of_wave(session: Session, wave: Wave, version: QuestionnaireVersion) -> Counted:
    questions: list[dict[str, Any]] = version.definition["questions"]  # type: ignore[assignment]
    own_words = {OWN_WORDS_OF.format(code=question["code"]) for question in questions}
    titles = {str(q["code"]): str(q["text"]) for q in questions if q["code"] not in own_words}
    labels = {
        (q["code"], option["code"]): str(option["label"])
        for q in questions
        for option in q.get("options", ())
    }
    keys = _keys(titles)
    counts: Counter[tuple[str, str]] = Counter()
    n = 0
    for counted in tallies.stored(session, wave_id=wave.id).values():
        n += counted[SHEETS]
        for (code, _, cell), times in counted.items():
            if code in keys and (not cell or (code, cell) in labels):
                counts[keys[code], labels[code, cell] if cell else ""] += times
    return Counted(_named(titles, keys), n, counts)


def _names(session: Session, file: WjxFile, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return key of a question → other name of an option → its name, as decided now or before."""
    kept = wjx_memory.kept_of(session, set(keys))
    names = {key: dict(found) for (mode, key), found in kept.items() if mode is AnswerMode.TEXT}
    for code, found in wjx_labels.identities(file).items():
        if found.mode is AnswerMode.TEXT:
            names.setdefault(found.key, {}).update(file.labels.get(code, {}))
    return names


def _bounds(counts: Counts, names: Mapping[str, Mapping[str, str]]) -> Bounds:
    least: Counter[tuple[str, str]] = Counter()
    most: Counter[tuple[str, str]] = Counter()
    for (key, label), n in counts.items():
        cell = key, names.get(key, {}).get(label, label)
        least[cell] = max(least[cell], n)
        most[cell] += n
    return Bounds(least, most)


def _asks_the_same(old: frozenset[str], new: frozenset[str]) -> bool:
    return old <= new or new <= old


def _lies_within(less: Bounds, more: Bounds) -> bool:
    # Texts are counted nowhere: only what both have counted can be compared.
    both = {key for key, _ in less.least} & {key for key, _ in more.most}
    return all(more.most.get(cell, 0) >= n for cell, n in less.least.items() if cell[0] in both)
