"""The tree: what may stand where, names, paths, and who sees which part."""

import pytest

from db import links, organisations
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import Organisation
from db.rights import Operator
from db.vocabulary import Domain, Level

OPERATOR = Operator("root")


def add(session, now, *, parent_id, level=Level.BRANCH, name="新风团支部", actor=OPERATOR, **but):
    if level is Level.BRANCH:
        but.setdefault("domain", Domain.RURAL)
    return organisations.add(
        session, actor=actor, parent_id=parent_id, level=level, name=name, now=now, **but
    )


def test_a_tree_is_made_from_the_district_down(session, now):
    district = organisations.set_up_district(session, actor=OPERATOR, name=" 青山区 ", now=now)
    committee = add(session, now, parent_id=district.id, level=Level.COMMITTEE, name="东区")
    general = add(session, now, parent_id=committee.id, level=Level.GENERAL_BRANCH, name="东区总支")
    branch = add(session, now, parent_id=general.id, declared_youth=12)
    assert district.name == "青山区"
    assert branch.path == f"{district.id}.{committee.id}.{general.id}.{branch.id}."
    assert organisations.committee_of(session, branch).id == committee.id


def test_there_is_one_district(session, cast, now):
    with pytest.raises(Conflict, match="district_exists"):
        organisations.set_up_district(session, actor=OPERATOR, name="另一区", now=now)


def test_a_new_branch_has_its_standing_link(session, cast, now):
    branch = add(session, now, parent_id=cast.committee)
    assert links.live_link(session, branch_id=branch.id) is not None


@pytest.mark.parametrize(
    ("parent", "level"),
    [
        ("branch_a", Level.BRANCH),
        ("committee", Level.COMMITTEE),
        ("district", Level.GENERAL_BRANCH),
        ("district", Level.DISTRICT),
    ],
)
def test_an_organisation_stands_only_under_a_fitting_parent(session, cast, now, parent, level):
    with pytest.raises(Invalid, match="parent_does_not_fit"):
        add(session, now, parent_id=getattr(cast, parent), level=level)


def test_a_name_is_unique_under_its_parent_only(session, cast, now):
    add(session, now, parent_id=cast.committee)
    with pytest.raises(Conflict, match="organisation_exists"):
        add(session, now, parent_id=cast.committee, name=" 新风团支部 ")
    add(session, now, parent_id=cast.other_committee)
    with pytest.raises(Conflict, match="branch_name_ambiguous"):
        organisations.find_branch(session, name="新风团支部")


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"name": " "}, "organisation_name_malformed"),
        ({"name": "长" * 61}, "organisation_name_malformed"),
        ({"domain": None}, "domain_missing"),
        ({"level": Level.COMMITTEE, "domain": Domain.RURAL}, "domain_not_wanted"),
        ({"declared_youth": 0}, "declared_youth_malformed"),
        ({"declared_youth": 1_000_000}, "declared_youth_too_many"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(session, cast, now, but, code):
    with pytest.raises(Invalid, match=code):
        add(session, now, **{"parent_id": cast.district, **but})


def test_only_the_district_and_the_administrator_add_organisations(session, cast, now):
    for actor in (cast.chen, cast.zhao, cast.wang, cast.wu):
        with pytest.raises(NotAllowed):
            add(session, now, parent_id=cast.committee, actor=actor)
    add(session, now, parent_id=cast.committee, actor=cast.li)


def test_everybody_sees_their_own_part_of_the_tree(session, cast):
    def seen(actor):
        return {row.id for row in organisations.branches_for(session, actor=actor)}

    assert seen(cast.chen) == {cast.branch_a}
    assert seen(cast.wang) == {cast.branch_a, cast.branch_b}
    assert seen(cast.li) == {cast.branch_a, cast.branch_b, cast.branch_c}


def test_another_committee_s_branch_looks_like_none(session, cast):
    with pytest.raises(NotFound, match="organisation_unknown"):
        organisations.get_for(session, actor=cast.wang, organisation_id=cast.branch_c)
    with pytest.raises(NotFound, match="organisation_unknown"):
        organisations.get_for(session, actor=cast.wang, organisation_id=10**6)


def test_the_list_follows_the_tree(session, cast):
    rows = organisations.list_for(session, actor=cast.li)
    assert [row.depth for row in rows][:2] == [0, 1]
    assert all(row.parent_id in [r.id for r in rows[:i]] for i, row in enumerate(rows) if row.parent_id)


def test_a_closed_organisation_leaves_the_list(session, cast):
    session.get_one(Organisation, cast.branch_a).is_active = False
    session.flush()
    assert cast.branch_a not in {row.id for row in organisations.list_for(session, actor=cast.li)}


def test_a_command_finds_a_branch_by_name(session, cast):
    assert organisations.find_branch(session, name="东风社区团支部 ").id == cast.branch_a
    with pytest.raises(NotFound, match="branch_unknown"):
        organisations.find_branch(session, name="没有的支部")
