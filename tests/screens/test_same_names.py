"""Organisations of one name: every picker and list tells them apart by what stands above them."""

import pytest

from db import engine
from db.models import Organisation
from db.name_order import natural_key
from db.vocabulary import Level, Role
from pages.shared import organisation_names
from tests import builders
from tests.cast import an_organisation
from tests.committee_screens import open_page as committee_page
from tests.screens.test_people_page import words

TWINS = ["东区街道团工委·第一团支部", "西区街道团工委·第一团支部"]


@pytest.fixture
def twins(district):
    """A branch of the same name below each committee; the first is branch A."""
    cast = district.cast
    with engine.transaction() as session:
        for branch in (cast.branch_a, cast.branch_c):
            session.get_one(Organisation, branch).name = "第一团支部"
    return cast


def test_names_take_as_many_names_above_as_they_need():
    chains = {
        1: ("第一团支部", "机关团总支", "东区团工委"),
        2: ("第一团支部", "机关团总支", "西区团工委"),
        3: ("第一团支部", "学校团总支", "东区团工委"),
        4: ("第二团支部", "学校团总支", "东区团工委"),
    }
    assert organisation_names.told_apart(chains) == {
        1: "东区团工委·机关团总支·第一团支部",
        2: "西区团工委·机关团总支·第一团支部",
        3: "学校团总支·第一团支部",
        4: "第二团支部",
    }


def test_what_cannot_be_told_apart_stays_as_it_is():
    assert organisation_names.told_apart({1: ("甲",), 2: ("甲",)}) == {1: "甲", 2: "甲"}


def test_numbers_in_names_are_counted_and_any_two_names_can_be_compared():
    names = ["第19团支部", "第2团支部", "团支部", "3号楼团支部", "", "第2团支部²"]
    assert sorted(names, key=natural_key) == [
        "",
        "3号楼团支部",
        "团支部",
        "第2团支部",
        "第2团支部²",
        "第19团支部",
    ]


def test_the_branch_page_and_the_links_tell_them_apart(twins, open_page):
    for path, key in (("committee/branch.py", "branch"), ("cadre/share.py", "share_branch")):
        shown = open_page(path, person=twins.li).selectbox(key=key).options
        assert [name for name in shown if "第一" in name] == TWINS
    # Whoever sees but one of them needs no more than its name.
    assert "第一团支部" in open_page("committee/branch.py", person=twins.wang).selectbox(key="branch").options


def test_the_pickers_of_organisations_tell_them_apart(twins, open_page):
    page = open_page("admin/organisations.py", person=twins.li)
    shown = [name.strip() for name in page.selectbox(key="organisation_chosen").options]
    assert [name for name in shown if "第一" in name] == TWINS
    page = open_page("admin/people.py", person=twins.li)
    assert page.selectbox(key="person_organisation_branch").options == [TWINS[0], "光明科技团支部", TWINS[1]]
    assert f"陈（chen，{TWINS[0]}）" in page.selectbox(key="account_chosen").options
    frame = page.dataframe[0].value.set_index("用户名")
    assert (frame.loc["chen", "组织"], frame.loc["qian", "组织"]) == tuple(TWINS)


def test_a_parent_and_a_new_place_are_told_apart(twins, open_page):
    with engine.transaction() as session:
        for committee in (twins.committee, twins.other_committee):
            above = session.get_one(Organisation, committee)
            an_organisation(session, above, "机关团总支", level=Level.GENERAL_BRANCH)
    page = open_page("admin/organisations.py", person=twins.li)
    page.selectbox(key="organisation_chosen").select(twins.branch_b).run()
    places = ["东区街道团工委·机关团总支", "西区街道团工委·机关团总支"]
    for key in ("organisation_parent_branch", f"organisation_parent_{twins.branch_b}"):
        field = next(box for box in page.selectbox if (box.key or "").startswith(key))
        assert [name for name in field.options if "机关" in name] == places


def test_the_hint_names_the_right_one(twins, open_page):
    with engine.transaction() as session:
        above = session.get_one(Organisation, twins.committee)
        an_organisation(session, above, "第二团支部")
        an_organisation(session, session.get_one(Organisation, twins.other_committee), "第二团支部")
    shown = words(open_page("admin/people.py", person=twins.li))
    assert "东区街道团工委·第二团支部、西区街道团工委·第二团支部" in shown


def test_the_list_of_open_needs_says_which_one_handles_it(twins):
    with engine.transaction() as session:
        for branch in (twins.branch_a, twins.branch_c):
            builders.a_need(session, branch, now=engine.now())
    page = committee_page("committee/follow_up.py", twins.li, part="open")
    assert sorted(page.table[-1].value["办理单位"]) == TWINS
    assert page.selectbox(key="way_to_branch").options == TWINS


def test_scopes_and_links_are_in_the_order_people_count(district, open_page):
    with engine.transaction() as session:
        above = session.get_one(Organisation, district.cast.district)
        for n in (19, 2):
            an_organisation(session, above, f"第{n}团工委", level=Level.COMMITTEE)
    page = committee_page("committee/overview.py", district.cast.li)
    assert page.selectbox(key="scope").options[:1] == ["青山区"]
    assert [name for name in page.selectbox(key="scope").options if "第" in name] == [
        "第2团工委",
        "第19团工委",
    ]
    assert district.cast.li.role is Role.DISTRICT
