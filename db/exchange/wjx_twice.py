"""A questionnaire that comes in again with a few more answers: two figures laid beside each other would show those few."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from db import settings, tallies
from db.errors import Conflict
from db.exchange import wjx_earlier, wjx_labels, wjx_memory
from db.exchange.wjx_file import WjxFile
from db.models import QuestionnaireVersion, Wave
from db.tallies import SHEETS
from db.vocabulary import AnswerMode

# (question, label) → how many sheets; "" for how many answered it. Questions by the key of their title.
Counts = Mapping[tuple[str, str], int]


class Bounds(NamedTuple):
    """Counts under the names of now. Of options that have become one, who chose both was counted twice."""

    least: Counts
    most: Counts


def refuse_nearly_same(
    session: Session, *, file: WjxFile, branch_id: int, month: date, replaced: Collection[Wave] = ()
) -> None:
    """Refuse a file that differs from an earlier one of the branch by too few answers to be shown.

    That is: it asks the same, both are large enough to be shown, and the numbers of answers differ by less than a
    shown group has — where it replaces the other, in the same month, or in another when all counts of one lie within
    the other's, whatever its options were called then. What was replaced has been seen, and counts as before.
    file : as it counts. replaced : waves that it is to replace.
    Refuses: import_nearly_same.
    """
    least = int(settings.get(session, "show_from"))
    asked, n = wjx_earlier.asked_in(file), len(file.rows)
    if n < least:
        return
    names = _names(session, file, asked)
    now = _bounds(_of_file(file), names)
    for wave, version in wjx_earlier.imported(session, {branch_id}).get(branch_id, []):
        if not wjx_earlier.asks_the_same(wjx_earlier.asked_of(version), asked):
            continue
        old_n, old = _of_wave(session, wave, version)
        if old_n < least or abs(n - old_n) >= least:
            continue
        then = _bounds(old, names)
        is_told = wave.month == month or wave in replaced
        if is_told or _lies_within(then, now) or _lies_within(now, then):
            raise Conflict("import_nearly_same", month=wave.month, n=old_n, least=least)


def _of_file(file: WjxFile) -> Counts:
    keys = wjx_labels.keys_of({question.code: question.title for question in file.questions})
    choices = wjx_labels.identities(file)
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in file.rows:
        for code, value in sheet.items():
            if code in choices:
                counts.update((keys[code], label) for label in ("", *_several(value)))
    return counts


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


def _of_wave(session: Session, wave: Wave, version: QuestionnaireVersion) -> tuple[int, Counts]:
    """Return how many sheets came in, and what was counted."""
    questions: list[dict[str, Any]] = version.definition["questions"]  # type: ignore[assignment]
    labels = {
        (q["code"], option["code"]): str(option["label"])
        for q in questions
        for option in q.get("options", ())
    }
    keys = wjx_labels.keys_of(wjx_earlier.titles_of(version))
    counts: Counter[tuple[str, str]] = Counter()
    n = 0
    for counted in tallies.stored(session, wave_id=wave.id).values():
        n += counted[SHEETS]
        for (code, _, cell), times in counted.items():
            if code in keys and (not cell or (code, cell) in labels):
                counts[keys[code], labels[code, cell] if cell else ""] += times
    return n, counts


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


def _lies_within(less: Bounds, more: Bounds) -> bool:
    # Texts are counted nowhere: only what both have counted can be compared.
    both = {key for key, _ in less.least} & {key for key, _ in more.most}
    return all(more.most.get(cell, 0) >= n for cell, n in less.least.items() if cell[0] in both)
