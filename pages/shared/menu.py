"""The menu as data: which page is whose. What is not listed for a role does not exist for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.vocabulary import Role


@dataclass(frozen=True)
class MenuPage:
    """One page.

    path : file below pages/. url_path : its address; "" is the home page. icon : a Material symbol's name.
    is_hidden : reachable, but not in the menu. section : the heading it stands under, "" for none.
    """

    path: str
    title: str
    url_path: str
    icon: str
    is_hidden: bool = False
    section: str = ""


RECORDING, SETTING_UP, OTHER = "登记", "管理", "其他"
HOME = MenuPage("youth/home.py", "首页", "", "home", section=OTHER)
SURVEY = MenuPage("youth/survey.py", "填问卷", "survey", "edit_note", is_hidden=True)
MONTH = MenuPage("cadre/month.py", "本月", "month", "calendar_month")
NEEDS = MenuPage("cadre/needs.py", "需求办理", "needs", "inbox")
TALKS = MenuPage("cadre/talks.py", "谈心", "talks", "forum", section=RECORDING)
ACTIVITIES = MenuPage("cadre/activities.py", "活动", "activities", "celebration", section=RECORDING)
PAIRINGS = MenuPage("cadre/pairings.py", "结对", "pairings", "group_add", section=RECORDING)
DEEDS = MenuPage("cadre/deeds.py", "实事", "deeds", "volunteer_activism", section=RECORDING)
PAPER = MenuPage("cadre/paper.py", "录入纸质问卷", "paper-entry", "keyboard", section=RECORDING)
OWN_RESULTS = MenuPage("cadre/results.py", "本支部结果", "own-results", "lightbulb")
WORDS = MenuPage("cadre/words.py", "青年的话", "words", "chat")
SHARE = MenuPage("cadre/share.py", "链接与二维码", "share", "qr_code_2")
LEDGERS = MenuPage("cadre/ledgers.py", "台账与手册", "ledgers", "table_view")
OVERVIEW = MenuPage("committee/overview.py", "总览", "overview", "dashboard")
NEEDS_ANALYSIS = MenuPage("committee/needs_analysis.py", "需求分析", "needs-analysis", "bar_chart")
FOLLOW_UP = MenuPage("committee/follow_up.py", "办理跟踪", "follow-up", "filter_alt")
BRANCH_PAGE = MenuPage("committee/branch.py", "支部", "branch", "groups")
RESULTS = MenuPage("committee/results.py", "问卷结果", "results", "fact_check")
CRISIS = MenuPage("committee/crisis.py", "危机提示", "crisis", "crisis_alert")
STORIES = MenuPage("committee/stories.py", "公开摘要", "stories", "campaign")
DEFINITIONS = MenuPage("committee/definitions.py", "口径", "definitions", "menu_book", section=OTHER)
ORGANISATIONS = MenuPage(
    "admin/organisations.py", "组织", "organisations", "account_tree", section=SETTING_UP
)
PEOPLE = MenuPage("admin/people.py", "账号", "people", "group", section=SETTING_UP)
ROSTER = MenuPage("admin/roster.py", "导入名册", "roster", "upload_file", section=SETTING_UP)
WJX = MenuPage("admin/wjx.py", "导入问卷星", "wjx", "input", section=SETTING_UP)
CATEGORIES = MenuPage("admin/categories.py", "需求类别", "categories", "category", section=SETTING_UP)
SCHEDULE = MenuPage("admin/schedule.py", "月度安排", "schedule", "event", section=SETTING_UP)
SETTINGS = MenuPage("admin/settings.py", "本区设置", "settings", "tune", section=SETTING_UP)
SUCCESSION = MenuPage("cadre/succession.py", "换届交接", "succession", "move_up", section=OTHER)
AUDIT = MenuPage("admin/audit.py", "操作记录", "audit", "history", section=SETTING_UP)
ACCESS = MenuPage("admin/access.py", "谁能看到什么", "access", "visibility", section=OTHER)

# Everybody may open the home page and the survey: a cadre is a youth, too.
YOUTH = (HOME, SURVEY)
BRANCH = (MONTH, NEEDS, WORDS, OWN_RESULTS, SHARE, LEDGERS, TALKS, ACTIVITIES, PAIRINGS, DEEDS, PAPER)
ABOVE = (OVERVIEW, NEEDS_ANALYSIS, FOLLOW_UP, BRANCH_PAGE, RESULTS, NEEDS, CRISIS, STORIES, LEDGERS, SHARE)
PAGES: dict[Role, tuple[MenuPage, ...]] = {
    Role.SECRETARY: (*BRANCH, SUCCESSION, DEFINITIONS, ACCESS, *YOUTH),
    Role.CADRE: (*BRANCH, SUCCESSION, DEFINITIONS, ACCESS, *YOUTH),
    Role.COMMITTEE: (*ABOVE, SUCCESSION, DEFINITIONS, ACCESS, *YOUTH),
    Role.DISTRICT: (
        *ABOVE,
        ORGANISATIONS,
        PEOPLE,
        ROSTER,
        CATEGORIES,
        SCHEDULE,
        WJX,
        SETTINGS,
        AUDIT,
        DEFINITIONS,
        ACCESS,
        *YOUTH,
    ),
    Role.ADMIN: (ORGANISATIONS, PEOPLE, ROSTER, SETTINGS, ACCESS, *YOUTH),
    Role.AUDITOR: (AUDIT, ACCESS, *YOUTH),
}

TAKING_FILES = (ACTIVITIES, DEEDS, ROSTER, WJX)


def pages_for(role: Role | None) -> tuple[MenuPage, ...]:
    """Return the pages of a role in menu order; None is anybody without an account."""
    return YOUTH if role is None else PAGES[role]


def takes_files(role: Role) -> bool:
    """Tell whether a role has a page to which a file is uploaded."""
    return any(page in TAKING_FILES for page in PAGES[role])


def sections_of(pages: Iterable[MenuPage]) -> tuple[str, ...]:
    """Return the headings of a menu in the order of their first pages."""
    return tuple(dict.fromkeys(page.section for page in pages))


def is_open(url_path: str) -> bool:
    """Tell whether anybody may open the page of this address."""
    return any(page.url_path == url_path for page in YOUTH)


def roles_of(url_path: str) -> frozenset[Role] | None:
    """Return whose page this address is; None for an open page and for what is no page at all."""
    if is_open(url_path):
        return None
    roles = [role for role, pages in PAGES.items() if any(page.url_path == url_path for page in pages)]
    return frozenset(roles) or None


def start_of(role: Role) -> str:
    """Return the address where a person of this role lands after signing in."""
    return f"/{PAGES[role][0].url_path}"
