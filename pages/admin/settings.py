"""本区设置 — whom youth can ask, what under 14 meets, which days are working days, and the thresholds in force."""

from datetime import date

import streamlit as st

from db import day_overrides, district_contact, engine, settings, workdays
from db.day_overrides import DayRow
from db.vocabulary import DAYS_TO_ACCEPT, DAYS_TO_SETTLE, Role
from pages.shared import loading, minors_parts, parts, saving, sign_in, texts

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)
TODAY = workdays.today(engine.now())
KINDS = {False: "放假（不是工作日）", True: "上班（调休补班）"}


def save_contact(seen: district_contact.DistrictContact, name_key: str, phone_key: str) -> None:
    form = st.session_state
    saving.save(
        district_contact.change,
        actor=actor,
        seen=seen,
        name=form[name_key],
        phone=form[phone_key],
        done="已保存，青年在问卷的信息告知书里会看到。" if form[phone_key].strip() else "已清空联系人。",
    )


def save_days() -> None:
    form = st.session_state
    span = form.days_span
    if len(span) != 2:
        saving.refuse("请选好起止两天；只有一天的，点两次同一天。")
        return
    saving.save(
        day_overrides.mark,
        actor=actor,
        first=span[0],
        last=span[1],
        is_working=form.days_working,
        note=form.days_note,
        clear=["days_note", "days_span"],
        done="已保存。以后算期限时按新的安排，已经定下的期限不变。",
    )


def unmark(day: date) -> None:
    saving.save(day_overrides.unmark, actor=actor, day=day, done=f"{texts.day(day)}恢复按日历计算。")


def show_contact() -> None:
    seen = loading.load(district_contact.read)
    st.subheader("给青年的联系人", anchor=False)
    st.caption("写在问卷的个人信息告知书里，青年有疑问时可以找。建议填科室和办公电话。")
    mark = abs(hash(seen))
    keys = (f"contact_name_{mark}", f"contact_phone_{mark}")
    with st.form(f"contact_{mark}", border=False):
        parts.text_line("联系人", seen.name, key=keys[0])
        parts.text_line("电话", seen.phone, key=keys[1])
        st.form_submit_button(
            "保存联系人", type="primary", **saving.once(f"save_{mark}", save_contact, seen, *keys)
        )


def show_day(row: DayRow) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"{texts.day(row.day)} · {KINDS[row.is_working]}" + (f" · {row.note}" if row.note else "")
        )
        st.button("撤销", type="tertiary", **saving.once(f"unmark_{row.day}", unmark, row.day))


def show_days() -> None:
    st.subheader("节假日和调休", anchor=False)
    st.caption("系统自带国务院公布的放假安排，办理期限按工作日算。本区另有安排的，在这里设。")
    for year in (TODAY.year, TODAY.year + 1):
        if not workdays.is_announced(year):
            st.info(f"{texts.unannounced(year)}公布后请在这里补上。")
    with st.form("days", border=False):
        st.date_input("从哪天到哪天", [], key="days_span", format="YYYY-MM-DD", min_value=TODAY)
        st.radio("这些日子", list(KINDS), key="days_working", format_func=lambda kind: KINDS[kind])
        parts.text_line("说明（可不填，例如：春节）", key="days_note")
        st.form_submit_button("保存安排", **saving.once("days_save", save_days))
    for row in loading.load(day_overrides.list_for, actor=actor, since=TODAY):
        show_day(row)


def show_thresholds() -> None:
    st.subheader("现在执行的标准", anchor=False)
    st.caption("这些数关系到青年的隐私和期限，页面上不能改。")
    least = loading.load(settings.get, name="show_from")
    sensitive = loading.load(settings.get, name="show_sensitive_from")
    closing = loading.load(settings.get, name="closes_on_day")
    drawn = loading.load(settings.get, name="recheck_share")
    days = "，".join(f"{urgency.label}{n}个工作日" for urgency, n in DAYS_TO_SETTLE.items())
    lines = {
        "分布图表": f"满{least}份才显示，不足的并入上级",
        "敏感类别的图表": f"只在全区、满{sensitive}份才显示",
        "受理期限": f"{DAYS_TO_ACCEPT}个工作日",
        "办结期限": days,
        "回访": f"办结的需求里随机抽{drawn:.0%}，由团（工）委请青年再说一次是否真的办好",
        "调查截止": f"每月{closing}日24:00（当月可在“月度安排”里改）" if closing else "每月最后一天24:00",
    }
    st.markdown(
        "| 项目 | 标准 |\n|:---|:---|\n" + "\n".join(f"| {name} | {words} |" for name, words in lines.items())
    )


parts.heading("本区设置", "联系人、未满14周岁的处理方式、节假日安排，以及系统现在执行的标准。")
saving.show_notice()
show_contact()
minors_parts.show_mode(actor)
minors_parts.show_list(actor)
show_days()
show_thresholds()
