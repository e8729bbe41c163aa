"""Cells of an export that mean something else than they hold, or nothing."""

from collections.abc import Callable

import pytest

from db.exchange import wjx
from tests.services.files import ANSWERS, META, a_table, as_csv, as_xlsx


@pytest.mark.parametrize("writer", [as_xlsx, lambda table: as_csv(table, "utf-16")])
def test_what_no_database_keeps_is_in_no_answer(writer: Callable):
    rows = wjx.parse(writer(a_table([("男\0",), ("男",)], (*META, "1、性别")))).rows
    assert [row["W1"] for row in rows] == ["男", "男"]


def test_what_an_export_had_to_defuse_reads_as_it_was():
    rows = wjx.parse(as_csv(a_table([("'+1分",), ("'80后",)] * 2, (*META, "1、加几分")))).rows
    assert [row["W1"] for row in rows[:2]] == ["+1分", "'80后"]


def test_rows_without_anything_but_a_number_are_no_answers():
    file = wjx.parse(as_xlsx([*a_table(), (), (7,), ("八",)]))
    assert len(file.rows) == len(ANSWERS)
