"""The first words of needs: for who handles them, never of what is sensitive."""

import pytest
from sqlalchemy import func, select

from db import beginnings
from db.errors import NotAllowed
from db.models import AuditEntry
from tests import builders


def begun(session, actor, *needs):
    return beginnings.beginnings_for(session, actor=actor, need_ids=[need.id for need in needs])


def test_a_handler_reads_the_first_words_in_one_line(session, cast, now):
    short = builders.a_need(session, cast.branch_a, now=now, text="想找\n实习")
    long = builders.a_need(session, cast.branch_a, now=now, text="长" * 29)
    just = builders.a_need(session, cast.branch_a, now=now, text="正" * 28)
    none = builders.a_need(session, cast.branch_a, now=now, text_sealed=None)
    assert begun(session, cast.chen, short, long, just, none) == {
        short.id: "想找 实习",
        long.id: "长" * 28 + "…",
        just.id: "正" * 28,
    }


def test_what_is_sensitive_is_not_begun_for_anybody(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, is_sensitive=True)
    assert begun(session, cast.chen, need) == {}


@pytest.mark.parametrize("name", ["zhao", "wang", "li", "qian"])
def test_nobody_else_reads_a_word(session, cast, now, name):
    need = builders.a_need(session, cast.branch_a, now=now)
    assert begun(session, getattr(cast, name), need) == {}


def test_the_committee_reads_what_it_handles_and_nobody_what_is_not_handed_over(session, cast, now):
    sent_up = builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee)
    early = builders.a_need(session, cast.branch_a, now=now, handed_on=None, accept_by=None)
    assert begun(session, cast.wang, sent_up, early) == {sent_up.id: "想找实习"}
    assert begun(session, cast.chen, sent_up, early) == {}


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_who_has_no_right_to_words_is_refused(session, cast, now, name):
    need = builders.a_need(session, cast.branch_a, now=now)
    with pytest.raises(NotAllowed, match="no_right"):
        begun(session, getattr(cast, name), need)


def test_never_more_than_one_page_is_opened_and_none_of_it_is_an_audited_opening(session, cast, now):
    needs = [builders.a_need(session, cast.branch_a, now=now) for _ in range(25)]
    assert len(begun(session, cast.chen, *needs)) == 20
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0
