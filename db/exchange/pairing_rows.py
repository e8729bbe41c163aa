"""Pairings as a ledger (结对台账): pair by pair for their own branch, without the youth's alias; counts above it.

The alias and the days stand in a copy of its own that stays in the branch: the paper that leaves it has months. Beside
the list of talks a day, a way and a cadre would tell which youth it was that somebody talked with. What was said at a
contact stands in no file.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from db import entries, secrets
from db.exchange.cells import Cell, month_in_words
from db.exchange.extent import Extent, Rows, per_branch
from db.models import Organisation, Pairing, PairingContact, Person
from db.rights import Act, Noun, require, within

PAIRINGS = {
    "序号": 5,
    "编号": 13,
    "团干部": 12,
    "青年化名": 13,
    "青年类别": 9,
    "结对日期": 14,
    "本期联系次数": 8,
    "联系记录": 36,
    "最近联系": 14,
    "结束日期": 14,
    "结束原因": 11,
    "备注": 12,
}
# What ties a line to the youth: stays in the branch, like the days.
OWN = ("编号", "青年化名")
PAIRING_COUNTS = {
    "序号": 6,
    "新结对人数": 12,
    "期末在结人数": 14,
    "联系次数": 12,
    "结束人数": 12,
    "备注": 20,
}


def read(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the pairings that went on in the period: one by one of a branch, else counts.

    Refuses: no_right.
    """
    if not extent.is_branch:
        require(extent.actor, Noun.MONTH_RECORD, Act.READ)
        counted = pairing_counts(session, extent.below(), extent.first, extent.last)
        return extent.placed(PAIRING_COUNTS), per_branch(session, extent, lambda key: counted[key])
    columns = [(name, width) for name, width in PAIRINGS.items() if name not in OWN]
    return columns, ([line.get(name) for name, _ in columns] for line in _lines(session, extent))


def read_aliases(session: Session, extent: Extent) -> Rows:
    """Return the same of a branch with number and alias: for its own people (含化名). Refuses: no_right."""
    aliases = ([line.get(name) for name in PAIRINGS] for line in _lines(session, extent, is_inside=True))
    return tuple(PAIRINGS.items()), aliases


def _lines(session: Session, extent: Extent, *, is_inside: bool = False) -> Iterator[dict[str, Cell]]:
    visible = within(
        extent.actor, Noun.PAIRING, Act.READ, organisation_id=Pairing.branch_id, path=Organisation.path
    )
    goes_on = (Pairing.paired_on <= extent.last) & (
        Pairing.ended_on.is_(None) | (Pairing.ended_on >= extent.first)
    )
    found = session.execute(
        select(Pairing, Person.name)
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .join(Person, Person.id == Pairing.person_id)
        .where(visible, goes_on, Pairing.branch_id == extent.organisation_id)
        .order_by(Pairing.paired_on, Pairing.id)
    )
    contacts = _contacts(session, extent)
    day = _day if is_inside else _month
    for n, (row, cadre) in enumerate(found, 1):
        met = contacts[row.id]
        yield {
            "序号": n,
            "编号": entries.number(entries.PAIRING, row.paired_on, row.id),
            "团干部": cadre,
            "青年化名": secrets.unseal_optional(secrets.TEXT, row.alias_sealed) if is_inside else None,
            "青年类别": row.youth_group.label,
            "结对日期": day(row.paired_on),
            "本期联系次数": len(met),
            "联系记录": "；".join(_days(met) if is_inside else _months(met)) or None,
            "最近联系": day(met[-1][0]) if met else None,
            "结束日期": day(row.ended_on),
            "结束原因": row.end_reason.label if row.end_reason else None,
        }


def _day(day: date | None) -> Cell:
    return day


def _month(day: date | None) -> Cell:
    return month_in_words(day) if day else None


def _days(met: Sequence[tuple[date, str]]) -> Iterator[str]:
    return (f"{day.month}月{day.day}日{channel}" for day, channel in met)


def _months(met: Sequence[tuple[date, str]]) -> Iterator[str]:
    counted = Counter((day.year, day.month) for day, _ in met)
    return (f"{month}月{n}次" for (_, month), n in counted.items())


def _contacts(session: Session, extent: Extent) -> dict[int, list[tuple[date, str]]]:
    """Return pairing → day and way of its contacts in the period, the first one first."""
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    rows = session.execute(
        select(PairingContact.pairing_id, PairingContact.contacted_on, PairingContact.channel)
        .join(Pairing, Pairing.id == PairingContact.pairing_id)
        .where(
            Pairing.branch_id == extent.organisation_id,
            PairingContact.contacted_on.between(extent.first, extent.last),
        )
        .order_by(PairingContact.contacted_on, PairingContact.id)
    )
    for pairing_id, day, channel in rows:
        found[pairing_id].append((day, channel.label))
    return found


def pairing_counts(
    session: Session, branches: ColumnElement[bool], first: date, last: date
) -> dict[int, tuple[int, int, int, int]]:
    """Return branch → pairs begun from `first` to `last`, going on at its end, contacts, pairs ended; 0 where none."""
    begun = Pairing.paired_on.between(first, last)
    goes_on = (Pairing.paired_on <= last) & (Pairing.ended_on.is_(None) | (Pairing.ended_on > last))
    ended = Pairing.ended_on.between(first, last)
    pairs = session.execute(
        select(Pairing.branch_id, *(func.sum(case((one, 1), else_=0)) for one in (begun, goes_on, ended)))
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .where(branches)
        .group_by(Pairing.branch_id)
    )
    met = session.execute(
        select(Pairing.branch_id, func.count())
        .join(PairingContact, PairingContact.pairing_id == Pairing.id)
        .join(Organisation, Organisation.id == Pairing.branch_id)
        .where(branches, PairingContact.contacted_on.between(first, last))
        .group_by(Pairing.branch_id)
    )
    contacts = dict(met.all())
    found: dict[int, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    for branch_id, n_begun, n_going_on, n_ended in pairs:
        found[branch_id] = (int(n_begun), int(n_going_on), contacts.get(branch_id, 0), int(n_ended))
    return found
