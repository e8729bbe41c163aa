"""A tap comes together with what was typed or chosen last: that is saved, or the tap is refused; a tick is for what it stood under."""

import pytest

from db import deeds, engine, follow_up
from db.models import Category, Deed, Need
from db.vocabulary import DeedKind, NeedState, Verb
from tests import builders
from tests.screens.taps import press
from tests.screens.test_quick_entries import DEEDS, stored

TELLING, WORSE = "给302室小张修灯", "给405室小李修灯，电话13800000000"


def day():
    return engine.now().date().replace(day=1)


def need_of(settled):
    with engine.transaction() as session:
        need = builders.a_need(session, settled.branch_a, now=engine.now())
        step = {"actor": settled.chen, "need_id": need.id, "version": need.version, "now": engine.now()}
        follow_up.accept(session, **step)
        return need.id


def a_deed(settled, title="修好路灯"):
    with engine.transaction() as session:
        values = {"title": title, "kind": DeedKind.PRACTICAL, "done_on": day(), "now": engine.now()}
        return deeds.record_deed(session, actor=settled.chen, organisation_id=settled.branch_a, **values)


def recording(settled, open_page):
    return open_page(DEEDS, person=settled.chen), "deed_title", "保存实事"


def correcting(settled, open_page):
    deed_id = a_deed(settled)
    page = open_page(DEEDS, person=settled.chen)
    page.session_state[f"mend_{deed_id}"] = True
    return page.run(), f"fix_title_{deed_id}", "保存更正"


def settling(settled, open_page):
    need = need_of(settled)
    page = open_page("cadre/needs.py", person=settled.chen, need=str(need))
    page.pills(key=f"step_choice_{need}").set_value(Verb.SETTLE).run()
    page.text_area(key=f"settle_result_{need}").input("修好了")
    return page, f"settle_title_{need}", "办结"


@pytest.mark.parametrize("form", [recording, correcting, settling])
def test_a_title_that_may_tell_who_it_was_for_is_kept_only_if_the_warning_was_read_over_it(
    settled, open_page, form
):
    page, title, button = form(settled, open_page)
    before = [deed.title for deed in stored(Deed)]
    page.text_input(key=title).input(TELLING)
    press(page, button)
    assert "公开后可能认出人" in page.error[0].value
    assert "302室”“小张" in page.warning[0].value
    page.checkbox(key=f"{title}_minded").check()
    page.text_input(key=title).input(WORSE)
    press(page, button)
    assert [deed.title for deed in stored(Deed)] == before
    assert "405室”“小李" in page.warning[0].value
    assert not page.checkbox(key=f"{title}_minded").value
    page.checkbox(key=f"{title}_minded").check()
    press(page, button)
    assert [deed.title for deed in stored(Deed)] == [WORSE]
    assert not page.warning


def test_the_warning_is_for_the_next_deed_anew(settled, open_page):
    page, title, button = recording(settled, open_page)
    for _ in range(2):
        page.text_input(key=title).input(TELLING)
        press(page, button)
        assert not page.checkbox(key=f"{title}_minded").value
        page.checkbox(key=f"{title}_minded").check()
        press(page, button)
        # Somebody who looks at it first.
        page.run()
    assert len(stored(Deed)) == 2


def test_another_deed_chosen_just_before_the_settling_is_shown_first(settled, open_page):
    deed_id = a_deed(settled)
    page, title, button = settling(settled, open_page)
    need = title.removeprefix("settle_title_")
    page.text_input(key=title).input("装了灯")
    page.selectbox(key=f"settle_deed_{need}").select(deed_id)
    press(page, button)
    assert "刚才又改过，还没有办结" in page.error[0].value
    press(page, button)
    assert len(stored(Deed)) == 1
    assert stored(Need)[0].state is NeedState.SETTLED


def test_another_category_chosen_just_before_is_shown_first(district, open_page):
    page = open_page("admin/categories.py", person=district.cast.li)
    one, other = page.selectbox(key="category_chosen").options[:2]
    chosen = page.selectbox(key="category_chosen")
    chosen.select(one).run()
    page.selectbox(key="category_chosen").select(other)
    press(page, "停用")
    assert "刚才又改过，还没有修改" in page.error[0].value
    assert all(category.is_active for category in stored(Category))
    press(page, "停用")
    assert sum(not category.is_active for category in stored(Category)) >= 1
