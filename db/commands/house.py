"""migrate, turn, demo."""

import argparse
from typing import TYPE_CHECKING

from db import demo, engine, mixing, months
from db.commands.edge import say

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    migrate_parser = commands.add_parser(
        "migrate", help="把数据库更新到本版本", description="更新数据库，检查密钥。"
    )
    migrate_parser.set_defaults(run=migrate)
    turn_parser = commands.add_parser(
        "turn",
        help="办理到期的事",
        description="开启本月调查，转交需求，发布结果，删除到期内容。重复运行没有影响。",
    )
    turn_parser.set_defaults(run=turn)
    demo_parser = commands.add_parser(
        "demo", help="在空数据库里载入演示数据", description="载入一个虚构的区。"
    )
    demo.add_options(demo_parser)
    demo_parser.set_defaults(run=demo.command)


def migrate(args: argparse.Namespace) -> None:
    """Say how many schema changes were made; `python -m db` makes them before any command."""
    say(f"数据库已是本版本：本次更新{args.n_migrations}步，密钥相符。")


def turn(args: argparse.Namespace) -> None:
    """Do everything that is due now."""
    with engine.reading() as session:
        worked_out = months.next_releases(session, now=engine.now())
    with engine.transaction() as session:
        done = months.turn(session, now=engine.now(), worked_out=worked_out)
    with engine.transaction() as session:
        n_mixed = months.mix(session, now=engine.now())
    if n_mixed:
        mixing.clear_away(engine.engine())
    n_periods = sum(iter(summed_up, 0))
    say(
        f"开启调查{done.waves_opened}个，转交需求{done.needs_handed_over}件，发布结果{done.waves_released}个、补发季度等{n_periods}个，"
        f"再次请青年评价{done.needs_reminded}件，逾期未评价或口头确认{done.needs_ended}件，"
        f"没有答复不转出{done.needs_not_referred}件，"
        f"删除到期草稿{done.drafts_deleted}份、联系方式{done.contacts_deleted}条、满12个月的答卷{done.answers_purged}份。"
    )


def summed_up() -> int:
    """Make the next quarter, half-year or year that is due; return 1, or 0 if none was."""
    with engine.reading() as session:
        ready = months.next_sum(session, now=engine.now())
    if ready is None:
        return 0
    with engine.transaction() as session:
        return months.keep_sum(session, ready=ready, now=engine.now())
