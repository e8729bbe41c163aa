"""Moving a part of the tree: paths follow, and what was stays as it was."""

import threading

import pytest
from sqlalchemy import select

from db import engine, frames, need_ledger, organisations, people, reorganising, waves
from db.errors import Conflict, Invalid, NotAllowed
from db.models import Organisation, WaveBranch
from db.vocabulary import Domain, Level
from tests import builders
from tests import cast as casting
from tests.cast import an_organisation


@pytest.fixture
def general(session, cast):
    """A general branch of the first committee, with a branch of its own below it."""
    committee = session.get_one(Organisation, cast.committee)
    general = an_organisation(session, committee, "东区总支", level=Level.GENERAL_BRANCH)
    an_organisation(session, general, "总支下的支部")
    return general


def move(session, cast, now, key, parent, actor=None):
    reorganising.move(session, actor=actor or cast.li, organisation_id=key, parent_id=parent, now=now)


def paths(session):
    session.expire_all()
    return {row.id: row.path for row in session.scalars(select(Organisation))}


def assert_the_paths_follow_the_parents(session):
    found = paths(session)
    for row in session.scalars(select(Organisation)):
        assert row.path == (found[row.parent_id] if row.parent_id else "") + f"{row.id}."


def test_a_subtree_moves_with_everything_below_it(session, cast, general, now):
    move(session, cast, now, general.id, cast.other_committee)
    assert_the_paths_follow_the_parents(session)
    below = session.scalars(select(Organisation).where(Organisation.parent_id == general.id)).one()
    assert organisations.committee_of(session, below).id == cast.other_committee


def test_nothing_else_moves(session, cast, general, now):
    before = paths(session)
    move(session, cast, now, general.id, cast.other_committee)
    changed = {key for key, path in paths(session).items() if path != before[key]}
    below = session.scalars(select(Organisation.id).where(Organisation.parent_id == general.id)).one()
    assert changed == {general.id, below}


def test_ids_that_begin_alike_are_not_mistaken_for_one_another(session, cast, now):
    # 1.2. and 1.20.: a path ends with a dot, so one is no prefix of the other.
    committee = session.get_one(Organisation, cast.committee)
    for n in range(30):
        an_organisation(session, committee, f"支部{n}")
    move(session, cast, now, cast.branch_a, cast.other_committee)
    assert_the_paths_follow_the_parents(session)


def test_the_people_of_a_moved_branch_see_what_they_saw(session, cast, now, today):
    builders.a_need(session, cast.branch_a, now=now)
    move(session, cast, now, cast.branch_a, cast.other_committee)
    chen = people.actor_of(session, person_id=cast.chen.id, now=now)
    assert chen.path.startswith(session.get_one(Organisation, cast.other_committee).path)
    assert need_ledger.list_for(session, actor=chen, kind=None, on=today)[1] == 1


def test_from_now_on_the_new_committee_sees_the_branch_and_the_old_one_does_not(session, cast, now):
    move(session, cast, now, cast.branch_a, cast.other_committee)
    assert cast.branch_a not in {r.id for r in organisations.branches_for(session, actor=cast.wang)}


def test_past_and_present_waves_keep_the_committee_they_opened_with(session, cast, now):
    wave = builders.a_wave(session, now=now)
    move(session, cast, now, cast.branch_a, cast.other_committee)
    row = session.get_one(WaveBranch, (wave.id, cast.branch_a))
    assert row.committee_id == cast.committee
    waves.open_month(session, month=wave.month, now=now)
    assert session.get_one(WaveBranch, (wave.id, cast.branch_a)).committee_id == cast.committee
    assert frames.tallies(session, wave_id=wave.id).empty


def test_a_need_in_work_stays_with_its_handler(session, cast, now, today):
    need = builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee)
    move(session, cast, now, cast.branch_a, cast.other_committee)
    assert need_ledger.get_for(session, actor=cast.wang, need_id=need.id, on=today).text


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("branch_a", "branch_b"),
        ("branch_a", "branch_a"),
        ("committee", "other_committee"),
        ("committee", "committee"),
        ("committee", "branch_a"),
        ("district", "committee"),
        ("district", "district"),
    ],
)
def test_an_impossible_parent_is_refused(session, cast, now, what, where):
    before = paths(session)
    with pytest.raises(Invalid, match="parent_does_not_fit"):
        move(session, cast, now, getattr(cast, what), getattr(cast, where))
    assert paths(session) == before


def test_nothing_moves_below_itself(session, cast, general, now):
    below = session.scalars(select(Organisation.id).where(Organisation.parent_id == general.id)).one()
    for parent in (general.id, below):
        with pytest.raises(Invalid, match="parent_does_not_fit"):
            move(session, cast, now, general.id, parent)
    assert general.id not in {
        row.id for row in reorganising.parents_for(session, actor=cast.li, organisation_id=below)
    }


def test_the_parents_offered_are_those_that_would_do(session, cast, general):
    offered = {
        row.id for row in reorganising.parents_for(session, actor=cast.li, organisation_id=cast.branch_a)
    }
    assert offered == {cast.district, cast.other_committee, general.id}


def test_a_move_that_is_done_already_is_said_to_be(session, cast, now):
    with pytest.raises(Conflict, match="changed_meanwhile"):
        move(session, cast, now, cast.branch_a, cast.committee)


def test_two_of_one_name_never_come_under_one_parent(session, cast, now):
    other = session.get_one(Organisation, cast.other_committee)
    an_organisation(session, other, "东风社区团支部")
    with pytest.raises(Conflict, match="organisation_exists"):
        move(session, cast, now, cast.branch_a, cast.other_committee)


def test_nothing_moves_below_what_is_closed(session, cast, general, now):
    session.get_one(Organisation, cast.other_committee).is_active = False
    session.flush()
    with pytest.raises(Conflict, match="organisation_closed"):
        move(session, cast, now, general.id, cast.other_committee)


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_nobody_else_moves_anything(session, cast, now, name):
    with pytest.raises(NotAllowed):
        move(session, cast, now, cast.branch_a, cast.other_committee, actor=getattr(cast, name))


def test_the_administrator_may(session, cast, now):
    move(session, cast, now, cast.branch_a, cast.other_committee, actor=cast.zhou)


def test_a_branch_added_while_its_parent_moves_stands_below_it(any_database, now):
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        committee = session.get_one(Organisation, cast.committee)
        general = an_organisation(session, committee, "东区总支", level=Level.GENERAL_BRANCH).id
    start = threading.Barrier(2)

    def add() -> None:
        start.wait()
        for n in range(5):
            with engine.transaction() as session:
                organisations.add(
                    session,
                    actor=cast.li,
                    parent_id=general,
                    level=Level.BRANCH,
                    name=f"支部{n}",
                    domain=Domain.OTHER,
                    now=now,
                )

    adding = threading.Thread(target=add)
    adding.start()
    start.wait()
    for parent in (cast.other_committee, cast.committee) * 3:
        with engine.transaction() as session:
            move(session, cast, now, general, parent)
    adding.join()
    with engine.reading() as session:
        assert_the_paths_follow_the_parents(session)
        assert len(session.scalars(select(Organisation).where(Organisation.parent_id == general)).all()) == 5
