"""The menu as data: which page is whose. What is not listed for a role does not exist for it."""

from dataclasses import dataclass

from db.vocabulary import Role


@dataclass(frozen=True)
class MenuPage:
    """One page.

    path : file below pages/. url_path : its address; "" is the home page. icon : a Material symbol's name.
    is_hidden : reachable, but not in the menu.
    """

    path: str
    title: str
    url_path: str
    icon: str
    is_hidden: bool = False


HOME = MenuPage("youth/home.py", "首页", "", "home")
SURVEY = MenuPage("youth/survey.py", "填问卷", "survey", "edit_note", is_hidden=True)
MONTH = MenuPage("cadre/month.py", "本月", "month", "calendar_month")
NEEDS = MenuPage("cadre/needs.py", "需求办理", "needs", "inbox")
WORDS = MenuPage("cadre/words.py", "青年的话", "words", "forum")
SHARE = MenuPage("cadre/share.py", "链接与二维码", "share", "qr_code_2")
NEEDS_ANALYSIS = MenuPage("committee/needs_analysis.py", "需求分析", "needs-analysis", "bar_chart")
FOLLOW_UP = MenuPage("committee/follow_up.py", "办理跟踪", "follow-up", "filter_alt")
RESULTS = MenuPage("committee/results.py", "问卷结果", "results", "fact_check")
ORGANISATIONS = MenuPage("admin/organisations.py", "组织", "organisations", "account_tree")
PEOPLE = MenuPage("admin/people.py", "账号", "people", "group")
ACCESS = MenuPage("admin/access.py", "谁能看到什么", "access", "visibility")

# Everybody may open the home page and the survey: a cadre is a youth, too.
YOUTH = (HOME, SURVEY)
BRANCH = (MONTH, NEEDS, WORDS, SHARE)
ABOVE = (NEEDS_ANALYSIS, FOLLOW_UP, RESULTS, NEEDS, SHARE)
PAGES: dict[Role, tuple[MenuPage, ...]] = {
    Role.SECRETARY: (*BRANCH, ACCESS, *YOUTH),
    Role.CADRE: (*BRANCH, ACCESS, *YOUTH),
    Role.COMMITTEE: (*ABOVE, ACCESS, *YOUTH),
    Role.DISTRICT: (*ABOVE, ORGANISATIONS, PEOPLE, ACCESS, *YOUTH),
    Role.ADMIN: (ORGANISATIONS, PEOPLE, ACCESS, *YOUTH),
    Role.AUDITOR: (ACCESS, *YOUTH),
}


def pages_for(role: Role | None) -> tuple[MenuPage, ...]:
    """Return the pages of a role in menu order; None is anybody without an account."""
    return YOUTH if role is None else PAGES[role]


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
