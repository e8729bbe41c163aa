"""migrate, turn, release, retally, demo."""

import argparse
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, demo, engine, months, releases, tallies, waves
from db.commands.edge import month_of_text, operator, say
from db.errors import NotFound
from db.models import Wave

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
    release_parser = commands.add_parser(
        "release", help="发布一个月的结果", description="发布一个月的调查结果。"
    )
    release_parser.add_argument("--month", required=True, metavar="YYYY-MM", help="月份")
    release_parser.add_argument("--early", action="store_true", help="调查还在进行也发布，调查随之结束")
    release_parser.add_argument("--correct", action="store_true", help="已发布过时，再发布一份更正")
    release_parser.set_defaults(run=release)
    retally_parser = commands.add_parser(
        "retally", help="按答卷重新计数", description="按答卷重新计数并核对。"
    )
    retally_parser.add_argument("--month", metavar="YYYY-MM", help="只核对这个月；不写则全部核对")
    retally_parser.set_defaults(run=retally)
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
        months.mix(session, now=engine.now())
    n_periods = sum(iter(_summed_up, 0))
    say(
        f"开启调查{done.waves_opened}个，转交需求{done.needs_handed_over}件，发布结果{done.waves_released}个、补发季度等{n_periods}个，"
        f"删除到期草稿{done.drafts_deleted}份、联系方式{done.contacts_deleted}条。"
    )


def _summed_up() -> int:
    with engine.reading() as session:
        ready = months.next_sum(session, now=engine.now())
    if ready is None:
        return 0
    with engine.transaction() as session:
        return months.keep_sum(session, ready=ready, now=engine.now())


def release(args: argparse.Namespace) -> None:
    """Release a month's survey."""
    actor, month = operator(), month_of_text(args.month)
    with engine.transaction() as session:
        wave = waves.monthly_wave(session, month=month)
        if wave is None:
            raise NotFound("wave_unknown")
        before = releases.latest(session, actor=actor, wave_id=wave.id)
        if args.early and before is None:
            releases.end_early(session, actor=actor, wave_id=wave.id, now=engine.now())
        wave_id = wave.id
    with engine.reading() as session:
        worked_out = None if before and not args.correct else releases.work_out(session, wave_id=wave_id)
    with engine.transaction() as session:
        made = releases.release_by_hand(
            session, actor=actor, wave_id=wave_id, now=engine.now(), early=args.early, correct=args.correct,
            worked_out=worked_out,
        )  # fmt: skip
    sum(iter(_summed_up, 0))
    with engine.reading() as session:
        also = "、".join(kind.label for kind in releases.made_with(session, month=made))
    if before is not None and before.number == made.number:
        say(f"{args.month}的结果已经发布（第{made.number}号），没有改动。需要更正请加 --correct。")
    else:
        say(f"已发布1个月的结果：{args.month}，第{made.number}号。" + (f"同时发布：{also}。" if also else ""))


def retally(args: argparse.Namespace) -> None:
    """Count tallies anew from the answers."""
    month = month_of_text(args.month) if args.month else None
    with engine.transaction() as session:
        chosen = _waves(session, month)
        purged = [wave for wave in chosen if month is None and wave.purged_on is not None]
        counted = [wave for wave in chosen if wave not in purged]
        changed = sum(tallies.retally(session, wave_id=wave.id) for wave in counted)
        audit.record(
            session,
            actor=operator().audit_name,
            verb="retally",
            subject=f"month:{args.month or 'all'}",
            now=engine.now(),
            n=len(counted),
            n_changed=changed,
        )
    say(f"核对调查{len(counted)}个，计数有改动{changed}个，答卷已按期删除而未核对{len(purged)}个。")


def _waves(session: Session, month: date | None) -> list[Wave]:
    query = select(Wave).order_by(Wave.id)
    if month is not None:
        query = query.where(Wave.month == month)
    found = list(session.scalars(query))
    if month is not None and not found:
        raise NotFound("wave_unknown")
    return found
