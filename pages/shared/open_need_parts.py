"""Parts of report pages that show what is still open: how long, in which state, and one by one."""

import pandas as pd
import streamlit as st

from analysis import follow_up
from db import need_lines, organisations
from db.need_lines import NeedLine
from db.rights import Actor
from db.vocabulary import OPEN_STATES, DueState, Level, NeedState
from pages.shared import exhibits, lights, loading, organisation_names, parts, reports
from pages.shared.exhibits import Beside

ALL = "all"
WAITED = "还在办理的等了多久"
LOOKS = {DueState.LATE: lights.RED, DueState.NEAR: lights.YELLOW, DueState.ON_TIME: lights.GREEN}


def show_ages(waiting: pd.DataFrame, beside: Beside) -> None:
    """Draw how long open needs have waited. waiting : as from `frames.open_needs`, not empty."""
    total = int(waiting["n"].sum())
    ages = follow_up.by_age(waiting)
    ages = ages.assign(
        label=[
            f"{low}—{high}天" if pd.notna(high) else "30天以上"
            for low, high in zip(ages["low"], ages["high"], strict=True)
        ]
    )
    old = int(ages["n"].iloc[-1])
    finding = f"{total}件未办结，{old}件超过30天" if old else f"{total}件未办结，都在30天以内"
    columns = {"label": "提出至今", "n": "件数"}
    exhibits.show_counts(beside, ages, columns, finding=finding, of="open_age", heading=WAITED)


def show_states(waiting: pd.DataFrame, beside: Beside) -> None:
    """Draw in which state open needs stand. waiting : as for `show_ages`."""
    total = int(waiting["n"].sum())
    states = follow_up.by_state(waiting, [state.value for state in OPEN_STATES])
    states = states.assign(label=[NeedState(state).label for state in states["state"]])
    states = states.loc[states["n"] > 0, ["label", "n"]]
    top = states.sort_values("n", kind="stable").iloc[-1]
    finding = f"{total}件中，{top['label']}最多：{top['n']}件"
    columns = {"label": "状态", "n": "件数"}
    exhibits.show_counts(
        beside, states, columns, finding=finding, of="open_state", heading="还在办理的在哪一步"
    )


def show_lines(actor: Actor, scope: tuple[int, str]) -> None:
    """List what is open, one by one."""
    st.subheader("办理清单", anchor=False)
    counts = loading.load(need_lines.counts, actor=actor, organisation_id=scope[0])
    words = {ALL: f"全部待办 {sum(counts.values())}"} | {
        due.value: f"{due.label} {counts[due]}" for due in (DueState.LATE, DueState.NEAR)
    }
    chosen = reports.segments("清单", words, key="list")
    due = None if chosen == ALL else DueState(chosen)
    total = sum(counts.values()) if due is None else counts[due]
    if not total:
        parts.empty(f"没有{due.label if due else '待办'}的需求。")
        return
    n_pages = -(-total // need_lines.PAGE_SIZE)
    page = min(st.session_state.get(f"lines_{chosen}", 1), n_pages)
    lines = loading.load(need_lines.list_for, actor=actor, organisation_id=scope[0], due=due, page=page)
    tree = loading.load(organisations.list_for, actor=actor)
    names = organisation_names.of_tree(tree)
    reports.table(pd.DataFrame([_row(line, names.get(line.handler_id, line.handler)) for line in lines]))
    if n_pages > 1:
        st.pagination(n_pages, key=f"lines_{chosen}")
    st.caption(
        "只列类别、状态和时长，没有原话。敏感类不细分；上一季度各月答卷都不足10份的支部不显示类别，一个季度内不变。"
        f"临期指{need_lines.NEAR_DAYS}个工作日内到期；暂缓的按再看的日子算；逾期超过{need_lines.RISES_AFTER}个工作日的，也由上一级过问。当天刚提出、还没转给办理人的不在其中。"
    )
    handlers = {line.handler_id for line in lines}
    reports.way_to_branch({b.id: names[b.id] for b in tree if b.level is Level.BRANCH and b.id in handlers})


def _row(line: NeedLine, handler: str) -> dict[str, str]:
    """Return one open need as a row of the list. handler : its name, told apart."""
    about = "敏感类" if line.is_sensitive else line.category or "不显示（支部答卷少）"
    light = lights.light(LOOKS[line.due], line.due.label)
    if line.has_risen:
        light = lights.light(lights.RED, f"{line.due.label}，已上升一级")
    elif line.state is NeedState.DEFERRED and line.due is DueState.ON_TIME:
        # Put aside is neither on time nor late: what was promised may have passed.
        light = lights.light(lights.GREY, "到日再看")
    return {
        "办理单位": handler,
        "类别": about,
        "状态": line.state.label,
        "到期": f"{light.shape} {light.word}",
        "提出至今": f"{line.days}天",
    }


def say_nothing() -> None:
    """Say that nothing is open."""
    parts.empty("没有还在办理的需求。")
