"""The invented district: three committees and their branches. No name is meant to be a real place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import links, organisations
from db.demo.agenda import Size
from db.links import LinkedBranch
from db.rights import Operator
from db.vocabulary import Domain, Level

DISTRICT = "青禾区（演示）"
COMMITTEES = ("东风街道团工委", "滨河产业园团工委", "青禾镇团委")
MAKER = Operator("demo")
# Above this many answers per branch the branches grow with them.
USUAL_RESPONSES = 12


@dataclass(frozen=True)
class Plan:
    """One branch to be. committee : index in COMMITTEES. youth : declared number."""

    name: str
    domain: Domain
    committee: int
    youth: int
    is_led_by_student: bool = False


@dataclass(frozen=True)
class Place:
    """One branch of the demo district. index : place in the plan, from 0."""

    index: int
    domain: Domain
    youth: int
    link: LinkedBranch


@dataclass(frozen=True)
class District:
    """The tree that was made: ids, and the branches in the order of the plan."""

    id: int
    committees: tuple[int, ...]
    branches: tuple[Place, ...]


# The first three carry the story a visitor follows; a smaller district is the beginning of this list.
PLANS = (
    Plan("东风社区团支部", Domain.STREET_COMMUNITY, 0, 16),
    Plan("光明电子厂团支部", Domain.NONPUBLIC, 1, 34),
    Plan("青禾中学高二团支部", Domain.SCHOOL, 2, 18, is_led_by_student=True),
    Plan("区政务服务中心团支部", Domain.GOV_INSTITUTION, 0, 12),
    Plan("长河村团支部", Domain.RURAL, 2, 9),
    Plan("春雨社工服务社团支部", Domain.SOCIAL_ORG, 0, 8),
    Plan("启明机械公司团支部", Domain.NONPUBLIC, 1, 20),
    Plan("青禾职业学校团支部", Domain.SCHOOL, 2, 19),
    Plan("望江社区团支部", Domain.STREET_COMMUNITY, 0, 14),
    Plan("恒顺物流公司团支部", Domain.NONPUBLIC, 1, 15),
    Plan("石桥村团支部", Domain.RURAL, 2, 3),
    Plan("青禾医院团支部", Domain.GOV_INSTITUTION, 0, 17),
)
FURTHER = (
    ("{}社区团支部", Domain.STREET_COMMUNITY, 0),
    ("{}科技公司团支部", Domain.NONPUBLIC, 1),
    ("{}学校团支部", Domain.SCHOOL, 2),
    ("{}村团支部", Domain.RURAL, 2),
    ("{}志愿服务队团支部", Domain.SOCIAL_ORG, 0),
    ("{}管理站团支部", Domain.GOV_INSTITUTION, 1),
)
STEMS = ("晨光", "新桥", "柳林", "星火", "南湖", "云台", "金穗", "海棠", "松江", "青松", "向阳", "和风")


def plans(n: int) -> list[Plan]:
    """Return the first `n` branches to be, any number: sizes and names go on by rule."""
    made = list(PLANS[:n])
    for i in range(n - len(made)):
        pattern, domain, committee = FURTHER[i % len(FURTHER)]
        round_, stem = divmod(i // len(FURTHER), len(STEMS))
        name = pattern.format(STEMS[stem] + (f"第{round_ + 1}" if round_ else ""))
        # Most have 8 to 20, every tenth 30 to 40, every twentieth almost nobody.
        youth = 2 if i % 20 == 13 else 30 + i % 11 if i % 10 == 4 else 8 + (i * 5) % 13
        made.append(Plan(name, domain, committee, youth))
    return made


def found(session: Session, *, size: Size, now: datetime) -> District:
    """Make the district, its committees and its branches with their standing links."""
    district = organisations.set_up_district(session, actor=MAKER, name=DISTRICT, now=now)
    committees = tuple(
        organisations.add(
            session, actor=MAKER, parent_id=district.id, level=Level.COMMITTEE, name=name, now=now
        ).id
        for name in COMMITTEES
    )
    branches = tuple(
        _branch(session, plan, index, committees[plan.committee], size, now)
        for index, plan in enumerate(plans(size.branches))
    )
    return District(district.id, committees, branches)


def _branch(session: Session, plan: Plan, index: int, committee_id: int, size: Size, now: datetime) -> Place:
    youth = round(plan.youth * max(1.0, size.responses_per_branch / USUAL_RESPONSES))
    branch = organisations.add(
        session,
        actor=MAKER,
        parent_id=committee_id,
        level=Level.BRANCH,
        name=plan.name,
        domain=plan.domain,
        declared_youth=youth,
        has_student_secretary=plan.is_led_by_student,
        now=now,
    )
    token = links.add_link(session, branch_id=branch.id, now=now).token
    return Place(index, plan.domain, youth, links.find_branch(session, token=token))
