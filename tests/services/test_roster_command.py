"""`import-roster` and `roster-template`: checked, brought in, printed once; a fault per line."""

import re
from pathlib import Path

from sqlalchemy import func, select

from db import engine, keys
from db.models import Base
from tests.cast import Cast
from tests.services.files import ORGANISATIONS, a_roster
from tests.services.shell import db, did, refused


def rows() -> list[int]:
    with engine.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        ]


def test_a_roster_comes_in_once_and_tells_every_fault(settled: Cast, tmp_path: Path):
    keys.prepare()
    file, before = tmp_path / "名册.xlsx", rows()
    file.write_bytes(a_roster([*ORGANISATIONS, ("团支部", "甲支部", "没有的团工委", "农村")], []))
    told = db("import-roster", file)
    assert (told.code, told.lines) == (1, [])
    assert re.fullmatch(r"“组织”第6行：没有找到.*\n名册有1处要改.*（roster_has_faults）\n", told.said)
    file.write_bytes(a_roster())
    looked = did("import-roster", file, "--check")
    assert looked == ["核对无误：要添加组织4个、账号2个，已有组织0个、账号0个。没有导入。"]
    assert rows() == before
    added = did("import-roster", file)
    assert added[0] == "已添加组织4个、账号2个，跳过已有的组织0个、账号0个。"
    assert re.fullmatch(r"sun\.yi\t\S{14}", added[1])
    after = rows()
    assert did("import-roster", file) == ["名册里的组织4个、账号2个都已经有了，没有改动。"]
    assert rows() == after
    out = tmp_path / "模板.xlsx"
    assert did("roster-template", "--out", out) == [f"已写出名册模板：{out}"]
    refused("roster_empty", "import-roster", out)
    refused("out_unwritable", "roster-template", "--out", tmp_path / "none" / "模板.xlsx")
