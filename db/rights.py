"""Who may do what: one table, role × noun × verb → scope.

Services ask it in the fetch; access tests and the page 谁能看到什么 are generated from it. What is not in the
table is not allowed. A youth has no role: a standing link or a receipt code opens what is theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.errors import NotAllowed, NotFound
from db.models import Organisation
from db.vocabulary import Role, Word


class Noun(Word):
    """What rights are about."""

    ORGANISATION = "organisation", "组织"
    PERSON = "person", "账号"
    SUCCESSION = "succession", "换届交接"
    CATEGORY = "category", "需求类别"
    QUESTIONNAIRE = "questionnaire", "问卷"
    LINK = "link", "固定链接与二维码"
    ANSWER_COUNT = "answer_count", "已答份数"
    RELEASE = "release", "问卷结果（已发布）"
    NEED = "need", "需求"
    NEED_TEXT = "need_text", "需求原话"
    CONTACT = "contact", "青年联系方式"
    WORDS = "words", "问卷里青年的话"
    EXTRA_QUESTION = "extra_question", "本月加问"
    NEED_COUNT = "need_count", "需求办理统计"
    NEED_LINE = "need_line", "需求清单（无原话）"
    RECHECK = "recheck", "回访"
    SUMMARY = "summary", "公开摘要"
    BRANCH_RESULT = "branch_result", "本支部结果（已发布）"
    NOTICED = "noticed", "青年留意到的和台账的差别（已发布）"
    DEED = "deed", "实事"
    ACTIVITY = "activity", "活动"
    PAIRING = "pairing", "结对"
    MONTH_RECORD = "month_record", "五个一完成情况"
    TALK = "talk", "谈心记录"
    TALK_TEXT = "talk_text", "谈话内容"
    TALK_COUNT = "talk_count", "谈心次数"
    EXPORT = "export", "导出"
    AUDIT = "audit", "操作记录"
    RIGHTS = "rights", "权限说明"
    CRISIS_MARK = "crisis_mark", "危机提示"
    INVITE_CODE = "invite_code", "邀请码"
    PARENTAL_CODE = "parental_code", "同意码"
    PAPER_SHEET = "paper_sheet", "纸质问卷"
    GUARDIAN = "guardian", "敏感需求专办人"
    WAVE = "wave", "每月调查的安排"
    SETTING = "setting", "本区设置"


class Act(Word):
    """What one may do with a noun."""

    READ = "read", "查看"
    ADD = "add", "新增"
    CHANGE = "change", "修改"
    ACCEPT = "accept", "受理"
    SETTLE = "settle", "办结"
    DECLINE = "decline", "说明无法办理"
    ASK = "ask", "请青年补充"
    ASSIGN = "assign", "指定由谁负责"
    EXTEND = "extend", "延期"
    TRANSFER = "transfer", "转交上级"
    RETURN = "return", "退回原支部"
    DEFER = "defer", "暂缓"
    REFER = "refer", "转有关单位"
    REVOKE = "revoke", "停用并换新"
    CONFIRM = "confirm", "确认"
    PUBLISH = "publish", "发布"
    PRINT = "print", "打印"


class Scope(Word):
    """How far a right reaches from the person's organisation."""

    OWN = "own", "本组织"
    TREE = "tree", "本组织及下级"
    ALL = "all", "全区"


@dataclass(frozen=True)
class Actor:
    """The person who acts, as services see one: plain values, safe to keep in a page.

    path : the organisation's path, the root of what TREE covers.
    """

    id: int
    name: str
    role: Role
    organisation_id: int
    organisation_name: str
    path: str
    must_change_password: bool = False

    @property
    def audit_name(self) -> str:
        """Return the name under which the audit log knows this person."""
        return f"person:{self.id}"


@dataclass(frozen=True)
class Corrector(Actor):
    """Somebody above a branch who puts right one of its closed months. reason : said to the branch, never empty there."""

    reason: str = ""


@dataclass(frozen=True)
class Operator:
    """Whoever runs a command on the server: may do all, and is named in the audit log.

    user : the account of the operating system, or "set-up" for the set-up page.
    """

    user: str

    @property
    def audit_name(self) -> str:
        """Return the name under which the audit log knows this operator."""
        return f"operator:{self.user}"


Doer = Actor | Operator

BRANCH_ROLES = (Role.SECRETARY, Role.CADRE)
HANDLING = (Act.ACCEPT, Act.SETTLE, Act.DECLINE, Act.ASK, Act.EXTEND, Act.DEFER, Act.REFER)


# long: the table is read as one piece
def _table() -> dict[tuple[Role, Noun, Act], Scope]:
    rights: dict[tuple[Role, Noun, Act], Scope] = {}

    def give(roles: tuple[Role, ...], scope: Scope, noun: Noun, *acts: Act) -> None:
        for role in roles:
            for act in acts:
                rights[role, noun, act] = scope

    everybody = tuple(Role)
    above = (Role.COMMITTEE, Role.DISTRICT)
    give(everybody, Scope.ALL, Noun.RIGHTS, Act.READ)
    give(everybody, Scope.ALL, Noun.CATEGORY, Act.READ)

    give(BRANCH_ROLES, Scope.OWN, Noun.ORGANISATION, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.LINK, Act.READ)
    give((Role.SECRETARY,), Scope.OWN, Noun.LINK, Act.REVOKE)
    give(BRANCH_ROLES, Scope.OWN, Noun.INVITE_CODE, Act.READ, Act.ADD)
    give((Role.SECRETARY,), Scope.OWN, Noun.INVITE_CODE, Act.CHANGE)
    give(BRANCH_ROLES, Scope.OWN, Noun.PARENTAL_CODE, Act.READ, Act.ADD)
    # Printed and typed in where the paper lies.
    give(BRANCH_ROLES, Scope.OWN, Noun.PAPER_SHEET, Act.READ, Act.ADD)
    give(BRANCH_ROLES, Scope.OWN, Noun.ANSWER_COUNT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.NEED, Act.READ, Act.TRANSFER, *HANDLING)
    give((Role.SECRETARY,), Scope.OWN, Noun.NEED, Act.ASSIGN)
    give(BRANCH_ROLES, Scope.OWN, Noun.NEED_TEXT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.CONTACT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.WORDS, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.EXTRA_QUESTION, Act.READ)
    give((Role.SECRETARY,), Scope.OWN, Noun.EXTRA_QUESTION, Act.CHANGE)
    give(BRANCH_ROLES, Scope.OWN, Noun.NEED_COUNT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.SUMMARY, Act.READ, Act.ADD)
    # Names of categories only, and the committee's order: a branch never reads a release itself.
    give(BRANCH_ROLES, Scope.OWN, Noun.BRANCH_RESULT, Act.READ)
    # Those above see it a week later: the fetch lets the branch come first.
    give(BRANCH_ROLES, Scope.OWN, Noun.NOTICED, Act.READ)
    give(above, Scope.TREE, Noun.NOTICED, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.DEED, Act.READ, Act.ADD, Act.CHANGE, Act.PUBLISH)
    give(BRANCH_ROLES, Scope.OWN, Noun.ACTIVITY, Act.READ, Act.ADD, Act.CHANGE)
    # Above the branch a pairing is only a count: even its alias is about one person.
    give(BRANCH_ROLES, Scope.OWN, Noun.PAIRING, Act.READ, Act.ADD, Act.CHANGE)
    give((Role.SECRETARY,), Scope.OWN, Noun.PAIRING, Act.ASSIGN)
    give(BRANCH_ROLES, Scope.OWN, Noun.MONTH_RECORD, Act.READ, Act.CHANGE)
    give((Role.SECRETARY,), Scope.OWN, Noun.MONTH_RECORD, Act.CONFIRM)
    # Of its own branch; the fetch opens a text to its writer only, and to the secretary where it is shared.
    give(BRANCH_ROLES, Scope.OWN, Noun.TALK, Act.READ, Act.ADD, Act.CHANGE)
    give(BRANCH_ROLES, Scope.OWN, Noun.TALK_TEXT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.TALK_COUNT, Act.READ)
    give(BRANCH_ROLES, Scope.OWN, Noun.EXPORT, Act.READ)

    give(above, Scope.TREE, Noun.ORGANISATION, Act.READ)
    give(above, Scope.TREE, Noun.LINK, Act.READ)
    give(above, Scope.TREE, Noun.ANSWER_COUNT, Act.READ)
    give(above, Scope.TREE, Noun.RELEASE, Act.READ)
    give(above, Scope.TREE, Noun.NEED_COUNT, Act.READ)
    give(above, Scope.TREE, Noun.NEED_LINE, Act.READ)
    # Of a branch only once its month is closed, and with a reason: `db.month_records` refuses everything else.
    give(above, Scope.TREE, Noun.DEED, Act.READ, Act.ADD, Act.CHANGE, Act.PUBLISH)
    give(above, Scope.TREE, Noun.ACTIVITY, Act.READ, Act.ADD, Act.CHANGE)
    give(above, Scope.TREE, Noun.MONTH_RECORD, Act.READ, Act.CHANGE)
    give(above, Scope.TREE, Noun.TALK_COUNT, Act.READ)
    give(above, Scope.TREE, Noun.EXPORT, Act.READ)
    give(above, Scope.TREE, Noun.SUMMARY, Act.READ, Act.PUBLISH)
    # What the youth says to the committee about a branch is none of the branch's.
    give(above, Scope.TREE, Noun.RECHECK, Act.READ)
    # Its own needs' summaries it writes itself: the fetch of a need keeps to one's own organisation.
    give(above, Scope.OWN, Noun.SUMMARY, Act.ADD)
    # What a youth sent straight to the committee is the committee's own; a branch's needs it only counts.
    give(above, Scope.OWN, Noun.NEED, Act.READ, Act.ASSIGN, Act.RETURN, *HANDLING)
    give(above, Scope.OWN, Noun.NEED_TEXT, Act.READ)
    give(above, Scope.OWN, Noun.CONTACT, Act.READ)

    owner = (Role.DISTRICT, Role.ADMIN)
    give(owner, Scope.ALL, Noun.ORGANISATION, Act.READ, Act.ADD, Act.CHANGE)
    give(owner, Scope.ALL, Noun.PERSON, Act.READ, Act.ADD, Act.CHANGE)
    # Oneself only; the fetch keeps to it. Those who run the accounts, for somebody who has left.
    give((*BRANCH_ROLES, Role.COMMITTEE), Scope.OWN, Noun.SUCCESSION, Act.READ, Act.CHANGE)
    give(owner, Scope.ALL, Noun.SUCCESSION, Act.READ, Act.CHANGE, Act.PRINT)
    give((Role.SECRETARY,), Scope.OWN, Noun.SUCCESSION, Act.PRINT)
    give((Role.DISTRICT,), Scope.ALL, Noun.CATEGORY, Act.ADD, Act.CHANGE)
    give((Role.DISTRICT,), Scope.ALL, Noun.QUESTIONNAIRE, Act.READ, Act.ADD, Act.CHANGE, Act.PUBLISH)
    give((Role.DISTRICT,), Scope.ALL, Noun.RELEASE, Act.PUBLISH)
    give((Role.DISTRICT,), Scope.ALL, Noun.LINK, Act.REVOKE)
    give((Role.AUDITOR, Role.DISTRICT), Scope.ALL, Noun.AUDIT, Act.READ)

    # The fetch opens a mark to the named adult only; to whoever works there while nobody is named.
    give(above, Scope.OWN, Noun.CRISIS_MARK, Act.READ, Act.CHANGE)
    # A branch is told who above it reads what is sensitive; only the district names that person.
    give(BRANCH_ROLES, Scope.OWN, Noun.GUARDIAN, Act.READ)
    give((Role.COMMITTEE,), Scope.TREE, Noun.GUARDIAN, Act.READ)
    give(owner, Scope.ALL, Noun.GUARDIAN, Act.READ)
    give((Role.DISTRICT,), Scope.ALL, Noun.GUARDIAN, Act.CHANGE)
    give((Role.DISTRICT,), Scope.ALL, Noun.WAVE, Act.READ, Act.CHANGE)
    # Its own; what a branch asks is the branch's.
    give((Role.DISTRICT,), Scope.OWN, Noun.EXTRA_QUESTION, Act.READ, Act.CHANGE)
    give(owner, Scope.ALL, Noun.SETTING, Act.READ, Act.CHANGE)
    return rights


RIGHTS: Mapping[tuple[Role, Noun, Act], Scope] = _table()


def correcting(actor: Actor, reason: str) -> Corrector:
    """Return the person as one who puts a closed month right for a reason."""
    return Corrector(**{field.name: getattr(actor, field.name) for field in fields(Actor)}, reason=reason)


def scope_of(actor: Doer, noun: Noun, act: Act) -> Scope | None:
    """Return how far this person's right reaches, None for no right at all."""
    if isinstance(actor, Operator):
        return Scope.ALL
    return RIGHTS.get((actor.role, noun, act))


def require(actor: Doer, noun: Noun, act: Act) -> Scope:
    """Return the scope of a right. Refuses: no_right."""
    scope = scope_of(actor, noun, act)
    if scope is None:
        raise NotAllowed("no_right", noun=noun.label, act=act.label)
    return scope


def within(
    actor: Doer,
    noun: Noun,
    act: Act,
    *,
    organisation_id: InstrumentedAttribute[int],
    path: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """Return the SQL condition that keeps a query within the person's right.

    organisation_id, path : the columns that say whose the row is. Refuses: no_right.
    """
    scope = require(actor, noun, act)
    if scope is Scope.ALL or isinstance(actor, Operator):
        return true()
    if scope is Scope.OWN:
        return organisation_id == actor.organisation_id
    return path.startswith(actor.path, autoescape=True)


def organisation_for(
    session: Session, actor: Doer, organisation_id: int, noun: Noun, act: Act
) -> Organisation:
    """Fetch an organisation on which the person may do this. Refuses: no_right, organisation_unknown."""
    scope = require(actor, noun, act)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or not covers(scope, actor, organisation):
        raise NotFound("organisation_unknown")
    return organisation


def covers(scope: Scope, actor: Doer, organisation: Organisation) -> bool:
    """Tell whether `organisation` lies within `scope` of the person."""
    if scope is Scope.ALL or isinstance(actor, Operator):
        return True
    if scope is Scope.OWN:
        return organisation.id == actor.organisation_id
    return organisation.path.startswith(actor.path)
