"""组织: adding, changing, moving, closing, and naming who reads what is sensitive."""

import pytest

from db import engine, guardians, organisations
from db.models import Organisation
from db.vocabulary import Domain, Level
from tests import builders
from tests.cast import an_organisation
from tests.screens import taps

PAGE = "admin/organisations.py"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.success, page.error, page.warning, page.info)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor, chosen=None):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    if chosen is not None:
        page.selectbox(key="organisation_chosen").select(chosen).run()
        assert not page.exception
    return page


def field(kind, field_name, key):
    return next(item for item in kind if (item.key or "").startswith(f"organisation_{field_name}_{key}_"))


def press(page, label):
    return words(taps.press(page, label))


def stored(key):
    with engine.reading() as session:
        return session.get_one(Organisation, key)


def test_the_tree_is_shown_with_what_is_known(district, open_page):
    frame = opened(open_page, district.cast.li).dataframe[0].value
    assert list(frame["组织"].str.strip()) == [
        "青山区",
        "东区街道团工委",
        "东风社区团支部",
        "光明科技团支部",
        "西区街道团工委",
        "西苑中学团支部",
    ]
    row = frame[frame["组织"].str.strip() == "东风社区团支部"].iloc[0]
    assert (row["领域"], row["青年人数"], row["账号"], row["学生任书记"]) == ("街道社区", "24", "1个", "否")


def test_an_organisation_is_renamed(district, open_page):
    key = district.cast.branch_a
    page = opened(open_page, district.cast.li, key)
    field(page.text_input, "name", key).input("东风社区第一团支部🌱")
    field(page.number_input, "youth", key).set_value(31)
    field(page.checkbox, "student", key).check()
    assert "已保存修改" in press(page, "保存修改")
    row = stored(key)
    assert (row.name, row.declared_youth, row.has_student_secretary) == ("东风社区第一团支部🌱", 31, True)


def test_a_refused_name_stays_in_its_field(district, open_page):
    key = district.cast.branch_a
    page = opened(open_page, district.cast.li, key)
    field(page.text_input, "name", key).input("光明科技团支部")
    assert "同一上级下已有“光明科技团支部”" in press(page, "保存修改")
    assert field(page.text_input, "name", key).value == "光明科技团支部"


def test_what_somebody_else_changed_is_shown_and_not_overwritten(district, open_page):
    key = district.cast.branch_a
    page = opened(open_page, district.cast.li, key)
    field(page.text_input, "name", key).input("我的名字")
    with engine.transaction() as session:
        session.get_one(Organisation, key).name = "别人的名字"
    assert "刚刚有人改过" in press(page, "保存修改")
    assert field(page.text_input, "name", key).value == "别人的名字"
    assert stored(key).name == "别人的名字"


def test_a_branch_moves_to_the_other_committee(district, open_page):
    cast = district.cast
    page = opened(open_page, cast.li, cast.branch_a)
    choice = field(page.selectbox, "parent", cast.branch_a)
    assert choice.options == ["青山区", "西区街道团工委"]
    choice.select(cast.other_committee)
    assert "移到“西区街道团工委”下面" in press(page, "移动")
    assert stored(cast.branch_a).path == f"{cast.district}.{cast.other_committee}.{cast.branch_a}."


def test_without_a_choice_nothing_moves(district, open_page):
    page = opened(open_page, district.cast.li, district.cast.branch_a)
    assert "请先选择新的上级组织" in press(page, "移动")


def test_a_guardian_is_named_and_the_hint_goes(district, open_page):
    cast = district.cast
    with engine.transaction() as session:
        session.get_one(Organisation, cast.branch_a).has_student_secretary = True
        guardians.name(
            session, actor=cast.li, organisation_id=cast.district, person_id=cast.li.id, now=engine.now()
        )
    page = opened(open_page, cast.li, cast.committee)
    assert "还没有指定敏感需求专办人：东区街道团工委" in words(page)
    field(page.selectbox, "adult", cast.committee).select(cast.wang.id)
    shown = press(page, "保存专办人")
    assert "已指定敏感需求专办人" in shown
    assert "**敏感需求专办人：**王" in shown
    assert "还没有指定" not in shown
    with engine.reading() as session:
        assert guardians.of(session, organisation_id=cast.committee).id == cast.wang.id


def test_the_administrator_sees_the_guardian_and_does_not_name_one(district, open_page):
    page = opened(open_page, district.cast.zhou, district.cast.committee)
    assert "敏感需求专办人" in words(page)
    assert "保存专办人" not in [button.label for button in page.button]


def test_closing_takes_a_tick_and_is_undone(district, open_page):
    key = district.cast.branch_a
    page = opened(open_page, district.cast.li, key)
    assert "请先勾选" in press(page, "停用")
    field(page.checkbox, "agreed", key).check()
    assert "已停用“东风社区团支部”" in press(page, "停用")
    assert not stored(key).is_active
    assert "chen" in words(page.run())
    assert "已重新启用“东风社区团支部”" in press(page, "重新启用")
    assert stored(key).is_active


def test_a_branch_with_open_needs_is_not_closed(district, open_page):
    key = district.cast.branch_a
    with engine.transaction() as session:
        builders.a_need(session, key, now=engine.now())
    page = opened(open_page, district.cast.li, key)
    field(page.checkbox, "agreed", key).check()
    assert "还有1件需求没有办完" in press(page, "停用")


def test_a_branch_without_people_is_hinted_at(district, open_page):
    with engine.transaction() as session:
        committee = session.get_one(Organisation, district.cast.committee)
        for n in range(7):
            an_organisation(session, committee, f"空支部{n}")
    shown = words(opened(open_page, district.cast.li))
    assert "没有可用账号的团支部" in shown
    assert "等7个" in shown


def test_a_long_name_and_an_emoji_are_only_text(district, open_page):
    name = "<b>很长</b>*的*名字🎉" + "长" * 40
    with engine.transaction() as session:
        key = organisations.add(
            session,
            actor=district.cast.li,
            parent_id=district.cast.district,
            level=Level.COMMITTEE,
            name=name,
            now=engine.now(),
        ).id
    page = opened(open_page, district.cast.li, key)
    assert field(page.text_input, "name", key).value == name
    assert page.dataframe[0].value["组织"].str.strip().isin([name]).any()


@pytest.mark.parametrize("name", ["chen", "wang", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def test_a_branch_is_told_on_its_pages_who_reads_what_is_sensitive(district, open_page):
    cast = district.cast
    with engine.transaction() as session:
        session.get_one(Organisation, cast.branch_a).has_student_secretary = True
        guardians.name(
            session,
            actor=cast.li,
            organisation_id=cast.committee,
            person_id=cast.wang.id,
            now=engine.now(),
        )
    assert "由东区街道团工委的专办人王办理" in words(open_page("cadre/needs.py", person=cast.chen))
    assert "专办人" not in words(open_page("cadre/needs.py", person=cast.zhao))
    branch = open_page("committee/branch.py", person=cast.wang, branch=str(cast.branch_a))
    assert "由东区街道团工委的专办人王办理" in words(branch)


def test_a_new_organisation_begins_without_a_parent_and_what_is_missing_is_said_in_order(district, open_page):
    cast = district.cast
    page = opened(open_page, cast.li)
    assert page.selectbox(key="organisation_parent_branch").value is None
    assert "请先选择上级组织" in press(page, "添加组织")
    page.selectbox(key="organisation_parent_branch").select(cast.committee)
    press(page, "添加组织")
    assert "名称" in page.error[0].value
    page.text_input(key="organisation_name").input("新风团支部")
    press(page, "添加组织")
    assert "领域" in page.error[0].value
    page.selectbox(key="organisation_domain").select(Domain.RURAL)
    assert "已添加“新风团支部”" in press(page, "添加组织")
    # The next one is often below the same parent, seldom of the same field.
    assert page.selectbox(key="organisation_parent_branch").value == cast.committee
    assert page.selectbox(key="organisation_domain").value is None


def test_each_level_offers_the_parents_that_fit_it(district, open_page):
    page = opened(open_page, district.cast.li)
    page.selectbox(key="organisation_level").select(Level.COMMITTEE).run()
    assert page.selectbox(key="organisation_parent_committee").options == ["青山区"]
    page.selectbox(key="organisation_level").select(Level.GENERAL_BRANCH).run()
    parents = page.selectbox(key="organisation_parent_general_branch").options
    assert parents == ["东区街道团工委", "西区街道团工委"]
