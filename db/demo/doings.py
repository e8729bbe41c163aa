"""What branches of the demo do besides needs: activities, deeds of their own, talks. Invented, without names."""

# long: lists of sentences, looked up and not read through
from dataclasses import dataclass

from db.demo.findings import EXAM_MONTHS
from db.vocabulary import ActivityKind, DeedKind, Domain, Hindrance, Inapplicable, TalkReason, YouthGroup


@dataclass(frozen=True)
class Gathering:
    """An activity as it is written down. n : about how many came. months : when it has its season; empty for always."""

    theme: str
    kind: ActivityKind
    place: str
    n: int
    months: tuple[int, ...] = ()


K = ActivityKind
FOR_ALL = (
    Gathering("学习宣讲：青年与家乡发展", K.STUDY, "会议室", 12),
    Gathering("周末清洁家园志愿服务", K.VOLUNTEER, "社区广场", 10),
    Gathering("团支部读书分享会", K.CULTURE_SPORT, "活动室", 9),
    Gathering("青年交友徒步", K.SOCIAL, "滨河步道", 14),
    Gathering("急救技能体验课", K.SKILL, "活动室", 11),
    Gathering("参观区规划展览馆", K.VISIT, "区规划展览馆", 13),
    Gathering("五四主题团日", K.STUDY, "活动室", 15, (4, 5)),
)
ACTIVITIES: dict[Domain, tuple[Gathering, ...]] = {
    Domain.NONPUBLIC: (
        Gathering("一线青工技能比武", K.SKILL, "二号车间", 22),
        Gathering("下班后篮球友谊赛", K.CULTURE_SPORT, "厂区球场", 18),
        Gathering("新员工欢迎会", K.SOCIAL, "食堂二楼", 16),
    ),
    Domain.SCHOOL: (
        Gathering("考前减压操场夜跑", K.CULTURE_SPORT, "操场", 24, EXAM_MONTHS),
        Gathering("学长学姐学习方法分享", K.STUDY, "阶梯教室", 30),
        Gathering("护苗主题班会", K.STUDY, "教室", 28),
    ),
    Domain.STREET_COMMUNITY: (
        Gathering("社区青年议事会", K.SERVICE, "社区议事厅", 12),
        Gathering("便民服务进小区", K.SERVICE, "小区南门", 10),
    ),
    Domain.RURAL: (
        Gathering("直播带货入门课", K.SKILL, "村文化礼堂", 9),
        Gathering("助农采摘志愿服务", K.VOLUNTEER, "村东果园", 11, (6, 7, 8, 9, 10)),
    ),
    Domain.GOV_INSTITUTION: (Gathering("窗口服务礼仪练兵", K.SKILL, "政务大厅", 12),),
    Domain.SOCIAL_ORG: (Gathering("公益项目路演", K.SERVICE, "社工站", 9),),
}
# Deeds that answer no need: what a branch thought of by itself.
OWN_DEEDS = (
    ("为夜班青年送热饮", DeedKind.KIND, 20),
    ("更新公告栏便民信息", DeedKind.KIND, 30),
    ("组织旧书交换角", DeedKind.KIND, 16),
    ("协调错峰用餐", DeedKind.PRACTICAL, 35),
    ("帮新来的青年对接住处", DeedKind.HARD_PROBLEM, 2),
    ("整理办事指南一页纸", DeedKind.PRACTICAL, 25),
)
# Where nobody notices: they are logged, and reach nobody.
UNNOTICED_DEEDS = (
    ("制作宣传展板", DeedKind.PRACTICAL, 60),
    ("更新支部微信群公告", DeedKind.PRACTICAL, 40),
    ("整理支部工作台账", DeedKind.PRACTICAL, 30),
    ("张贴倡议书", DeedKind.KIND, 50),
)
GROUPS = (YouthGroup.MEMBER, YouthGroup.YOUTH, YouthGroup.NEWCOMER, YouthGroup.HARDSHIP, YouthGroup.MOBILE)
REASONS = (
    TalkReason.CARE,
    TalkReason.CARE,
    TalkReason.JOINED,
    TalkReason.DIFFICULTY,
    TalkReason.THOUGHTS,
    TalkReason.CHANGE,
    TalkReason.ASKED_FOR,
)
TALKS = (
    "最近工作上手慢，有点着急。说好下周一起看一遍流程。",
    "家里的事情刚理顺，情绪比上次好多了。",
    "想多参加周末的活动，排班允许就来。",
    "",
    "",
)
CONTACT_NOTES = ("约好下次一起去办手续。", "聊了聊近况，都好。", "")
# Wheat in early summer, maize and rice in autumn.
HARVEST = (6, 9, 10)


def gatherings(domain: Domain, month: int) -> tuple[Gathering, ...]:
    """Return what a branch of a domain may hold in a month of the year, each in its season."""
    known = FOR_ALL + ACTIVITIES.get(domain, ())
    return tuple(held for held in known if not held.months or month in held.months)


def exempt_because(month: int) -> Inapplicable:
    """Return why nobody could be paired up in a month of the year; farm work keeps to its season."""
    return Inapplicable.SEASON if month in HARVEST else Inapplicable.AWAY


def hindered_by(month: int) -> Hindrance:
    """Return why no activity was held in a month of the year."""
    return (Hindrance.PART_TIME, Hindrance.VENUE, Hindrance.MOBILITY)[month % 3]
