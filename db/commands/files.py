"""import-wjx, export."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from db import engine, organisations
from db.commands.edge import content_of, month_of_text, operator, say
from db.errors import Invalid
from db.exchange import codebook, export, handbook, handbook_files, tables, wjx, wjx_branches, wjx_import
from db.exchange.export_nouns import ExportNoun
from db.exchange.wjx_import import WjxImport
from db.vocabulary import QuestionKind

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    bring = commands.add_parser(
        "import-wjx",
        help="导入问卷星答卷",
        description="把问卷星按选项文本下载的答卷（.xls、.xlsx、.csv）导入为一个团支部的问卷，并发布结果。同一文件只导入一次。",
    )
    bring.add_argument("file", metavar="FILE", help="问卷星下载的文件")
    whose = bring.add_mutually_exclusive_group(required=True)
    whose.add_argument("--branch", metavar="NAME", help="团支部名称")
    whose.add_argument(
        "--branch-column", metavar="COLUMN", help="写着团支部名称的列，例如所在团支部：一个文件导入很多团支部"
    )
    bring.add_argument("--title", required=True, help="问卷标题")
    bring.add_argument("--month", metavar="YYYY-MM", help="计入哪个月；不写则按最晚的提交时间，没有则为本月")
    bring.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=READING",
        help="指定一题怎样读，可多次使用：3=categories（选项作为需求类别）、3=choice（选择题）、3=text（文字）",
    )
    bring.add_argument("--check", action="store_true", help="只查看怎样读取，不导入")
    bring.set_defaults(run=import_wjx)
    _add_export(commands)


def _add_export(commands: "Commands") -> None:
    out = commands.add_parser(
        "export", help="导出台账或答卷", description="导出一个月或一段时间的台账，或一个月的答卷。"
    )
    out.add_argument(
        "noun",
        metavar="NOUN",
        choices=[n.value for n in ExportNoun],
        help="、".join(f"{n.value}（{n.label}）" for n in ExportNoun),
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


def import_wjx(args: argparse.Namespace) -> None:
    """Read a file, write it as a closed wave of one branch, release it."""
    month = month_of_text(args.month) if args.month else None
    file = wjx.parse(
        content_of(Path(args.file)), mapping=_mapping(args.map), branch_column=args.branch_column
    )
    if args.check and args.branch_column:
        with engine.reading() as session:
            parts = wjx_branches.parts(session, actor=operator(), file=file)
        say(*(f"{part.name}\t{len(part.file.rows)}份" for part in parts))
    if not args.check:
        try:
            done = _bring_in(args, file, month)
        except IntegrityError:
            # Another import wrote the same key at the same moment; seen from now on.
            done = _bring_in(args, file, month)
        new = [(name, made) for name, made in done if made.is_new]
        say(*(_old(name, made) for name, made in done if not made.is_new), *(_new(*found) for found in new))
        if not new:
            return
    say(*(_line(question) for question in file.questions))


def _old(name: str, made: WjxImport) -> str:
    return f"这个文件已经导入过{name}（{made.month:%Y-%m}，答卷{made.n_responses}份），没有改动。"


def _new(name: str, made: WjxImport) -> str:
    return (
        f"已导入答卷{made.n_responses}份、题目{made.n_questions}个到{name}，计入{made.month:%Y-%m}，"
        f"新增需求类别{made.n_new_categories}个，结果已发布（第{made.release_number}号）。"
    )


def _bring_in(args: argparse.Namespace, file: wjx.WjxFile, month: date | None) -> list[tuple[str, WjxImport]]:
    with engine.transaction() as session:
        said = {"actor": operator(), "file": file, "title": args.title, "month": month, "now": engine.now()}
        if args.branch_column:
            return [(part.name, made) for part, made in wjx_branches.import_all(session, **said)]
        branch = organisations.find_branch(session, name=args.branch)
        return [(branch.name, wjx_import.import_wjx(session, branch_id=branch.id, **said))]


def _mapping(given: list[str]) -> dict[str, str]:
    pairs = (text.rpartition("=") for text in given)
    return {column.strip(): reading.strip() for column, _, reading in pairs}


def _line(question: wjx.WjxQuestion) -> str:
    kind = f"{question.kind.label}，答{question.n}份"
    if question.kind is not QuestionKind.TEXT:
        kind += f"，选项{len(question.options)}个"
    return f"{question.code}\t{kind}\t{question.title}"


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
