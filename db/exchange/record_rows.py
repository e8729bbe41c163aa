"""What branches recorded, as ledgers: activities (活动记录), pairings (结对台账) and talks (谈心登记).

Activities are told to everybody above. A pairing and a talk are about one person: record by record for their own
branch only, without any content; above it they are counts per branch. What two people said stands in no file.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import questionnaires, secrets
from db.exchange.cells import Cell
from db.exchange.extent import ABOVE, Extent, Rows, per_branch
from db.models import Activity, Organisation, Pairing, PairingContact, Person, Picture, Talk
from db.rights import Act, Noun, require, within

AT_ONCE = 500
ACTIVITIES = {
    "序号": 5,
    "编号": 14,
    "日期": 12,
    "活动主题": 28,
    "类型": 7,
    "地点": 14,
    "计划人数": 7,
    "实到人数": 7,
    "其中团员": 7,
    "对应需求类别": 12,
    "内容摘要": 26,
    "照片张数": 6,
    "备注": 9,
}
PAIRINGS = {
    "序号": 5,
    "编号": 14,
    "团干部": 10,
    "青年化名": 12,
    "青年类别": 8,
    "结对日期": 12,
    "本期联系次数": 8,
    "联系记录": 32,
    "最近联系": 12,
    "结束日期": 12,
    "结束原因": 10,
    "备注": 9,
}
PAIRING_COUNTS = {
    "序号": 6,
    "新结对人数": 12,
    "期末在结人数": 14,
    "联系次数": 12,
    "结束人数": 12,
    "备注": 20,
}
TALKS = {
    "序号": 6,
    "编号": 15,
    "谈心日期": 13,
    "方式": 12,
    "对象类别": 12,
    "谈话缘由": 18,
    "谈话人": 14,
    "备注": 24,
}
TALK_COUNTS = {
    "序号": 6,
    "谈心次数": 12,
    "备注": 40,
}


def number(letter: str, day: date, key: int) -> str:
    """Return the number under which a ledger knows a record: H-202606-017."""
    return f"{letter}-{day:%Y%m}-{key:03d}"


def pictures_of(condition: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return how many pictures a record has, for a query. condition : which are its own."""
    return select(func.count()).select_from(Picture).where(condition).scalar_subquery()


def activities(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the activities held, the first one first. Refuses: no_right."""
    visible = within(
        extent.actor, Noun.ACTIVITY, Act.READ, organisation_id=Activity.branch_id, path=Organisation.path
    )
    held = Activity.held_on.between(extent.first, extent.last)
    n_pictures = pictures_of(Picture.activity_id == Activity.id)
    found = session.execute(
        select(Activity, Organisation.name, ABOVE.name, n_pictures)
        .join(Organisation, Organisation.id == Activity.branch_id)
        .outerjoin(ABOVE, ABOVE.id == Organisation.parent_id)
        .where(visible, extent.below(), held)
        .order_by(Activity.held_on, Activity.id)
        .execution_options(yield_per=AT_ONCE)
    )
    labels = questionnaires.category_labels(session)
    rows = (
        (n, *extent.place(above, name), *_held(row, labels, n))
        for at, (row, name, above, n) in enumerate(found, 1)
    )
    return extent.placed(ACTIVITIES), rows


def _held(row: Activity, labels: Mapping[str, str], n_pictures: int) -> tuple[Cell, ...]:
    return (
        number("H", row.held_on, row.id),
        row.held_on,
        row.theme,
        row.kind.label,
        row.place,
        row.planned_people,
        row.attended_people,
        row.attended_members,
        labels[row.category_code] if row.category_code else None,
        row.summary,
        n_pictures,
        None,
    )


def pairings(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the pairings that went on in the period: one by one of a branch, else counts.

    The alias is for the branch's own people. Refuses: no_right.
    """
    if not extent.is_branch:
        require(extent.actor, Noun.MONTH_RECORD, Act.READ)
        counted = pairing_counts(session, extent.below(), extent.first, extent.last)
        return extent.placed(PAIRING_COUNTS), per_branch(session, extent, lambda key: counted[key])
    return extent.placed(PAIRINGS), _pairings(session, extent)


def _pairings(session: Session, extent: Extent) -> Iterator[Sequence[Cell]]:
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
    for n, (row, cadre) in enumerate(found, 1):
        met = contacts[row.id]
        yield (
            n,
            number("J", row.paired_on, row.id),
            cadre,
            secrets.unseal(secrets.TEXT, row.alias_sealed) if extent.is_own else None,
            row.youth_group.label,
            row.paired_on,
            len(met),
            "；".join(f"{day.month}月{day.day}日{channel}" for day, channel in met) or None,
            met[-1][0] if met else None,
            row.ended_on,
            row.end_reason.label if row.end_reason else None,
            None,
        )


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


def talks(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the talks: of a branch one by one without any content, else counts.

    Neither text nor alias nor what it was about is read. Refuses: no_right.
    """
    noun = Noun.TALK if extent.is_branch else Noun.TALK_COUNT
    visible = within(extent.actor, noun, Act.READ, organisation_id=Talk.branch_id, path=Organisation.path)
    talked = visible & extent.below() & Talk.talked_on.between(extent.first, extent.last)
    if extent.is_branch:
        return extent.placed(TALKS), _talks(session, talked)
    counted = _counts(session, Talk.branch_id, talked)
    return extent.placed(TALK_COUNTS), per_branch(session, extent, lambda key: (counted.get(key, 0),))


def _talks(session: Session, talked: ColumnElement[bool]) -> Iterator[Sequence[Cell]]:
    found = session.execute(
        select(Talk.id, Talk.talked_on, Talk.channel, Talk.youth_group, Talk.reason, Person.name)
        .join(Organisation, Organisation.id == Talk.branch_id)
        .join(Person, Person.id == Talk.person_id)
        .where(talked)
        .order_by(Talk.talked_on, Talk.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for n, (key, day, channel, group, reason, writer) in enumerate(found, 1):
        yield n, number("T", day, key), day, channel.label, group.label, reason.label, writer, None


def _counts(
    session: Session, branch: InstrumentedAttribute[int], chosen: ColumnElement[bool]
) -> dict[int, int]:
    rows = session.execute(
        select(branch, func.count())
        .join(Organisation, Organisation.id == branch)
        .where(chosen)
        .group_by(branch)
    )
    return dict(rows.all())
