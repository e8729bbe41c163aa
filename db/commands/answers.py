"""release, retally, purge: what becomes of a month's answers."""

import argparse
import time
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit, engine, purging, releases, tallies, waves
from db.commands.edge import month_of_text, operator, say
from db.commands.house import summed_up
from db.errors import NotFound
from db.models import Wave
from db.workdays import today

PAUSE_SECONDS = 0.1

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
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
    purge_parser = commands.add_parser(
        "purge",
        help="删除满12个月的答卷",
        description="列出满12个月、应当删除的答卷；加 --yes 才删除。统计结果保留。",
    )
    purge_parser.add_argument("--yes", action="store_true", help="真的删除，不能恢复")
    purge_parser.set_defaults(run=purge)


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
    sum(iter(summed_up, 0))
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


def purge(args: argparse.Namespace) -> None:
    """Say which answer sheets are old enough to go; delete them if told."""
    with engine.reading() as session:
        due = purging.overdue(session, on=today(engine.now()))
    for wave in due:
        say(f"{wave.month:%Y-%m}\t{wave.kind.label}\t{wave.n}份")
    n = sum(wave.n for wave in due)
    if not args.yes:
        say(
            f"满12个月的答卷共{n}份，没有删除。" + ("要删除请加 --yes；平时由系统每天自动删除。" if n else "")
        )
        return
    say(f"已删除满12个月的答卷{sum(iter(_purged, 0))}份，统计结果保留。")


def _purged() -> int:
    with engine.transaction() as session:
        n = purging.purge(session, now=engine.now(), by=operator().audit_name)
    # Whoever answers meanwhile comes in between.
    time.sleep(PAUSE_SECONDS)
    return n
