"""import-wjx with what options are called: by a table, from memory, or refused with what is missing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from db import engine, keys
from db.models import OptionLabel, Response
from tests.cast import Cast
from tests.services.files import a_table, as_csv, as_xls
from tests.services.shell import db, did, refused
from tests.services.test_wjx_modes import HEAD, IN_SCORES, KNOWN_AS, SCORES

BRANCH = "东风社区团支部"
TABLE = [
    ("question", "value", "label"),
    *((q, v, label) for q, found in KNOWN_AS[SCORES].items() for v, label in found.items()),
]


@pytest.fixture
def file(settled: Cast, tmp_path: Path) -> Path:
    """A file of scores, in a house whose key was checked."""
    keys.prepare()
    made = tmp_path / "38_按分数_青年_4_4.xls"
    made.write_bytes(as_xls(a_table(IN_SCORES, HEAD)))
    return made


def stored() -> list[int]:
    with engine.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(model)) or 0 for model in (Response, OptionLabel)
        ]


def test_scores_come_in_with_a_table_and_the_next_time_without(file: Path, tmp_path: Path):
    command = ("import-wjx", file, "--branch", BRANCH, "--title", "青年需求")
    before = stored()
    assert "第1题“您的性别”、第2题“您需要哪些帮助？”、第3题" in refused("wjx_labels_missing", *command)
    looked = did(*command, "--check")
    assert looked[0] == "W1\t单选，答4份，选项2个，2个数字还没有名称\t您的性别"
    out = tmp_path / "名称.csv"
    assert did(*command, "--alias-template", out)[0].startswith("已写出选项名称表12行")
    assert stored() == before
    out.write_bytes(as_csv(TABLE))
    lines = did(*command, "--alias", out)
    assert lines[0].startswith(f"已导入答卷4份、题目6个到{BRANCH}")
    assert "W1\t“0”计作“男”，2份" in lines
    assert stored() == [before[0] + 4, 8]
    assert "没有改动" in did(*command)[0]
    assert did(*command[:2], "--branch", "光明科技团支部", *command[4:])[0].startswith("已导入答卷4份")
    filled = did(*command, "--alias-template", tmp_path / "名称.xlsx")
    assert filled[0].startswith("已写出选项名称表12行")


def test_a_newer_download_says_what_it_replaces_and_labels_are_kept_all_the_same(file: Path, tmp_path: Path):
    table, grown = tmp_path / "名称.csv", tmp_path / "39_按分数_青年_5_5.xls"
    table.write_bytes(as_csv(TABLE))
    grown.write_bytes(as_xls(a_table([*IN_SCORES, IN_SCORES[0]], HEAD)))
    to = ("--branch", BRANCH, "--title", "青年需求", "--alias", table)
    did("import-wjx", file, *to)
    before = stored()
    assert "--replaces" in refused("wjx_asks_the_same", "import-wjx", grown, *to)
    refused("wjx_replaces_nothing", "import-wjx", grown, *to, "--replaces", "2026-04")
    assert stored() == before
    assert "请写明 --replaces 2026-05 或 --beside" in did("import-wjx", grown, *to, "--check")[0]
    assert "替换了1份旧版本" in did("import-wjx", grown, *to, "--replaces", "2026-05")[0]
    assert "没有改动" in did("import-wjx", grown, *to, "--replaces", "2026-05")[0]
    assert "后来换成了新版本，没有改动" in did("import-wjx", file, *to)[0]
    table.write_bytes(as_csv([TABLE[0], ("W1", "0", "男性")]))
    assert did("import-wjx", grown, *to)[1].startswith("结果里的名称不变；1个选项名称已按这次的记住")


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([], "file_empty", ""),
        (TABLE[:1], "wjx_labels_empty", ""),
        ([("question", "value", "label", "phone"), *TABLE[1:]], "wjx_labels_heading", ""),
        ([*TABLE, TABLE[1]], "wjx_labels_faulty", "第10行：“0”在第2行已经写过了"),
        (
            [*TABLE, ("W1", "0", "其他")],
            "wjx_labels_faulty",
            "第10行：分数0在第2行计作“男”，这里又计作“其他”",
        ),
        ([*TABLE, ("W9", "0", "其他")], "wjx_labels_faulty", "第10行：答卷里没有“W9”这一题"),
    ],
    ids=["empty", "only headings", "unknown column", "twice", "two labels", "unknown question"],
)
def test_a_bad_table_is_reported_once_and_nothing_is_stored(file: Path, tmp_path: Path, rows, code, said):
    before, table = stored(), tmp_path / "名称.csv"
    table.write_bytes(as_csv(rows))
    done = db("import-wjx", file, "--branch", BRANCH, "--title", "青年需求", "--alias", table)
    assert (done.code, done.lines) == (1, [])
    assert f"（{code}）" in done.said
    assert said in done.said
    assert stored() == before


def test_a_mode_that_cannot_be_told_is_asked_for(file: Path, tmp_path: Path):
    other = tmp_path / "导出.xls"
    other.write_bytes(file.read_bytes())
    command = ("import-wjx", other, "--branch", BRANCH, "--title", "青年需求", "--check")
    refused("wjx_mode_unknown", *command)
    assert len(did(*command, "--mode", "scores")) == 6
