"""What branches recorded, as ledgers: activities (活动记录) and talks (谈心登记).

Activities are told to everybody above. A talk is about one person: talk by talk for its own branch only, by day and
way; above it they are counts per branch. Whom it was with, why and what was said stands in no line of any file.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db import entries, questionnaires
from db.exchange.cells import Cell
from db.exchange.extent import ABOVE, Extent, Rows, per_branch
from db.models import Activity, Organisation, Person, Picture, Talk
from db.rights import Act, Noun, within

AT_ONCE = 500
# From so many talks on their reasons are counted, and those that came up so often by themselves.
ACTIVITIES = {
    "序号": 5,
    "编号": 13,
    "日期": 14,
    "活动主题": 24,
    "类型": 7,
    "地点": 12,
    "计划人数": 7,
    "实到人数": 7,
    "其中团员": 7,
    "对应需求类别": 12,
    "内容摘要": 20,
    "照片张数": 5,
    "备注": 6,
}
TALKS = {
    "序号": 8,
    "谈心日期": 20,
    "方式": 18,
    "谈话人": 22,
    "备注": 40,
}
TALK_COUNTS = {
    "序号": 6,
    "谈心次数": 12,
    "备注": 40,
}


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
        (
            n,
            *extent.place(above, name),
            *(_number(row) if extent.is_branch else ()),
            *_held(row, labels, pictures),
        )
        for n, (row, name, above, pictures) in enumerate(found, 1)
    )
    return extent.placed(ACTIVITIES, own=("编号",)), rows


def _number(row: Activity) -> tuple[Cell]:
    return (entries.number("H", row.held_on, row.id),)


def _held(row: Activity, labels: Mapping[str, str], n_pictures: int) -> tuple[Cell, ...]:
    return (
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


def talks(session: Session, extent: Extent) -> Rows:
    """Return columns and rows of the talks: of a branch one by one, when and how only, else counts.

    No reason and no kind of youth, not even counted: the form goes up with the branch's name, and of two periods that
    differ by one talk the difference would be that talk's. Refuses: no_right.
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
        select(Talk.talked_on, Talk.channel, Person.name)
        .join(Organisation, Organisation.id == Talk.branch_id)
        .join(Person, Person.id == Talk.person_id)
        .where(talked)
        .order_by(Talk.talked_on, Talk.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for n, (day, channel, writer) in enumerate(found, 1):
        yield n, day, channel.label, writer, None


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
