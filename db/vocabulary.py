"""The domain's words: one English code per concept, stored in the database, with its Chinese label.

Every enum is a `Word`: the value is stored, `.label` is shown. The README glossary is checked against this
module. Nothing of ours is imported here.
"""

# long: a glossary, looked up by word and not read through
from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A stored code with a Chinese label: `Role.CADRE == "cadre"`, `Role.CADRE.label == "团干部"`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        """Make a member from its code and label."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member


class Level(Word):
    """Where an organisation stands in the tree."""

    DISTRICT = "district", "团区委"
    COMMITTEE = "committee", "团（工）委"
    GENERAL_BRANCH = "general_branch", "团总支"
    BRANCH = "branch", "团支部"


class Domain(Word):
    """The field a branch works in (领域)."""

    NONPUBLIC = "nonpublic", "非公有制经济组织"
    SOCIAL_ORG = "social_org", "社会组织"
    SCHOOL = "school", "学校"
    STREET_COMMUNITY = "street_community", "街道社区"
    GOV_INSTITUTION = "gov_institution", "机关事业单位"
    RURAL = "rural", "农村"
    OTHER = "other", "其他"


class Role(Word):
    """What an account may do; the rights are in `db.rights`. A youth has no account."""

    SECRETARY = "secretary", "团支部书记"
    CADRE = "cadre", "团干部"
    COMMITTEE = "committee", "团（工）委"
    DISTRICT = "district", "团区委"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


class Duty(Word):
    """One of the five monthly duties (五个一)."""

    ACTIVITY = "activity", "活动"
    PAIRING = "pairing", "结对"
    SURVEY = "survey", "需求调查"
    DEED = "deed", "办实事"
    TALK = "talk", "谈心"


class MinorsMode(Word):
    """What a survey does with somebody under 14 (未满14周岁); the rules are in `db.minors`."""

    BLOCK_UNDER_14 = "block_under_14", "默认不收集"
    SCHOOL = "school", "学校模式"


class AgeBand(Word):
    """Age in bands that are safe for a small branch.

    Whoever is under 14 and may answer counts with 14—17岁: a band of their own would make the few pupils of one class
    stand out in a raw export, and the most protected rows the easiest to find.
    """

    MINOR = "14-17", "17岁及以下"
    FROM_18 = "18-22", "18—22岁"
    FROM_23 = "23-28", "23—28岁"
    FROM_29 = "29-35", "29—35岁"
    OVER_35 = "over-35", "35岁以上"
    UNKNOWN = "unknown", "未填"


class NeedSource(Word):
    """How a need came to us."""

    SURVEY = "survey", "问卷"
    WISH = "wish", "提一个需求"
    TALK = "talk", "谈心"
    ACTIVITY = "activity", "活动"
    PAIRING = "pairing", "结对"
    VISIT = "visit", "来访"


class Urgency(Word):
    """How soon the youth hopes for an answer; `DAYS_TO_SETTLE` turns it into a deadline."""

    NORMAL = "normal", "一般"
    SOON = "soon", "较急"
    URGENT = "urgent", "紧急"


class StateType(Word):
    """What a state means for lists and figures; labels may change without breaking counts."""

    OPEN = "open", "办理中"
    SETTLED = "settled", "已办结"
    CLOSED = "closed", "已结束"


class NeedState(Word):
    """Where a need stands. The event log is the truth, the column a cache of it."""

    RAISED = "raised", "待受理"
    ACCEPTED = "accepted", "已受理"
    IN_PROGRESS = "in_progress", "办理中"
    ASKED = "asked", "待青年补充"
    REOPENED = "reopened", "重新办理"
    AWAITING_CONSENT = "awaiting_consent", "待青年同意"
    REFERRED = "referred", "青年已同意转出"
    TRANSFERRED = "transferred", "转交"
    DEFERRED = "deferred", "暂缓"
    SETTLED = "settled", "已办结"
    CONFIRMED = "confirmed", "青年已确认"
    DECLINED = "declined", "无法办理"
    WITHDRAWN = "withdrawn", "撤回"
    LAPSED = "lapsed", "逾期未评价"
    RELAYED = "relayed", "口头确认"


STATE_TYPES: dict[NeedState, StateType] = {
    NeedState.RAISED: StateType.OPEN,
    NeedState.ACCEPTED: StateType.OPEN,
    NeedState.IN_PROGRESS: StateType.OPEN,
    NeedState.ASKED: StateType.OPEN,
    NeedState.REOPENED: StateType.OPEN,
    NeedState.AWAITING_CONSENT: StateType.OPEN,
    NeedState.REFERRED: StateType.OPEN,
    NeedState.TRANSFERRED: StateType.OPEN,
    NeedState.DEFERRED: StateType.OPEN,
    NeedState.SETTLED: StateType.SETTLED,
    NeedState.CONFIRMED: StateType.CLOSED,
    NeedState.DECLINED: StateType.CLOSED,
    NeedState.WITHDRAWN: StateType.CLOSED,
    NeedState.LAPSED: StateType.CLOSED,
    NeedState.RELAYED: StateType.CLOSED,
}
# Somebody is to work on it.
OPEN_STATES = tuple(state for state, kind in STATE_TYPES.items() if kind is StateType.OPEN)


class Verb(Word):
    """What may be done with a need; the event log keeps one row per verb."""

    RAISE = "raise", "提出"
    HAND_OVER = "hand_over", "转交办理人"
    ACCEPT = "accept", "受理"
    START = "start", "开始办理"
    ASK = "ask", "请青年补充"
    ANSWER = "answer", "青年补充"
    NOTE = "note", "告知进展"
    SETTLE = "settle", "办结"
    DECLINE = "decline", "说明无法办理"
    CONFIRM = "confirm", "青年确认"
    REOPEN = "reopen", "要求重新办理"
    WITHDRAW = "withdraw", "撤回"
    ASSIGN = "assign", "指定承办人"
    EXTEND = "extend", "延期"
    TRANSFER = "transfer", "转交上级"
    TAKE_OVER = "take_over", "接手办理"
    RETURN = "return", "退回原支部"
    CLAIM = "claim", "青年认领"
    DEFER = "defer", "暂缓"
    RESUME = "resume", "恢复办理"
    REMIND = "remind", "再次请青年评价"
    LAPSE = "lapse", "逾期未评价"
    RELAY = "relay", "口头确认"
    PROPOSE = "propose", "请青年同意转出"
    AGREE = "agree", "青年同意转出"
    REFUSE = "refuse", "青年不同意转出"
    RETRACT = "retract", "没有答复，不转出"
    HAND_ON = "hand_on", "请同事接办"
    TAKE_ON = "take_on", "同意接办"
    TURN_DOWN = "turn_down", "不接办"
    SHARE = "share", "调整协办人"
    MERGE = "merge", "合并办理"
    SPLIT = "split", "分开办理"


class ToDoKind(Word):
    """What waits for a cadre (待办)."""

    ACCEPT = "accept", "受理需求"
    TAKE_ON = "take_on", "答复同事的移交"
    SETTLE = "settle", "办结需求"
    SEND = "send", "青年已同意，请转出"
    GO_ON = "go_on", "青年已补充，请接着办"
    LOOK_AGAIN = "look_again", "恢复暂缓的需求"
    CONTACT = "contact", "联系结对青年"
    TALK_AGAIN = "talk_again", "再次谈心"
    ASSIGN = "assign", "原承办人已停用或调走，请指定承办人"
    PAIR_ANEW = "pair_anew", "原结对人已停用或调走，请指定结对人"


class Party(Word):
    """Who acts on a need."""

    YOUTH = "youth", "青年"
    CADRE = "cadre", "办理人"
    SYSTEM = "system", "系统"


class Outcome(Word):
    """What the youth says became of the need. Only the youth says it."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    UNSOLVED = "unsolved", "没有解决"


class QuestionKind(Word):
    """How a question is asked and its answer stored."""

    SINGLE = "single", "单选"
    MULTI = "multi", "多选"
    SUB_ITEM = "sub_item", "具体方面"
    RATING = "rating", "打分"
    TEXT = "text", "填空"
    REQUEST = "request", "请求办理"
    CONSENT = "consent", "单独同意"


class RatingScope(Word):
    """Which categories one answer rates."""

    ROTATE_THIRD = "rotate_third", "轮换三分之一"
    ROTATE_HALF = "rotate_half", "轮换一半"
    ALL = "all", "全部"
    PICKED_ONLY = "picked_only", "只评所选"


class WaveKind(Word):
    """Whether a wave is the district's monthly one or was brought in from a file."""

    MONTHLY = "monthly", "月度调查"
    IMPORTED = "imported", "导入的问卷"


class AnswerMode(Word):
    """In which of its three modes 问卷星 wrote the answers of a file out."""

    TEXT = "text", "按选项文本"
    ORDINALS = "ordinals", "按选项序号"
    SCORES = "scores", "按分数"


class DeedKind(Word):
    """The three kinds of deeds of the service brand."""

    PRACTICAL = "practical", "办实事"
    KIND = "kind", "做好事"
    HARD_PROBLEM = "hard_problem", "解难事"


class ActivityKind(Word):
    """What kind of activity was held."""

    STUDY = "study", "学习"
    CULTURE_SPORT = "culture_sport", "文体"
    VOLUNTEER = "volunteer", "志愿"
    SOCIAL = "social", "交友"
    SKILL = "skill", "技能"
    SERVICE = "service", "服务"
    VISIT = "visit", "参观"
    OTHER = "other", "其他"


class Channel(Word):
    """How a talk or a contact took place."""

    IN_PERSON = "in_person", "面谈"
    PHONE = "phone", "电话"
    VIDEO = "video", "视频"
    CHAT = "chat", "线上文字"
    GROUP = "group", "集体座谈"


class YouthGroup(Word):
    """Whom a talk or a pairing was with, in general words."""

    MEMBER = "member", "团员"
    YOUTH = "youth", "青年"
    NEWCOMER = "newcomer", "新入职"
    HARDSHIP = "hardship", "困难"
    MOBILE = "mobile", "流动"
    OTHER = "other", "其他"


class TalkReason(Word):
    """Why a talk took place."""

    CARE = "care", "日常关心"
    JOINED = "joined", "新入团或入职"
    DIFFICULTY = "difficulty", "遇到困难"
    THOUGHTS = "thoughts", "思想波动"
    CHANGE = "change", "工作学习变动"
    DISPUTE = "dispute", "矛盾分歧"
    PRAISE = "praise", "表彰批评"
    ASKED_FOR = "asked_for", "本人主动"


class Visibility(Word):
    """Who may open the text of a talk."""

    WRITER = "writer", "仅本人"
    WRITER_AND_SECRETARY = "writer_and_secretary", "本人和支部书记"


class PairingEnd(Word):
    """Why a pairing ended."""

    REACHED = "reached", "目标达成"
    LEFT = "left", "青年离开"
    AGREED = "agreed", "协商结束"


class LightState(Word):
    """How one of the five duties of a branch stands in a month; colour and shape follow from it."""

    DONE = "done", "已完成"
    NOT_DUE = "not_due", "还没有登记"
    DUE_SOON = "due_soon", "月底前还没有登记"
    MISSED = "missed", "没有登记"
    NOT_OPENED = "not_opened", "未开启"
    NO_ANSWERS = "no_answers", "已开启，暂无人填"
    CLOSED_EMPTY = "closed_empty", "已截止，无人填"
    HINDERED = "hindered", "未开展"
    EXEMPT = "exempt", "本月不适用"
    NOT_FOUNDED = "not_founded", "尚未建立"
    SHUT = "shut", "已停用"


class Inapplicable(Word):
    """Why a duty does not apply in a month (不适用原因), so that it does not count."""

    SEASON = "season", "季节或假期"
    NO_YOUTH = "no_youth", "没有这类青年"
    AWAY = "away", "青年全部在外实习或务工"


class Hindrance(Word):
    """Why a duty that applies was not done (未开展原因)."""

    FUNDS = "funds", "经费不足"
    MOBILITY = "mobility", "团员流动难联系"
    PART_TIME = "part_time", "兼职精力不足"
    VENUE = "venue", "缺少场地"
    RESOURCES = "resources", "缺少资源或专业指导"
    UNIT = "unit", "单位不支持"
    OTHER = "other", "其他"


class SummaryState(Word):
    """Where a 公开摘要 stands; only what is published is seen by everybody."""

    WAITING = "waiting", "待审核"
    PUBLISHED = "published", "已公开"
    DECLINED = "declined", "未采用"


class Concern(Word):
    """What a youth's words sound like: somebody may be in danger."""

    SELF_HARM = "self_harm", "可能伤害自己"
    HARM_BY_OTHERS = "harm_by_others", "可能受到侵害"


class DueState(Word):
    """How an open need stands to its next deadline; the most pressing first."""

    LATE = "late", "逾期"
    NEAR = "near", "临期"
    ON_TIME = "on_time", "按期"


class ReleaseKind(Word):
    """What a release is about."""

    MONTH = "month", "月度结果"
    WAVE = "wave", "导入问卷结果"
    QUARTER = "quarter", "季度结果"
    HALF_YEAR = "half_year", "半年结果"
    YEAR = "year", "全年结果"


DAYS_TO_ACCEPT = 3
DAYS_TO_SETTLE: dict[Urgency, int] = {Urgency.NORMAL: 15, Urgency.SOON: 10, Urgency.URGENT: 5}
