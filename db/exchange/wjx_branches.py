"""One export of many branches: a column says whose each row is. Each branch gets its own wave, all of them or none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from db import organisations
from db.errors import Conflict, Faulty, Invalid, NotFound, Refused, RowFault
from db.exchange import wjx_earlier, wjx_import, wjx_labels, wjx_memory
from db.exchange.wjx_file import WjxFile
from db.exchange.wjx_import import WjxImport
from db.rights import Act, Doer, Noun, require


@dataclass(frozen=True)
class Part:
    """The rows of one branch. row : the first of them in the file."""

    branch_id: int
    name: str
    row: int
    file: WjxFile


def parts(session: Session, *, actor: Doer, file: WjxFile) -> tuple[Part, ...]:
    """Return what of a file belongs to which branch, in the order of the tree. Only branches at work are found.

    Refuses: no_right, wjx_labels_missing — the column holds numbers; wjx_branches_faulty (a `Faulty`): each name that
    is no branch, or several, with its first row.
    """
    require(actor, Noun.QUESTIONNAIRE, Act.ADD)
    wjx_labels.require_all(replace(file, questions=()))
    ids: dict[str, list[int]] = {}
    for branch in organisations.branches_for(session, actor=actor):
        ids.setdefault(branch.name, []).append(branch.id)
    places: dict[str, list[int]] = {}
    for place, (_, name) in enumerate(file.branches):
        places.setdefault(" ".join(name.split()), []).append(place)
    faults = [
        RowFault("", file.branches[found[0]][0], _refusal(name, ids.get(name, []), len(found)))
        for name, found in places.items()
        if len(ids.get(name, [])) != 1
    ]
    if faults:
        raise Faulty("wjx_branches_faulty", faults)
    return tuple(_part(file, key, name, places[name]) for name, (key,) in ids.items() if name in places)


def _part(file: WjxFile, branch_id: int, name: str, places: Sequence[int]) -> Part:
    rows = tuple(file.rows[place] for place in places)
    headings, marks = file.marks
    own_marks = headings, tuple(marks[place] for place in places)
    own = replace(file, rows=rows, marks=own_marks, branches=(), branch=None, labels={})
    return Part(branch_id, name, file.branches[places[0]][0], own)


def _refusal(name: str, found: list[int], n_rows: int) -> Refused:
    if not name:
        return Invalid("wjx_branch_missing", n=n_rows)
    if found:
        return Conflict("branch_name_ambiguous", name=name[:60], n=len(found))
    return NotFound("wjx_branch_unknown", name=name[:60], n=n_rows)


def import_all(
    session: Session,
    *,
    actor: Doer,
    file: WjxFile,
    title: str,
    now: datetime,
    month: date | None = None,
    replaces: Collection[int] | None = None,
) -> list[tuple[Part, WjxImport]]:
    """Write every branch's part as `wjx_import.import_wjx` does. A branch that has these answers already is passed over.

    What is replaced is of the file: a branch without it has its part as a survey of its own.

    Refuses: what `parts` refuses, wjx_branches_faulty with what was refused per branch.
    """
    found = parts(session, actor=actor, file=file)
    said = _said(session, found, replaces)
    done, faults = [], []
    # In one order, so that two imports at once do not stand in each other's way.
    for part in sorted(found, key=lambda part: part.branch_id):
        try:
            made = wjx_import.import_wjx(
                session,
                actor=actor,
                file=part.file,
                branch_id=part.branch_id,
                title=title,
                month=month,
                replaces=said[part.branch_id],
                now=now,
            )
            done.append((part, made))
        except Conflict as refused:
            faults.append(RowFault("", part.row, Conflict("wjx_branch_refused", name=part.name, why=refused)))
    if faults:
        raise Faulty("wjx_branches_faulty", faults)
    n_labels = wjx_memory.remember(session, actor=actor, file=file, now=now)
    return [(part, replace(made, n_labels=n_labels)) for part, made in done]


def _said(
    session: Session, found: Sequence[Part], replaces: Collection[int] | None
) -> dict[int, Collection[int] | None]:
    """Return branch → what was said of its part. What was replaced comes back beside its newer download only with a file
    that is in as a whole: else that was said of the other branches.
    """
    ids = {part.branch_id for part in found}
    known = {p.branch_id for p in found if wjx_earlier.found(session, file=p.file, branch_id=p.branch_id)}
    is_of_others = replaces is not None and not replaces and known != ids
    return {key: None if is_of_others and key in known else replaces for key in ids}
