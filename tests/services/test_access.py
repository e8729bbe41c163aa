"""The rights table, row by row: generated for every role, noun and act."""

import pytest
from sqlalchemy import select

from db.errors import NotAllowed, NotFound
from db.models import Organisation
from db.rights import RIGHTS, Act, Noun, Operator, Scope, covers, organisation_for, require, within

NAMES = ("chen", "zhao", "wang", "li", "zhou", "wu", "qian")
EVERY = [(noun, act) for noun in Noun for act in Act]
# What each scope reaches from each person's place; written out so that the code cannot agree with itself.
REACH = {
    "chen": {Scope.OWN: {"branch_a"}, Scope.TREE: {"branch_a"}},
    "zhao": {Scope.OWN: {"branch_b"}, Scope.TREE: {"branch_b"}},
    "wang": {Scope.OWN: {"committee"}, Scope.TREE: {"committee", "branch_a", "branch_b"}},
    "qian": {Scope.OWN: {"branch_c"}, Scope.TREE: {"branch_c"}},
}
ALL = {"district", "committee", "other_committee", "branch_a", "branch_b", "branch_c"}
for name in ("li", "zhou", "wu"):
    REACH[name] = {Scope.OWN: {"district"}, Scope.TREE: ALL}


def reached(name, scope):
    return ALL if scope is Scope.ALL else REACH[name][scope]


@pytest.mark.parametrize("name", NAMES)
def test_every_right_reaches_exactly_its_scope(session, cast, name):
    actor = getattr(cast, name)
    for noun, act in EVERY:
        scope = RIGHTS.get((actor.role, noun, act))
        allowed = set() if scope is None else {getattr(cast, place) for place in reached(name, scope)}
        if scope is None:
            with pytest.raises(NotAllowed, match="no_right"):
                require(actor, noun, act)
            with pytest.raises(NotAllowed, match="no_right"):
                within(actor, noun, act, organisation_id=Organisation.id, path=Organisation.path)
            with pytest.raises(NotAllowed, match="no_right"):
                organisation_for(session, actor, cast.branch_a, noun, act)
            continue
        assert require(actor, noun, act) is scope
        condition = within(actor, noun, act, organisation_id=Organisation.id, path=Organisation.path)
        assert set(session.scalars(select(Organisation.id).where(condition))) == allowed, (noun, act)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("scope", list(Scope))
def test_what_a_scope_covers_is_what_the_fetch_returns(session, cast, name, scope):
    actor = getattr(cast, name)
    rows = session.scalars(select(Organisation)).all()
    covered = {row.id for row in rows if covers(scope, actor, row)}
    assert covered == {getattr(cast, place) for place in reached(name, scope)}


@pytest.mark.parametrize("name", NAMES)
def test_fetching_outside_one_s_scope_looks_like_nothing_there(session, cast, name):
    actor = getattr(cast, name)
    for noun, act in EVERY:
        scope = RIGHTS.get((actor.role, noun, act))
        for place in ALL - reached(name, scope) if scope else ():
            with pytest.raises(NotFound, match="organisation_unknown"):
                organisation_for(session, actor, getattr(cast, place), noun, act)


def test_the_operator_of_the_server_reaches_everything(session, cast):
    operator = Operator("root")
    for noun, act in EVERY:
        assert require(operator, noun, act) is Scope.ALL


@pytest.mark.parametrize("name", ["wang", "li", "zhou", "wu"])
def test_no_one_above_reads_the_words_of_a_branch_s_needs(session, cast, name):
    actor = getattr(cast, name)
    for noun in (Noun.NEED_TEXT, Noun.CONTACT):
        scope = RIGHTS.get((actor.role, noun, Act.READ))
        assert scope is None or cast.branch_a not in {getattr(cast, p) for p in reached(name, scope)}


def test_one_branch_reaches_nothing_of_another(session, cast):
    for (role, noun, act), scope in RIGHTS.items():
        if role is cast.zhao.role and scope is not Scope.ALL:
            with pytest.raises(NotFound):
                organisation_for(session, cast.zhao, cast.branch_a, noun, act)
