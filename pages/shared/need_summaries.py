"""公开摘要 on the page of a settled need: what the public board may tell of it, in two short sentences."""

import streamlit as st

from db import summaries
from db.need_ledger import NeedFile
from db.rights import Actor
from db.summaries import Summary
from db.vocabulary import SummaryState
from pages.shared import loading, parts, saving, texts
from pages.shared.need_taking import key

NOT_RECOGNISABLE = (
    "任何人都会看到。请不要写姓名、电话、单位、班级、宿舍号、具体日期和只有当事人才有的情况；"
    "人少时，别人可能从经过猜到是谁。"
)
SAID = {
    SummaryState.WAITING: "已写好，等上级审核后公开。改动后会重新送审。",
    SummaryState.DECLINED: "上级没有采用。您可以改写后再送审，也可以不公开。",
}


def part(actor: Actor, file: NeedFile) -> None:
    """Draw the summary of a settled need and the form to write it; nothing where there cannot be one."""
    if not summaries.can_have_one(state=file.row.state, is_sensitive=file.is_sensitive):
        return
    found = loading.load(summaries.of_need, actor=actor, need_id=file.row.id)
    with st.expander(f"公开摘要　{found.state.label if found else '可不写'}", key=key(file, None, "summary")):
        st.caption("写给所有人看的前后对比，审核后放在首页和支部公开栏，让大家知道提了真的有用。")
        if found:
            st.markdown(_said(found))
            _stands(file, found)
        _form(actor, file, found)


def _said(summary: Summary) -> str:
    if summary.published_on is not None:
        return f"{texts.day(summary.published_on)}已公开。改动后先撤下，重新审核。"
    return SAID[summary.state]


def _fields(file: NeedFile) -> dict[str, str]:
    return {name: key(file, None, name) for name in ("before", "after")}


def _stands(file: NeedFile, found: Summary) -> None:
    """Show what is written already where the fields hold something else: a colleague wrote it meanwhile."""
    stands = {"before": found.before, "after": found.after}
    held = {name: st.session_state.get(field, stands[name]) for name, field in _fields(file).items()}
    if {name: " ".join(text.split()) for name, text in held.items()} == stands:
        return
    with st.container(border=True, gap="xxsmall"):
        st.caption("现在写的是（下面框里是您的，还没有送审）")
        st.text(f"办之前：{found.before}")
        st.text(f"办之后：{found.after}")


def _form(actor: Actor, file: NeedFile, found: Summary | None) -> None:
    fields = _fields(file)
    for name, field in fields.items():
        st.session_state.setdefault(field, getattr(found, name) if found else "")
    with st.form(key(file, None, "summary_form"), enter_to_submit=False):
        parts.text_box(parts.within("办之前", summaries.LIMIT), key=fields["before"], height=80)
        parts.text_box(parts.within("办之后", summaries.LIMIT), key=fields["after"], height=80)
        st.caption(NOT_RECOGNISABLE)
        form = key(file, None, "summary_save")
        st.form_submit_button(
            "送审", width="stretch", **saving.once(form, _write, actor, file, fields, found)
        )


def _write(actor: Actor, file: NeedFile, fields: dict[str, str], seen: Summary | None) -> None:
    saving.save(
        summaries.write,
        actor=actor,
        need_id=file.row.id,
        seen=seen,
        done="已送审，上级同意后公开。",
        **{name: st.session_state[field] for name, field in fields.items()},
    )
