"""危机提示 — words of youth that sound like danger, for the named adult: read them, see to it, write down what was done."""

import uuid

import streamlit as st

from db import crisis, guardians
from db.crisis import MarkRow
from db.rights import Actor
from db.vocabulary import Role
from pages.shared import loading, parts, saving, sign_in, texts
from pages.shared.typed import safe

actor = sign_in.require(Role.COMMITTEE, Role.DISTRICT)
SHOWN = "crisis_shown"
WHAT_TO_DO = """\
- 先看原话。只凭词语可能看错（比如“我不会轻生”），请按内容判断，不要给人贴标签。
- 不要去猜是谁、不要逐个询问。可以通过需求的“请青年补充”留言，或请支部面向全体再发一次求助电话 12356、12355。
- 有现实危险、能确定是谁的：马上报警 110、联系家属和单位，不要让当事人独处。
- 未成年人可能受到侵害的：按规定立即向公安机关报告，并告诉区团委。
"""


def named_for(actor: Actor) -> str | None:
    """Return who else is named here; None when this person is, or nobody."""
    rows = loading.load(guardians.list_for, actor=actor)
    own = next((row for row in rows if row.organisation_id == actor.organisation_id), None)
    return own.person_name if own and own.person_id not in (None, actor.id) else None


def show(row: MarkRow) -> None:
    with st.container(border=True):
        source = f"需求 {row.need}" if row.need else "问卷里的话"
        st.markdown(f"**{row.concern.label}**　{safe(row.branch)}")
        st.caption(f"{texts.month(row.month)} · {source}")
        text = st.session_state.get(SHOWN, {}).get(row.id)
        if text is None:
            st.button(
                "打开原话", icon=":material/visibility:", **saving.once(f"open_{row.id}", open_text, row.id)
            )
        else:
            st.text(text)
        if row.handled_on:
            st.markdown(
                f"✓ {texts.day(row.handled_on)}由{safe(row.handled_by or '')}处置：{safe(row.note or '')}"
            )
        elif text is not None:
            handling(row.id)


def open_text(mark_id: uuid.UUID) -> None:
    text = saving.save(crisis.open_text, actor=actor, mark_id=mark_id, done="已打开，本次查看记入操作记录。")
    if text is not None:
        st.session_state[SHOWN] = {**st.session_state.get(SHOWN, {}), mark_id: text}


def handling(mark_id: uuid.UUID) -> None:
    key = f"note_{mark_id}"
    parts.text_box(f"做了什么（{crisis.NOTE_LIMIT}字以内）", key=key)
    st.button("记为已处置", type="primary", **saving.once(f"handle_{mark_id}", handle, mark_id, key))


def handle(mark_id: uuid.UUID, key: str) -> None:
    note = st.session_state.get(key, "")
    saving.save(crisis.handle, actor=actor, mark_id=mark_id, note=note, clear=[key], done="已记下处置情况。")


parts.heading(
    "危机提示", "青年写的话里有可能伤害自己、可能受到侵害的词语时，不等交接，马上列在这里。不知道是谁写的。"
)
saving.show_notice()
other = named_for(actor)
found = loading.load(crisis.list_for, actor=actor)
if other is not None:
    parts.empty(f"这里的危机提示由专办人{other}打开。", "需要换人时，请区团委在“组织”里另行指定。")
elif not found:
    parts.empty("现在没有危机提示。", "青年的话里出现这类词语时，会马上列在这里。")
else:
    st.info(WHAT_TO_DO)
for row in found:
    show(row)
