"""Parts of report pages that draw the five monthly duties of branches."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts
from db import duties, engine
from db.duties import OUTSIDE, BranchMonth, Light
from db.rights import Actor
from db.vocabulary import Duty, Hindrance, LightState, Role
from pages.shared import exhibits, first_steps, lights, organisation_names, reports, texts
from pages.shared.exhibits import Beside

HEADING = "五个一做得怎么样"
PER_PAGE = 30
NO_BRANCH = "这个月这个范围内还没有团支部。"
SAYING_OF_MONTHS = (
    "格内是完成项数/适用项数。● 全部完成　▲ 还差　■ 月份已过，一项也没有登记　"
    "○ 还没到25日、已说明未开展原因、没有适用的事项，或支部尚未建立、已停用"
)
SAYING = (
    "● 绿 已完成　▲ 黄 还差　■ 红 月份已过没有登记或未开展　"
    "○ 灰 未到期、当月说明了未开展、本月不适用，或支部尚未建立、已停用"
)


def beside(actor: Actor, scope: tuple[int, str], months: Sequence[date]) -> Beside:
    """Return what is said beside charts of the duties. months : the first one first."""
    return Beside(
        actor,
        scope,
        "—".join(texts.month(month) for month in dict.fromkeys((months[0], months[-1]))),
        months[-1],
        as_of=texts.moment(engine.now()),
        source="支部登记（台账）",
        remark=reports.BY_TODAY,
    )


def completed(rows: Sequence[BranchMonth]) -> tuple[int, int]:
    """Return how many branches did all that applied to them, and of how many to which something applied."""
    applied = [row for row in rows if row.n_applicable]
    return sum(row.n_done == row.n_applicable for row in applied), len(applied)


def last_month(rows: Sequence[BranchMonth]) -> str:
    """Return how many branches did it all last month, as the figure of this month says it."""
    n, of = completed(rows)
    return f"上月{n}/{of}个支部" if of else "上月没有计入的支部"


def outside(of: Mapping[Duty, Light]) -> LightState | None:
    """Return why a month is no part of a branch's record, None when it is."""
    return next((light.state for light in of.values() if light.state in OUTSIDE), None)


def show_matrix(rows: Sequence[BranchMonth], beside: Beside) -> None:
    """Draw branch × duty of one month, a page of branches at a time, and the way to the page of one."""
    if not rows:
        first_steps.say_no_branch(beside.actor, NO_BRANCH)
        return
    n_pages = -(-len(rows) // PER_PAGE)
    page = min(st.session_state.get("matrix_page", 1), n_pages)
    here = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    n, of = completed(rows)
    names = _names(rows)
    fields = [(names[row.branch_id], duty, row.lights[duty]) for row in here for duty in Duty]
    exhibits.show(
        beside,
        charts.dot_matrix,
        _dots([(branch, duty.label, duty, light) for branch, duty, light in fields]),
        finding=f"{of}个支部中{n}个适用各项全部完成" if of else "本月没有适用的事项",
        row_title="团支部",
        column_title="事项",
        of="lights",
        heading=HEADING,
        table=_table(here, names, shows_above=beside.actor.role is Role.DISTRICT),
        note=SAYING + _page(page, n_pages),
        fold="逐支部数字",
    )
    hindrances(rows)
    if n_pages > 1:
        st.pagination(n_pages, key="matrix_page")
    reports.way_to_branch(names)


def hindrances(rows: Sequence[BranchMonth]) -> None:
    """Say why duties that apply were not done, as often as the branches gave each reason; nothing where none did."""
    said = Counter(reason for row in rows for reason in duties.explained(row.lights).values())
    listed = {word.label for word in Hindrance}
    told = Counter[str]()
    for reason, n in said.items():
        # Own words stand at the branch, in the table.
        told[reason if reason in listed else Hindrance.OTHER.label] += n
    if told:
        reasons = "、".join(f"{reason}{n}项" for reason, n in told.most_common())
        st.caption(
            f"支部说明了原因的未开展：{reasons}。仍计入应完成的项数；哪个支部、什么原因见“逐支部数字”。"
        )


def _page(page: int, of: int) -> str:
    return f"　第{page}页，共{of}页" if of > 1 else ""


def show_branch_months(months: Mapping[date, Sequence[BranchMonth]], beside: Beside) -> None:
    """Draw the same of branch × month: how many of the applicable duties were done."""
    branches = _names(row for rows in months.values() for row in rows)
    if not branches:
        first_steps.say_no_branch(beside.actor, NO_BRANCH)
        return
    n_pages = -(-len(branches) // PER_PAGE)
    page = min(st.session_state.get("months_page", 1), n_pages)
    dots = _month_dots(months, dict(list(branches.items())[(page - 1) * PER_PAGE : page * PER_PAGE]))
    counted = {month: completed(rows) for month, rows in months.items()}
    shares = "，".join(f"{charts.short(month)}{n}/{of}" for month, (n, of) in counted.items() if of)
    table = dots.pivot_table(index="row", columns="column", values="word", aggfunc="first", sort=False)
    exhibits.show(
        beside,
        charts.dot_matrix,
        dots,
        finding=f"适用各项全部完成的支部：{shares}" if shares else "这几个月没有适用的事项",
        row_title="团支部",
        column_title="月份",
        of="lights",
        heading=HEADING,
        table=table.rename_axis(index="团支部", columns=None).reset_index(),
        note=SAYING_OF_MONTHS + _page(page, n_pages),
        fold="逐支部数字",
    )
    if n_pages > 1:
        st.pagination(n_pages, key="months_page")
    reports.way_to_branch(branches)


def _names(rows: Iterable[BranchMonth]) -> dict[int, str]:
    return organisation_names.told_apart({row.branch_id: (row.branch, row.above) for row in rows})


def _month_dots(months: Mapping[date, Sequence[BranchMonth]], branches: Mapping[int, str]) -> pd.DataFrame:
    known = {(row.branch_id, month): row for month, rows in months.items() for row in rows}
    first = {branch_id: min(month for i, month in known if i == branch_id) for branch_id in branches}
    return pd.DataFrame(
        [
            (name, charts.short(month), *_of_month(known.get((branch_id, month)), month < first[branch_id]))
            for branch_id, name in branches.items()
            for month in months
        ],
        columns=["row", "column", "shape", "said", "word"],
    )


def _of_month(row: BranchMonth | None, is_before: bool) -> tuple[str, str, str]:
    if row is None:
        return "○", "无", (LightState.NOT_FOUNDED if is_before else LightState.SHUT).label
    if not row.n_applicable:
        return "○", "无", "没有适用的事项"
    return _shape(row), f"{row.n_done}/{row.n_applicable}", f"完成{row.n_done}/{row.n_applicable}项"


def _shape(row: BranchMonth) -> str:
    left = {light.state for light in row.lights.values() if light.applies and not light.is_done}
    if not left:
        return "●"
    # Up to the 25th nothing is amiss, and no month is red before it has ended.
    if LightState.NOT_DUE in left or left == {LightState.HINDERED}:
        return "○"
    return "■" if LightState.MISSED in left and not row.n_done else "▲"


def show_months(months: Mapping[date, Mapping[Duty, Light]], beside: Beside) -> None:
    """Draw month × duty of one branch, the latest month first."""
    fields = [(texts.month(m), d.label, d, light) for m, by in months.items() for d, light in by.items()]
    counted = [by for by in months.values() if outside(by) is None]
    done = [all(light.is_done or not light.applies for light in by.values()) for by in counted]
    table = [
        {"月份": texts.month(month)} | {duty.label: _said(duty, light) for duty, light in by.items()}
        for month, by in months.items()
    ]
    exhibits.show(
        beside,
        charts.dot_matrix,
        _dots(fields),
        finding=f"{len(done)}个月中{sum(done)}个月适用各项全部完成",
        row_title="月份",
        column_title="事项",
        of="branch_duties",
        heading="五个一",
        table=pd.DataFrame(table),
        note=SAYING,
    )


def _dots(fields: Sequence[tuple[str, str, Duty, Light]]) -> pd.DataFrame:
    rows = [(row, column, _light(duty, light)) for row, column, duty, light in fields]
    return pd.DataFrame(
        [(row, column, light.shape, "", light.word) for row, column, light in rows],
        columns=["row", "column", "shape", "said", "word"],
    )


def _light(duty: Duty, light: Light) -> lights.Light:
    return lights.of_duty(duty, light)


def _said(duty: Duty, light: Light) -> str:
    drawn = lights.of_duty(duty, light)
    reason = f"（{light.reason}）" if light.reason else ""
    return f"{drawn.shape} {drawn.word}{reason}"


def _table(rows: Sequence[BranchMonth], names: Mapping[int, str], *, shows_above: bool) -> pd.DataFrame:
    return pd.DataFrame(
        [
            ({"上级": row.above} if shows_above else {})
            | {
                "团支部": row.branch if shows_above else names[row.branch_id],
                "完成": f"{row.n_done}/{row.n_applicable}",
            }
            | {duty.label: _said(duty, row.lights[duty]) for duty in Duty}
            for row in rows
        ]
    )
