"""The Streamlit script: who is here, the menu for that role, run."""

import sys
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Streamlit puts this folder first on sys.path, and `shared` would then be a second module beside
# `pages.shared`. The house's root takes its place, for a start from another folder.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != HERE]
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

import streamlit as st  # noqa: E402

from db.errors import Refused  # noqa: E402
from db.rights import Actor  # noqa: E402
from pages.shared import address, loading, menu, saving, sign_in  # noqa: E402
from pages.shared.typed import safe  # noqa: E402

# Signing out is a form, not a link: it is a POST, so that no page elsewhere can do it.
WAY_OUT = """
<form method="post" action="/sign-out" style="display:flex;gap:1.25rem;font-size:.875rem">
<a href="/password" target="_self" style="color:inherit">修改密码</a>
<button type="submit" style="all:unset;cursor:pointer;text-decoration:underline">退出登录</button>
</form>"""

# In the dark the framework writes a chosen option in the accent itself, too dark to read. On a phone its
# controls are too low for a thumb. A list to choose several from shrinks when it is left: the button below slips
# from under the finger. Names in [data-testid] are Streamlit 1.67's; a browser test looks at all of it.
LOOK = """
<style>
[data-testid="stCaptionContainer"] { opacity: 1; }
[data-testid="stCaptionContainer"] p { color: #5a6b69; }
@media (prefers-color-scheme: dark) {
[data-testid="stCaptionContainer"] p { color: #9db0ae; }
[data-testid="stButtonGroup"] button:is([aria-pressed="true"], [aria-checked="true"]) p { color: #a5e3db; }
[data-testid="stPopoverButton"][kind="tertiary"][aria-expanded="true"] * { color: #a5e3db; }
}
[data-testid="stMultiSelectTagsContainer"] input { min-width: 3rem !important; }
/* Neither a month nor a heading of two characters is broken in the middle, where a phone has room for it. */
[data-testid="stTable"] table:not(:has(th:nth-child(5))) td:first-child { min-width: 6.1rem; }
[data-testid="stTable"] th { min-width: 3.2rem; }
.st-key-needs_now > [data-testid="stElementContainer"] { flex: 1 1 0 !important; min-width: 0; }
@media (max-width: 40rem) {
[data-testid="stExpandSidebarButton"], [data-testid="stSidebarCollapseButton"] button,
[data-testid="stBaseButton-elementToolbar"] { min-width: 2.75rem; min-height: 2.75rem; }
[data-testid="stButtonGroup"] button, [data-testid="stPageLink-NavLink"], [data-testid="stSidebarNavLink"],
[data-testid="stExpander"] summary, [data-testid="stPagination"] button, [data-testid="stMain"] button[kind],
[data-testid="stCheckbox"] label, [data-testid="stSidebar"] form > * { min-height: 2.75rem; align-items: center; }
[data-testid="stSidebar"] form > a { display: flex; }
[data-testid="stSidebarNavLink"] { margin: 0; }
[data-testid="stMainBlockContainer"] { padding-top: 3.5rem; }
/* A finger has no way to hover: a table's buttons stay, so they stand above its headings and not on them. */
[data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) { padding-top: 2.25rem; }
[data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) [data-testid="stElementToolbar"] { transform: translateY(-1rem); }
[data-testid="stMain"] [data-testid="stCode"] pre { padding-right: 4rem !important; }
.st-key-needs_now [data-testid="stMetric"] > div { padding: .625rem; }
.st-key-needs_now [data-testid="stMetricValue"] { font-size: 1.25rem; font-weight: 600; }
}
/* A chart's source is nothing for a reader of it. */
[data-testid="stElementToolbarButton"]:has([aria-label^="复制图表代码"]) { display: none; }
</style>"""


def show_person(actor: Actor) -> None:
    """Draw who is signed in and the way out."""
    with st.sidebar, st.container(gap="small"):
        st.caption(f"{safe(actor.name)} · {actor.role.label}  \n{safe(actor.organisation_name)}")
        st.html(WAY_OUT)
        st.html(LOOK)


# Streamlit runs a page anew when its connection is back, but only one of which a part is to be run again by itself:
# without this, what was answered during a cut is never drawn.
@st.fragment(run_every=timedelta(hours=12))
def come_back() -> None:
    """Draw nothing."""


st.set_page_config(page_title="青年需求五个一", layout="centered", menu_items=None)
try:
    here = sign_in.current()
except Refused as refused:
    st.title("系统暂时不可用", anchor=False)
    loading.failed(refused)
    st.stop()

if here is not None:
    st.session_state[sign_in.WAS_HERE] = True
elif st.session_state.pop(sign_in.WAS_HERE, False) or sign_in.has_ended():
    sign_in.say_ended(saving.was_done())

saving.catch_up()
come_back()
shown = menu.pages_for(here.role if here else None)
pages = {
    page: st.Page(
        HERE / page.path,
        title=page.title,
        url_path=page.url_path,
        icon=f":material/{page.icon}:",
        default=page is menu.HOME,
        visibility="hidden" if page.is_hidden else "visible",
    )
    for page in shown
}
sections = {name: [pages[page] for page in shown if page.section == name] for name in menu.sections_of(shown)}
chosen = st.navigation(sections, position="sidebar" if here else "hidden", expanded=True)
if here is not None:
    show_person(here)
with address.written_at_the_end():
    chosen.run()
