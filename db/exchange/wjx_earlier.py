"""What is in already of a file that is to come in: the very same answers, or an earlier download of the same survey.

Whether a file is a newer download is asked, never found out from its answers: two youths may give the same ones, and an
answer to that question would tell what the few answers of a small file say. Only what was asked and when counts here.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import secrets
from db.exchange import wjx_labels
from db.exchange.wjx_file import OWN_WORDS_OF, WjxFile
from db.models import Questionnaire, QuestionnaireVersion, Release, Wave
from db.rights import Act, Doer, Noun, require
from db.vocabulary import WaveKind
from db.workdays import month_of

# Where a file does not say what was asked.
NAMELESS = re.compile(r"第\d+题")


@dataclass(frozen=True)
class Earlier:
    """An earlier file that asks the same. version_id : names it. month : for which it counts, the latest of several.

    branch_ids : whose answers came in with it and are not replaced, of those asked about.
    """

    version_id: int
    title: str
    month: date
    imported_at: datetime
    branch_ids: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """How a file stands to what is in. known : branches that this very file came in for. replaced : of them, those that
    have a newer download instead. earlier : what asks the same at the other branches, the latest first.
    """

    known: frozenset[int]
    replaced: frozenset[int]
    earlier: tuple[Earlier, ...]


def mark_of(file: WjxFile) -> str:
    """Return by what these answers are known again. With the key alone: there are few ways to answer a short survey."""
    return secrets.keyed_hash("import", file.digest)


def code_of(file: WjxFile) -> str:
    """Return the code of the questionnaire that this very file makes, whichever branch it is for."""
    return f"wjx-{secrets.keyed_hash('import', file.file_digest)[:16]}"


def found(session: Session, *, file: WjxFile, branch_id: int) -> Wave | None:
    """Return the wave that has these very answers of a branch already, replaced or not; None if there is none."""
    is_same = Wave.source_digest.in_(_marks(file))
    return session.scalar(select(Wave).where(is_same, Wave.branch_id == branch_id).limit(1))


def _marks(file: WjxFile) -> tuple[str, ...]:
    # The last two are how earlier imports were marked.
    return mark_of(file), file.digest, file.file_digest


def standing(session: Session, *, actor: Doer, files: Mapping[int, WjxFile]) -> Standing:
    """Tell how a file stands to what is in. files : branch → its part. Writes nothing. Refuses: no_right.

    Whether the same answers came in with another file is not told: nobody could see who only tries answers out.
    """
    require(actor, Noun.RELEASE, Act.PUBLISH)
    this_file = _versions(session, files.values())
    known, replaced = set[int](), set[int]()
    like: dict[int, list[tuple[Wave, QuestionnaireVersion]]] = {}
    waves = imported(session, files)
    for branch_id, file in files.items():
        marks, own = _marks(file), waves.get(branch_id, [])
        same = [wave for wave, version in own if version.id in this_file and wave.source_digest in marks]
        known |= {branch_id for _ in same}
        replaced |= {branch_id for wave in same if wave.replaced_by_id is not None}
        if branch_id not in known or branch_id in replaced:
            for wave, version in _like(file, own):
                like.setdefault(version.id, []).append((wave, version))
    return Standing(frozenset(known), frozenset(replaced), _earlier(session, like))


def _versions(session: Session, files: Collection[WjxFile]) -> set[int]:
    """Return the versions that a file made; each part of it knows of the same file."""
    query = select(QuestionnaireVersion.id).join(
        Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id
    )
    return set(session.scalars(query.where(Questionnaire.code.in_({code_of(file) for file in files}))))


def waves_like(session: Session, *, file: WjxFile, branch_id: int) -> list[Wave]:
    """Return what a branch has that asks the same and may hold answers of this file; nothing that was replaced."""
    own = imported(session, {branch_id}).get(branch_id, [])
    return [wave for wave, _ in _like(file, own) if wave.source_digest not in _marks(file)]


def stands_for(session: Session, wave: Wave) -> int:
    """Return the id of what stands in the place of an import now: its own, or that of the last one that replaced it."""
    while wave.replaced_by_id is not None:
        wave = session.get_one(Wave, wave.replaced_by_id)
    return wave.id


def title_of(session: Session, wave: Wave) -> str:
    """Return what a questionnaire was called when it came in."""
    return session.get_one(QuestionnaireVersion, wave.version_id).title


def has_any(session: Session, branch_id: int, version_ids: Collection[int]) -> bool:
    """Tell whether a branch has any of some versions, replaced or not."""
    query = select(Wave.id).where(Wave.branch_id == branch_id, Wave.version_id.in_(version_ids))
    return session.scalar(query.limit(1)) is not None


def imported(
    session: Session, branch_ids: Collection[int]
) -> dict[int | None, list[tuple[Wave, QuestionnaireVersion]]]:
    """Return branch → all that was imported for it with what it asked, replaced or not, in the order it came in."""
    query = (
        select(Wave, QuestionnaireVersion)
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Wave.version_id)
        .where(Wave.kind == WaveKind.IMPORTED, Wave.branch_id.in_(branch_ids))
        .order_by(Wave.id)
    )
    own: dict[int | None, list[tuple[Wave, QuestionnaireVersion]]] = {}
    for wave, version in session.execute(query):
        own.setdefault(wave.branch_id, []).append((wave, version))
    return own


def _like(
    file: WjxFile, own: Collection[tuple[Wave, QuestionnaireVersion]]
) -> Iterator[tuple[Wave, QuestionnaireVersion]]:
    asked = asked_in(file)
    for wave, version in own:
        if (
            wave.replaced_by_id is None
            and not _is_apart(file, wave)
            and asks_the_same(asked_of(version), asked)
        ):
            yield wave, version


def _is_apart(file: WjxFile, wave: Wave) -> bool:
    """Tell whether all of a file was sent in other months than all of an earlier one."""
    if not (file.earliest and file.latest and wave.answered_from and wave.answered_until):
        return False
    return month_of(file.earliest) > wave.answered_until or month_of(file.latest) < wave.answered_from


def _earlier(
    session: Session, like: Mapping[int, Collection[tuple[Wave, QuestionnaireVersion]]]
) -> tuple[Earlier, ...]:
    waves = [wave.id for own in like.values() for wave, _ in own]
    of_first = (Release.wave_id.in_(waves), Release.number == 1)
    rows = session.execute(select(Release.wave_id, Release.released_at).where(*of_first))
    when = {row.wave_id: row.released_at for row in rows}
    made = (
        Earlier(
            version_id=version_id,
            title=next(version.title for _, version in own),
            month=max(wave.month for wave, _ in own),
            imported_at=max(when[wave.id] for wave, _ in own),
            branch_ids=tuple(wave.branch_id for wave, _ in own if wave.branch_id is not None),
        )
        for version_id, own in like.items()
    )
    return tuple(sorted(made, key=lambda one: (one.imported_at, one.version_id), reverse=True))


# What was asked


def asks_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two sets of questions are one survey: all of one are in the other, or more than half are."""
    both, less = one & other, min(one, other, key=len)
    return len(both) * 2 > len(less) or both == less


def asked_in(file: WjxFile) -> frozenset[str]:
    """Return the questions of a file that have a title, by key."""
    return _named({question.code: question.title for question in file.questions})


def asked_of(version: QuestionnaireVersion) -> frozenset[str]:
    """Return the same of what came in."""
    return _named(titles_of(version))


def titles_of(version: QuestionnaireVersion) -> dict[str, str]:
    """Return code → title of what was asked, without the texts beside an option."""
    questions: list[dict[str, str]] = version.definition["questions"]  # type: ignore[assignment]
    own_words = {OWN_WORDS_OF.format(code=question["code"]) for question in questions}
    return {q["code"]: q["text"] for q in questions if q["code"] not in own_words}


def _named(titles: Mapping[str, str]) -> frozenset[str]:
    keys = wjx_labels.keys_of(titles)
    return frozenset(keys[code] for code, title in titles.items() if not NAMELESS.fullmatch(title))
