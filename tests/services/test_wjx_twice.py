"""The same questionnaire twice: what could be subtracted is refused, and the same file at once comes in once."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import __main__ as main
from db import engine, questionnaires
from db.errors import Conflict
from db.faults import as_refusals
from db.models import Response
from tests.cast import Cast, gather
from tests.services.files import ANSWERS, a_table, as_csv
from tests.services.test_wjx_import import bring_in, everything


def many(n: int, *, last: tuple = ("女", "就业创业", "同事", "", 3), day: str = "2026/5/9") -> bytes:
    """A file of `n` answers, of which every one but the last is the same in each such file."""
    answers = [ANSWERS[at % len(ANSWERS)] for at in range(n - 1)]
    return as_csv(a_table(answers=[*answers, last], day=day))


@pytest.mark.parametrize(
    ("second", "month"),
    [
        (many(13), None),
        (many(21), None),
        (many(12, last=("男", "住房安居", "微信", "", 3)), None),
        (many(15, day="2026/6/1"), None),
        (many(15), date(2026, 4, 1)),
    ],
    ids=["one more", "nine more", "one other", "the rest a month later", "another month as told"],
)
def test_a_file_with_a_few_more_answers_is_refused_since_they_could_be_subtracted(
    session: Session, cast: Cast, now: datetime, second: bytes, month: date | None
):
    bring_in(session, cast, now, content=many(12))
    before = everything(session)
    with pytest.raises(Conflict, match="import_nearly_same") as refusal:
        bring_in(session, cast, now, content=second, title="另一个标题", month=month)
    assert (refusal.value.facts["n"], refusal.value.facts["month"]) == (12, date(2026, 5, 1))
    assert everything(session) == before


def test_a_shown_file_with_a_column_less_is_refused_too(session: Session, cast: Cast, now: datetime):
    bring_in(session, cast, now, content=many(12))
    rows = list(csv.reader(io.StringIO(many(13).decode("utf-8-sig"))))
    fewer = as_csv([row[:-2] for row in rows])
    with pytest.raises(Conflict, match="import_nearly_same"):
        bring_in(session, cast, now, content=fewer)


@pytest.mark.parametrize(
    ("first", "second", "but"),
    [
        (many(12), many(22), {}),
        (many(9), many(12), {}),
        (many(12), many(13), {"branch": "branch_b"}),
        (many(12), as_csv(a_table(answers=[ANSWERS[0]] * 13, day="2026/6/1")), {}),
    ],
    ids=["ten more", "the first is shown to nobody", "another branch", "other answers of another month"],
)
def test_a_file_that_tells_of_nobody_comes_in(
    session: Session, cast: Cast, now: datetime, first: bytes, second: bytes, but: dict
):
    bring_in(session, cast, now, content=first)
    branch_id = getattr(cast, but.get("branch", "branch_a"))
    assert bring_in(session, cast, now, content=second, branch_id=branch_id, replaces=()).is_new


def test_the_same_file_imported_twice_at_once_comes_in_once(any_database, now: datetime, tmp_path, capsys):
    with engine.transaction() as session:
        gather(session, now=now)
        questionnaires.install_defaults(session, now=now)
    file = tmp_path / "导出.csv"
    file.write_bytes(many(30))

    def command(branch: str) -> int:
        arguments = [
            "import-wjx",
            str(file),
            "--branch",
            branch,
            "--title",
            "青年需求",
            "--map",
            "2=categories",
        ]
        args = main.parser().parse_args(arguments)
        with as_refusals():
            args.run(args)
        return 0

    branches = ["东风社区团支部", "东风社区团支部", "光明科技团支部", "光明科技团支部"]
    with ThreadPoolExecutor(len(branches)) as pool:
        assert list(pool.map(command, branches)) == [0] * 4
    printed = capsys.readouterr().out
    assert (printed.count("已导入答卷30份"), printed.count("已经导入过")) == (2, 2)
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 60
