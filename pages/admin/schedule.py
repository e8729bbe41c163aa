"""月度安排 — when this month's and next month's survey opens and closes, and when its results are released."""

from functools import partial

import streamlit as st

from db import engine, releases, wave_days, waves, workdays
from db.vocabulary import Role
from db.wave_days import MonthPlan
from pages.shared import extra_parts, loading, parts, releasing, saving, sign_in, texts

actor = sign_in.require(Role.DISTRICT)
TODAY = workdays.today(engine.now())
MONTH, ISO = workdays.month_of(TODAY), "YYYY-MM-DD"
NEXT = workdays.add_months(MONTH, 1)


def state_of(plan: MonthPlan) -> str:
    if plan.is_released:
        return ":material/check: 结果已发布"
    if plan.is_open(TODAY):
        return f":material/radio_button_checked: 正在进行，{texts.day(plan.closes_on)}24:00截止"
    if plan.has_opened(TODAY):
        return f":material/lock: 已截止，{texts.day(plan.release_on)}自动发布结果"
    if plan.closes_on < TODAY:
        opens_on = loading.load(waves.next_opening, on=TODAY)
        return f":material/schedule: 本月没有开启调查。下一次{texts.day(opens_on)}自动开启；也可以现在开启，开到本月最后一天"
    if plan.opens_on <= TODAY:
        return ":material/schedule: 还没有开启。有团支部后，几分钟内自动开启；也可以现在开启"
    return f":material/schedule: {texts.day(plan.opens_on)}自动开启，{texts.day(plan.closes_on)}24:00截止"


def save_days(plan: MonthPlan, opens_key: str, closes_key: str) -> None:
    saving.save(
        wave_days.set_days,
        actor=actor,
        month=plan.month,
        seen=(plan.opens_on, plan.closes_on),
        opens_on=st.session_state[opens_key],
        closes_on=st.session_state[closes_key],
        done=f"已保存{texts.month(plan.month)}的开放日期。",
    )


def open_now() -> None:
    saving.save(wave_days.open_now, actor=actor, done="已开启，青年扫码就能填。")


def close_now(plan: MonthPlan) -> None:
    done = "已截止，不再收答卷。" if plan.opens_on < TODAY else "今天刚开启，最少开放一天：今天24:00截止。"
    saving.save(wave_days.close_now, actor=actor, done=done)


def release_now(plan: MonthPlan) -> None:
    if not st.session_state.release_agreed:
        saving.refuse("还没有发布。请先勾选“我知道发布后不能改回”，再点一次。")
        return
    saving.save(
        releases.release_by_hand,
        actor=actor,
        wave_id=plan.wave_id,
        early=True,
        prepare=partial(releasing.ended_and_worked_out, actor, plan.wave_id),
        clear=["release_agreed"],
        done=f"已发布{texts.month(plan.month)}的结果，可以在“需求分析”里看。",
    )


def show_days(plan: MonthPlan) -> None:
    mark = f"{plan.month:%Y%m}_{plan.opens_on:%d}_{plan.closes_on:%d}"
    keys = (f"opens_{mark}", f"closes_{mark}")
    limits = (plan.month, workdays.last_day(plan.month))
    with st.form(f"days_{mark}", border=False):
        left, right = st.columns(2)
        opened = plan.has_opened(TODAY)
        left.date_input("开始（当天0:00）", plan.opens_on, *limits, key=keys[0], disabled=opened, format=ISO)
        right.date_input("截止（当天24:00）", plan.closes_on, *limits, key=keys[1], format=ISO)
        st.form_submit_button("保存日期", **saving.once(f"save_{mark}", save_days, plan, *keys))


def show_steps(plan: MonthPlan) -> None:
    if plan.is_open(TODAY):
        st.button("现在截止", icon=":material/lock:", **saving.once("close", close_now, plan))
    else:
        st.button("现在开启", icon=":material/lock_open:", type="primary", **saving.once("open", open_now))
    if plan.has_opened(TODAY):
        show_release(plan)


def show_release(plan: MonthPlan) -> None:
    with st.expander("现在发布结果", icon=":material/publish:", key="releasing"):
        st.markdown(
            f"不用手动发布：结果会在{texts.day(plan.release_on)}自动发布。提前发布意味着：\n\n"
            "- 调查马上截止，**之后的答卷收不进来，本月也不能再开启**；\n"
            "- 结果发布后**不能改回**，全区的团（工）委都能看到本范围的图表；\n"
            "- 答卷还少时，很多图表会因为保护隐私而不显示，以后也不会补上。"
        )
        st.checkbox("我知道发布后不能改回", key="release_agreed")
        st.button("现在发布", **saving.once("release", release_now, plan))


def show_month(plan: MonthPlan) -> None:
    with st.container(border=True):
        st.subheader(texts.month(plan.month), anchor=False)
        st.markdown(state_of(plan))
        if plan.version is not None:
            st.caption(f"用第{plan.version}版问卷")
        if not plan.is_released:
            show_days(plan)
        if plan.month == MONTH and not plan.is_released:
            show_steps(plan)


parts.heading("月度安排", "调查每月自动开启、截止和发布，一般不用管。要调整日期，在这里改。")
saving.show_notice()
if not workdays.is_announced(NEXT.year):
    st.info(f"{texts.unannounced(NEXT.year)}公布后请在“本区设置”里补上。")
for month in (MONTH, NEXT):
    show_month(loading.load(wave_days.plan_for, actor=actor, month=month))
extra_parts.show(actor, today=TODAY)
