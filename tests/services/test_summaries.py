"""公开摘要: who writes, who publishes, what the public board tells."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select

from db import board, confirmations, summaries
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, NeedSummary
from db.rights import RIGHTS, Act, Noun
from db.vocabulary import NeedState, Outcome, SummaryState
from tests import builders

BEFORE, AFTER = "晚上打球订不到场地", "学校场馆每周二四晚上对青年开放"


@pytest.fixture
def need(session, cast, now):
    return builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED)


def write(session, actor, need, now, before=BEFORE, after=AFTER):
    row = session.get(NeedSummary, need.id)
    stands = seen(need, row.before, row.after, state_of(row)) if row else None
    write_over(session, actor, need, now, stands, before, after)


def write_over(session, actor, need, now, stands, before=BEFORE, after=AFTER):
    summaries.write(session, actor=actor, need_id=need.id, seen=stands, before=before, after=after, now=now)


def state_of(row):
    if row.published_on:
        return SummaryState.PUBLISHED
    return SummaryState.DECLINED if row.published_by else SummaryState.WAITING


def seen(need, before=BEFORE, after=AFTER, state=SummaryState.WAITING):
    return summaries.Summary(need.id, before, after, "东风社区团支部", state, None)


def publish(session, actor, need, now, **as_seen):
    summaries.publish(session, actor=actor, seen=seen(need, **as_seen), now=now)


def decline(session, actor, need, now, **as_seen):
    summaries.decline(session, actor=actor, seen=seen(need, **as_seen), now=now)


def told(session, **where):
    return [(story.before, story.after) for story in summaries.published(session, **where)]


def test_what_the_handler_writes_is_public_only_once_the_committee_says_so(session, cast, need, now):
    write(session, cast.chen, need, now)
    assert told(session) == []
    [waiting] = summaries.list_for(session, actor=cast.wang, state=SummaryState.WAITING)
    assert (waiting.before, waiting.by) == (BEFORE, "东风社区团支部")
    publish(session, cast.wang, need, now)
    assert told(session) == [(BEFORE, AFTER)]
    assert summaries.of_need(session, actor=cast.chen, need_id=need.id).state is SummaryState.PUBLISHED


def test_what_is_declined_stays_off_the_board_until_it_is_written_anew(session, cast, need, now):
    write(session, cast.chen, need, now)
    decline(session, cast.li, need, now)
    assert summaries.of_need(session, actor=cast.chen, need_id=need.id).state is SummaryState.DECLINED
    assert told(session) == []
    write(session, cast.chen, need, now, after="周二晚上可以打球了")
    assert summaries.of_need(session, actor=cast.chen, need_id=need.id).state is SummaryState.WAITING


def test_a_published_one_that_is_changed_waits_again(session, cast, need, now):
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    write(session, cast.chen, need, now, after="周二晚上可以打球了")
    assert told(session) == []


def test_a_published_one_can_be_taken_off_again(session, cast, need, now):
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    decline(session, cast.wang, need, now, state=SummaryState.PUBLISHED)
    assert told(session) == []


def test_nobody_publishes_words_he_has_not_read(session, cast, need, now):
    write(session, cast.chen, need, now)
    write(session, cast.chen, need, now, after="小王在三号楼有热水了")
    for decide in (publish, decline):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            decide(session, cast.wang, need, now)


def test_of_two_who_decide_at_once_the_second_is_told(session, cast, need, now):
    write(session, cast.chen, need, now)
    decline(session, cast.wang, need, now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        publish(session, cast.li, need, now)
    assert told(session) == []
    publish(session, cast.li, need, now, state=SummaryState.DECLINED)
    assert told(session) == [(BEFORE, AFTER)]


def test_of_two_who_write_at_once_the_second_is_told_and_the_first_s_words_stand(session, cast, need, now):
    write_over(session, cast.chen, need, now, None)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        write_over(session, cast.chen, need, now, None, after="周二晚上可以打球了")
    assert summaries.of_need(session, actor=cast.chen, need_id=need.id).after == AFTER
    write_over(session, cast.chen, need, now, seen(need), after="周二晚上可以打球了")


def test_a_form_from_before_the_decision_takes_nothing_off_the_board(session, cast, need, now):
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    for stale in (None, seen(need), seen(need, state=SummaryState.DECLINED)):
        with pytest.raises(Conflict, match="changed_meanwhile"):
            write_over(session, cast.chen, need, now, stale, after="周二晚上可以打球了")
    assert told(session) == [(BEFORE, AFTER)]


def test_who_has_seen_one_that_is_not_there_writes_nothing(session, cast, need, now):
    with pytest.raises(Conflict, match="changed_meanwhile"):
        write_over(session, cast.chen, need, now, seen(need))
    assert session.get(NeedSummary, need.id) is None


def test_a_sensitive_need_is_never_told_of(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now, state=NeedState.SETTLED, is_sensitive=True)
    with pytest.raises(Conflict, match="summary_sensitive"):
        write(session, cast.chen, need, now)
    need.is_sensitive = False
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    need.is_sensitive = True
    session.flush()
    assert told(session) == []
    with pytest.raises(Conflict, match="summary_sensitive"):
        publish(session, cast.wang, need, now, state=SummaryState.PUBLISHED)


@pytest.mark.parametrize("state", [s for s in NeedState if s not in summaries.DONE])
def test_only_what_is_settled_is_told_of(session, cast, now, state):
    need = builders.a_need(session, cast.branch_a, now=now, state=state)
    assert not summaries.can_have_one(state=state, is_sensitive=False)
    with pytest.raises(Conflict, match="summary_not_settled"):
        write(session, cast.chen, need, now)


def test_a_need_that_is_done_again_disappears_until_it_is_settled_and_published_anew(
    session, cast, need, now, today
):
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    confirmations.reopen(session, need_id=need.id, reason="又订不到了", today=today)
    assert told(session) == []
    with pytest.raises(Conflict, match="summary_not_settled"):
        publish(session, cast.wang, need, now)
    need.state, need.outcome = NeedState.CONFIRMED, Outcome.SOLVED
    session.flush()
    assert told(session) == []
    publish(session, cast.wang, need, now)
    assert told(session) == [(BEFORE, AFTER)]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("", AFTER, "missing"),
        (BEFORE, " \n", "missing"),
        ("长" * 101, AFTER, "too_long"),
        (BEFORE, "长" * 101, "too_long"),
    ],
)
def test_both_halves_are_told_in_a_hundred_characters_each(session, cast, need, now, before, after, code):
    with pytest.raises(Invalid, match=f"summary_{code}"):
        write(session, cast.chen, need, now, before, after)


def test_what_is_pasted_becomes_one_line(session, cast, need, now):
    write(session, cast.chen, need, now, before="晚上\t打球\n\n订不到 ", after="长" * 100)
    found = summaries.of_need(session, actor=cast.chen, need_id=need.id)
    assert (found.before, len(found.after)) == ("晚上 打球 订不到", 100)


def test_the_board_tells_two_the_newest_first_and_a_branch_s_own(session, cast, now, today):
    for i, branch in enumerate((cast.branch_a, cast.branch_a, cast.branch_b)):
        need = builders.a_need(session, branch, now=now, state=NeedState.SETTLED)
        writer = cast.chen if branch == cast.branch_a else cast.zhao
        write(session, writer, need, now, before=f"第{i}件")
        publish(session, cast.wang, need, now + timedelta(days=i), before=f"第{i}件")
    assert [before for before, _ in told(session)] == ["第2件", "第1件"]
    own = board.of_last_month(session, today=today, branch_id=cast.branch_a).stories
    assert [story.before for story in own] == ["第1件", "第0件"]
    assert len(board.of_last_month(session, today=today).stories) == 2


def test_what_a_youth_sent_past_the_branch_is_not_told_at_the_branch(session, cast, now):
    need = builders.a_need(
        session, cast.branch_a, now=now, organisation_id=cast.committee, goes_to_committee=True,
        state=NeedState.SETTLED,
    )  # fmt: skip
    write(session, cast.wang, need, now)
    publish(session, cast.wang, need, now)
    assert told(session) == [(BEFORE, AFTER)]
    assert told(session, branch_id=cast.branch_a) == []
    assert summaries.of_need(session, actor=cast.chen, need_id=need.id) is None


NAMES = ("chen", "zhao", "wang", "li", "zhou", "wu", "qian")


@pytest.mark.parametrize(("name", "act"), [*itertools.product(NAMES, (Act.READ, Act.ADD, Act.PUBLISH))])
def test_each_person_does_what_the_table_says_and_no_more(session, cast, need, now, name, act):
    actor = getattr(cast, name)
    write(session, cast.chen, need, now)
    calls = {
        Act.READ: lambda: summaries.list_for(session, actor=actor, state=SummaryState.WAITING),
        Act.ADD: lambda: write(session, actor, need, now),
        Act.PUBLISH: lambda: publish(session, actor, need, now),
    }
    if (actor.role, Noun.SUMMARY, act) not in RIGHTS:
        with pytest.raises(NotAllowed, match="no_right"):
            calls[act]()
    elif name not in {Act.READ: ("chen", "wang", "li"), Act.ADD: ("chen",), Act.PUBLISH: ("wang", "li")}[act]:
        if act is Act.READ:
            assert calls[act]() == []
        else:
            with pytest.raises(NotFound):
                calls[act]()
    else:
        calls[act]()


def test_writing_publishing_and_declining_are_audited(session, cast, need, now):
    write(session, cast.chen, need, now)
    publish(session, cast.wang, need, now)
    decline(session, cast.wang, need, now, state=SummaryState.PUBLISHED)
    verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"need:{need.id}"))
    assert sorted(verbs) == ["decline_summary", "publish_summary", "write_summary"]
