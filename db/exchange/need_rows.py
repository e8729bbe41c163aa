"""The needs ledger (青年需求台账) of a period: complete for whoever handles a need, merged for everybody above.

Above the handler a need has no text, no branch, no sub-item and no person, and a sensitive one no category.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import guardians, questionnaires, secrets
from db.exchange.cells import Cell
from db.exchange.extent import Extent, Rows
from db.links import committee_of
from db.models import Deed, Need, NeedEvent, Organisation, Person, need_deeds
from db.rights import Act, Actor, Doer, Noun, scope_of, within
from db.vocabulary import NeedState, Verb

COLUMNS = {
    "序号": 5,
    "编号": 13,
    "登记日期": 12,
    "来源": 8,
    "所属组织": 14,
    "领域": 9,
    "需求类别（一级）": 10,
    "需求类别（二级）": 12,
    "需求内容": 26,
    "紧急程度": 6,
    "承办人": 9,
    "受理日期": 12,
    "办理期限": 12,
    "状态": 8,
    "办理措施": 20,
    "办结日期": 12,
    "办理结果": 9,
    "反馈日期": 12,
    "青年评价（1—5）": 9,
    "是否重新办理": 7,
    "备注": 7,
}
SENSITIVE = "敏感类"


def read(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the needs raised in the period, by number (drawn, so in no order of arrival).

    Refuses: no_right.
    """
    # A branch exports what it handles; above it, a need belongs where it came from.
    visible = within(
        extent.actor, Noun.EXPORT, Act.READ, organisation_id=Need.organisation_id, path=Organisation.path
    )
    query = (
        select(Need, Organisation)
        .join(Organisation, Organisation.id == Need.branch_id)
        .where(visible, Need.month.between(extent.first, extent.last), Need.handed_on.is_not(None))
        .order_by(Need.number)
    )
    # Not what was sent past the branch.
    handled = Need.organisation_id == extent.organisation_id
    query = query.where(handled if extent.is_branch else extent.below())
    found = [(need, branch) for need, branch in session.execute(query)]
    ledger = _Ledger(session, extent.actor, [need.id for need, _ in found], names_branch=extent.is_branch)
    return tuple(COLUMNS.items()), (ledger.row(n, need, branch) for n, (need, branch) in enumerate(found, 1))


class _Ledger:
    """What the rows look up, read once."""

    def __init__(
        self, session: Session, actor: Doer, needs: Sequence[uuid.UUID], *, names_branch: bool
    ) -> None:
        self.session, self.actor, self.names_branch = session, actor, names_branch
        self.labels = questionnaires.category_labels(session)
        self.closed = guardians.closed_to(session, actor=actor)
        self.people = {row.id: row.name for row in session.execute(select(Person.id, Person.name))}
        self.committees: dict[int, str] = {}
        wanted = set(needs)
        reopened = select(NeedEvent.need_id).where(NeedEvent.verb == Verb.REOPEN)
        self.reopened = wanted & set(session.scalars(reopened))
        self.deeds: dict[uuid.UUID, list[str]] = {}
        titles = select(need_deeds.c.need_id, Deed.title).join(Deed, Deed.id == need_deeds.c.deed_id)
        for need_id, title in session.execute(titles.order_by(Deed.id)):
            if need_id in wanted:
                self.deeds.setdefault(need_id, []).append(title)

    def row(self, n: int, need: Need, branch: Organisation) -> list[Cell]:
        """Return one need's line."""
        return [
            n,
            need.number,
            need.raised_on,
            need.source.label,
            *self._content(need, branch),
            need.urgency.label,
            self.people.get(need.owner_id or 0) if self._tells(need) else None,
            need.accepted_on,
            need.due_on,
            need.state.label,
            "；".join(self.deeds.get(need.id, ())) if self._tells(need) else None,
            need.settled_on,
            _result(need),
            need.closed_on,
            need.rating,
            "是" if need.id in self.reopened else "否",
            None,
        ]

    def _handles(self, need: Need) -> bool:
        mine = isinstance(self.actor, Actor) and need.organisation_id == self.actor.organisation_id
        return mine and not (need.is_sensitive and need.organisation_id in self.closed)

    def _names(self, need: Need) -> bool:
        return self.names_branch or self._handles(need)

    def _tells(self, need: Need) -> bool:
        """Who worked on it and what was done: never of a sensitive need to anybody but its handler."""
        return self._handles(need) or (self.names_branch and not need.is_sensitive)

    def _content(self, need: Need, branch: Organisation) -> tuple[Cell, ...]:
        """所属组织, 领域, 需求类别 in two levels, 需求内容."""
        owner, domain = self._committee(branch), None
        if self._names(need):
            owner, domain = branch.name, branch.domain.label if branch.domain else None
        if need.is_sensitive and not self._handles(need):
            return owner, domain, SENSITIVE, None, None
        category = self.labels[need.category_code]
        if not self._names(need):
            return owner, domain, category, None, None
        sub_item = self.labels[need.sub_item_code] if need.sub_item_code else None
        return owner, domain, category, sub_item, self._text(need)

    def _text(self, need: Need) -> str | None:
        if not self._handles(need) or scope_of(self.actor, Noun.NEED_TEXT, Act.READ) is None:
            return None
        return secrets.unseal_optional(secrets.TEXT, need.text_sealed)

    def _committee(self, branch: Organisation) -> str:
        if branch.id not in self.committees:
            self.committees[branch.id] = committee_of(self.session, branch).name
        return self.committees[branch.id]


def _result(need: Need) -> str | None:
    if need.outcome is not None:
        return need.outcome.label
    return need.state.label if need.state is NeedState.DECLINED else None
