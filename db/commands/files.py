"""export, handbook, codebook."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from db import engine, organisations
from db.commands.edge import month_of_text, operator, say
from db.errors import Invalid
from db.exchange import codebook, export, handbook, handbook_files, tables
from db.exchange.export_nouns import LEDGERS, ExportNoun

if TYPE_CHECKING:
    from db.commands.edge import Commands

EXPORT = "导出一个月或一段时间的台账（上报版，不含原话、化名和需求编号），或一个月的答卷。"
# Copies with words or aliases are for their handlers, who take them in the browser.
NOUNS = (*LEDGERS, ExportNoun.RESPONSES)


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    _add_export(commands)


def _add_export(commands: "Commands") -> None:
    out = commands.add_parser("export", help="导出台账或答卷", description=EXPORT)
    out.add_argument(
        "noun",
        metavar="NOUN",
        choices=[n.value for n in NOUNS],
        help="、".join(f"{n.value}（{n.label}）" for n in NOUNS),
    )
    out.add_argument("--month", required=True, metavar="YYYY-MM", help="月份")
    out.add_argument("--until", metavar="YYYY-MM", help="到哪个月为止（台账）；不写则只导出一个月")
    out.add_argument("--branch", metavar="NAME", help="只导出这个团支部；答卷还须 --raw 和 --reason")
    out.add_argument("--format", required=True, choices=tables.FORMATS, help="文件格式")
    out.add_argument("--out", required=True, metavar="FILE", help="写到哪个文件")
    out.add_argument("--raw", action="store_true", help="答卷带团支部和年龄段，文件带水印")
    out.add_argument("--wjx", action="store_true", help="答卷按问卷星“按选项文本”的列排，import-wjx 能读回")
    out.add_argument("--reason", default="", help="导出原始答卷的理由，记入操作记录")
    out.set_defaults(run=write)
    _add_codebook(commands)
    book = commands.add_parser(
        "handbook",
        help="导出团支部工作手册",
        description=f"把一个团支部一段时间的登记做成《{handbook.NAME}》。",
    )
    book.add_argument("--branch", required=True, metavar="NAME", help="团支部名称")
    book.add_argument("--month", required=True, metavar="YYYY-MM", help="从哪个月")
    book.add_argument("--until", metavar="YYYY-MM", help="到哪个月；不写则只有一个月")
    book.add_argument("--format", required=True, choices=list(handbook_files.FORMATS), help="文件格式")
    book.add_argument("--out", required=True, metavar="FILE", help="写到哪个文件")
    book.set_defaults(run=write_handbook)


def _add_codebook(commands: "Commands") -> None:
    codes = commands.add_parser(
        "codebook",
        help="导出问卷编码表",
        description="列出月度问卷的题目编码、题型、选项编码和何时出现。",
    )
    codes.add_argument("--month", metavar="YYYY-MM", help="哪个月的问卷；不写则为现在用的")
    codes.add_argument("--format", required=True, choices=tables.FORMATS, help="文件格式")
    codes.add_argument("--out", required=True, metavar="FILE", help="写到哪个文件")
    codes.set_defaults(run=write_codebook)


def write(args: argparse.Namespace) -> None:
    """Write a month's ledger or answers to a file."""
    if args.wjx and args.raw and args.format == "csv":
        # Its watermark stands above the heads, where no reader of such files looks for it.
        raise Invalid("wjx_raw_as_xlsx")
    with engine.transaction() as session:
        branch = organisations.find_branch(session, name=args.branch) if args.branch else None
        allowed = export.allow(
            session,
            actor=operator(),
            noun=ExportNoun(args.noun),
            month=month_of_text(args.month),
            until=month_of_text(args.until) if args.until else None,
            organisation_id=branch.id if branch else None,
            raw=args.raw,
            reason=args.reason,
            now=engine.now(),
        )
    with engine.reading() as session:
        table = export.read(session, export=allowed, as_wjx=args.wjx)
        n = tables.write(table, out=Path(args.out), file_format=args.format)
    say(f"已导出{allowed.noun.label}{n}行：{args.out}")


def write_handbook(args: argparse.Namespace) -> None:
    """Write a branch's handbook to a file."""
    now = engine.now()
    with engine.transaction() as session:
        extent = handbook.allow(
            session,
            actor=operator(),
            month=month_of_text(args.month),
            until=month_of_text(args.until) if args.until else None,
            organisation_id=organisations.find_branch(session, name=args.branch).id,
            now=now,
        )
    with engine.reading() as session:
        made = handbook_files.content(session, extent=extent, file_format=args.format, now=now)
    tables.put(made, out=Path(args.out))
    say(f"已导出{extent.name}《{handbook.NAME}》{len(extent.months)}个月：{args.out}")


def write_codebook(args: argparse.Namespace) -> None:
    """Write what the codes of a questionnaire stand for to a file."""
    now = engine.now()
    with engine.transaction() as session:
        month = month_of_text(args.month) if args.month else None
        version_id = codebook.allow(session, actor=operator(), month=month, now=now)
    with engine.reading() as session:
        table = codebook.read(session, version_id=version_id, now=now)
    n = tables.write(table, out=Path(args.out), file_format=args.format)
    say(f"已导出{table.title}{n}行：{args.out}")
