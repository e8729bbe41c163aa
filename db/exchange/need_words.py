"""The needs ledger as its handlers work with it (含原话): words, numbers and verdicts; it stays with them.

One right opens it, that to the words of a need, and it holds only what the person's own organisation handles.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import guardians, questionnaires, secrets
from db.exchange import need_rows
from db.exchange.cells import Cell
from db.exchange.extent import Extent, Rows
from db.guardians import SENSITIVE
from db.models import Need, NeedEvent, Organisation
from db.rights import Act, Noun, require
from db.vocabulary import NeedState, Verb

COLUMNS = {
    "序号": 5,
    "编号": 13,
    "团支部": 14,
    "登记日期": 14,
    "来源": 8,
    "需求类别": 13,
    "需求内容": 32,
    "紧急程度": 6,
    "承办人": 10,
    "办理期限": 14,
    "状态": 9,
    "办理措施": 14,
    "办结日期": 14,
    "青年反馈": 10,
}
# What a branch's and what others' go without: a page across has no room for more.
NOT_OF_BRANCH, NOT_ABOVE = ("团支部",), ("来源", "紧急程度")


def read(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the needs that the person's organisation handles, the oldest first.

    What is sensitive and open to a guardian only stays without content for others.
    Refuses: no_right.
    """
    require(extent.actor, Noun.NEED_TEXT, Act.READ)
    found = need_rows.found_in(session, extent, Need.organisation_id == extent.organisation_id)
    without = NOT_OF_BRANCH if extent.is_branch else NOT_ABOVE
    columns = [(name, width) for name, width in COLUMNS.items() if name not in without]
    closed = extent.organisation_id in guardians.closed_to(session, actor=extent.actor)
    labels, named = questionnaires.category_labels(session), need_rows.people(session)
    done = need_rows.measures(session, extent.organisation_id)
    again = select(NeedEvent.need_id).join(Need, Need.id == NeedEvent.need_id)
    here = Need.organisation_id == extent.organisation_id
    reopened = set(session.scalars(again.where(here, NeedEvent.verb == Verb.REOPEN)))
    lines = (
        {"序号": n, "承办人": named.get(need.owner_id), **_line(need, branch, reopened)}
        | ({"需求类别": SENSITIVE} if closed and need.is_sensitive else _content(need, labels, done))
        for n, (need, branch) in enumerate(found, 1)
    )
    return columns, ([line.get(name) for name, _ in columns] for line in lines)


def _line(need: Need, branch: Organisation, reopened: set[UUID]) -> dict[str, Cell]:
    return {
        "编号": need.number,
        "团支部": branch.name,
        "登记日期": need.raised_on,
        "来源": need.source.label,
        "紧急程度": need.urgency.label,
        "办理期限": need.first_due_on,
        "状态": need.state.label,
        "办结日期": need.settled_on,
        "青年反馈": _verdict(need, was_reopened=need.id in reopened),
    }


def _content(need: Need, labels: Mapping[str, str], done: Mapping[UUID, str]) -> dict[str, Cell]:
    sub_item = f"·{labels[need.sub_item_code]}" if need.sub_item_code else ""
    return {
        "需求类别": f"{labels[need.category_code]}{sub_item}",
        "需求内容": secrets.unseal_optional(secrets.TEXT, need.text_sealed),
        "办理措施": done[need.id],
    }


def _verdict(need: Need, *, was_reopened: bool) -> str | None:
    """Return what the youth said of it, in words; None for nothing."""
    said = [
        need.outcome.label if need.outcome else "",
        f"{need.rating}分" if need.rating else "",
        "曾重新办理" if was_reopened and need.state is not NeedState.REOPENED else "",
    ]
    return "，".join(word for word in said if word) or None
