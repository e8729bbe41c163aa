"""The same answers in the three modes of 问卷星, and the table that says what their numbers stand for."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from db.errors import Invalid
from db.exchange import wjx, wjx_labels
from db.exchange.wjx_file import WjxFile
from db.exchange.wjx_headings import columns_of, headings_of
from db.vocabulary import AnswerMode, QuestionKind
from pages.shared import texts
from tests.services.files import META, Table, a_table, as_csv, as_xls, as_xlsx

TEXT, ORDINALS, SCORES = AnswerMode
HEAD = (*META, "1、您的性别", "2、您需要哪些帮助？", "3、从哪里知道的", "4、食堂", "4、宿舍", "5、还想说什么")
OF_OPTIONS = (
    *(*META, "1. 您的性别", "2. 您需要哪些帮助？(就业创业)", "2(住房安居)", "2 (其他)", "3. 从哪里知道的"),
    *("4、食堂", "4、宿舍", "5、还想说什么"),
)
IN_WORDS = [
    ("男", "就业创业┋住房安居", "同事", "5", "3", "希望多办活动"),
    ("女", "就业创业", "其他〖宣传栏〗", "4", "3", "(空)"),
    ("女", "住房安居┋其他〖修车〗", "同事", "5", "1", "食堂再便宜些"),
    ("男", "(跳过)", "微信", "4", "(跳过)", "没有"),
]
IN_ORDINALS = [
    (1, 1, 1, 0, 1, 5, 3, "希望多办活动"),
    (2, 1, 0, 0, "3〖宣传栏〗", 4, 3, ""),
    (2, 0, 1, "1〖修车〗", 1, 5, 1, "食堂再便宜些"),
    (1, -3, -3, -3, 2, 4, -3, "没有"),
]
# The same as one list per sheet.
IN_LISTS = [
    (1, "1┋2", 1, 5, 3, "希望多办活动"),
    (2, "1", "3〖宣传栏〗", 4, 3, -2),
    (2, "2┋3〖修车〗", 1, 5, 1, "食堂再便宜些"),
    (1, -3, 2, 4, -3, "没有"),
]
IN_SCORES = [
    (0, "10┋5", 7, 5, 3, "希望多办活动"),
    (1, "10", "2.5〖宣传栏〗", 4, 3, -2),
    (1, "5┋0〖修车〗", 7, 5, 1, "食堂再便宜些"),
    (0, -3, 9, 4, -3, "没有"),
]
ITSELF = {"W4_1": "number", "W4_2": "number"}
KNOWN_AS = {
    ORDINALS: {
        "W1": {"1": "男", "2": "女"},
        "W2": {"1": "就业创业", "2": "住房安居", "3": "其他"},
        "W3": {"1": "同事", "2": "微信", "3": "其他"},
    },
    SCORES: {
        "W1": {"0": "男", "1": "女"},
        "W2": {"10": "就业创业", "5": "住房安居", "0": "其他"},
        "W3": {"7": "同事", "9": "微信", "2.5": "其他"},
    },
}
FILES: dict[str, tuple[Table, AnswerMode, dict[str, str]]] = {
    "ordinals": (a_table(IN_ORDINALS, OF_OPTIONS), ORDINALS, ITSELF),
    "ordinals in lists": (a_table(IN_LISTS, HEAD), ORDINALS, ITSELF),
    # The rows of a scale hold the score itself, nobody has to say so.
    "scores": (a_table(IN_SCORES, HEAD), SCORES, {}),
}
WRITERS = {
    "xls": as_xls,
    "xlsx": as_xlsx,
    "utf-8-sig": as_csv,
    "utf-8": lambda table: as_csv(table, "utf-8"),
    "gb18030": lambda table: as_csv(table, "gb18030"),
}
CHOICE = {"1": "choice", "3": "choice", "W4_1": "choice", "W4_2": "choice"}


def what_counts(file: WjxFile) -> tuple:
    """A file without what its mode leaves in it."""
    return [replace(q, values=(), by_number=False) for q in file.questions], file.rows, file.latest


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("kind", FILES)
def test_the_three_modes_of_the_same_answers_count_the_same(kind: str, writer: Callable):
    table, mode, mapping = FILES[kind]
    words = wjx.parse(as_csv(a_table(IN_WORDS, HEAD)), mapping=CHOICE)
    parsed = wjx.parse(writer(table), mode=mode, mapping=mapping)
    assert words.mode is TEXT
    assert what_counts(wjx_labels.relabelled(parsed, KNOWN_AS[mode])) == what_counts(words)


@pytest.mark.parametrize(
    ("header", "options"),
    [
        (("6、爱好（可多选）(运动)", "6(看书(纸的))"), ("运动", "看书(纸的)")),
        (("6. 爱好（可多选）（运动）", "6 （看书）"), ("运动", "看书")),
        (("6、(运动)", "6、(看书)"), ("运动", "看书")),
        (("第6题(运动)", "第6题(看书)"), ("运动", "看书")),
    ],
    ids=["title once", "full-width", "brackets only", "of old"],
)
def test_columns_of_marks_are_the_options_of_one_question(header: tuple, options: tuple):
    (column,) = columns_of(headings_of(("序号", *header)), [["1", "1", "0"], ["2", "-3", "-3"]])
    assert (column.code, tuple(label for _, label in column.options)) == ("W6", options)
    assert column.title in ("爱好（可多选）", "第6题")
    # Other numbers are rows of a matrix, named by what stands in the brackets.
    rows = columns_of(headings_of(("序号", *header)), [["1", "4", "0"]])
    assert [(c.code, c.title, c.options) for c in rows] == [
        (f"W6_{n}", label, ()) for n, label in enumerate(options, 1)
    ]


@pytest.mark.parametrize(
    ("answers", "name", "mode"),
    [
        ([("男", 5), ("女", 5), ("女", 4), ("男", 4)], "", None),
        ([("男", 5), ("女", "(跳过)"), ("女", 4)], "", TEXT),
        ([(1, 5), (2, 5)], "", None),
        ([(1, 5), (2, 5)], "38_按序号_青年需求_2_2.xlsx", ORDINALS),
        ([(1, 5), (2, 5)], "38_按分数_青年需求_2_2.xlsx", SCORES),
        ([(1, 5), (2, 5)], "按分数段统计.xlsx", None),
        ([("男", "张三"), ("女", "李四"), ("女", "王五"), ("男", "赵六")], "", TEXT),
    ],
    ids=["half", "words for skipped", "numbers", "said: ordinals", "said: scores", "said nothing", "words"],
)
def test_a_mode_is_told_only_where_it_can_be(answers: list, name: str, mode: AnswerMode | None):
    content = as_csv(a_table(answers, (*META, "1、甲", "2、乙")))
    if mode is None:
        with pytest.raises(Invalid, match="wjx_mode_unknown"):
            wjx.parse(content, name=name)
        return
    assert wjx.parse(content, name=name).mode is mode


def test_numbers_without_a_label_are_named_and_nothing_else_is():
    parsed = wjx.parse(as_xlsx(a_table(IN_SCORES, HEAD)), mode=SCORES)
    assert {q.code: q.lacking for q in parsed.questions if q.lacking} == {
        "W1": ("0", "1"),
        "W2": ("0", "5", "10"),
        "W3": ("2.5", "7", "9"),
    }
    some = wjx_labels.relabelled(parsed, {"W1": {"0": "男", "1": "女"}, "W2": {"0": "其他"}})
    with pytest.raises(Invalid) as caught:
        wjx_labels.require_all(some)
    assert "第2题“您需要哪些帮助？”、第3题“从哪里知道的”等2题" in texts.sentence(caught.value)


def test_ages_that_were_typed_are_no_options():
    header, ages = (*META, "1、年龄"), [(age,) for age in range(18, 60)] * 2
    assert wjx.parse(as_csv(a_table(ages, header)), mode=ORDINALS).questions[0].by_number is False
    few = wjx.parse(as_csv(a_table(ages[:9], header)), mode=ORDINALS, mapping={"1": "text"})
    assert few.questions[0].kind is QuestionKind.TEXT


def test_rows_of_numbers_are_a_scale_up_to_ten_only():
    header = (*META, "1、食堂", "1、宿舍")
    file = wjx.parse(as_csv(a_table([(10, 1203), (0, 1204), (5, 1203)], header)), mode=SCORES)
    assert [question.lacking for question in file.questions] == [(), ("1203", "1204")]


def test_a_column_per_option_is_no_text():
    with pytest.raises(Invalid, match="wjx_map_not_text"):
        wjx.parse(as_csv(a_table(IN_ORDINALS, OF_OPTIONS)), mapping={"2": "text"})


# Other names of an option


def in_words() -> WjxFile:
    return wjx.parse(as_csv(a_table(IN_WORDS, HEAD)), mapping=CHOICE)


def test_options_that_become_one_count_a_sheet_once_and_keep_its_own_words():
    file = wjx_labels.relabelled(in_words(), {"W2": {"就业创业": "生活", "住房安居": "生活"}})
    question = file.questions[1]
    assert question.options == ("生活", "其他")
    assert [(v.text, v.n, v.label) for v in question.values] == [
        ("住房安居", 2, "生活"),
        ("就业创业", 2, "生活"),
        ("其他", 1, "其他"),
    ]
    assert [row.get("W2") for row in file.rows] == [("生活",), ("生活",), ("生活", "其他"), None]
    assert file.rows[2]["W2_own"] == "修车"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"同事": "微信", "微信": "网络"}, "wjx_label_chain"),
        ({"同事": " "}, "wjx_label_malformed"),
        ({"同事": "甲┋乙"}, "wjx_label_malformed"),
        ({"同事": "(跳过)"}, "wjx_label_malformed"),
        ({"同事": "很" * 201}, "wjx_label_malformed"),
    ],
)
def test_a_label_that_cannot_be_counted_under_is_refused(names: dict, code: str):
    with pytest.raises(Invalid, match=code):
        wjx_labels.relabelled(in_words(), {"W3": names})


def test_questions_of_one_title_are_told_apart_and_spellings_are_not():
    header = (*META, "1、外观", "1、功能", "2、外观", "3、您的性别 ？")
    file = wjx.parse(as_csv(a_table([("好", "差", "好", "男")] * 2, header)))
    known = wjx_labels.identities(file)
    assert [found.name for found in known.values()] == ["W1_1 外观", "功能", "W2 外观", "您的性别 ？"]
    assert known["W3"].key == wjx_labels.key_of("您的性别")
