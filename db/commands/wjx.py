"""import-wjx."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import engine, organisations
from db.commands.edge import content_of, month_of_text, operator, say
from db.errors import NotFound
from db.exchange import (
    tables,
    wjx,
    wjx_branches,
    wjx_earlier,
    wjx_import,
    wjx_label_table,
    wjx_labels,
    wjx_memory,
)
from db.exchange.wjx_earlier import Earlier
from db.exchange.wjx_file import Labels, Value, WjxFile, WjxQuestion
from db.exchange.wjx_import import WjxImport
from db.vocabulary import AnswerMode, QuestionKind

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    bring = commands.add_parser(
        "import-wjx",
        help="导入问卷星答卷",
        description="把问卷星下载的答卷（按选项文本、按选项序号或按分数；.xls、.xlsx、.csv）导入为一个团支部的问卷，并发布结果。"
        "同样的答卷只导入一次；同样题目的问卷已经导入过的，要说明是新版本（--replaces）还是另一次调查（--beside）。",
    )
    bring.add_argument("file", metavar="FILE", help="问卷星下载的文件")
    whose = bring.add_mutually_exclusive_group(required=True)
    whose.add_argument("--branch", metavar="NAME", help="团支部名称")
    whose.add_argument(
        "--branch-column", metavar="COLUMN", help="写着团支部名称的列，例如所在团支部：一个文件导入很多团支部"
    )
    bring.add_argument("--title", required=True, help="问卷标题")
    earlier = bring.add_mutually_exclusive_group()
    earlier.add_argument(
        "--replaces",
        metavar="YYYY-MM",
        help="这是新下载的版本，答卷更全：替换那个月导入的同样题目的问卷；被替换的不再显示，但不删除，重新导入可以换回",
    )
    earlier.add_argument(
        "--beside",
        action="store_true",
        help="这是另一次调查，与已经导入的同样题目的问卷没有相同的答卷：另外加入",
    )
    bring.add_argument("--check", action="store_true", help="只查看怎样读取，不导入")
    _add_readings(bring)
    bring.set_defaults(run=import_wjx)


def _add_readings(bring: argparse.ArgumentParser) -> None:
    bring.add_argument("--month", metavar="YYYY-MM", help="计入哪个月；不写则按最晚的提交时间，没有则为本月")
    bring.add_argument(
        "--mode",
        choices=[mode.value for mode in AnswerMode],
        help="、".join(f"{mode.value}（{mode.label}）" for mode in AnswerMode) + "；不写则从文件里看",
    )
    bring.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=READING",
        help="指定一题怎样读，可多次使用：3=categories（选项作为需求类别）、3=choice（选择题）、3=number（数字本身，"
        "如打分）、3=text（文字）、3=leave_out（不导入）；像姓名、电话的文字不写就不导入",
    )
    bring.add_argument(
        "--alias",
        metavar="FILE",
        help="选项名称表：每个选项（或序号、分数）计作什么名称；记住，下次同一题自动用",
    )
    bring.add_argument(
        "--alias-template", metavar="OUT", help="只写出要填的选项名称表（.csv或.xlsx），不导入"
    )


def import_wjx(args: argparse.Namespace) -> None:
    """Read a file, count its answers under the labels given and remembered, write it as closed waves, release them."""
    month = month_of_text(args.month) if args.month else None
    path = Path(args.file)
    parsed = wjx.parse(
        content_of(path),
        name=path.name,
        mode=AnswerMode(args.mode) if args.mode else None,
        mapping=_mapping(args.map),
        branch_column=args.branch_column,
    )
    labels = _labels(args, parsed)
    if args.alias_template:
        _write_template(Path(args.alias_template), parsed, labels)
        return
    file = wjx_labels.relabelled(parsed, labels)
    if args.check:
        _say_where(args, file)
    else:
        new = _brought_in(args, file, month)
        if not new:
            return
    say(*(_line(question) for question in file.questions))
    say(*(f"{question.code}\t不导入\t{question.title}" for question in file.left_out))
    say(*(_renamed(question, value) for question, value in wjx_labels.renamed(file)))


def _labels(args: argparse.Namespace, parsed: WjxFile) -> Labels:
    with engine.reading() as session:
        known = wjx_memory.remembered(session, actor=operator(), file=parsed)
    given = wjx_label_table.read(content_of(Path(args.alias)), file=parsed) if args.alias else {}
    return wjx_labels.merged(known, given)


def _write_template(out: Path, parsed: WjxFile, labels: Labels) -> None:
    file_format = "xlsx" if out.suffix.lower() == ".xlsx" else "csv"
    n = tables.write(wjx_label_table.template(parsed, labels), out=out, file_format=file_format)
    label = wjx_label_table.LABEL
    say(f"已写出{wjx_label_table.NAME}{n}行：{out}。请填好“{label}”一列，再用 --alias 读入。")


def _say_where(args: argparse.Namespace, file: WjxFile) -> None:
    """Say which branches a file is for, where a column tells, and what is in already that asks the same."""
    with engine.reading() as session:
        files = _files(session, args, file)
        standing = wjx_earlier.standing(session, actor=operator(), files=files)
        if args.branch_column:
            parts = wjx_branches.parts(session, actor=operator(), file=file)
            say(*(f"{part.name}\t{len(part.file.rows)}份" for part in parts))
    if standing.known:
        say(f"{len(standing.known)}个团支部已经导入过这个文件。")
    say(*(_earlier(one) for one in standing.earlier))


def _earlier(one: Earlier) -> str:
    return (
        f"{len(one.branch_ids)}个团支部已经导入过同样题目的问卷“{one.title}”（计入{one.month:%Y-%m}），"
        f"导入时请写明 --replaces {one.month:%Y-%m} 或 --beside。"
    )


def _brought_in(args: argparse.Namespace, file: WjxFile, month: date | None) -> bool:
    """Write a file and say what came of it; return whether anything is new."""
    try:
        done = _bring_in(args, file, month)
    except IntegrityError:
        # Another import wrote the same key at the same moment; seen from now on.
        done = _bring_in(args, file, month)
    new = [(name, made) for name, made in done if made.is_new]
    say(*(_old(name, made) for name, made in done if not made.is_new), *(_new(*found) for found in new))
    if not new and done and done[0][1].n_labels:
        say(f"结果里的名称不变；{done[0][1].n_labels}个选项名称已按这次的记住，下次同一题自动用。")
    return bool(new)


def _bring_in(args: argparse.Namespace, file: WjxFile, month: date | None) -> list[tuple[str, WjxImport]]:
    with engine.transaction() as session:
        files = _files(session, args, file)
        said = {"actor": operator(), "title": args.title, "month": month, "now": engine.now()}
        said["replaces"] = _replaces(session, args, files)
        if args.branch_column:
            return [(p.name, made) for p, made in wjx_branches.import_all(session, file=file, **said)]
        ((branch_id, _),) = files.items()
        return [(args.branch, wjx_import.import_wjx(session, file=file, branch_id=branch_id, **said))]


def _files(session: Session, args: argparse.Namespace, file: WjxFile) -> dict[int, WjxFile]:
    """Return branch → what of a file belongs to it."""
    if args.branch_column:
        found = wjx_branches.parts(session, actor=operator(), file=file)
        return {part.branch_id: part.file for part in found}
    return {organisations.find_branch(session, name=args.branch).id: file}


def _replaces(
    session: Session, args: argparse.Namespace, files: Mapping[int, WjxFile]
) -> frozenset[int] | None:
    if not args.replaces:
        return frozenset() if args.beside else None
    month = month_of_text(args.replaces)
    standing = wjx_earlier.standing(session, actor=operator(), files=files)
    found = frozenset(one.version_id for one in standing.earlier if one.month == month)
    if not found and len(standing.known) < len(files):
        raise NotFound("wjx_replaces_nothing", month=month)
    return found or None


def _old(name: str, made: WjxImport) -> str:
    since = "后来换成了新版本，" if made.is_replaced else ""
    return f"这个文件已经导入过{name}（{made.month:%Y-%m}，答卷{made.n_responses}份），{since}没有改动。"


def _new(name: str, made: WjxImport) -> str:
    instead = f"替换了{made.n_replaced}份旧版本，" if made.n_replaced else ""
    return (
        f"已导入答卷{made.n_responses}份、题目{made.n_questions}个到{name}，计入{made.month:%Y-%m}，{instead}"
        f"新增需求类别{made.n_new_categories}个，结果已发布（第{made.release_number}号）。"
    )


def _mapping(given: list[str]) -> dict[str, str]:
    pairs = (text.rpartition("=") for text in given)
    return {column.strip(): reading.strip() for column, _, reading in pairs}


def _line(question: WjxQuestion) -> str:
    kind = f"{question.kind.label}，答{question.n}份"
    if question.kind is not QuestionKind.TEXT:
        kind += f"，选项{len(question.options)}个"
    if question.lacking:
        kind += f"，{len(question.lacking)}个数字还没有名称"
    return f"{question.code}\t{kind}\t{question.title}"


def _renamed(question: WjxQuestion, value: Value) -> str:
    return f"{question.code}\t“{value.text}”计作“{value.label}”，{value.n}份"
