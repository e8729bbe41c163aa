"""需求类别 — the district keeps the two levels of categories and publishes the questionnaire with them."""

import streamlit as st

from db import categories, questionnaires
from db.categories import CategoryRow
from db.questionnaires import Unpublished
from db.vocabulary import Role
from pages.shared import loading, parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT)


def add() -> None:
    form = st.session_state
    saving.save(
        categories.add,
        actor=actor,
        parent_code=form.category_parent,
        label=form.category_label,
        is_sensitive=form.category_sensitive,
        clear=["category_label", "category_sensitive"],
        done=f"已添加“{form.category_label.strip()}”，发布新版问卷后出现在问卷里。",
    )


def change(row: CategoryRow, label_key: str, sensitive_key: str) -> None:
    typed = {"label": st.session_state[label_key], "is_sensitive": st.session_state[sensitive_key]}
    saving.save(categories.change, actor=actor, seen=row, done="已保存修改。", **typed)


def shift(row: CategoryRow, by: int) -> None:
    saving.save(categories.shift, actor=actor, code=row.code, by=by, done=f"已移动“{row.label}”。")


def set_active(row: CategoryRow, is_active: bool) -> None:
    done = f"已{'恢复' if is_active else '停用'}“{row.label}”。"
    saving.save(categories.set_active, actor=actor, code=row.code, is_active=is_active, done=done)


def publish(seen: int) -> None:
    saving.save(
        questionnaires.publish_anew,
        actor=actor,
        seen=seen,
        done=f"已发布第{seen + 1}版问卷，从下一次调查起使用；进行中的调查不变。",
    )


def show_publishing(found: Unpublished) -> None:
    with st.container(border=True):
        if not found.is_changed:
            st.markdown(f":material/check: 与已发布的第{found.number}版问卷一致。")
            return
        st.markdown(f"**有改动还没有进问卷**（问卷现在用第{found.number}版）")
        kinds = {"新增": found.added, "改名": found.renamed, "停用": found.retired}
        lines = [f"- {kind}：{'、'.join(labels)}" for kind, labels in kinds.items() if labels]
        st.markdown("\n".join(lines) or "- 只调整了顺序或敏感标记")
        st.button("发布新版问卷", type="primary", **saving.once("publish", publish, found.number))
        st.caption("发布后从下一次调查起使用。已发布的每一版都保持原样，进行中和以前的调查不受影响。")


def show_one(row: CategoryRow) -> None:
    mark = f"{row.code}_{abs(hash(row))}"
    keys = (f"label_{mark}", f"sensitive_{mark}")
    acts = (saving.as_drawn(["category_chosen"], act, what="修改") for act in (change, shift, set_active))
    edit, move, retire = acts
    with st.container(border=True):
        with st.form(f"change_{mark}", border=False):
            parts.text_line("名称", row.label, key=keys[0])
            st.checkbox("敏感（原话只给办理人看，图表只在全区、满20份时显示）", row.is_sensitive, key=keys[1])
            st.form_submit_button("保存修改", type="primary", **saving.once(f"save_{mark}", edit, row, *keys))
        with st.container(horizontal=True):
            st.button("上移", key="up", on_click=move, args=(row, -1), icon=":material/arrow_upward:")
            st.button("下移", key="down", on_click=move, args=(row, 1), icon=":material/arrow_downward:")
            st.button(
                "停用" if row.is_active else "恢复", **saving.once("retire", retire, row, not row.is_active)
            )
        st.caption("改敏感标记只管以后提的需求；停用的类别不再出现，以前的需求和图表照旧。")


def line(row: CategoryRow) -> dict[str, str]:
    return {
        "类别": ("　" if row.parent_code else "") + row.label,
        "敏感": "是" if row.is_sensitive else "随上级" if row.parent_code in sensitive else "",
        "状态": "使用中" if row.is_active else "已停用",
    }


parts.heading(
    "需求类别",
    "分两级。问卷里的类别在发布时定下来，这里的改动从下一次发布的问卷起生效；“提一个需求”马上用新的类别。",
)
saving.show_notice()
rows = loading.load(categories.list_for, actor=actor)
show_publishing(loading.load(questionnaires.unpublished, actor=actor))
tops = {row.code: row.label for row in rows if row.parent_code is None and row.is_active}
with st.expander("添加类别", icon=":material/add:", key="adding"), st.form("add_category", border=False):
    st.selectbox(
        "放在哪里",
        [None, *tops],
        key="category_parent",
        format_func=lambda code: f"“{tops[code]}”下面" if code in tops else "一级类别",
    )
    parts.text_line("名称", key="category_label")
    st.checkbox("敏感", key="category_sensitive")
    st.form_submit_button("添加类别", type="primary", **saving.once("add", add))
found = {row.code: row for row in rows}
sensitive = {row.code for row in rows if row.is_sensitive}
chosen = st.selectbox(
    "修改哪个类别",
    list(found),
    None,
    key="category_chosen",
    format_func=lambda code: line(found[code])["类别"] + ("" if found[code].is_active else "（已停用）"),
    placeholder="请选择",
)
if chosen in found:
    show_one(found[chosen])
st.dataframe([line(row) for row in rows], hide_index=True, height="content")
