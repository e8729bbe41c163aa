"""Who is here: asked of the database on every run, since a sign-in can end while a page stays open."""

from collections.abc import Callable
from functools import partial
from typing import NoReturn

import streamlit as st

from db import people, sign_ins
from db.errors import NotAllowed, Refused
from db.rights import Actor
from db.vocabulary import Role
from pages.shared import parts, sessions, texts, typed

ENDED = "_sign_in_ended"
DONE = "_ended_by"
WAS_HERE = "_was_here"
WRITTEN = "_written"


def current() -> Actor | None:
    """Return the person who is signed in, None for everybody else. Raises Refused when the house is down."""
    return _who(st.user.get("sub"), st.context.cookies.get("sid"))


def later() -> Callable[[], Actor | None]:
    """Return what asks the same once the page has run, where neither user nor cookie is at hand: for a download."""
    return partial(_who, st.user.get("sub"), st.context.cookies.get("sid"))


def same(actor: Actor | None, was: Actor) -> Actor:
    """Return who asks for a file now, the same as when its page was drawn. Refuses: sign_in_ended."""
    if actor is None or (actor.id, actor.role) != (was.id, was.role):
        raise NotAllowed("sign_in_ended")
    return actor


def _who(person_id: object, token: object) -> Actor | None:
    if not isinstance(person_id, str):
        return None
    if not isinstance(token, str):
        # Only a test's session has an identity without a cookie: the server takes it from the cookie.
        return sessions.read(people.actor_of, person_id=int(person_id))
    actor = sessions.read(sign_ins.who, token=token)
    if actor is None or str(actor.id) != person_id:
        return None
    if sessions.read(sign_ins.is_seen_due, token=token):
        sessions.write(sign_ins.seen, token=token)
    return actor


def still_here(actor: object) -> None:
    """Refuse what a page asks in the name of somebody who is no longer signed in. Refuses: sign_in_ended."""
    if not isinstance(actor, Actor):
        return
    now_here = current()
    if now_here is None or now_here.id != actor.id or now_here.role is not actor.role:
        st.session_state[ENDED] = True
        raise NotAllowed("sign_in_ended")


def has_ended() -> bool:
    """Tell whether this browser tab was signed in and is no longer."""
    return bool(st.session_state.get(ENDED))


def say_ended(done: str | None) -> NoReturn:
    """Say that the sign-in is over, instead of showing the public home page in place of somebody's work.

    done : what the person did that ended it, in words; None where it ended by itself.
    """
    st.session_state[ENDED] = True
    if done is not None:
        st.session_state[DONE] = done
    if DONE in st.session_state:
        st.success(typed.safe(st.session_state[DONE]), icon=":material/check:")
        st.caption("您的登录已经结束。")
        parts.link("回首页", "/")
        st.stop()
    # The fields are gone with the next run; a phone that looks elsewhere and comes back runs the page anew.
    written = st.session_state[WRITTEN] = parts.written() or st.session_state.get(WRITTEN, [])
    if written:
        st.markdown("您刚才写的内容没有保存，可以先复制：")
    for label, text in written:
        st.caption(typed.safe(label))
        parts.copyable(text)
    _turn_away(NotAllowed("sign_in_ended"))


def require(*roles: Role) -> Actor:
    """Return the person if one of `roles` (any role if none is named) is here; else say so and stop the page."""
    try:
        actor = current()
    except Refused as refused:
        _turn_away(refused)
    if actor is None:
        _turn_away(NotAllowed("sign_in_needed"))
    if actor.must_change_password:
        _turn_away(NotAllowed("password_change_needed"), link="/password", label="修改密码")
    if roles and actor.role not in roles:
        _turn_away(NotAllowed("wrong_role"), link="/", label="回首页")
    return actor


def _turn_away(refused: Refused, *, link: str = "/sign-in", label: str = "去登录") -> NoReturn:
    st.warning(typed.safe(texts.sentence(refused)), icon=":material/lock:")
    if refused.kind == "not_allowed":
        parts.link_button(label, link)
    st.stop()
