"""谈话内容: who may open it, that every opening is noted, and that lists never fetch it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db import months, secrets, talk_form, talks
from db.errors import NotAllowed, NotFound, Refused
from db.models import Talk
from db.rights import Actor
from db.vocabulary import Role, Visibility
from tests.cast import Cast
from tests.talks import TODAY, WORDS, a_colleague, audited, record, rows


@pytest.fixture
def colleague(session: Session, cast: Cast, now: datetime) -> Actor:
    return a_colleague(session, cast, now)


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


def test_not_even_the_secretary_changes_or_deletes_what_another_wrote(
    session: Session, cast: Cast, colleague: Actor, now: datetime
) -> None:
    talk_id = record(session, colleague, now, text=WORDS, visibility=Visibility.WRITER_AND_SECRETARY)
    with pytest.raises(NotFound, match="talk_unknown"):
        talks.delete(session, actor=cast.chen, talk_id=talk_id, version=1, now=now)
    with pytest.raises(NotFound, match="talk_unknown"):
        talks.form_of(session, actor=cast.chen, talk_id=talk_id, now=now)


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
