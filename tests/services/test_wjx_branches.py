"""One export of many branches: each gets its own, all or nothing, and a wrong name is told with its row."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.errors import Faulty, Invalid, NotAllowed
from db.exchange import wjx, wjx_branches
from db.exchange.wjx_file import WjxFile
from db.models import Response, Wave
from db.rights import Operator
from pages.shared import texts
from tests.cast import Cast
from tests.services.files import ANSWERS, META, QUESTIONS, a_table, as_csv, as_xls

A, B, C = "东风社区团支部", "光明科技团支部", "西苑中学团支部"
COLUMN = "所在团支部"
OPERATOR = Operator("root")


def a_file(*names: str, heading: str = f"5、{COLUMN}", at: int = 4) -> bytes:
    """Return an export whose column `heading` names the branch of each row; the answers of `ANSWERS` in turn."""
    answers = []
    for n, name in enumerate(names):
        row = list(ANSWERS[n % len(ANSWERS)])
        answers.append([*row[:at], name, *row[at:]])
    header = (*META, *QUESTIONS[:at], heading, *QUESTIONS[at:])
    return as_csv(a_table(answers, header))


def parse(content: bytes, column: str = COLUMN) -> WjxFile:
    return wjx.parse(content, branch_column=column)


def bring_in(session: Session, now, content: bytes, *, actor=OPERATOR, **but):
    return wjx_branches.import_all(
        session, actor=actor, file=parse(content), title="青年需求", now=now, **but
    )


def n_rows(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in (Wave, Response)]


@pytest.mark.parametrize("heading", [f"5、{COLUMN}", COLUMN])
def test_each_branch_gets_the_rows_that_name_it(session, cast: Cast, now, heading):
    content = a_file(A, B, A, "  " + C, A, B, heading=heading)
    done = bring_in(session, now, content)
    assert {part.name: made.n_responses for part, made in done} == {A: 3, B: 2, C: 1}
    waves = session.scalars(select(Wave)).all()
    assert {wave.branch_id for wave in waves} == {cast.branch_a, cast.branch_b, cast.branch_c}
    # The same questions everywhere: one version of one questionnaire.
    assert len({wave.version_id for wave in waves}) == 1


def test_the_branch_is_no_question_and_no_answer(session, cast, now):
    file = parse(a_file(A, B))
    assert [question.code for question in file.questions] == ["W1", "W2", "W3", "W4"]
    bring_in(session, now, a_file(A, B))
    for answers in session.scalars(select(Response.answers)):
        assert A not in repr(answers)


def test_the_same_file_again_changes_nothing(session, cast, now):
    content = a_file(A, B, A)
    bring_in(session, now, content)
    before = n_rows(session)
    again = bring_in(session, now, content)
    assert [made.is_new for _, made in again] == [False, False]
    assert n_rows(session) == before


def test_a_file_that_has_grown_brings_only_what_a_branch_does_not_have(session, cast, now):
    first, grown = a_file(A, A, B), a_file(A, A, B, B, C)
    old = bring_in(session, now, first)
    before = n_rows(session)
    with pytest.raises(Faulty) as caught, session.begin_nested():
        bring_in(session, now, grown)
    (line,) = texts.fault_lines(caught.value)
    assert line.startswith(f"第4行：“{B}”：2026年5月已经导入过同样题目的问卷“青年需求”")
    assert n_rows(session) == before
    (version,) = {session.get_one(Wave, made.wave_id).version_id for _, made in old}
    done = bring_in(session, now, grown, replaces={version})
    assert {part.name: (made.is_new, made.n_replaced) for part, made in done} == {
        A: (False, 0),
        B: (True, 1),
        C: (True, 0),
    }


def test_what_was_replaced_stays_so_where_another_branch_s_part_comes_in_beside(session, cast, now):
    old = bring_in(session, now, a_file(A, A))
    (version,) = {session.get_one(Wave, made.wave_id).version_id for _, made in old}
    bring_in(session, now, a_file(A, A, A), replaces={version})
    done = bring_in(session, now, a_file(A, A, C), replaces=())
    assert {part.name: made.is_new for part, made in done} == {A: False, C: True}
    assert session.get_one(Wave, old[0][1].wave_id).replaced_by_id is not None


def test_every_wrong_name_is_told_with_its_first_row_and_nothing_is_written(session, cast, now):
    before = n_rows(session)
    with pytest.raises(Faulty) as caught:
        bring_in(session, now, a_file(A, "没有的团支部", "", B, "没有的团支部"))
    assert texts.fault_lines(caught.value) == [
        "第3行：没有找到名为“没有的团支部”的团支部（2行）。请改成“组织”里的名称，或先添加这个团支部。",
        "第4行：有1行没有写团支部。请补上，或删去这些行。",
    ]
    assert n_rows(session) == before


def test_what_one_branch_may_not_take_stops_all(session, cast, now):
    bring_in(session, now, a_file(*[A] * 12))
    with pytest.raises(Faulty) as caught:
        bring_in(session, now, a_file(*[B] * 12, *[A] * 13))
    (line,) = texts.fault_lines(caught.value)
    assert line.startswith(f"第14行：“{A}”：2026年5月已经导入过几乎相同的问卷（12份）")


def test_a_column_that_is_not_there_or_not_one_is_refused(session):
    for content, column in [(a_file(A), "支部"), (a_file(A), "序号"), (a_file(A, heading="所属"), COLUMN)]:
        with pytest.raises(Invalid, match="wjx_branch_column_unknown"):
            parse(content, column)


def test_an_old_workbook_does_as_well(session, cast, now):
    table = a_table([(*ANSWERS[0], A), (*ANSWERS[1], B)], (*META, *QUESTIONS, COLUMN))
    assert len(bring_in(session, now, as_xls(table))) == 2
    assert wjx.headings(as_xls(table)) == (*QUESTIONS[:-1], COLUMN)


@pytest.mark.parametrize("name", ["chen", "wang", "zhou", "wu"])
def test_only_the_district_brings_it_in(session, cast, now, name):
    with pytest.raises(NotAllowed):
        bring_in(session, now, a_file(A), actor=getattr(cast, name))
