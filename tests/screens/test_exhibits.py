"""Charts as files, as a committee's pages offer them: for each chart with data, to who is signed in, of what is shown."""

import io
import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from analysis import pictures
from analysis.indicators import INDICATORS
from db import engine, people
from db.errors import NotAllowed
from db.models import AuditEntry, Person
from db.vocabulary import Role
from pages.shared import exhibits
from pages.shared.exhibits import Beside, Exhibit
from tests import builders
from tests.committee_screens import a_finished_need, open_page, released
from tests.screens import serving
from tests.screens.test_committee_needs_analysis import charts_of, with_sub_items, words

PAGES = (
    "committee/overview.py",
    "committee/needs_analysis.py",
    "committee/follow_up.py",
    "committee/branch.py",
)
pytestmark = pytest.mark.usefixtures("settled")


def read(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_object(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def downloads() -> list[tuple[str, str, dict]]:
    with engine.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.verb == "download_chart"))
        return [(entry.actor, entry.subject, entry.facts) for entry in found]


@pytest.mark.parametrize(
    ("path", "query"),
    [*((path, {}) for path in PAGES), *((PAGES[2], {"part": part}) for part in ("pace", "open"))],
)
def test_each_chart_is_offered_as_png_svg_and_table(settled, now, path, query):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    with engine.transaction() as session:
        a_finished_need(session, settled.branch_a, rating=5, now=now)
        builders.a_need(session, settled.branch_a, now=now)
    page = open_page(path, settled.li, month="2026-06", **query)
    assert not page.exception
    keys = [button.key for button in page.download_button]
    assert charts_of(page) > 0
    assert len(keys) == 3 * charts_of(page)
    kinds = [key.split("_")[0] for key in keys]
    assert kinds == ["png", "svg", "xlsx"] * charts_of(page)


@pytest.mark.parametrize("path", PAGES[:3])
def test_what_shows_no_chart_offers_no_file(settled, path):
    page = open_page(path, settled.li, month="2026-06")
    assert not page.exception
    assert len(page.download_button) == 3 * charts_of(page)
    assert not {"need_share", "gap", "need_path"} & {b.key.split("_", 1)[1] for b in page.download_button}


def test_the_file_of_a_table_is_the_page_s_table_with_a_cover(settled, offered):
    with_sub_items(settled)
    page = open_page(PAGES[1], settled.li, month="2026-06")
    sheets = read(offered["2026年6月_青山区_最需要哪方面的帮助.xlsx"]())
    shown = page.table[0].value
    assert sheets["数据"] == [list(shown.columns), *shown.values.tolist()]
    cover = dict(sheets["说明"])
    assert cover["名称"] == "最需要哪方面的帮助"
    assert (cover["时段"], cover["范围"], cover["样本量"]) == ("2026年6月", "青山区", "有效问卷78份")
    assert cover["数据截至"] == "2026年7月1日 10:00"
    assert cover["来源"]
    assert cover["口径"] == INDICATORS["need_share"].line
    assert cover["行数"] == str(len(shown))
    assert "自愿填写，不代表全体青年" in cover["说明"]


def test_each_file_is_one_entry_in_the_audit_log(settled, offered):
    with_sub_items(settled)
    open_page(PAGES[1], settled.wang, month="2026-06")
    assert downloads() == []
    offered["2026年6月_东区街道团工委_最需要哪方面的帮助.xlsx"]()
    svg = offered["2026年6月_东区街道团工委_最需要哪方面的帮助.svg"]().decode()
    who = settled.wang.audit_name
    assert downloads() == [
        (who, "chart:need_share", {"month": "2026-06", "kind": "xlsx"}),
        (who, "chart:need_share", {"month": "2026-06", "kind": "svg"}),
    ]
    for said in ("最需要哪方面的帮助", "有效问卷39份", "数据截至2026年7月1日 10:00", "口径："):
        assert said in svg


def test_what_is_withheld_is_in_no_file(settled, offered):
    with_sub_items(settled)
    open_page(PAGES[1], settled.wang, month="2026-06")
    svg = offered["2026年6月_东区街道团工委_最需要哪方面的帮助.svg"]().decode()
    rows = read(offered["2026年6月_东区街道团工委_最需要哪方面的帮助.xlsx"]())["数据"]
    assert "心理健康" not in svg
    assert next(row for row in rows if row[0] == "心理健康")[1:] == ["敏感类，仅区级汇总显示", "", ""]


def test_who_has_left_or_changed_the_role_gets_nothing(settled, offered):
    with_sub_items(settled)
    open_page(PAGES[1], settled.wang, month="2026-06")
    make = offered["2026年6月_东区街道团工委_最需要哪方面的帮助.xlsx"]
    with engine.transaction() as session:
        session.get_one(Person, settled.wang.id).role = Role.ADMIN
    with pytest.raises(NotAllowed, match="sign_in_ended"):
        make()
    with engine.transaction() as session:
        session.get_one(Person, settled.wang.id).role = Role.COMMITTEE
    assert make()
    with engine.transaction() as session:
        people.end_account(session, actor=settled.zhou, username="wang", now=engine.now())
    with pytest.raises(NotAllowed, match="sign_in_ended"):
        make()
    assert len(downloads()) == 1


def test_without_a_chinese_font_the_page_says_so_and_offers_the_others(settled, monkeypatch):
    released(**{f"b{settled.branch_a}": 20, f"b{settled.branch_c}": 20})
    monkeypatch.setattr(pictures, "has_chinese", lambda: False)
    page = open_page(PAGES[1], settled.li, month="2026-06")
    assert {button.key.split("_")[0] for button in page.download_button} == {"svg", "xlsx"}
    assert "没有中文字体" in words(page)


def an_exhibit(cast, table: pd.DataFrame, **but) -> Exhibit:
    beside = Beside(
        cast.li,
        (cast.district, "=青山/区"),
        "2026年6月",
        date(2026, 6, 1),
        as_of="2026年7月1日",
        source="+来源",
    )
    made = Exhibit(beside, INDICATORS["need_share"], "题目：几？", "发现", {}, table, "")
    return replace(made, **but)


def test_a_name_that_would_be_a_formula_is_none_in_the_sheet(settled):
    names = ["=1+1", "+2", "-3", "@SUM(A1)", "007"]
    sheets = read(an_exhibit(settled, pd.DataFrame({"=类别": names, "份数": ["12"] * 5})).content("xlsx"))
    assert [row[0] for row in sheets["数据"]] == ["'=类别", "'=1+1", "'+2", "'-3", "'@SUM(A1)", "007"]
    assert dict(sheets["说明"])["范围"] == "'=青山/区"
    assert dict(sheets["说明"])["来源"] == "'+来源"


def test_counts_and_differences_are_numbers_in_the_sheet_and_all_else_is_text(settled):
    row = ["就业", 12, "12", "+0.42", "-1.50", "0", "0.07", "3/4", "25%", "+1至+2"]
    table = pd.DataFrame([row], columns=list("abcdefghij"))
    (_, found) = read(an_exhibit(settled, table).content("xlsx"))["数据"]
    assert found == ["就业", 12, 12, 0.42, -1.5, 0, 0.07, "3/4", "25%", "'+1至+2"]


def test_a_file_s_name_has_month_scope_and_title_and_nothing_a_disk_refuses(settled):
    made = an_exhibit(settled, pd.DataFrame({"a": ["b"]}))
    assert made.name == "2026年6月_=青山区_题目：几？"
    assert len(replace(made, heading="长" * 200).name) == exhibits.LONGEST_NAME


@pytest.mark.parametrize(
    ("who", "chart", "sheet", "of_branch"),
    [
        (None, 404, 404, 404),
        # Of a roster.
        ("zhou", 404, 200, 404),
        ("wu", 404, 404, 404),
        ("chen", 404, 404, 200),
        ("wang", 200, 200, 404),
        ("li", 200, 200, 404),
    ],
)
def test_a_file_made_for_a_download_is_for_those_whose_pages_make_them(settled, who, chart, sheet, of_branch):
    with serving.plain_client() as client:
        if who:
            serving.sign_in(client, getattr(settled, who))
        kinds = ((chart, ("png", "svg")), (sheet, ("xlsx",)), (of_branch, ("bin", "docx", "jpg")))
        for status, endings in kinds:
            for ending in endings:
                before = len(serving.seen)
                assert client.get(f"/media/0123456789abcdef.{ending}").status_code == status
                assert len(serving.seen) - before == (status == 200)


def test_a_chart_is_sent_as_streamlit_would_send_it():
    def drawn_twice() -> None:
        import pandas as pd
        import streamlit as st

        from analysis import charts
        from pages.shared import reports

        counts = pd.DataFrame({"label": ["就业创业", "住房安居"], "n": [3, 0]})
        spec, finding = reports.chart(charts.counts_bars, counts, finding="就业最多", title="类别")
        st.vega_lite_chart({**spec, "description": ""}, width="stretch", alt=finding)

    ours, plain = AppTest.from_function(drawn_twice).run().get("vega_lite_chart")
    assert [(of.name, of.data) for of in ours.proto.datasets] == [
        (of.name, of.data) for of in plain.proto.datasets
    ]
    assert json.loads(plain.proto.spec) == {**json.loads(ours.proto.spec), "description": ""}
    assert ours.proto.alt == plain.proto.alt
