"""谈心: what is written down, who reads what of it, and that every opening of a text is noted."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from db import months, need_ledger, secrets, talk_form, talks
from db.claims import Offered, Request
from db.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, TooLate
from db.models import AuditEntry, Need, Organisation, Talk
from db.rights import Actor
from db.talk_form import TalkForm
from db.vocabulary import Channel, NeedSource, NeedState, Role, TalkReason, Urgency, Visibility, YouthGroup
from tests import builders
from tests import cast as casting
from tests.cast import Cast

TODAY = date(2026, 6, 18)
WORDS = "最近睡不好，想换个班次"


@pytest.fixture
def colleague(session: Session, cast: Cast, now: datetime) -> Actor:
    """A cadre of branch A, whose secretary is 陈."""
    builders.the_categories(session)
    branch = session.get_one(Organisation, cast.branch_a)
    return casting.a_person(session, branch, "孙", "sun", Role.CADRE, now=now)


def a_form(**but: object) -> TalkForm:
    values: dict[str, object] = {
        "talked_on": TODAY,
        "channel": Channel.IN_PERSON,
        "youth_group": YouthGroup.NEWCOMER,
        "reason": TalkReason.CARE,
        **but,
    }
    return TalkForm(**values)  # type: ignore[arg-type]


def record(session: Session, actor: Actor, now: datetime, *requests: Request, **but: object) -> int:
    """Record a talk; return its id."""
    talks.record(session, actor=actor, form=a_form(**but), now=now, requests=requests)
    [row] = session.scalars(select(Talk).order_by(Talk.id.desc()).limit(1))
    return row.id


def rows(session: Session, actor: Actor, on: date = TODAY) -> list[talks.TalkRow]:
    return talks.list_for(session, actor=actor, on=on)[0]


def audited(session: Session, verb: str) -> list[str]:
    found = session.scalars(select(AuditEntry).where(AuditEntry.verb == verb))
    return [entry.actor for entry in found]


def test_four_things_are_enough(session: Session, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now)
    [row] = rows(session, colleague)
    assert (row.id, row.talked_on, row.channel) == (talk_id, TODAY, Channel.IN_PERSON)
    assert (row.youth_group, row.reason) == (YouthGroup.NEWCOMER, TalkReason.CARE)
    assert (row.has_text, row.can_open, row.alias, row.next_on) == (False, False, None, None)
    assert row.visibility is Visibility.WRITER
    assert audited(session, "record_talk") == [colleague.audit_name]


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"channel": None}, "channel_missing"),
        ({"youth_group": None}, "youth_group_missing"),
        ({"reason": None}, "talk_reason_missing"),
        ({"talked_on": TODAY + timedelta(days=1)}, "day_ahead"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_before_today"),
        ({"text": "长" * 501}, "text_too_long"),
        ({"alias": "长" * 21}, "alias_too_long"),
        ({"category_codes": ("EMP", "EDU", "HOU", "CUL")}, "too_many_categories"),
        ({"category_codes": ("EMP1",)}, "category_unknown"),
        ({"category_codes": ("none",)}, "category_unknown"),
    ],
)
def test_what_does_not_fit_is_refused_by_name_and_leaves_nothing(
    session: Session, colleague: Actor, now: datetime, but: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        talks.record(session, actor=colleague, form=a_form(**but), now=now)
    assert refused.value.code == code
    assert session.scalars(select(Talk)).all() == []


def test_a_month_that_is_closed_takes_no_more_talks_and_loses_none(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS)
    later = now + timedelta(days=18)
    with pytest.raises(TooLate, match="month_closed"):
        talks.record(session, actor=colleague, form=a_form(), now=later)
    with pytest.raises(TooLate, match="month_closed"):
        talks.delete(session, actor=colleague, talk_id=talk_id, version=1, now=later)
    moved = a_form(talked_on=date(2026, 7, 1))
    with pytest.raises(TooLate, match="month_closed"):
        talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=moved, now=later)
    talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=a_form(), now=later)
    assert not rows(session, colleague)[0].has_text


def test_the_longest_text_with_emoji_comes_back_as_it_was(
    session: Session, colleague: Actor, now: datetime
) -> None:
    words = "😟\t表格\n" + "字" * 494
    talk_id = record(session, colleague, now, text=words)
    assert talks.open_text(session, actor=colleague, talk_id=talk_id, now=now) == words


def test_text_and_alias_are_sealed(session: Session, colleague: Actor, now: datetime) -> None:
    talk = session.get_one(Talk, record(session, colleague, now, text=WORDS, alias="小马"))
    assert talk.summary_sealed is not None
    assert talk.alias_sealed is not None
    assert WORDS.encode() not in talk.summary_sealed
    assert "小马".encode() not in talk.alias_sealed
    assert secrets.unseal(secrets.TEXT, talk.summary_sealed) == WORDS


def test_the_list_never_fetches_a_text(session: Session, cast: Cast, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    session.expunge_all()
    said: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    rows(session, cast.chen)
    talks.get_for(session, actor=colleague, talk_id=talk_id)
    asked = [statement.split("FROM")[0].replace("summary_sealed IS NOT NULL", "") for statement in said]
    assert not any("summary_sealed" in columns for columns in asked)


def test_an_alias_is_shown_to_its_writer_only(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    record(session, colleague, now, alias="小马", visibility=Visibility.WRITER_AND_SECRETARY)
    assert rows(session, colleague)[0].alias == "小马"
    assert rows(session, cast.chen)[0].alias is None
    assert rows(session, cast.chen)[0].writer == "孙"


def test_only_the_writer_opens_a_text_unless_it_is_shared_with_the_secretary(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    own = record(session, colleague, now, text=WORDS)
    shared = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    assert talks.open_text(session, actor=colleague, talk_id=own, now=now) == WORDS
    assert talks.open_text(session, actor=cast.chen, talk_id=shared, now=now) == WORDS
    with pytest.raises(NotFound, match="talk_text_unknown"):
        talks.open_text(session, actor=cast.chen, talk_id=own, now=now)
    assert {row.id: row.can_open for row in rows(session, cast.chen)} == {own: False, shared: True}


def test_a_cadre_cannot_open_what_a_secretary_shared_with_the_secretary(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, cast.chen, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    with pytest.raises(NotFound, match="talk_text_unknown"):
        talks.open_text(session, actor=colleague, talk_id=talk_id, now=now)


@pytest.mark.parametrize("name", ["zhao", "qian", "wang", "li", "zhou", "wu"])
def test_nobody_outside_the_branch_knows_of_a_talk(
    session: Session, cast: Cast, colleague: Actor, now: datetime, name: str
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    other: Actor = getattr(cast, name)
    for service in (talks.open_text, talks.form_of):
        with pytest.raises(Refused):
            service(session, actor=other, talk_id=talk_id, now=now)
    for reading in (talks.get_for, talks.openings):
        with pytest.raises(Refused):
            reading(session, actor=other, talk_id=talk_id)
    for writing in (talks.delete, talks.met_again):
        with pytest.raises(Refused):
            writing(session, actor=other, talk_id=talk_id, version=1, now=now)
    if other.role in (Role.SECRETARY, Role.CADRE):
        assert rows(session, other) == []
    else:
        with pytest.raises(NotAllowed, match="no_right"):
            rows(session, other)
    assert audited(session, "open_talk") == []


def test_every_opening_is_noted_once_and_shown_to_the_writer(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    later = now + timedelta(hours=1)
    talks.open_text(session, actor=colleague, talk_id=talk_id, now=now)
    talks.open_text(session, actor=cast.chen, talk_id=talk_id, now=later)
    assert audited(session, "open_talk") == [colleague.audit_name, cast.chen.audit_name]
    assert talks.openings(session, actor=colleague, talk_id=talk_id) == ((later, "陈"), (now, "孙"))
    with pytest.raises(NotFound, match="talk_unknown"):
        talks.openings(session, actor=cast.chen, talk_id=talk_id)


def test_openings_of_a_deleted_talk_are_not_shown_at_the_next_one(
    session: Session, colleague: Actor, now: datetime
) -> None:
    old = record(session, colleague, now, text=WORDS)
    talks.open_text(session, actor=colleague, talk_id=old, now=now)
    talks.delete(session, actor=colleague, talk_id=old, version=1, now=now)
    # SQLite may give the key away again.
    new = record(session, colleague, now, text=WORDS)
    assert talks.openings(session, actor=colleague, talk_id=new) == ()


def test_a_refused_opening_is_not_noted(session: Session, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now)
    with pytest.raises(NotFound, match="talk_text_unknown"):
        talks.open_text(session, actor=colleague, talk_id=talk_id, now=now)
    assert audited(session, "open_talk") == []


def test_the_writer_changes_a_talk_after_opening_it(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, alias="小马", category_codes=("EMP",))
    form, version = talks.form_of(session, actor=colleague, talk_id=talk_id, now=now)
    assert form == a_form(text=WORDS, alias="小马", category_codes=("EMP",))
    assert len(audited(session, "open_talk")) == 1
    talks.change(
        session,
        actor=colleague,
        talk_id=talk_id,
        version=version,
        form=a_form(text="", reason=TalkReason.ASKED_FOR),
        now=now,
    )
    [row] = rows(session, colleague)
    assert (row.reason, row.has_text, row.alias, row.categories) == (TalkReason.ASKED_FOR, False, None, ())


def test_of_two_who_change_the_second_is_told(session: Session, colleague: Actor, now: datetime) -> None:
    talk_id = record(session, colleague, now)
    talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=a_form(text=WORDS), now=now)
    for writing in (talks.delete, talks.met_again):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            writing(session, actor=colleague, talk_id=talk_id, version=1, now=now)


def test_not_even_the_secretary_changes_or_deletes_what_another_wrote(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    with pytest.raises(NotFound, match="talk_unknown"):
        talks.delete(session, actor=cast.chen, talk_id=talk_id, version=1, now=now)
    with pytest.raises(NotFound, match="talk_unknown"):
        talks.form_of(session, actor=cast.chen, talk_id=talk_id, now=now)


def test_a_contact_agreed_on_comes_first_when_it_is_due_and_only_for_its_writer(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    due = record(session, colleague, now, talked_on=TODAY - timedelta(days=5), next_on=TODAY)
    latest = record(session, colleague, now)
    assert [row.id for row in rows(session, colleague)] == [due, latest]
    assert [row.id for row in rows(session, colleague, TODAY - timedelta(days=1))] == [latest, due]
    assert [row.id for row in rows(session, cast.chen)] == [latest, due]
    assert all(row.next_on is None for row in rows(session, cast.chen))
    talks.met_again(session, actor=colleague, talk_id=due, version=1, now=now)
    assert [row.id for row in rows(session, colleague)] == [latest, due]


def test_a_day_that_was_agreed_on_may_be_over_when_the_talk_is_changed(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, next_on=TODAY)
    later = now + timedelta(days=3)
    kept = a_form(next_on=TODAY, text=WORDS)
    talks.change(session, actor=colleague, talk_id=talk_id, version=1, form=kept, now=later)
    with pytest.raises(Invalid, match="next_before_today"):
        talks.change(
            session,
            actor=colleague,
            talk_id=talk_id,
            version=2,
            form=a_form(next_on=TODAY + timedelta(days=1)),
            now=later,
        )


def test_a_long_list_comes_in_pages(session: Session, colleague: Actor, now: datetime) -> None:
    ids = [record(session, colleague, now) for _ in range(talks.PAGE_SIZE + 1)]
    shown, total = talks.list_for(session, actor=colleague, on=TODAY, page=2)
    assert ([row.id for row in shown], total) == ([ids[0]], talks.PAGE_SIZE + 1)


def test_a_talk_turns_into_needs_in_the_same_step(session: Session, colleague: Actor, now: datetime) -> None:
    offered: tuple[Offered, ...] = talks.record(
        session,
        actor=colleague,
        form=a_form(),
        now=now,
        requests=(
            Request("EMP2", "想找一个暑期实习", Urgency.SOON, is_agreed=True),
            Request("HOU1", "合租房要到期了", is_agreed=True),
        ),
    )
    found = {need.number: need for need in session.scalars(select(Need))}
    assert [offer.number for offer in offered] == [n for o in offered for n in found if n == o.number]
    need = found[offered[0].number]
    assert (need.source, need.state, need.urgency) == (NeedSource.TALK, NeedState.RAISED, Urgency.SOON)
    assert (need.handed_on, need.branch_id) == (TODAY, colleague.organisation_id)
    assert offered[0].label == "就业创业 · 实习见习"
    assert offered[0].token not in repr(offered)
    listed, _ = need_ledger.list_for(session, actor=colleague, kind=None, on=TODAY)
    assert {row.awaits_claim for row in listed} == {True}


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request("", "想找实习", is_agreed=True), "sub_item_missing"),
        (Request("EMP", "想找实习", is_agreed=True), "sub_item_missing"),
        (Request("EMP2", " ", is_agreed=True), "text_missing"),
        (Request("EMP2", "长" * 501, is_agreed=True), "text_too_long"),
        (Request("EMP2", "想找实习"), "agreement_missing"),
    ],
)
def test_a_request_without_what_it_needs_is_refused(
    session: Session, colleague: Actor, now: datetime, request_: Request, code: str
) -> None:
    with session.begin_nested() as step, pytest.raises(Invalid) as refused:
        talks.record(session, actor=colleague, form=a_form(), now=now, requests=(request_,))
    assert refused.value.code == code
    if step.is_active:
        step.rollback()
    assert session.scalars(select(Need)).all() == []


def test_a_sensitive_request_goes_to_the_committee_where_a_student_is_secretary(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    session.get_one(Organisation, cast.branch_a).has_student_secretary = True
    [offered] = talks.record(
        session,
        actor=colleague,
        form=a_form(),
        now=now,
        requests=(Request("PSY1", "压力很大", is_agreed=True),),
    )
    assert offered.handler == "东区街道团工委"
    assert need_ledger.list_for(session, actor=colleague, kind=None, on=TODAY) == ([], 0)


def test_talks_are_counted_per_branch_within_one_s_scope(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    for actor, day in [(colleague, TODAY), (cast.chen, date(2026, 6, 1)), (cast.qian, TODAY)]:
        record(session, actor, now, talked_on=day)
    record(session, colleague, now - timedelta(days=18), talked_on=date(2026, 5, 31))
    june = date(2026, 6, 1)
    assert talks.counts(session, actor=cast.chen, month=june) == {cast.branch_a: 2}
    assert talks.counts(session, actor=cast.wang, month=june) == {cast.branch_a: 2}
    assert talks.counts(session, actor=cast.li, month=june) == {cast.branch_a: 2, cast.branch_c: 1}
    with pytest.raises(NotAllowed, match="no_right"):
        talks.counts(session, actor=cast.zhou, month=june)


def test_texts_are_forgotten_after_two_years_and_the_count_stays(
    session: Session, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, alias="小马")
    months.turn(session, now=now + timedelta(days=700))
    assert session.get_one(Talk, talk_id).summary_sealed is not None
    talk_form.tidy(session, on=date(2028, 7, 1))
    session.expire_all()
    talk = session.get_one(Talk, talk_id)
    assert (talk.summary_sealed, talk.alias_sealed, talk.talked_on) == (None, None, TODAY)
