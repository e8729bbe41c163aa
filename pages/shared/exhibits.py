"""A chart with all that belongs to it: its table, what is said beside it, and the same as files for a report.

A file is made when it is asked for, of what the page has already shown and of nothing else. Whoever asks must still
be signed in by then, and the audit log gets an entry. Whoever has only the file's address gets nothing
(`pages.plain.middleware.Doors`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analysis import charts, pictures
from analysis.charts import Chart
from analysis.indicators import INDICATORS, Indicator
from analysis.pictures import Words
from db.exchange import chart_files, tables
from db.periods import LONGER, Period
from db.releases import Released
from db.rights import Actor
from db.vocabulary import ReleaseKind
from pages.shared import menu, reports, sessions, sign_in, texts
from pages.shared.typed import safe

NO_FONT = (
    "这台服务器没有中文字体，生成的PNG会缺字，所以不提供。可以下载SVG，"
    "或请管理员装一种中文字体（如 fonts-noto-cjk）后重新启动。"
)
LABELS = {"png": "下载图（PNG）", "svg": "下载图（SVG）", "xlsx": "下载表（xlsx）"}
TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOT_IN_A_NAME = re.compile(r'[\s\\/:*?"<>|]+')
LONGEST_NAME = 80
# A count or a difference, as tables on pages write it; in a sheet it is a number.
NUMBER = re.compile(r"[+-]?(0|[1-9]\d*)(\.\d+)?")


@dataclass(frozen=True)
class Beside:
    """What is said beside each chart of a page.

    scope : (id, name) of whose figures they are. period : of when, as the page says it. month : the same for the
    audit log, None for what belongs to no month. n : how many answers or needs, in words, "" where the chart says it.
    wave_id : whose answers they are, None of the ledger and of several waves together.
    """

    actor: Actor
    scope: tuple[int, str]
    period: str
    month: date | None
    as_of: str
    source: str
    n: str = ""
    remark: str = ""
    wave_id: int | None = None

    @property
    def line(self) -> str:
        """Return the one line of it that a page shows, as Markdown."""
        told = (self.n, f"数据截至{self.as_of}", f"来源：{safe(self.source)}", self.remark)
        return "　·　".join(part for part in told if part)


@dataclass(frozen=True)
class Exhibit:
    """A chart as it was drawn, with its table and notes, ready to be made a file."""

    beside: Beside
    indicator: Indicator
    heading: str
    finding: str
    spec: dict[str, Any]
    table: pd.DataFrame
    note: str

    @property
    def name(self) -> str:
        """Return the name of its files, without their ending."""
        words = f"{self.beside.period}_{self.beside.scope[1]}_{self.heading}"
        return NOT_IN_A_NAME.sub("", words)[:LONGEST_NAME]

    def content(self, kind: str) -> bytes:
        """Return the content of its file of one kind."""
        if kind == "xlsx":
            return tables.as_xlsx(self.sheet())
        return pictures.made(self.spec, self.words(), kind)

    def words(self) -> Words:
        """Return what stands around the chart in its picture."""
        beside = self.beside
        n = f"{beside.n}　·　" if beside.n else ""
        foot = (
            self.note,
            f"{n}数据截至{beside.as_of}",
            f"来源：{beside.source}",
            beside.remark,
            f"口径：{self.indicator.line}",
        )
        return Words(
            self.heading, f"{beside.scope[1]}　·　{beside.period}", tuple(part for part in foot if part)
        )

    def sheet(self) -> tables.Table:
        """Return its table as a file holds it."""
        beside = self.beside
        cover = (
            ("图上标题", self.finding),
            ("时段", beside.period),
            ("范围", beside.scope[1]),
            ("样本量", beside.n),
            ("来源", beside.source),
            ("数据截至", beside.as_of),
            ("说明", "".join(part for part in (self.note, beside.remark) if part)),
            ("指标", self.indicator.name),
            ("口径", self.indicator.line),
        )
        # The first column has names, whatever they look like.
        found = self.table.itertuples(index=False, name=None)
        rows = [[str(name), *(_cell(value) for value in values)] for name, *values in found]
        columns = tuple(str(column) for column in self.table.columns)
        return tables.Table(self.heading, tuple(pair for pair in cover if pair[1]), columns, rows)


def of_release(actor: Actor, released: Released, *, scope: tuple[int, str], n: int) -> Beside:
    """Return what is said beside the charts of a release. n : answers of the scope."""
    surveys = "各次调查" if released.kind in LONGER else "本次调查"
    left_out = f"；{surveys}共有{released.n_doubtful}份可能需要核实，未计入" if released.n_doubtful else ""
    number = f"，第{released.number}次发布（更正）" if released.number > 1 else ""
    period = Period(released.kind, released.month)
    return Beside(
        actor,
        scope,
        texts.period(period),
        released.month if period.kind is ReleaseKind.MONTH else None,
        as_of=f"{texts.moment(released.released_at)}{number}",
        source=released.title if period.kind not in LONGER else "各月已发布的月度调查",
        n=f"有效问卷{n}份{left_out}",
        remark=reports.VOLUNTARY,
        # Who could have answered several surveys nobody has counted.
        wave_id=None if period.kind in LONGER else released.wave_id,
    )


def show(
    beside: Beside,
    make: Callable[..., Chart],
    *values: Any,
    of: str,
    heading: str,
    table: pd.DataFrame,
    note: str = "",
    fold: str = "",
    keeps_first: bool = False,
    key: str = "",
    **named: Any,
) -> None:
    """Draw the chart that `make` makes of the values, its table, a note, and the way to take them along.

    of : the code of its indicator. heading : what it is about, as it stands above the chart. fold : the label under
    which the table is folded away, "" to show it. key : tells several charts of one indicator on a page apart.
    """
    spec, finding = reports.chart(make, *values, **named)
    if note and fold:
        st.caption(safe(note))
    if fold:
        with st.expander(fold):
            reports.table(table, keeps_first=keeps_first)
    else:
        reports.table(table, keeps_first=keeps_first)
        if note:
            st.caption(safe(note))
    _offer(Exhibit(beside, INDICATORS[of], heading, finding, spec, table, note), key or of)


def _offer(exhibit: Exhibit, key: str) -> None:
    who = sign_in.later()
    with st.popover("下载图表", icon=":material/download:", type="tertiary"):
        for kind, label in LABELS.items():
            if kind == "png" and not pictures.has_chinese():
                st.caption(NO_FONT)
                continue
            st.download_button(
                label,
                partial(made, who, exhibit, kind),
                f"{exhibit.name}.{kind}",
                TYPES[kind],
                key=f"{kind}_{key}",
                on_click="ignore",
                width="stretch",
            )


def made(who: Callable[[], Actor | None], exhibit: Exhibit, kind: str) -> bytes:
    """Return the content of a file for who asks now; it is entered in the audit log first. Raises Refused."""
    sessions.write(
        chart_files.allow,
        actor=sign_in.same(who(), exhibit.beside.actor),
        chart=exhibit.indicator.code,
        kind=kind,
        organisation_id=exhibit.beside.scope[0],
        month=exhibit.beside.month,
    )
    return exhibit.content(kind)


def way_to_definitions(group: str) -> None:
    """Draw the link to what the indicators of a page mean. group : the code of their group."""
    st.page_link(
        menu.DEFINITIONS.path,
        label="这些指标怎么算",
        icon=f":material/{menu.DEFINITIONS.icon}:",
        query_params={"section": group},
    )


def _cell(value: object) -> tables.Cell:
    text = str(value)
    if not NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def show_counts(
    beside: Beside, counts: pd.DataFrame, columns: Mapping[str, str], *, finding: str, **named: Any
) -> None:
    """Draw plain counts. counts : columns label, n, and what else stands in the table. columns : their Chinese names."""
    show(
        beside,
        charts.counts_bars,
        counts[["label", "n"]],
        finding=finding,
        title=columns["label"],
        table=counts[list(columns)].astype(str).rename(columns=columns),
        **named,
    )
