"""待办: what waits for somebody, what is due first comes first; what waits for the youth waits for nobody here."""

from datetime import timedelta

import pytest

from db import follow_up, pairings, talks, to_dos
from db.errors import NotAllowed
from db.models import Organisation
from db.talk_form import TalkForm
from db.vocabulary import Channel, Role, TalkReason, ToDoKind, YouthGroup
from tests import builders
from tests.cast import a_person


def listed(session, actor, today):
    return [(to_do.kind, to_do.about) for to_do in to_dos.list_for(session, actor=actor, today=today)]


def accepted(session, actor, now):
    need = builders.a_need(session, actor.organisation_id, now=now)
    follow_up.accept(session, actor=actor, need_id=need.id, version=need.version, now=now)
    return need


def paired(session, actor, now, days_ago):
    return pairings.pair_up(
        session, actor=actor, branch_id=actor.organisation_id, alias=f"{days_ago}天前", now=now - timedelta(days=days_ago),
        youth_group=YouthGroup.MEMBER, channel=Channel.PHONE, paired_on=(now - timedelta(days=days_ago)).date(),
    )  # fmt: skip


def test_what_is_due_first_comes_first(session, cast, now, today):
    accepted(session, cast.chen, now)
    builders.a_need(session, cast.branch_a, now=now)
    paired(session, cast.chen, now, 91)
    form = TalkForm(
        today, Channel.IN_PERSON, YouthGroup.MEMBER, next(iter(TalkReason)), alias="小林", next_on=today
    )
    talks.record(session, actor=cast.chen, form=form, now=now)
    found = to_dos.list_for(session, actor=cast.chen, today=today)
    kinds = [ToDoKind.CONTACT, ToDoKind.TALK_AGAIN, ToDoKind.ACCEPT, ToDoKind.SETTLE]
    assert [to_do.kind for to_do in found] == kinds
    assert [to_do.is_late(on=today) for to_do in found] == [True, False, False, False]
    assert [to_do.about for to_do in found][:2] == ["91天前", "小林"]


def test_what_waits_for_the_youth_waits_for_nobody_here(session, cast, now, today):
    need = accepted(session, cast.chen, now)
    follow_up.ask(
        session, actor=cast.chen, need_id=need.id, version=need.version, now=now, question="哪天方便？"
    )
    assert listed(session, cast.chen, today) == []


@pytest.mark.parametrize(("days", "n"), [(82, 0), (83, 1), (90, 1)])
def test_a_pairing_comes_up_a_week_before_it_is_silent(session, cast, now, today, days, n):
    paired(session, cast.chen, now, days)
    assert len(listed(session, cast.chen, today)) == n


def test_pairings_and_talks_are_one_s_own_and_needs_the_branch_s(session, cast, now, today):
    sun = a_person(session, session.get_one(Organisation, cast.branch_a), "孙", "sun", Role.CADRE, now=now)
    paired(session, sun, now, 91)
    builders.a_need(session, cast.branch_a, now=now)
    assert [kind for kind, _ in listed(session, cast.chen, today)] == [ToDoKind.ACCEPT]
    assert listed(session, cast.zhao, today) == []
    with pytest.raises(NotAllowed, match="no_right"):
        listed(session, cast.wu, today)
