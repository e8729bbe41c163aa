"""危机提示: what sounds like danger reaches the named adult, and nobody else."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db import confirmations, crisis, crisis_words, guardians, months, wishes, workdays
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, CrisisMark, Organisation
from db.vocabulary import Concern, NeedState, Role, Urgency
from db.wishes import Wish
from tests import builders, sheets
from tests.cast import a_person

WORDS = "最近真的不想活了"


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("最近真的不想活了", Concern.SELF_HARM),
        ("不 想 活…了", Concern.SELF_HARM),
        ("总想着自-杀", Concern.SELF_HARM),
        ("我不会轻生的", Concern.SELF_HARM),
        ("在宿舍一直被霸凌", Concern.HARM_BY_OTHERS),
        ("被霸凌得活不下去", Concern.SELF_HARM),
        ("想周末打羽毛球", None),
        ("有事请打我电话", None),
        ("自习室不要被打扰", None),
        ("", None),
        (None, None),
    ],
)
def test_words_are_found_whatever_stands_between_them(text, concern):
    assert crisis_words.found(text) is concern


@given(st.sampled_from([w for words in crisis_words.WORDS.values() for w in words]), st.text(), st.text())
def test_a_word_is_found_in_any_text(word, before, after):
    assert crisis_words.found(f"{before}{word}{after}") is not None


def test_only_texts_count_among_answers():
    assert not crisis_words.in_answers({"Q2": ["PSY"], "Q5": 3, "Q11": "都好"})
    assert crisis_words.in_answers({"Q2": ["PSY"], "Q11": WORDS})


@pytest.fixture
def answered(session, cast, now):
    builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.answer(session, link, "phone", now, Q11=WORDS)
    return link


def named(session, cast, actor, now, organisation_id=None):
    guardians.name(
        session,
        actor=cast.li,
        organisation_id=organisation_id or cast.committee,
        person_id=actor.id,
        now=now,
    )


def test_words_of_a_survey_are_there_at_once_for_the_named_adult_only(session, cast, now):
    named(session, cast, cast.wang, now)
    builders.a_wave(session, now=now)
    sheets.answer(session, builders.a_link(session, cast.branch_a, now=now).token, "phone", now, Q11=WORDS)
    [row] = crisis.list_for(session, actor=cast.wang, today=workdays.today(now))
    assert (row.concern, row.branch, row.need) == (Concern.SELF_HARM, "东风社区团支部", None)
    assert crisis.count_waiting(session, actor=cast.wang, today=workdays.today(now)) == 1
    assert crisis.list_for(session, actor=cast.li, today=workdays.today(now)) == []
    for nobody in (cast.chen, cast.zhao, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            crisis.list_for(session, actor=nobody, today=workdays.today(now))


def test_without_a_named_adult_it_goes_to_the_district(session, cast, answered, now):
    assert crisis.list_for(session, actor=cast.wang, today=workdays.today(now)) == []
    assert len(crisis.list_for(session, actor=cast.li, today=workdays.today(now))) == 1


def test_who_is_named_at_the_district_is_the_only_one_there_to_read_them(session, cast, now, answered):
    district = session.get_one(Organisation, cast.district)
    sun = a_person(session, district, "孙", "sun", Role.DISTRICT, now=now)
    assert len(crisis.list_for(session, actor=sun, today=workdays.today(now))) == 1
    named(session, cast, cast.li, now, cast.district)
    assert len(crisis.list_for(session, actor=cast.li, today=workdays.today(now))) == 1
    assert crisis.list_for(session, actor=sun, today=workdays.today(now)) == []


def test_an_ordinary_sheet_marks_nothing(session, cast, now):
    builders.a_wave(session, now=now)
    sheets.answer(session, builders.a_link(session, cast.branch_a, now=now).token, "phone", now, Q11="都好")
    assert session.scalars(select(CrisisMark)).all() == []


def test_a_request_of_a_survey_is_marked_once_with_its_need(session, cast, now):
    builders.a_wave(session, now=now)
    link = builders.a_link(session, cast.branch_a, now=now).token
    sheets.answer(
        session,
        link,
        "phone",
        now,
        Q2=["PSY"],
        Q12="code_only",
        Q12a="PSY1",
        Q12b=WORDS,
        Q12e=True,
        Q11="都好",
    )
    [row] = crisis.list_for(session, actor=cast.li, today=workdays.today(now))
    assert row.need is not None


def test_a_wish_is_marked_once_however_often_it_is_sent(session, cast, now, today):
    builders.a_wave(session, now=now)
    branch = sheets.at(session, builders.a_link(session, cast.branch_a, now=now).token, now)[1]
    wish = Wish("PSY1", WORDS, Urgency.URGENT, goes_to_committee=False, agrees_to_sensitive=True)
    nonce = wishes.new_nonce()
    for _ in range(2):
        # The same form sent again is one need and one mark.
        wishes.send(session, branch=branch, nonce=nonce, wish=wish, today=today)
    assert len(crisis.list_for(session, actor=cast.li, today=workdays.today(now))) == 1


def test_a_reopening_with_such_words_is_marked(session, cast, now, today):
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED, number="X2606-AAAA")
    confirmations.reopen(session, need_id=need.id, reason="还是被欺凌", today=today)
    [row] = crisis.list_for(session, actor=cast.li, today=workdays.today(now))
    assert (row.concern, row.need) == (Concern.HARM_BY_OTHERS, need.number)


def test_each_opening_is_audited_and_the_text_is_stored_sealed(session, cast, now, answered):
    [row] = crisis.list_for(session, actor=cast.li, today=workdays.today(now))
    for _ in range(2):
        assert crisis.open_text(session, actor=cast.li, mark_id=row.id, now=now) == WORDS
    verbs = session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject == f"crisis_mark:{row.id}")
    ).all()
    assert verbs == ["open_crisis_mark"] * 2
    assert WORDS.encode() not in session.get_one(CrisisMark, row.id).text_sealed
    with pytest.raises(NotFound):
        crisis.open_text(session, actor=cast.wang, mark_id=row.id, now=now)


def test_what_was_done_is_written_down_once(session, cast, now, today, answered):
    [row] = crisis.list_for(session, actor=cast.li, today=workdays.today(now))
    handle = {"actor": cast.li, "mark_id": row.id, "now": now, "today": today}
    with pytest.raises(Invalid, match="text_missing"):
        crisis.handle(session, note="　", **handle)
    with pytest.raises(Invalid, match="text_too_long"):
        crisis.handle(session, note="长" * 201, **handle)
    crisis.handle(session, note="已请支部再发一次求助电话", **handle)
    [row] = crisis.list_for(session, actor=cast.li, today=workdays.today(now))
    assert (row.handled_on, row.handled_by, row.note) == (today, "李", "已请支部再发一次求助电话")
    assert crisis.count_waiting(session, actor=cast.li, today=workdays.today(now)) == 0
    with pytest.raises(Conflict, match="changed_meanwhile"):
        crisis.handle(session, note="再来一次", **handle)


def test_marks_go_twelve_months_after_theirs(session, cast, now, answered):
    crisis.tidy(session, on=date(2027, 5, 31))
    assert session.scalars(select(CrisisMark)).all()
    months.turn(session, now=datetime(2027, 6, 1, 2, 0, tzinfo=UTC))
    assert session.scalars(select(CrisisMark)).all() == []
