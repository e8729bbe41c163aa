"""回访: drawn by chance, asked a week after the end, unknown to the handler, told to the committee as counts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, inspect, select

from db import confirmations, follow_up, rechecks, settings
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import Need, NeedEvent, NeedRecheck
from db.vocabulary import Outcome
from tests import builders
from tests.services.test_deadlines import day, moment

SETTLED = day("2026-03-12")
WEEK = timedelta(days=7)


def settled(session, cast, actor=None, **but):
    found = builders.a_need(session, cast.branch_a, now=moment("2026-03-09"), **but)
    for service, values in (
        (follow_up.accept, {}),
        (follow_up.settle, {"title": "清单", "result": "在栏里"}),
    ):
        common = {"actor": actor or cast.chen, "need_id": found.id, "version": found.version}
        service(session, **common, now=moment("2026-03-12"), **values)
    return found


def confirmed(session, cast, **but):
    need = settled(session, cast, **but)
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=SETTLED)
    return need


@pytest.fixture
def everybody_is_drawn(session):
    settings.put(session, "recheck_share", 1.0)


def n_drawn(session):
    return session.scalar(select(func.count()).select_from(NeedRecheck))


@pytest.mark.parametrize(("share", "n"), [(0.0, 0), (1.0, 5)])
def test_the_share_that_is_drawn_is_a_setting(session, cast, share, n):
    settings.put(session, "recheck_share", share)
    for _ in range(5):
        settled(session, cast)
    assert n_drawn(session) == n


def test_one_in_twenty_is_drawn_by_chance(session, cast):
    usual = settings.get(session, "recheck_share")
    # The settling is a draw itself, and a need that is drawn already hides all later ones.
    settings.put(session, "recheck_share", 0.0)
    need = settled(session, cast)
    settings.put(session, "recheck_share", usual)
    drawn = 0
    for _ in range(600):
        with session.begin_nested() as inner:
            rechecks.draw(session, need=need, today=SETTLED)
            drawn += n_drawn(session)
            inner.rollback()
    # 30 are expected; fewer than 6 or more than 66 come once in a hundred million times.
    assert 6 <= drawn <= 66


def test_who_handles_a_need_cannot_see_whether_it_is_drawn(session, cast):
    seen = []
    for share in (0.0, 1.0):
        settings.put(session, "recheck_share", share)
        need = confirmed(session, cast)
        session.flush()
        session.refresh(need)
        columns = {c.key: getattr(need, c.key) for c in inspect(Need).columns if c.key != "id"}
        columns.pop("text_sealed")
        events = session.execute(
            select(NeedEvent.verb, NeedEvent.to_state).where(NeedEvent.need_id == need.id)
        ).all()
        seen.append((columns, sorted(events)))
    assert seen[0] == seen[1]
    for actor in (cast.chen, cast.zhao, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            rechecks.of_year(session, actor=actor, organisation_id=cast.branch_a, today=SETTLED)
        with pytest.raises(NotAllowed, match="no_right"):
            rechecks.words(session, actor=actor, today=SETTLED)


@pytest.mark.usefixtures("everybody_is_drawn")
def test_the_youth_is_asked_from_a_week_after_the_end_and_answers_once(session, cast):
    need = settled(session, cast)
    assert confirmations.story(session, need_id=need.id).recheck_from is None
    confirmations.confirm(session, need_id=need.id, outcome=Outcome.SOLVED, rating=5, today=SETTLED)
    assert confirmations.story(session, need_id=need.id).recheck_from == SETTLED + WEEK
    said = {"need_id": need.id, "outcome": Outcome.UNSOLVED, "rating": 2, "text": "只贴了一天"}
    with pytest.raises(NotFound, match="recheck_not_asked"):
        rechecks.answer(session, **said, today=SETTLED)
    with pytest.raises(Invalid, match="rating_missing"):
        rechecks.answer(session, **{**said, "rating": 0}, today=SETTLED + WEEK)
    for _ in range(2):
        rechecks.answer(session, **said, today=SETTLED + WEEK)
    with pytest.raises(Conflict, match="recheck_answered"):
        rechecks.answer(session, **{**said, "rating": 5}, today=SETTLED + WEEK)
    assert confirmations.story(session, need_id=need.id).is_rechecked
    # What the youth told the handler stays as it is.
    assert (need.outcome, need.rating) == (Outcome.SOLVED, 5)


@pytest.mark.usefixtures("everybody_is_drawn")
def test_what_is_done_again_is_asked_about_when_it_has_ended_again(session, cast):
    need = confirmed(session, cast)
    again = settled(session, cast)
    confirmations.reopen(session, need_id=again.id, reason="没贴", today=SETTLED)
    assert confirmations.story(session, need_id=again.id).recheck_from is None
    common = {"actor": cast.chen, "need_id": again.id, "version": again.version}
    follow_up.settle(session, **common, now=moment("2026-03-13"), title="再贴", result="贴了")
    assert n_drawn(session) == 2
    assert need.id != again.id


@pytest.mark.usefixtures("everybody_is_drawn")
def test_the_committee_reads_counts_from_ten_answers_on_and_its_own_words(session, cast):
    for n in range(10):
        need = confirmed(session, cast)
        found = rechecks.of_year(session, actor=cast.wang, organisation_id=cast.committee, today=SETTLED)
        assert (found.drawn, found.answered, found.mean) == (n + 1, None, None)
        assert rechecks.words(session, actor=cast.wang, today=SETTLED) == []
        outcome = Outcome.UNSOLVED if n == 0 else Outcome.SOLVED
        text = "只贴了一天" if n == 0 else ""
        rechecks.answer(
            session,
            need_id=need.id,
            outcome=outcome,
            rating=1 if n == 0 else 5,
            text=text,
            today=SETTLED + WEEK,
        )
    for actor, scope in ((cast.wang, cast.committee), (cast.li, cast.district)):
        found = rechecks.of_year(session, actor=actor, organisation_id=scope, today=SETTLED)
        assert (found.answered, found.outcomes[Outcome.SOLVED], found.mean) == (10, 9, 4.6)
    with pytest.raises(NotFound, match="organisation_unknown"):
        rechecks.of_year(session, actor=cast.wang, organisation_id=cast.other_committee, today=SETTLED)
    assert rechecks.words(session, actor=cast.wang, today=SETTLED) == ["只贴了一天"]
    # The first one that the district itself asks: whose words they are could be guessed.
    own = settled(session, cast, cast.wang, organisation_id=cast.committee)
    confirmations.confirm(session, need_id=own.id, outcome=Outcome.SOLVED, rating=5, today=SETTLED)
    rechecks.answer(
        session, need_id=own.id, outcome=Outcome.PARTLY, rating=3, text="说给区里", today=SETTLED + WEEK
    )
    assert rechecks.words(session, actor=cast.li, today=SETTLED) == []
    rechecks.tidy(session, on=day("2027-04-01"))
    assert n_drawn(session) == 0


@pytest.mark.usefixtures("everybody_is_drawn")
def test_what_the_committee_handled_itself_the_district_asks_about(session, cast):
    settled(session, cast, cast.wang, organisation_id=cast.committee)
    assert session.scalars(select(NeedRecheck.organisation_id)).all() == [cast.district]
    settled(session, cast, cast.li, organisation_id=cast.district)
    assert n_drawn(session) == 1
