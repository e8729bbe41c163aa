"""换届交接: what goes along is told first, nothing happens without successor and check, then the account is gone."""

import pytest

from db import engine, follow_up, pairings, people
from db.models import Need, Organisation, Pairing, Person
from db.vocabulary import Channel, Role, YouthGroup
from tests import builders, clock
from tests.cast import a_person

PAGE = "cadre/succession.py"


def words(page):
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.success, page.error, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def press(page):
    next(button for button in page.button if "交接并停用" in button.label).click().run()
    assert not page.exception
    return words(page)


def stored(kind, key):
    with engine.reading() as session:
        return session.get(kind, key)


@pytest.fixture
def heir(settled):
    with engine.transaction() as session:
        branch = session.get_one(Organisation, settled.branch_a)
        return a_person(session, branch, "孙", "sun", Role.CADRE, now=engine.now())


@pytest.fixture
def need_id(settled):
    with engine.transaction() as session:
        need = builders.a_need(session, settled.branch_a, now=engine.now())
        follow_up.accept(session, actor=settled.chen, need_id=need.id, version=need.version, now=engine.now())
        return need.id


def test_the_secretary_hands_over_once_successor_and_check_are_given(settled, heir, need_id, open_page):
    page = open_page(PAGE, person=settled.chen)
    assert "承办的需求1件，进行中的结对0对" in words(page)
    assert "还没有交接。请先选择接任人" in press(page)
    page.selectbox(key=f"successor_{settled.chen.id}").select(heir.id).run()
    assert "还没有交接。请先和接任人核对清单" in press(page)
    assert stored(Person, settled.chen.id).is_active
    page.checkbox(key=f"succession_sure_{settled.chen.id}_{heir.id}").check().run()
    said = press(page)
    assert "交接完成，您的账号已停用" in said
    assert "没有保存" not in said
    assert words(page.run()) == said, "a phone that looked elsewhere still says it"
    assert not stored(Person, settled.chen.id).is_active
    assert stored(Person, heir.id).role is Role.SECRETARY
    assert stored(Need, need_id).owner_id == heir.id


def test_what_was_gone_through_with_one_colleague_is_not_ticked_for_another(settled, heir, open_page):
    with engine.transaction() as session:
        branch = session.get_one(Organisation, settled.branch_a)
        other = a_person(session, branch, "吴二", "wuer", Role.CADRE, now=engine.now())
    page = open_page(PAGE, person=settled.chen)
    page.selectbox(key=f"successor_{settled.chen.id}").select(heir.id).run()
    page.checkbox(key=f"succession_sure_{settled.chen.id}_{heir.id}").check().run()
    page.selectbox(key=f"successor_{settled.chen.id}").select(other.id)
    assert "请先和接任人核对清单" in press(page)
    assert stored(Person, settled.chen.id).is_active
    assert not page.checkbox(key=f"succession_sure_{settled.chen.id}_{other.id}").value


def test_without_a_colleague_it_says_whom_to_ask(settled, open_page):
    page = open_page(PAGE, person=settled.chen)
    assert "请先由区团委为接任人添加账号" in words(page)
    assert not [button for button in page.button if "交接并停用" in button.label]


def test_who_runs_the_accounts_hands_over_for_somebody_who_has_left(settled, heir, need_id, open_page):
    page = open_page("admin/people.py", person=settled.zhou)
    page.selectbox(key="account_chosen").select("chen").run()
    page.selectbox(key=f"successor_{settled.chen.id}").select(heir.id).run()
    page.checkbox(key=f"succession_sure_{settled.chen.id}_{heir.id}").check().run()
    page.selectbox(key="account_chosen").select("sun").run()
    # The tick is for the list that was gone through.
    assert not page.checkbox(key=f"succession_sure_{heir.id}_none").value
    page.selectbox(key="account_chosen").select("chen").run()
    page.selectbox(key=f"successor_{settled.chen.id}").select(heir.id).run()
    page.checkbox(key=f"succession_sure_{settled.chen.id}_{heir.id}").check().run()
    assert "交接完成，陈的账号已停用" in press(page)
    assert stored(Need, need_id).owner_id == heir.id


def test_who_ends_an_account_is_told_what_it_leaves_behind_and_can_hand_it_over_later(
    settled, heir, need_id, open_page
):
    page = open_page("admin/people.py", person=settled.zhou)
    page.selectbox(key="account_chosen").select("chen").run()
    page.button(key="end").click().run()
    assert "手上还有承办的需求1件。请先用下面的“换届交接”" in words(page)
    sure = next(button for button in page.button if button.label == "确认停用")
    assert sure.disabled
    page.checkbox(key="account_leaves_work_chen").check().run()
    next(button for button in page.button if button.label == "确认停用").click().run()
    assert not stored(Person, settled.chen.id).is_active
    assert "停用时没有交接，还有承办的需求1件" in words(page)
    page.selectbox(key=f"successor_{settled.chen.id}").select(heir.id).run()
    page.checkbox(key=f"succession_sure_{settled.chen.id}_{heir.id}").check().run()
    next(button for button in page.button if button.label == "交接陈的工作").click().run()
    assert "交接完成。" in words(page)
    assert stored(Need, need_id).owner_id == heir.id


def test_who_moves_an_account_is_told_what_it_leaves_behind(settled, heir, need_id, open_page):
    page = open_page("admin/people.py", person=settled.zhou)
    page.selectbox(key="account_chosen").select("chen").run()
    for is_sure in (False, True):
        next(one for one in page.selectbox if (one.key or "").startswith("account_organisation_id_")).select(
            settled.branch_b
        )
        if is_sure:
            page.checkbox(key=f"account_moved_{settled.chen.id}").check()
        next(button for button in page.button if button.label == "保存修改").click().run()
        assert ("没有保存：手上还有没交出去的事（承办的需求1件" in words(page)) is not is_sure
        assert (stored(Person, settled.chen.id).organisation_id == settled.branch_b) is is_sure


def test_the_secretary_gives_a_pairing_that_was_left_behind_to_a_colleague(settled, heir, open_page):
    with engine.transaction() as session:
        pairing_id = pairings.pair_up(
            session, actor=heir, branch_id=settled.branch_a, alias="小林", youth_group=YouthGroup.MEMBER,
            channel=Channel.PHONE, paired_on=clock.today(), now=engine.now(),
        )  # fmt: skip
        people.end_account(session, actor=settled.li, username="sun", now=engine.now(), leaves_work=True)
    assert "原结对人已停用或调走" in words(open_page("cadre/month.py", person=settled.chen))
    page = open_page("cadre/pairings.py", person=settled.chen, pair=str(pairing_id))
    next(button for button in page.button if button.label == "指定结对人").click().run()
    assert "已指定结对人" in words(page)
    assert stored(Pairing, pairing_id).person_id == settled.chen.id
