"""链接与二维码 — a branch's standing link as address, QR code, poster and words for a group chat."""

from html import escape

import streamlit as st

from db import engine, links, organisations, waves, workdays
from db.links import LinkedBranch
from db.rights import Act, Noun, scope_of
from db.vocabulary import Role
from pages.shared import (
    extra_parts,
    first_steps,
    loading,
    organisation_names,
    parts,
    saving,
    sharing,
    sign_in,
    slip_parts,
)

actor = sign_in.require(Role.SECRETARY, Role.CADRE, Role.COMMITTEE, Role.DISTRICT)
TODAY = workdays.today(engine.now())


def chosen_token() -> str | None:
    listed = loading.load(links.list_for, actor=actor)
    if len(listed) <= 1:
        return next((link.token for link in listed), None)
    names = organisation_names.of_tree(loading.load(organisations.list_for, actor=actor))
    found = {link.token: names.get(link.branch_id, link.branch) for link in listed}
    return st.selectbox(
        "团支部",
        list(found),
        format_func=lambda token: found[token],
        key="share_branch",
        placeholder="请选择",
    )


def renew(branch: LinkedBranch) -> None:
    if not st.session_state.renew_agreed:
        saving.refuse("还没有换新。请先勾选“我知道旧二维码会失效”，再点一次。")
        return
    saving.save(
        links.renew,
        actor=actor,
        branch_id=branch.branch_id,
        clear=["renew_agreed"],
        done="已换新。旧链接和旧二维码已失效，请把新的发到群里、重新打印海报。",
    )


def show_renewal(branch: LinkedBranch) -> None:
    with st.expander("停用并换新", icon=":material/autorenew:"):
        st.markdown(
            "链接被转到外面、收到不相干的答卷时才需要换。换新后，**已经发出的链接和张贴的二维码全部失效**，"
            "已收到的答卷和需求不受影响。"
        )
        st.checkbox("我知道旧二维码会失效", key="renew_agreed")
        st.button("停用并换新", **saving.once("renew", renew, branch))


def show_code(branch: LinkedBranch, address: str) -> None:
    with st.container(border=True):
        picture, words = st.columns([2, 3], vertical_alignment="center")
        # White around the code in dark mode too: scanners need the margin.
        picture.html(
            f'<img src="{escape(sharing.qr_image(address))}" alt="{escape(branch.branch_name)}的二维码" '
            'style="display:block;width:100%;max-width:15rem;margin:0 auto;border-radius:8px">'
        )
        words.html(
            f'<p style="margin:0;font-weight:600;font-size:1.125rem">{escape(branch.branch_name)}</p>'
            '<p style="margin:.75rem 0 0;opacity:.75">支部码（在首页输入）</p>'
            f'<p style="margin:0;font:600 2rem/1.4 ui-monospace,Consolas,monospace;letter-spacing:.12em">'
            f"{escape(branch.branch_code)}</p>"
        )
        words.link_button(
            "打开海报，打印张贴",
            f"/poster/{branch.branch_id}",
            icon=":material/print:",
            type="primary",
            width="stretch",
        )


parts.heading("链接与二维码", "链接固定不变，每月不用重发。青年从这里填问卷、提需求、查进展。")
saving.show_notice()
token = chosen_token()
if token is None:
    first_steps.say_no_branch(actor, "这里还没有团支部的链接。")
    st.stop()
branch = loading.load(links.find_branch, token=token)
origin = sharing.origin(st.context.url or "")
address = sharing.link(origin, branch)
if sharing.is_loopback(origin):
    st.warning(
        "这个地址只有这台电脑自己打得开，发出去别人用不了。请管理员设置 PUBLIC_URL（青年能打开的网址）后重启。",
        icon=":material/warning:",
    )
show_code(branch, address)
st.subheader("链接", anchor=False)
parts.copyable(address)
st.subheader("群通知", anchor=False)
st.caption("点右上角的图标复制（复制不了时长按文字全选），发到群里一次就好，不用催、不用截图。")
wave = loading.load(waves.open_wave, branch_id=branch.branch_id, on=TODAY)
parts.copyable(
    sharing.group_text(
        branch, address, month=wave.month if wave else None, closes_on=wave.closes_on if wave else None
    )
)
if actor.organisation_id == branch.branch_id:
    extra_parts.show(actor, today=TODAY)
slip_parts.show_paper(actor, branch)
slip_parts.show_invites(actor, branch)
slip_parts.show_parental(actor, branch)
if scope_of(actor, Noun.LINK, Act.REVOKE) is not None:
    show_renewal(branch)
