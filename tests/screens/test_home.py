"""首页: the public board and three doors, for everybody; nothing of what only some may know."""

from datetime import date

import pytest
from sqlalchemy import select

from db import board, engine, needs, workdays
from db.models import Need, Person
from db.vocabulary import NeedSource, Urgency
from pages.shared import wording
from tests.screens.conftest import District, OpenPage


def words(page) -> str:
    return " ".join(
        str(e.value) for e in (*page.html, *page.title, *page.subheader, *page.caption, *page.info)
    )


def a_need_of_last_month(district: District) -> None:
    month = workdays.add_months(workdays.month_of(workdays.today(engine.now())), -1)
    with engine.transaction() as session:
        needs.raise_need(
            session,
            branch_id=district.cast.branch_a,
            source=NeedSource.WISH,
            category_code="EMP",
            sub_item_code="EMP1",
            text="不该出现在首页的话",
            urgency=Urgency.NORMAL,
            goes_to_committee=False,
            today=month,
        )


def test_the_board_counts_and_tells_no_text(open_page: OpenPage, district: District) -> None:
    a_need_of_last_month(district)
    page = open_page()
    assert not page.exception
    assert "青山区团委" in words(page)
    assert "<b>1</b>件 提出" in words(page)
    assert "不该出现" not in words(page)


def test_the_three_doors_are_there(open_page: OpenPage, district: District) -> None:
    shown = words(open_page())
    for door in ('value="survey"', 'value="wish"', 'href="/r"'):
        assert door in shown


def test_before_the_first_account_it_says_how_to_begin(open_page: OpenPage, district: District) -> None:
    with engine.transaction() as session:
        for person in session.scalars(select(Person)):
            session.delete(person)
    page = open_page()
    assert "启用链接" in words(page)
    with engine.reading() as session:
        assert session.scalars(select(Need)).all() == []


@pytest.mark.parametrize(
    ("raised", "open_", "declined", "line"),
    [
        (0, 0, 0, "2026年10月没有收到请求办理的需求。"),
        (4, 0, 0, "2026年10月提出的需求，截至今天的情况。"),
        (4, 1, 0, "2026年10月提出的需求，截至今天：正在办理1件。"),
        (
            9,
            1,
            2,
            "2026年10月提出的需求，截至今天：正在办理1件，暂时办不了2件（原因凭查询码可看）。",
        ),
    ],
)
def test_below_the_three_numbers_stands_only_what_is_left_of_them(raised, open_, declined, line) -> None:
    counted = board.Board(
        month=date(2026, 10, 1),
        raised=raised,
        settled=raised - open_ - declined,
        confirmed=0,
        open=open_,
        declined=declined,
        deeds=(),
        stories=(),
    )
    assert wording.board_line(counted) == line
