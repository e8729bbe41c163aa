"""The Streamlit script: who is here, the menu for that role, run."""

import sys
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
from pages.shared import loading, menu, sign_in  # noqa: E402
from pages.shared.typed import safe  # noqa: E402

# Signing out is a form, not a link: it is a POST, so that no page elsewhere can do it.
WAY_OUT = """
<form method="post" action="/sign-out" style="display:flex;gap:1.25rem;font-size:.875rem">
<a href="/password" target="_self" style="color:inherit">修改密码</a>
<button type="submit" style="all:unset;cursor:pointer;text-decoration:underline">退出登录</button>
</form>"""


def show_person(actor: Actor) -> None:
    """Draw who is signed in and the way out."""
    with st.sidebar, st.container(gap="small"):
        st.caption(f"{safe(actor.name)} · {actor.role.label}  \n{safe(actor.organisation_name)}")
        st.html(WAY_OUT)


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
    sign_in.say_ended()

pages = [
    st.Page(
        HERE / page.path,
        title=page.title,
        url_path=page.url_path,
        icon=f":material/{page.icon}:",
        default=page is menu.HOME,
        visibility="hidden" if page.is_hidden else "visible",
    )
    for page in menu.pages_for(here.role if here else None)
]
chosen = st.navigation(pages, position="sidebar" if here else "hidden")
if here is not None:
    show_person(here)
chosen.run()
