"""The list of deeds (实事清单): for everybody above without the numbers and categories of the needs they serve.

Above the branch a need has no branch; a deed that named its needs would give it one.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import guardians, questionnaires
from db.exchange.cells import Cell
from db.exchange.extent import ABOVE, Extent, Rows
from db.exchange.record_rows import AT_ONCE, number, pictures_of
from db.models import Deed, Need, Organisation, Person, Picture, need_deeds
from db.rights import Act, Actor, Noun, within

COLUMNS = {
    "序号": 5,
    "编号": 14,
    "月份": 11,
    "实事名称": 28,
    "类型": 8,
    "服务方面": 11,
    "对应需求": 14,
    "量化目标": 18,
    "责任人": 10,
    "进展": 8,
    "完成日期": 12,
    "受益人数": 7,
    "成效简述": 22,
    "照片张数": 6,
    "备注": 9,
}


@dataclass
class _Served:
    """The needs that a deed serves: their numbers, and whether one of them is sensitive."""

    numbers: list[str]
    is_sensitive: bool = False


def read(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the deeds of the period, month by month. Refuses: no_right."""
    visible = within(
        extent.actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path
    )
    chosen = visible & extent.below() & Deed.month.between(extent.first, extent.last)
    return extent.placed(COLUMNS), _rows(session, extent, chosen)


def _rows(session: Session, extent: Extent, chosen: ColumnElement[bool]) -> Iterator[Sequence[Cell]]:
    labels, closed = questionnaires.category_labels(session), guardians.closed_to(session, actor=extent.actor)
    served = _served(session, chosen)
    found = session.execute(
        select(Deed, Organisation.name, ABOVE.name, Person.name, pictures_of(Picture.deed_id == Deed.id))
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .join(Person, Person.id == Deed.person_id)
        .outerjoin(ABOVE, ABOVE.id == Organisation.parent_id)
        .where(chosen)
        .order_by(Deed.month, Deed.done_on, Deed.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for n, (deed, name, above, person, n_pictures) in enumerate(found, 1):
        needs = served.get(deed.id, _Served([]))
        handles = _is_handler(extent, deed)
        is_told, opens = extent.is_branch or handles, handles and deed.organisation_id not in closed
        names_category = is_told and (opens or not needs.is_sensitive)
        yield (
            *(n, *extent.place(above, name), number("S", deed.month, deed.id)),
            *(f"{deed.month.year}年{deed.month.month}月", deed.title, deed.kind.label),
            labels[deed.category_code] if deed.category_code and names_category else None,
            _needs(needs, is_told=is_told),
            deed.target,
            person if is_told else None,
            "已完成" if deed.done_on else "进行中",
            *_came_of(deed, n_pictures),
        )


def _came_of(deed: Deed, n_pictures: int) -> tuple[Cell, ...]:
    return deed.done_on, deed.beneficiaries, deed.result, n_pictures, None


def _is_handler(extent: Extent, row: Deed) -> bool:
    return isinstance(extent.actor, Actor) and extent.actor.organisation_id == row.organisation_id


def _needs(served: _Served, *, is_told: bool) -> str | None:
    if not served.numbers:
        return None
    return "、".join(served.numbers) if is_told else f"{len(served.numbers)}件"


def _served(session: Session, chosen: ColumnElement[bool]) -> dict[int, _Served]:
    """Return deed → the needs of the same organisation that it serves."""
    rows = session.execute(
        select(Deed.id, Need.number, Need.is_sensitive)
        .join(need_deeds, need_deeds.c.deed_id == Deed.id)
        .join(Need, (Need.id == need_deeds.c.need_id) & (Need.organisation_id == Deed.organisation_id))
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .where(chosen)
        .order_by(Need.number)
    )
    found: dict[int, _Served] = defaultdict(lambda: _Served([]))
    for deed_id, need_number, is_sensitive in rows:
        found[deed_id].numbers.append(need_number or "")
        found[deed_id].is_sensitive |= is_sensitive
    return found
