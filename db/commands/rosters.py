"""import-roster."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from db import engine, organisations, workdays
from db.commands.edge import content_of, operator, say
from db.errors import Faulty, Invalid
from db.exchange import roster, roster_import, roster_template

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    bring = commands.add_parser(
        "import-roster",
        help="导入组织和账号的名册",
        description="按模板填好的名册（.xlsx、.xls，或一张表的.csv），一次添加很多组织和账号。有一处不对就什么都不导入，"
        "并逐行说明。已经有的自动跳过。",
    )
    bring.add_argument("file", metavar="FILE", help="填好的名册")
    bring.add_argument("--check", action="store_true", help="只核对，不导入")
    bring.set_defaults(run=import_roster)
    blank = commands.add_parser("roster-template", help="名册的模板", description="写出名册的模板（xlsx）。")
    blank.add_argument("--out", required=True, metavar="FILE", help="写到哪个文件")
    blank.set_defaults(run=write_template)


def import_roster(args: argparse.Namespace) -> None:
    """Read a roster, hold it against what stands, add what is new; print the first passwords once."""
    read = roster.parse(content_of(Path(args.file)))
    with engine.reading() as session:
        plan = roster_import.look(session, actor=operator(), roster=read, today=workdays.today(engine.now()))
    if plan.faults:
        raise Faulty("roster_has_faults", plan.faults)
    if args.check:
        say(
            f"核对无误：要添加组织{len(plan.organisations)}个、账号{len(plan.people)}个，"
            f"已有组织{plan.n_same_organisations}个、账号{plan.n_same_people}个。没有导入。"
        )
        return
    first = roster_import.first_passwords(plan)
    with engine.transaction() as session:
        done = roster_import.bring_in(session, actor=operator(), roster=read, first=first, now=engine.now())
    if not done.is_new:
        say(f"名册里的组织{done.n_same_organisations}个、账号{done.n_same_people}个都已经有了，没有改动。")
        return
    say(
        f"已添加组织{done.n_organisations}个、账号{len(done.passwords)}个，"
        f"跳过已有的组织{done.n_same_organisations}个、账号{done.n_same_people}个。"
    )
    say(*(f"{made.username}\t{made.password}" for made in done.passwords))


def write_template(args: argparse.Namespace) -> None:
    """Write the template of a roster to a file."""
    with engine.reading() as session:
        names = [row.name for row in organisations.list_for(session, actor=operator())]
    out = Path(args.out)
    try:
        out.write_bytes(roster_template.made(names))
    except OSError:
        raise Invalid("out_unwritable", name=out.name) from None
    say(f"已写出名册模板：{out}")
