"""账号: changing, resetting, ending and opening again."""

from db import engine, guardians
from db.models import Organisation, Person
from db.vocabulary import Role
from tests.screens import taps

PAGE = "admin/people.py"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.success, page.error, page.warning, page.code)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor, chosen=None):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    if chosen is not None:
        page.selectbox(key="account_chosen").select(chosen).run()
        assert not page.exception
    return page


def field(kind, name):
    return next(item for item in kind if (item.key or "").startswith(f"account_{name}_"))


def press(page, label):
    return words(taps.press(page, label))


def ended(page):
    press(page, "停用账号")
    return press(page, "确认停用")


def stored(actor):
    with engine.reading() as session:
        return session.get_one(Person, actor.id)


def test_role_and_organisation_change_together(district, open_page):
    cast = district.cast
    page = opened(open_page, cast.li, "chen")
    field(page.selectbox, "role").select(Role.COMMITTEE)
    field(page.selectbox, "organisation_id").select(cast.committee)
    assert "已修改账号“chen”" in press(page, "保存修改")
    assert (stored(cast.chen).role, stored(cast.chen).organisation_id) == (Role.COMMITTEE, cast.committee)


def test_a_refused_change_keeps_what_was_chosen(district, open_page):
    page = opened(open_page, district.cast.li, "chen")
    field(page.text_input, "name").input("陈新")
    field(page.selectbox, "role").select(Role.AUDITOR)
    assert "“审计员”账号不能设在团支部下" in press(page, "保存修改")
    assert field(page.text_input, "name").value == "陈新"
    assert field(page.selectbox, "role").value is Role.AUDITOR
    assert stored(district.cast.chen).name == "陈"


def test_a_new_password_is_asked_for_twice_and_shown_once(district, open_page):
    page = opened(open_page, district.cast.zhou, "chen")
    before = stored(district.cast.chen).password_hash
    assert "原来的密码马上失效" in press(page, "重置密码")
    assert stored(district.cast.chen).password_hash == before
    shown = press(page, "确认重置")
    assert stored(district.cast.chen).password_hash != before
    assert "用户名 chen" in shown
    assert "只显示这一次" in shown
    page.run()
    assert "用户名 chen" not in words(page)


def test_an_account_ends_and_opens_again(district, open_page):
    page = opened(open_page, district.cast.li, "chen")
    assert "本人马上不能再用" in press(page, "停用账号")
    assert stored(district.cast.chen).is_active
    assert "已停用账号“chen”" in press(page, "确认停用")
    assert not stored(district.cast.chen).is_active
    shown = press(page.run(), "重新启用")
    assert "用户名 chen" in shown
    assert stored(district.cast.chen).is_active


def test_what_was_not_confirmed_is_not_done_and_is_no_question_to_the_next_account(district, open_page):
    page = opened(open_page, district.cast.li, "chen")
    press(page, "停用账号")
    page.selectbox(key="account_chosen").select("zhao").run()
    assert "确认停用" not in [button.label for button in page.button]
    page.selectbox(key="account_chosen").select("chen").run()
    press(page, "取消")
    assert "确认停用" not in [button.label for button in page.button]
    assert stored(district.cast.chen).is_active
    assert stored(district.cast.zhao).is_active


def test_one_s_own_account_and_a_guardian_s_are_not_ended(district, open_page):
    cast = district.cast
    assert "不能停用自己的账号" in ended(opened(open_page, cast.li, "li"))
    with engine.transaction() as session:
        guardians.name(
            session,
            actor=cast.li,
            organisation_id=cast.committee,
            person_id=cast.wang.id,
            now=engine.now(),
        )
    shown = ended(opened(open_page, cast.li, "wang"))
    assert "“东区街道团工委”的敏感需求专办人" in shown


def test_a_person_whose_branch_is_closed_is_hinted_at_and_moved(district, open_page):
    cast = district.cast
    with engine.transaction() as session:
        session.get_one(Organisation, cast.branch_a).is_active = False
    page = opened(open_page, cast.li, "chen")
    assert "陈（chen，东风社区团支部）" in words(page)
    field(page.selectbox, "organisation_id").select(cast.branch_b)
    press(page, "保存修改")
    assert "陈（chen" not in words(page)


def test_the_list_says_who_can_work(district, open_page):
    with engine.transaction() as session:
        session.get_one(Person, district.cast.zhao.id).is_active = False
    frame = opened(open_page, district.cast.li).dataframe[0].value.set_index("用户名")
    assert frame.loc["zhao", "状态"] == "已停用"
    assert frame.loc["chen", "状态"] == "使用中"


def add(page):
    return press(page, "添加账号")


def test_a_new_account_begins_with_the_role_and_offers_only_where_it_fits(district, open_page):
    page = opened(open_page, district.cast.li)
    place = page.selectbox(key="person_organisation_branch")
    assert place.options == ["东风社区团支部", "光明科技团支部", "西苑中学团支部"]
    assert place.value is None
    page.selectbox(key="person_role").select(Role.COMMITTEE).run()
    place = page.selectbox(key="person_organisation_committee")
    assert place.options == ["东区街道团工委", "西区街道团工委"]
    assert place.value is None
    page.selectbox(key="person_role").select(Role.AUDITOR).run()
    place = page.selectbox(key="person_organisation_district")
    assert (place.options, place.value) == (["青山区"], district.cast.district)


def test_what_is_missing_is_said_in_the_order_of_the_fields(district, open_page):
    page = opened(open_page, district.cast.li)
    assert "请先选择组织" in add(page)
    page.selectbox(key="person_organisation_branch").select(district.cast.branch_b)
    add(page)
    assert "姓名" in page.error[0].value
    page.text_input(key="person_name").input("孙")
    add(page)
    assert "用户名" in page.error[0].value
    page.text_input(key="person_username").input("sun.b")
    assert "已添加账号“sun.b”" in add(page)


def test_where_no_place_fits_it_says_what_to_add_first(district, open_page):
    with engine.transaction() as session:
        for branch in (district.cast.branch_a, district.cast.branch_b, district.cast.branch_c):
            session.get_one(Organisation, branch).is_active = False
    page = opened(open_page, district.cast.li)
    assert "请先在“组织”里添加团支部" in page.info[0].value
