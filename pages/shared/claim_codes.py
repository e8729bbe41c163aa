"""The one-time code that a youth scans to take the receipt of a need: shown on the cadre's phone, once."""

from html import escape

import streamlit as st

from db import offers
from db.claims import DAYS_TO_CLAIM, Offered
from db.need_ledger import NeedFile
from db.rights import Actor
from db.vocabulary import STATE_TYPES, NeedState, StateType
from pages.shared import need_cards, parts, saving, sharing
from pages.shared.typed import safe

OFFERED = "claims_offered"


def keep(offered: tuple[Offered, ...]) -> None:
    """Keep what is to be shown until the cadre closes it; the page then opens at its top."""
    st.session_state[OFFERED] = offered
    st.session_state[need_cards.TO_TOP] = True


def are_kept() -> bool:
    """Tell whether there are codes to show before anything else."""
    return OFFERED in st.session_state


def close() -> None:
    """Forget the codes: from now on only a new one can be shown."""
    st.session_state.pop(OFFERED, None)


def show(numbers: set[str] | None = None) -> bool:
    """Draw the codes that are kept (only of these needs, if any are named); True when there are some."""
    kept: tuple[Offered, ...] = st.session_state.get(OFFERED, ())
    shown = [offered for offered in kept if numbers is None or offered.number in numbers]
    for offered in shown:
        _code(offered)
    if shown:
        # It stands where the talk was saved: a double tap there must not put the code away unseen.
        st.button("青年已领取，收起", type="primary", width="stretch", **saving.once("claims_close", close))
    return bool(shown)


def _code(offered: Offered) -> None:
    origin = sharing.origin(st.context.url or "")
    address = sharing.claim_link(origin, offered.token)
    with st.container(border=True):
        st.markdown(f"**请青年扫码，领取查询码**  \n{safe(offered.label)}")
        # White around the code in dark mode too: scanners need the margin.
        st.html(
            f'<img src="{escape(sharing.qr_image(address))}" alt="认领二维码" '
            'style="display:block;width:100%;max-width:15rem;margin:0 auto;border-radius:8px">'
        )
        st.markdown(
            "请青年用**自己的手机**扫，点“领取查询码”。以后凭它看进展、确认办没办好。"
            f"只能领一次，{DAYS_TO_CLAIM}天内有效；查询码您看不到，也不要代领。"
        )
        st.caption(f"编号{safe(offered.number)}，由{safe(offered.handler)}办理。")
        if sharing.is_loopback(origin):
            st.warning(
                "这个地址只有这台电脑自己打得开。请管理员设置 PUBLIC_URL 后重启。", icon=":material/warning:"
            )
        with st.expander("人不在身边？把链接单独发给本人", icon=":material/link:"):
            st.caption("请不要发到群里：谁先打开领取，查询码就归谁。")
            parts.copyable(address)


def offer(actor: Actor, file: NeedFile) -> None:
    """At a need that waits for its youth: say so, and show a new code on request."""
    if not file.row.awaits_claim or show({file.row.number}):
        return
    if STATE_TYPES[file.row.state] is StateType.CLOSED and file.row.state is not NeedState.RELAYED:
        return
    with st.container(border=True):
        st.markdown("**待青年认领**　这件事是替青年登记的。青年还没有领取查询码，看不到进展，也不能确认。")
        st.button(
            "出示新的认领二维码",
            key=f"renew_claim_{file.row.id}",
            icon=":material/qr_code_2:",
            on_click=_renew,
            args=(actor, file),
        )
        st.caption("出示新的以后，以前的认领二维码失效。")


def _renew(actor: Actor, file: NeedFile) -> None:
    offered = saving.save(
        offers.renew, actor=actor, need_id=file.row.id, done="新的认领二维码已生成，以前的已失效。"
    )
    if offered is not None:
        keep((offered,))
