"""A reopened need as its youth and its handler read it, at a branch that works and at one that was closed."""

import pytest

from db import confirmations, engine, follow_up, reorganising
from db.vocabulary import Verb
from db.workdays import Workdays
from pages.shared import texts
from tests import clock
from tests.screens.serving import post
from tests.screens.test_needs_page import PAGE, add, move, stored, words
from tests.screens.test_passing_on_pages import CODE, the_youth_reads
from tests.screens.test_receipt_page import form_of


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def settled_need(cast):
    need = add(cast.branch_a)
    move(follow_up.accept, cast.chen, need)
    move(follow_up.settle, cast.chen, need, title="已联系", result="请来")
    return need


def close(cast):
    with engine.transaction() as session:
        reorganising.close(session, actor=cast.li, organisation_id=cast.branch_a, now=engine.now())


def reopen(need):
    with engine.transaction() as session:
        confirmations.reopen(session, need_id=need, reason="还是不行", today=clock.today())


def unsolved(client):
    form = form_of(client, CODE, "judge", outcome="unsolved", text="还是不行")
    return post(client, "/r/step", **form).text


def test_both_sides_see_the_new_deadline(cast, settled_need, client, open_page):
    the_youth_reads(client, settled_need)
    page = unsolved(client)
    due = Workdays().after(clock.today(), 15)
    assert f"您请求重新办理，新的期限是{texts.day(due)}" in page
    assert f"预计{texts.day(due)}前办结" in page
    shown = words(open_page(PAGE, person=cast.chen))
    assert f"{due.month}月{due.day}日前办结" in shown
    assert "逾期" not in shown
    shown = words(open_page(PAGE, person=cast.chen, need=str(settled_need)))
    assert f"新的期限：{texts.day(due)}" in shown
    assert "还有15个工作日" in shown


def test_at_a_closed_branch_the_youth_reads_that_the_committee_takes_it_over(cast, settled_need, client):
    the_youth_reads(client, settled_need)
    close(cast)
    page = unsolved(client)
    assert "原来的办理单位已停用，转由上级办理" in page
    assert "由东区街道团工委办理" in page
    assert f"预计{texts.day(stored(settled_need).accept_by)}前接手" in page


def test_the_committee_finds_it_in_its_list_and_can_take_it_over_but_not_return_it(
    cast, settled_need, open_page
):
    close(cast)
    reopen(settled_need)
    assert "接手" in words(open_page(PAGE, person=cast.wang))
    page = open_page(PAGE, person=cast.wang, need=str(settled_need))
    assert "原来的办理单位已停用，转由上级办理" in words(page)
    steps = page.pills(key=f"step_choice_{settled_need}").options
    assert Verb.TAKE_OVER.label in steps
    assert Verb.RETURN.label not in steps


def test_the_first_handing_over_is_still_not_told(cast, settled_need, client):
    assert "原来的办理单位已停用" not in the_youth_reads(client, settled_need)
