"""Bringing an export of 问卷星 in: counts equal the file's, the same file comes in once, a refusal writes nothing."""

import json
from collections import Counter
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import questionnaires, releases, secrets, tallies, waves
from db.errors import Invalid, NotAllowed, NotFound
from db.exchange import wjx, wjx_import
from db.exchange.wjx_import import WjxImport
from db.models import (
    AuditEntry,
    Base,
    Category,
    QuestionnaireVersion,
    Response,
    Wave,
    WaveBranch,
)
from db.questions import Form
from db.rights import Operator
from db.vocabulary import QuestionKind, WaveKind
from db.workdays import today as day_of
from tests import builders
from tests.cast import Cast
from tests.services.files import ANSWERS, META, a_table, as_csv, as_xls

OPERATOR = Operator("root")
MAPPED = {"2": "categories"}


def bring_in(session: Session, cast: Cast, now: datetime, **but: object) -> WjxImport:
    content, mapping = but.pop("content", as_csv(a_table())), but.pop("mapping", None)
    file = but.pop("file", None) or wjx.parse(content, mapping=mapping)
    values = {"branch_id": cast.branch_a, "title": "青年需求问卷", **but}
    return wjx_import.import_wjx(session, **{"actor": OPERATOR, "file": file, "now": now, **values})


def form_of(session: Session, done: WjxImport) -> Form:
    wave = session.get_one(Wave, done.wave_id)
    return questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))


def counted(session: Session, done: WjxImport) -> dict[str, Counter[str]]:
    """Question → label → n, from the tallies; "" for how many answered it."""
    form = form_of(session, done)
    labels = {(q.code, o.code): o.label for q in form.questions for o in q.options}
    (counts,) = tallies.stored(session, wave_id=done.wave_id).values()
    found: dict[str, Counter[str]] = {}
    for (question, row, cell), n in counts.items():
        assert row == ""
        found.setdefault(question, Counter())[labels.get((question, cell), "")] += n
    return found


def everything(session: Session) -> dict[str, int]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_the_counts_are_those_of_the_file(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now)
    assert (done.is_new, done.n_responses, done.n_questions) == (True, 6, 4)
    assert counted(session, done) == {
        "": {"": 6},
        "W1": {"": 6, "男": 3, "女": 3},
        "W2": {"": 5, "就业创业": 3, "住房安居": 2, "心灵驿站": 2, "其他": 1},
        "W3": {"": 6, "同事": 2, "微信": 2, "其他": 2},
    }


def test_counting_afresh_changes_nothing(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now)
    assert not tallies.retally(session, wave_id=done.wave_id)


def test_it_is_a_closed_wave_of_that_branch_only(session: Session, cast: Cast, now: datetime):
    wave = session.get_one(Wave, bring_in(session, cast, now).wave_id)
    assert (wave.kind, wave.month, wave.branch_id) == (WaveKind.IMPORTED, date(2026, 5, 1), cast.branch_a)
    assert (wave.opens_on, wave.closes_on) == (date(2026, 5, 1), date(2026, 5, 31))
    branches = session.scalars(select(WaveBranch).where(WaveBranch.wave_id == wave.id)).all()
    assert [(b.branch_id, b.committee_id) for b in branches] == [(cast.branch_a, cast.committee)]
    assert waves.open_wave(session, branch_id=cast.branch_a, on=day_of(now)) is None
    assert session.get_one(QuestionnaireVersion, wave.version_id).published_at == now
    with pytest.raises(Invalid, match="wjx_not_a_branch"):
        bring_in(session, cast, now, branch_id=cast.committee)


@pytest.mark.parametrize(
    ("table", "month", "expected"),
    [
        (a_table(day="2026-04-30"), None, date(2026, 4, 1)),
        (a_table(day=""), None, date(2026, 6, 1)),
        (a_table(), date(2026, 3, 1), date(2026, 3, 1)),
    ],
    ids=["latest submission", "no times: this month", "as told"],
)
def test_the_month_is_that_of_the_latest_submission_or_as_told(
    session: Session, cast: Cast, now: datetime, table: list, month: date | None, expected: date
):
    done = bring_in(session, cast, now, content=as_csv(table), month=month)
    assert done.month == expected
    assert not waves.is_open(session.get_one(Wave, done.wave_id), on=day_of(now))


def test_on_the_first_of_a_month_the_wave_is_closed_too(session: Session, cast: Cast, now: datetime):
    first = now.replace(day=1)
    done = bring_in(session, cast, first, content=as_csv(a_table(day="")))
    wave = session.get_one(Wave, done.wave_id)
    assert wave.month == date(2026, 6, 1)
    assert not waves.is_open(wave, on=day_of(first))


def test_no_answer_has_a_time_an_address_or_the_order_of_the_file(
    session: Session, cast: Cast, now: datetime
):
    bring_in(session, cast, now)
    rows = session.scalars(select(Response)).all()
    assert {row.device_hash for row in rows} == {None}
    stored = json.dumps([row.answers for row in rows], ensure_ascii=False)
    assert "10.0.0" not in stored


def test_words_are_sealed(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now)
    kinds = {q.code: q.kind for q in form_of(session, done).questions}
    assert kinds["W4"] == kinds["W2_own"] == kinds["W3_own"] == QuestionKind.TEXT
    sealed = [row.text_sealed for row in session.scalars(select(Response)) if row.text_sealed]
    words = [json.loads(secrets.unseal(secrets.TEXT, text)) for text in sealed]
    assert sorted(w["W4"] for w in words if "W4" in w) == sorted(["希望多办活动", "食堂再便宜些", "没有"])
    assert {w["W2_own"] for w in words if "W2_own" in w} == {"修车┋洗车"}
    assert all("食堂" not in json.dumps(row.answers) for row in session.scalars(select(Response)))


def test_it_is_released_at_once(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now, content=as_csv(a_table([*ANSWERS] * 5)))
    (released,) = releases.imported(session, actor=cast.wang)
    assert (released.wave_id, released.title) == (done.wave_id, "青年需求问卷")
    view = releases.view(
        session,
        actor=cast.wang,
        release_id=released.id,
        organisation_id=cast.branch_a,
        view=releases.OTHERS,
    )
    gender = view.table[view.table["question"] == "W1"]
    assert (gender["n"].tolist(), gender["base"].tolist()) == ([15, 15], [30, 30])


def test_importing_again_changes_nothing(session: Session, cast: Cast, now: datetime):
    first = bring_in(session, cast, now)
    before = everything(session)
    again = bring_in(session, cast, now, title="另一个标题")
    assert (again.is_new, again.wave_id, again.month) == (False, first.wave_id, first.month)
    assert everything(session) == before


def test_the_same_file_may_come_in_for_another_branch_as_the_same_questionnaire(
    session: Session, cast: Cast, now: datetime
):
    one, other = bring_in(session, cast, now), bring_in(session, cast, now, branch_id=cast.branch_b)
    assert other.is_new
    versions = {session.get_one(Wave, done.wave_id).version_id for done in (one, other)}
    assert len(versions) == 1


def test_an_option_has_the_same_code_in_every_file(session: Session, cast: Cast, now: datetime):
    one = form_of(session, bring_in(session, cast, now))
    other = form_of(
        session, bring_in(session, cast, now, content=as_xls(a_table(ANSWERS[::-1], day="2026/4/1")))
    )
    assert one.questions[0].options == other.questions[0].options


def test_more_answers_than_declared_youth_make_their_number_unknown(
    session: Session, cast: Cast, now: datetime
):
    few = bring_in(session, cast, now)
    many = bring_in(session, cast, now, content=as_csv(a_table([*ANSWERS] * 5)), replaces=())
    declared = {row.wave_id: row.declared_youth for row in session.scalars(select(WaveBranch))}
    assert (declared[few.wave_id], declared[many.wave_id]) == (24, None)


def test_a_mapped_column_s_options_become_need_categories(session: Session, cast: Cast, now: datetime):
    builders.the_categories(session)
    done = bring_in(session, cast, now, mapping=MAPPED)
    codes = {o.label: o.code for o in form_of(session, done).questions[1].options}
    assert (codes["就业创业"], codes["住房安居"], codes["其他"]) == ("EMP", "HOU", "OTH")
    new = session.get_one(Category, codes["心灵驿站"])
    assert (new.label, new.is_imported, new.parent_code) == ("心灵驿站", True, None)
    assert done.n_new_categories == 1
    assert new.code not in {raw["code"] for raw in questionnaires.monthly_categories(session)}
    again = bring_in(session, cast, now, mapping=MAPPED, branch_id=cast.branch_b)
    assert again.n_new_categories == 0


def test_a_sensitive_category_stays_sensitive(session: Session, cast: Cast, now: datetime):
    builders.the_categories(session)
    answers = [("心理健康┋就业创业",), ("心理健康",)]
    content = as_csv(a_table(answers, (*META, "1、需要")))
    form = form_of(session, bring_in(session, cast, now, content=content, mapping={"1": "categories"}))
    assert form.is_sensitive("PSY")
    assert not form.is_sensitive("EMP")


def test_it_is_in_the_audit_log_without_a_word_of_an_answer(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "import_wjx")).one()
    assert (entry.actor, entry.subject) == ("operator:root", f"wave:{done.wave_id}")
    assert set(entry.facts) == {"digest", "n", "renamed"}


@pytest.mark.parametrize(
    ("but", "kind", "code"),
    [
        ({"title": " "}, Invalid, "wjx_title_malformed"),
        ({"title": "长" * 61}, Invalid, "wjx_title_malformed"),
        ({"month": date(2026, 7, 1)}, Invalid, "month_in_future"),
        ({"content": as_csv(a_table(day="2027/1/1"))}, Invalid, "month_in_future"),
        ({"branch_id": 999_999}, NotFound, "organisation_unknown"),
    ],
)
def test_a_refusal_writes_nothing(
    session: Session, cast: Cast, now: datetime, but: dict, kind: type[Exception], code: str
):
    before = everything(session)
    with pytest.raises(kind) as caught, session.begin_nested():
        bring_in(session, cast, now, mapping=MAPPED, **but)
    assert caught.value.code == code
    assert everything(session) == before


def test_an_option_too_long_for_a_category_is_refused(session: Session, cast: Cast, now: datetime):
    content = as_csv(a_table([("很" * 41,)] * 3, (*META, "1、需要")))
    with pytest.raises(Invalid, match="wjx_label_too_long"):
        bring_in(session, cast, now, content=content, mapping={"1": "categories"})


def test_only_the_district_and_the_operator_bring_files_in(session: Session, cast: Cast, now: datetime):
    for person in (cast.chen, cast.zhao, cast.wang, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            bring_in(session, cast, now, actor=person)
    assert bring_in(session, cast, now, actor=cast.li).is_new
