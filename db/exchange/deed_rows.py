"""The list of deeds (实事清单), as it leaves the house: nothing in it says which deed was done for a need.

Laid beside the form of needs it would tell what those needs are about of which that form does not.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db import entries
from db.exchange.cells import Cell, month_in_words
from db.exchange.extent import ABOVE, PLACE, Extent, Rows
from db.exchange.record_rows import AT_ONCE, pictures_of
from db.models import Deed, Organisation, Person, Picture
from db.rights import Act, Noun, within
from db.vocabulary import Level

COLUMNS = {
    "序号": 5,
    "编号": 13,
    "月份": 11,
    "实事名称": 26,
    "类型": 7,
    "量化目标": 16,
    "责任人": 12,
    "进展": 7,
    "完成日期": 14,
    "受益人数": 7,
    "成效简述": 20,
    "照片张数": 5,
    "备注": 8,
}
PLACED = (Organisation.name, Organisation.level)
OFFICES = (Level.DISTRICT, Level.COMMITTEE)
# For a branch alone.
OWN = ("编号", "责任人")


def read(session: Session, extent: Extent, *, also_given_up: bool = True) -> Rows:
    """Return columns and rows of the deeds of the period, month by month. Refuses: no_right.

    Of one that was given up it says so and no reason: that may tell for whom it was.
    """
    visible = within(
        extent.actor, Noun.DEED, Act.READ, organisation_id=Deed.organisation_id, path=Organisation.path
    )
    chosen = visible & extent.below() & Deed.month.between(extent.first, extent.last)
    if not also_given_up:
        chosen = chosen & Deed.given_up_on.is_(None)
    columns = extent.placed(COLUMNS, own=OWN)
    lines = _lines(session, chosen)
    return columns, ([line[name] for name, _ in columns] for line in lines)


def _lines(session: Session, chosen: ColumnElement[bool]) -> Iterator[Mapping[str, Cell]]:
    found = session.execute(
        select(Deed, *PLACED, ABOVE.name, Person.name, pictures_of(Picture.deed_id == Deed.id))
        .join(Organisation, Organisation.id == Deed.organisation_id)
        .join(Person, Person.id == Deed.person_id)
        .outerjoin(ABOVE, ABOVE.id == Organisation.parent_id)
        .where(chosen)
        .order_by(Deed.month, Deed.done_on, Deed.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for n, (deed, name, level, committee, person, n_pictures) in enumerate(found, 1):
        yield {
            "序号": n,
            **_place(name, level, committee),
            "编号": entries.number("S", deed.month, deed.id),
            "月份": month_in_words(deed.month),
            "实事名称": deed.title,
            "类型": deed.kind.label,
            "量化目标": deed.target,
            "责任人": person,
            "进展": _progress(deed),
            "完成日期": deed.done_on,
            "受益人数": deed.beneficiaries,
            "成效简述": deed.result,
            "照片张数": n_pictures,
            "备注": None,
        }


def _place(name: str, level: Level, above: str | None) -> dict[str, Cell]:
    committee, branch = (column for column, _ in PLACE)
    # What a committee does itself is no branch's.
    return {committee: name, branch: None} if level in OFFICES else {committee: above, branch: name}


def _progress(deed: Deed) -> str:
    if deed.done_on:
        return "已完成"
    return "已中止" if deed.given_up_on else "进行中"
