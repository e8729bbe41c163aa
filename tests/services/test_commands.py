"""The operator's commands, run as the operator runs them: counts, refusals in one line, an empty database."""

# long: every command once

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.engine import URL

from db import engine, keys
from db.__main__ import parser
from db.commands.edge import operator
from db.models import AuditEntry, Base, Organisation, Person, Release, Response, StandingLink
from db.vocabulary import Level
from tests import builders
from tests.cast import PASSWORD, Cast
from tests.services.files import a_table, as_csv, as_xls
from tests.services.shell import at_a_shell, db, did, refused

COMMANDS = (
    *("migrate", "add-person", "reset-password", "links", "import-wjx", "export", "handbook", "codebook"),
    *("import-roster", "roster-template"),
    *("retally", "release", "turn", "purge", "demo"),
)
BRANCH = "东风社区团支部"


def rows() -> dict[str, int]:
    """How many rows every table has."""
    with engine.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def house(settled: Cast) -> Cast:
    """The cast with June's wave, and the key checked, as after a first command."""
    keys.prepare()
    return settled


def test_there_are_these_commands():
    listed = "\n".join(at_a_shell("--help").lines)
    assert [name for name in COMMANDS if name not in listed] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args([command, "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m db {command}")


def test_a_command_that_is_none_is_a_mistake_in_usage():
    assert db("mend").code == 2
    assert db().code == 2


def test_a_program_of_its_own_does_and_says_the_same(house: Cast):
    for arguments in (["purge"], ["export", "needs"], ["release", "--month", "2020-01"], ["mend"]):
        assert at_a_shell(*arguments) == db(*arguments)


def test_an_empty_database_is_brought_up_to_date_and_gets_a_key(monkeypatch: pytest.MonkeyPatch, desk: Path):
    monkeypatch.delenv("WUGEYI_KEY")
    assert re.fullmatch(r"数据库已是本版本：本次更新[1-9]\d*步，密钥相符。", did("migrate")[0])
    assert {file.name for file in desk.iterdir()} >= {"wugeyi.db", "wugeyi.key"}
    assert did("migrate") == ["数据库已是本版本：本次更新0步，密钥相符。"]


def test_a_first_account_sets_up_the_district_in_an_empty_database():
    printed = did(
        *("add-person", "--username", "qu01", "--name", "李", "--role", "district"),
        *("--organisation", "青山区"),
    )
    assert printed[:2] == ["已建立1个区：青山区。", "已添加1个账号：qu01，团区委，青山区。"]
    assert re.fullmatch(r"一次性密码：\S{10,}", printed[2])
    with engine.reading() as session:
        assert session.scalar(select(Organisation.level)) == Level.DISTRICT
        person = session.scalars(select(Person)).one()
        assert person.must_change_password


def test_a_lost_key_is_noticed_not_replaced(house: Cast, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("WUGEYI_KEY")
    assert "密钥" in refused("key_missing", "migrate")


def test_a_database_that_cannot_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "数据库" in refused("database_unreachable", "turn")
    for url in ("postgres:/x", "nonsense", "oracle+none://x"):
        monkeypatch.setenv("DATABASE_URL", url)
        assert "DATABASE_URL" in refused("database_url_malformed", "turn")


def test_an_account_is_added_and_its_password_reset(house: Cast):
    new = ("add-person", "--username", "new01", "--name", "新", "--role", "cadre")
    added = did(*new, "--organisation", BRANCH, "--password", PASSWORD)
    assert added == [f"已添加1个账号：new01，团干部，{BRANCH}。"]
    assert did("reset-password", "--username", "new01")[0] == "已重置1个账号的密码：new01。"
    refused("username_taken", *new, "--organisation", BRANCH)
    refused("organisation_name_unknown", *new, "--organisation", "没有的支部")
    refused("person_unknown", "reset-password", "--username", "nobody")
    with engine.reading() as session:
        actors = session.scalars(select(AuditEntry.actor).order_by(AuditEntry.id)).all()
    assert len(actors) == 2
    assert all(actor.startswith("operator:") for actor in actors)


def test_links_are_one_line_per_branch_and_stay_the_same(house: Cast):
    first = did("links")
    assert len(first) == 3
    assert all(re.fullmatch(r"/q/[\w-]{20,}\t\S+", line) for line in first)
    assert did("links") == first
    assert did("links", "--branch", BRANCH) == [line for line in first if line.endswith(BRANCH)]
    refused("branch_unknown", "links", "--branch", "没有的支部")
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(StandingLink)) == 3


def test_a_file_comes_in_once(house: Cast, tmp_path: Path):
    file = tmp_path / "导出.xls"
    file.write_bytes(as_xls(a_table()))
    command = ("import-wjx", file, "--branch", BRANCH, "--title", "青年需求", "--map", "2=categories")
    looked = did(*command, "--check")
    before = rows()
    first = did(*command)
    assert (
        first[0] == f"已导入答卷6份、题目4个到{BRANCH}，计入2026-05，新增需求类别1个，结果已发布（第1号）。"
    )
    assert first[1:] == looked
    assert looked[1] == "W2\t多选，答5份，选项4个\t您需要哪些帮助"
    assert rows()["responses"] - before["responses"] == 6
    after = rows()
    assert did(*command) == [f"这个文件已经导入过{BRANCH}（2026-05，答卷6份），没有改动。"]
    assert rows() == after


def test_a_file_that_is_refused_changes_nothing(house: Cast, tmp_path: Path):
    file, before = tmp_path / "导出.xlsx", rows()
    command = ("import-wjx", file, "--branch", BRANCH, "--title", "青年需求")
    refused("file_unreadable", *command)
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    refused("file_of_another_kind", *command)
    file.write_bytes(as_xls(a_table())[:4000])
    refused("file_damaged", *command)
    file.write_bytes(as_csv(a_table()))
    refused("branch_unknown", *command[:2], "--branch", "没有的支部", "--title", "青年需求")
    refused("month_malformed", *command, "--month", "六月")
    refused("month_in_future", *command, "--month", "2999-01")
    refused("wjx_map_unknown", *command, "--map", "categories")
    assert rows() == before


def test_a_ledger_is_written(house: Cast, tmp_path: Path):
    with engine.transaction() as session:
        need = builders.a_need(session, house.branch_a, now=engine.now(), number="X1")
        month = f"{need.month:%Y-%m}"
    for file_format in ("csv", "xlsx"):
        out = tmp_path / f"台账.{file_format}"
        printed = did("export", "needs", "--month", month, "--format", file_format, "--out", out)
        assert printed == [f"已导出青年需求台账1行：{out}"]
        assert out.stat().st_size > 100
    out = ("--out", tmp_path / "out.csv")
    refused("wave_unknown", "export", "responses", "--month", "2020-01", "--format", "csv", *out)
    one = ("--month", "2026-06", "--branch", BRANCH, "--format", "csv", *out)
    refused("raw_needed", "export", "responses", *one)
    refused("out_unwritable", "export", "needs", *one[:-1], tmp_path / "none" / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_handbook_is_written(house: Cast, tmp_path: Path):
    for file_format in ("docx", "xlsx"):
        out = tmp_path / f"手册.{file_format}"
        command = ("handbook", "--branch", BRANCH, "--month", "2026-05", "--until", "2026-06")
        assert did(*command, "--format", file_format, "--out", out) == [
            f"已导出{BRANCH}《基层团支部工作手册》2个月：{out}"
        ]
        assert out.read_bytes().startswith(b"PK")


def test_a_codebook_is_written_and_answers_have_the_shape_of_wjx_alone(house: Cast, tmp_path: Path):
    out = tmp_path / "编码表.csv"
    [said] = did("codebook", "--format", "csv", "--out", out)
    assert said.startswith("已导出月度问卷编码表（第1版）")
    assert out.read_text("utf-8-sig").startswith("序号,题目编码,题目")
    refused("wave_unknown", "codebook", "--month", "2020-01", "--format", "csv", "--out", out)
    shape = ("--month", "2026-06", "--format", "csv", "--out", out, "--wjx")
    refused("wjx_not_needed", "export", "needs", *shape)
    refused("wjx_raw_as_xlsx", "export", "responses", *shape, "--raw", "--reason", "核对")


def test_a_month_is_released_once_and_corrected_when_told(house: Cast):
    with_it = "同时发布：季度结果、半年结果。"
    assert did("release", "--month", "2026-06", "--early") == [
        f"已发布1个月的结果：2026-06，第1号。{with_it}"
    ]
    assert "没有改动" in did("release", "--month", "2026-06")[0]
    assert did("release", "--month", "2026-06", "--correct") == [
        f"已发布1个月的结果：2026-06，第2号。{with_it}"
    ]
    refused("wave_unknown", "release", "--month", "2020-01")


def test_tallies_are_counted_anew(house: Cast, tmp_path: Path):
    file = tmp_path / "导出.csv"
    file.write_bytes(as_csv(a_table()))
    did("import-wjx", file, "--branch", BRANCH, "--title", "青年需求")
    unchanged = "核对调查2个，计数有改动0个，答卷已按期删除而未核对0个。"
    assert did("retally") == [unchanged]
    with engine.transaction() as session:
        for response in session.scalars(select(Response).limit(1)):
            session.delete(response)
    assert did("retally", "--month", "2026-05") == ["核对调查1个，计数有改动1个，答卷已按期删除而未核对0个。"]
    assert did("retally") == [unchanged]
    refused("wave_unknown", "retally", "--month", "2020-01")


def test_old_answer_sheets_are_listed_and_go_when_told(house: Cast, tmp_path: Path):
    assert did("purge") == ["满12个月的答卷共0份，没有删除。"]
    file = tmp_path / "导出.csv"
    file.write_bytes(as_csv(a_table()))
    did("import-wjx", file, "--branch", BRANCH, "--title", "青年需求", "--month", "2024-03")
    with engine.transaction() as session:
        session.execute(update(Release).values(released_at=engine.now() - timedelta(days=400)))
        n = session.scalar(select(func.count()).select_from(Response))
    listed = did("purge")
    assert listed == [
        f"2024-03\t导入的问卷\t{n}份",
        f"满12个月的答卷共{n}份，没有删除。要删除请加 --yes；平时由系统每天自动删除。",
    ]
    assert did("purge", "--yes") == [listed[0], f"已删除满12个月的答卷{n}份，统计结果保留。"]
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0
        entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "purge_answers")).one()
    assert entry.actor == operator().audit_name


def test_a_turn_does_what_is_due_and_then_nothing(house: Cast):
    did("turn")
    assert did("turn") == [
        "开启调查0个，转交需求0件，发布结果0个、补发季度等0个，再次请青年评价0件，逾期未评价或口头确认0件，"
        "没有答复不转出0件，删除到期草稿0份、联系方式0条、满12个月的答卷0份。"
    ]


def test_the_demo_wants_a_database_without_accounts(house: Cast, database: URL):
    refused("demo_needs_empty_database", "demo")
