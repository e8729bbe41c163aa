"""The table that says what each value counts as: written, filled in, read, and refused in words."""

from collections.abc import Callable

import pytest

from db.errors import Faulty, Invalid
from db.exchange import wjx, wjx_label_table
from db.exchange.tables import write
from db.exchange.wjx_file import WjxFile
from db.vocabulary import AnswerMode
from pages.shared import texts
from tests.services.files import a_table, as_csv
from tests.services.test_wjx_modes import HEAD, IN_SCORES, KNOWN_AS, WRITERS, in_words

SCORES = AnswerMode.SCORES

ROWS = [("您的性别", "0", "男"), ("1", "1", "女"), ("W3", "7", "同事")]


def a_filled_in(rows: list[tuple], head: tuple = ("题目", "文件里的值", "计作")) -> bytes:
    return as_csv([head, *rows])


def scores() -> WjxFile:
    return wjx.parse(as_csv(a_table(IN_SCORES, HEAD)), mode=SCORES)


@pytest.mark.parametrize("head", [("题目", "文件里的值", "计作"), ("question", "value", "label")])
@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_table_says_what_each_value_counts_as(writer: Callable, head: tuple):
    found = wjx_label_table.read(writer([head, *ROWS]), file=scores())
    assert found == {"W1": {"0": "男", "1": "女"}, "W3": {"7": "同事"}}


def test_a_template_holds_every_value_and_reads_back(tmp_path):
    file, known = scores(), KNOWN_AS[SCORES]
    out = tmp_path / "名称.csv"
    write(wjx_label_table.template(file, {}), out=out, file_format="csv")
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[:3] == ["题目,文件里的值,份数,计作", "您的性别,0,2,", "您的性别,1,2,"]
    write(wjx_label_table.template(file, known), out=out, file_format="csv")
    found = wjx_label_table.read(out.read_bytes(), file=file)
    assert {code: found[code] for code in known} == known


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (a_filled_in([]), "wjx_labels_empty"),
        (a_filled_in(ROWS, ("题目", "值", "计作")), "wjx_labels_heading"),
        (a_filled_in(ROWS, ("题目", "题目", "计作")), "wjx_labels_heading"),
        (as_csv([("题目", "文件里的值", "计作", "电话"), *ROWS]), "wjx_labels_heading"),
    ],
    ids=["empty", "only headings", "unknown heading", "heading twice", "one more"],
)
def test_a_table_that_is_none_is_refused_in_one_sentence(content: bytes, code: str):
    with pytest.raises(Invalid) as caught:
        wjx_label_table.read(content, file=scores())
    assert caught.value.code == code
    assert "请" in texts.sentence(caught.value)


def test_every_wrong_row_is_told_with_its_number():
    rows = [
        *ROWS,
        ("性格", "1", "甲"),
        ("5", "1", "甲"),
        ("1", "0", "男"),
        ("1", "1", "其他"),
        ("1", "", "甲"),
    ]
    with pytest.raises(Faulty) as caught:
        wjx_label_table.read(a_filled_in([*rows, ("3", "9", "甲┋乙")]), file=scores())
    assert [(fault.row, fault.refused.code) for fault in caught.value.rows] == [
        (5, "wjx_label_question_unknown"),
        (6, "wjx_label_of_text"),
        (7, "wjx_label_twice"),
        (8, "wjx_label_same_score"),
        (9, "wjx_label_cell_missing"),
        (10, "wjx_label_malformed"),
    ]
    assert "两个选项分数相同，文件里分不开" in texts.fault_lines(caught.value)[3]
    with pytest.raises(Faulty) as caught:
        wjx_label_table.read(a_filled_in([("1", "男", "甲"), ("1", "男", "乙")]), file=in_words())
    assert caught.value.rows[0].refused.code == "wjx_label_two"
