"""本月加问: asked before Q11, versioned, counted and read like its neighbours, and by nobody who may not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db import (
    corrections,
    drafts,
    extra_questions,
    month_questions,
    months,
    own_answers,
    releases,
    responses,
    tallies,
    words,
    workdays,
)
from db.errors import Refused
from db.exchange import answer_rows
from db.extra_questions import Extra
from db.models import AuditEntry, Response, Wave, WaveBranch
from db.vocabulary import QuestionKind
from tests import builders, sheets
from tests.cast import Cast

WHERE = {
    "kind": QuestionKind.SINGLE,
    "text": "周末想去哪儿？",
    "options": ("图书馆", "球场"),
    "minded": (),
}


def put(session, cast, now, who="chen", **but):
    actor = getattr(cast, who)
    values = {"organisation_id": actor.organisation_id, "month": month(now), "seen": 0, **WHERE, **but}
    month_questions.put(session, actor=actor, now=now, **values)


def month(now):
    return workdays.month_of(workdays.today(now))


@pytest.fixture
def link(session: Session, cast: Cast, now: datetime) -> str:
    builders.a_wave(session, now=now)
    return builders.a_link(session, cast.branch_a, now=now).token


def codes(session, link, now):
    return [question.code for question in sheets.at(session, link, now)[0].form.questions]


def test_both_stand_before_q11_and_a_branch_asks_its_own_youth_only(session, cast, now, link):
    put(session, cast, now)
    put(session, cast, now, who="li", text="夜校想学什么？")
    found = codes(session, link, now)
    assert found[found.index("Q11") - 2 : found.index("Q11") + 1] == ["X0v1", "X1v1", "Q11"]
    other = builders.a_link(session, cast.zhao.organisation_id, now=now, branch_code="ZHAO22").token
    assert [code for code in codes(session, other, now) if code.startswith("X")] == ["X0v1"]


def test_an_answer_is_counted_and_read_back(session, cast, now, link):
    put(session, cast, now)
    code = sheets.answer(session, link, "phone", now, X1v1="o2")
    wave = session.query(Wave).one()
    (counts,) = tallies.stored(session, wave_id=wave.id).values()
    assert counts["X1v1", "", "o2"] == counts["X1v1", "", ""] == 1
    assert tallies.count_responses(session, wave_id=wave.id) == tallies.stored(session, wave_id=wave.id)
    response = session.query(Response).one()
    lines = own_answers.read(session, response_id=response.id, now=now).lines
    assert ("周末想去哪儿？", "球场") in [(line.question, line.answer) for line in lines]
    assert code


def test_a_text_is_sealed_and_handed_over_with_its_question(session, cast, now, link):
    put(session, cast, now, kind=QuestionKind.TEXT, text="夜校想学什么？", options=())
    sheets.answer(session, link, "phone", now, X1v1="想学剪纸", Q11=None)
    assert "X1v1" not in session.query(Response).one().answers
    months.turn(session, now=now + timedelta(days=4))
    read = words.list_for(session, actor=cast.chen, since=month(now))
    assert [(line.question, line.text) for line in read] == [("夜校想学什么？", "想学剪纸")]


def test_a_draft_begun_with_an_older_wording_keeps_its_answer_and_others_are_not_asked_it(
    session, cast, now, link
):
    put(session, cast, now)
    sheets.fill_in(session, link, "begun", now, X1v1="o1")
    put(session, cast, now, seen=1, text="平日想去哪儿？")
    wave, branch = sheets.at(session, link, now)
    responses.submit(session, device="begun", wave=wave, branch=branch, now=now)
    assert session.query(Response).one().answers["X1v1"] == "o1"
    assert "X1v2" not in session.query(Response).one().answers
    sheets.answer(session, link, "later", now)
    assert sorted(key for row in session.query(Response) for key in row.answers if key[0] == "X") == [
        "X1v1",
        "X1v2",
    ]


def test_a_phone_that_has_an_older_wording_open_may_still_send_it(session, cast, now, link):
    put(session, cast, now)
    opened, branch = sheets.at(session, link, now)
    month_questions.withdraw(session, **mine(cast, now), seen=1, now=now)
    state = drafts.begin(session, device="open", wave=opened, branch_id=branch.branch_id, now=now)
    changes = {drafts.CONSENT: drafts.NOTICE_VERSION, **sheets.a_sheet(opened, branch, state, X1v1="o2")}
    where = {"device": "open", "wave": opened, "now": now}
    drafts.save(session, branch_id=branch.branch_id, changes=changes, **where)
    responses.submit(session, branch=branch, **where)
    response = session.query(Response).one()
    lines = own_answers.read(session, response_id=response.id, now=now).lines
    assert "球场" in [line.answer for line in lines]


def mine(cast, now):
    return {"actor": cast.chen, "organisation_id": cast.branch_a, "month": month(now)}


def test_a_correction_keeps_what_was_answered_to_a_withdrawn_question(session, cast, now, link):
    put(session, cast, now)
    code = sheets.answer(session, link, "phone", now, X1v1="o2")
    month_questions.withdraw(session, **mine(cast, now), seen=1, now=now)
    response_id = session.query(Response).one().id
    corrections.begin(session, code=code, response_id=response_id, need_id=None, device="phone", now=now)
    wave, branch = sheets.at(session, link, now)
    changes = {"Q10": "1", drafts.CONSENT: drafts.NOTICE_VERSION}
    responses.submit(session, device="phone", wave=wave, branch=branch, now=now, changes=changes)
    assert session.query(Response).one().answers["X1v1"] == "o2"


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"text": " "}, "extra_text_malformed"),
        ({"text": "问" * 61}, "extra_text_malformed"),
        ({"kind": QuestionKind.RATING}, "extra_text_malformed"),
        ({"options": ("一个",)}, "extra_options_malformed"),
        ({"options": tuple("一二三四五六七八九")}, "extra_options_malformed"),
        ({"options": ("图书馆", "图书馆")}, "extra_options_malformed"),
        ({"options": ("长" * 31, "短")}, "extra_options_malformed"),
        ({"text": "您在哪个班级？"}, "extra_identifies"),
        ({"options": ("一号宿舍", "二号宿舍")}, "extra_identifies"),
        ({"seen": 1}, "changed_meanwhile"),
        ({"who": "wang"}, "no_right"),
        ({"who": "li", "organisation_id": 1_000}, "organisation_unknown"),
    ],
)
def test_what_does_not_fit_is_refused(session, cast, now, link, but, code):
    with pytest.raises(Refused) as refused:
        put(session, cast, now, **but)
    assert refused.value.code == code
    assert not any(question.startswith("X") for question in codes(session, link, now))


def test_the_warning_is_ticked_away_for_the_words_that_it_was_shown_over(session, cast, now, link):
    for other in (("宿舍的热水够吗？",), ("您的姓名？", "图书馆", "球场")):
        with pytest.raises(Refused, match="extra_identifies"):
            put(session, cast, now, text="宿舍的热水够吗？", minded=other)
    put(session, cast, now, text="宿舍的热水够吗？", minded=("宿舍的热水够吗？", "图书馆", "球场"))
    assert "X1v1" in codes(session, link, now)


def test_neither_side_changes_what_the_other_asks(session, cast, now, link):
    for who, whose in (("chen", cast.li.organisation_id), ("li", cast.branch_a)):
        with pytest.raises(Refused, match="organisation_unknown"):
            put(session, cast, now, who=who, organisation_id=whose)


def test_the_same_once_more_changes_nothing_and_each_change_is_recorded(session, cast, now, link):
    put(session, cast, now)
    put(session, cast, now, seen=1)
    month_questions.withdraw(session, **mine(cast, now), seen=1, now=now)
    found = month_questions.find(session, **mine(cast, now), now=now)
    assert (found.number, found.extra, found.can_change) == (1, None, True)
    verbs = [entry.verb for entry in session.query(AuditEntry) if entry.verb.endswith("_question")]
    assert verbs == ["add_question", "withdraw_question"]


def test_no_more_versions_than_a_phone_carries(session, cast, now, link):
    for seen in range(month_questions.MOST_VERSIONS):
        put(session, cast, now, seen=seen, text=f"第{seen}种问法？")
    assert not month_questions.find(session, **mine(cast, now), now=now).can_change
    with pytest.raises(Refused, match="extra_too_many"):
        put(session, cast, now, seen=month_questions.MOST_VERSIONS)


def test_after_the_survey_nothing_is_added(session, cast, now, link):
    later = now.replace(day=28)
    with pytest.raises(Refused, match="extra_too_late"):
        put(session, cast, later, month=month(now))


def test_a_branch_that_the_month_does_not_ask_adds_nothing(session, cast, now, link):
    session.query(WaveBranch).filter_by(branch_id=cast.branch_a).delete()
    with pytest.raises(Refused, match="extra_no_wave"):
        put(session, cast, now)


def released(session, cast, now, link, n):
    put(session, cast, now, who="li")
    put(session, cast, now)
    for i in range(n):
        sheets.answer(session, link, f"phone {i}", now, X0v1="o1" if i % 2 else "o2", X1v1="o2")
    wave = session.query(Wave).one()
    releases.release_by_hand(session, actor=cast.li, wave_id=wave.id, early=True, now=now)
    found = releases.latest(session, actor=cast.li, wave_id=wave.id)
    where = {"actor": cast.li, "release_id": found.id, "organisation_id": cast.district}
    return wave, found, releases.view(session, view=releases.OTHERS, **where)


def test_the_districts_choice_passes_the_gate_and_a_branchs_is_told_to_nobody_above(session, cast, now, link):
    _, found, shown = released(session, cast, now, link, 20)
    assert shown.cells("X0v1")["n"].tolist() == [10, 10]
    assert not any(row[0].startswith("X1") for row in shown.rows)
    form = releases.form_of(session, actor=cast.li, release_id=found.id)
    assert [q.text for q in form.questions if q.code == "X0v1"] == ["周末想去哪儿？"]


def test_of_few_nothing_is_told(session, cast, now, link):
    _, _, shown = released(session, cast, now, link, 9)
    assert shown.cells("X0v1").empty


def test_no_row_of_answers_that_leaves_holds_it(session, cast, now, link):
    wave, _, _ = released(session, cast, now, link, 3)
    headings, rows = answer_rows.read(session, wave_id=wave.id, branch_id=None, raw=False)
    assert len(list(rows)) == 3
    assert not any("周末" in heading for heading in headings)


def test_a_stored_version_is_read_as_it_was_written():
    versions = (
        Extra(1, QuestionKind.MULTI, "问", ("一", "二"), is_ended=True),
        Extra(2, QuestionKind.TEXT, "说"),
    )
    assert extra_questions.read(extra_questions.written(versions)) == versions
    assert extra_questions.read(None) == ()
