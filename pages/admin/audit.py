"""操作记录 — who did what and when, for the district and the auditor; never what was said."""

from datetime import date

import streamlit as st

from db import audit_log, engine, workdays
from db.audit_log import Filter
from db.vocabulary import Role
from pages.shared import audit_words, loading, parts, sign_in, texts

actor = sign_in.require(Role.DISTRICT, Role.AUDITOR)
TODAY = workdays.today(engine.now())
PAGE = "audit_page"
st.set_page_config(layout="wide")


def to_first_page() -> None:
    st.session_state[PAGE] = 1


def picked() -> Filter:
    doers = dict(loading.load(audit_log.doers_for, actor=actor))
    who_at, verb_at, days_at = st.columns(3)
    who = who_at.selectbox(
        "谁",
        [None, *doers],
        key="audit_who",
        format_func=lambda who: audit_words.doer(who, doers[who]) if who else "所有人",
        on_change=to_first_page,
    )
    verb = verb_at.selectbox(
        "做了什么",
        [None, *loading.load(audit_log.verbs_for, actor=actor)],
        key="audit_verb",
        format_func=lambda verb: audit_words.verb(verb) if verb else "所有操作",
        on_change=to_first_page,
    )
    span: tuple[date, ...] = days_at.date_input(
        "哪几天（不选为全部）",
        [],
        max_value=TODAY,
        key="audit_days",
        format="YYYY-MM-DD",
        on_change=to_first_page,
    )
    return Filter(who, verb, span[0] if span else None, span[-1] if span else None)


parts.heading("操作记录", "谁在什么时候做了什么。只增不改，不含需求原话、谈心内容和答卷。")
wanted = picked()
# Drawn below the table, asked before it: the page is the widget's value.
page = st.session_state.get(PAGE, 1)
rows, total = loading.load(audit_log.list_for, actor=actor, wanted=wanted, page=page)
st.caption(f"共{total}条，最近的在前")
if not rows:
    parts.empty("没有符合条件的记录。", "请放宽条件再看。")
    st.stop()
st.dataframe(
    [
        {
            "时间": texts.moment(row.at).removeprefix(f"{TODAY.year}年"),
            "谁": audit_words.doer(row.who, row.who_name),
            "做了什么": audit_words.verb(row.verb),
            "对什么": audit_words.subject(row),
            "所属组织": row.organisation or "—",
        }
        for row in rows
    ],
    hide_index=True,
    height="content",
)
n_pages = -(-total // audit_log.PAGE_SIZE)
if n_pages > 1:
    st.pagination(n_pages, key=PAGE)
