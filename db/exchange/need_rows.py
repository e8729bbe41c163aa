"""The needs ledger (青年需求台账) of a period, as it leaves the house: no words, no number, no verdict of a youth.

A branch's own form goes up with its name on it, so a need is told what it is about only where the list above tells it
with the branch's name as well (`db.need_lines`): never of a branch with few answers, and of a sensitive need no more
than that it is one. What is not told has no day either, which would lead to the deed that was done for it. The form of
those above has no branch, and nothing by which another paper could give it one: no day, no deed; the month in which a
need was raised, and what it is about only where two branches had such a need on their own forms.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db import need_lines, questionnaires
from db.exchange.cells import Cell, month_in_words
from db.exchange.extent import Extent, Rows
from db.guardians import SENSITIVE
from db.links import committee_of
from db.models import Deed, Need, NeedEvent, Organisation, Person, need_deeds
from db.name_order import natural_key
from db.rights import Act, Noun, within
from db.vocabulary import NeedState

OF_BRANCH = {
    "序号": 6,
    "登记日期": 14,
    "需求类别": 12,
    "紧急程度": 7,
    "承办人": 12,
    "受理日期": 14,
    "办理期限": 14,
    "状态": 12,
    "办理措施": 26,
    "办结日期": 14,
    "反馈日期": 14,
    "备注": 12,
}
# Left out where a branch has too few answers: nobody outside is told what its needs are about, and a day is that of a deed.
CONTENT = ("需求类别", "受理日期", "办理期限", "办理措施", "办结日期", "反馈日期")
OF_MANY = {
    "序号": 8,
    "团（工）委": 26,
    "登记月份": 16,
    "需求类别": 22,
    "状态": 18,
    "备注": 30,
}
PASSED_UP = "已转交上级"
# In how many branches of a committee a need of a kind has to have come up in a month.
SHARED_BY = 2

Query = Select[*tuple[Any, ...]]
Large = set[tuple[date, int]]
Line = dict[str, Cell]


def read(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the needs raised in the period. Refuses: no_right."""
    large = need_lines.large_branches(session, first=extent.first, last=extent.last)
    if not extent.is_branch:
        return _of_many(session, extent, large)
    # A branch keeps a line of what it passed up; of what a youth sent past it, it knows nothing.
    passed_up = (
        select(NeedEvent.need_id)
        .where(NeedEvent.need_id == Need.id, NeedEvent.to_state == NeedState.TRANSFERRED)
        .exists()
    ) & Need.goes_to_committee.is_(False)
    here = Need.organisation_id == extent.organisation_id
    needs = [need for need, _ in found_in(session, extent, here | passed_up)]
    told = any(branch_id == extent.organisation_id for _, branch_id in large)
    columns = [(name, width) for name, width in OF_BRANCH.items() if told or name not in CONTENT]
    lines = _of_branch(session, needs, large, measures(session, extent.organisation_id))
    return columns, ([line.get(name) for name, _ in columns] for line in lines)


def found_in(
    session: Session, extent: Extent, *conditions: ColumnElement[bool]
) -> list[tuple[Need, Organisation]]:
    """Return the needs raised in the period at the branches of an extent, each with its branch, the oldest first.

    Not what has not been handed over yet: its arrival could be laid beside an answer. Refuses: no_right.
    """
    # Numbers are drawn, so that they are in no order of arrival.
    query = _raised(extent, select(Need, Organisation)).where(*conditions)
    return [(need, branch) for need, branch in session.execute(query.order_by(Need.raised_on, Need.number))]


def _raised(extent: Extent, query: Query) -> Query:
    visible = within(
        extent.actor, Noun.EXPORT, Act.READ, organisation_id=Need.branch_id, path=Organisation.path
    )
    during = Need.month.between(extent.first, extent.last) & Need.handed_on.is_not(None)
    return query.join(Organisation, Organisation.id == Need.branch_id).where(visible, extent.below(), during)


def measures(session: Session, organisation_id: int) -> Mapping[UUID, str]:
    """Return need → the titles of an organisation's deeds that serve it, in one line; "" for none."""
    titles = defaultdict[UUID, list[str]](list)
    query = select(need_deeds.c.need_id, Deed.title).join(Deed, Deed.id == need_deeds.c.deed_id)
    here = Deed.organisation_id == organisation_id
    for need_id, title in session.execute(query.where(here).order_by(Deed.id)):
        titles[need_id].append(title)
    return defaultdict(str, {need_id: "；".join(said) for need_id, said in titles.items()})


def people(session: Session) -> dict[int | None, str]:
    """Return id → name of everybody with an account."""
    return dict(session.execute(select(Person.id, Person.name)).all())


def _of_branch(session: Session, needs: Sequence[Need], large: Large, done: Mapping[UUID, str]) -> list[Line]:
    labels, named = questionnaires.category_labels(session), people(session)
    return [
        {"序号": n, **_line(need, large, labels, named.get(need.owner_id), done[need.id])}
        for n, need in enumerate(needs, 1)
    ]


def _line(need: Need, large: Large, labels: Mapping[str, str], owner: str | None, measure: str) -> Line:
    if need.organisation_id != need.branch_id:
        return {"登记日期": month_in_words(need.raised_on), "状态": PASSED_UP}
    told = _is_told(need, large)
    if need.is_sensitive or not told:
        return {
            "登记日期": month_in_words(need.raised_on),
            "需求类别": SENSITIVE if told else None,
            "紧急程度": None if told else need.urgency.label,
            "承办人": None if told else owner,
            "状态": need.state.label,
        }
    return {
        "登记日期": need.raised_on,
        "需求类别": labels[need.category_code],
        "紧急程度": need.urgency.label,
        "承办人": owner,
        "受理日期": need.accepted_on,
        # What was promised; a day on which to look again is none of the youth's.
        "办理期限": need.first_due_on,
        "状态": need.state.label,
        "办理措施": measure,
        "办结日期": need.settled_on,
        "反馈日期": need.closed_on if need.outcome else None,
    }


def _is_told(need: Need, large: Large) -> bool:
    """Whether those above are told with the branch's name what it is about; as at the time when it was raised."""
    return (need_lines.quarter_of(need.month), need.branch_id) in large


def by_state(session: Session, extent: Extent) -> str:
    """Return how many needs of the period stand where, in words; "" for none. Refuses: no_right."""
    rows = session.execute(
        _raised(extent, select(Need.state, func.count()).select_from(Need)).group_by(Need.state)
    )
    counted: dict[NeedState, int] = dict(rows.all())
    return "、".join(f"{state.label}{counted[state]}件" for state in NeedState if state in counted)


def _of_many(session: Session, extent: Extent, large: Large) -> Rows:
    labels, places = questionnaires.category_labels(session), dict[int, str]()
    lines, branches = [], defaultdict[tuple[str, date, str], set[int]](set)
    for need, branch in found_in(session, extent):
        if branch.id not in places:
            places[branch.id] = committee_of(session, branch).name
        about = SENSITIVE if need.is_sensitive else labels[need.category_code]
        key = (places[branch.id], need.month, about if _is_told(need, large) else "")
        # What went past a branch is not on its form: counted here, it would be seen to be missing there.
        if not need.goes_to_committee:
            branches[key].add(branch.id)
        lines.append((key, need.state))
    told = [
        (month, place, about if len(branches[place, month, about]) >= SHARED_BY else "", state)
        for (place, month, about), state in lines
    ]
    # By what is seen and nothing else: order tells nothing.
    told.sort(key=lambda line: (line[0], natural_key(line[1]), line[2], list(NeedState).index(line[3])))
    rows = (
        {
            "序号": n,
            "团（工）委": place,
            "登记月份": month_in_words(month),
            "需求类别": about or None,
            "状态": state.label,
        }
        for n, (month, place, about, state) in enumerate(told, 1)
    )
    is_empty = not any(about for _, _, about, _ in told)
    columns = [(name, width) for name, width in OF_MANY.items() if not (is_empty and name == "需求类别")]
    return columns, ([row.get(name) for name, _ in columns] for row in rows)
