"""邀请码 at one shared device: whoever comes next sees nothing of the one before, and each answers once."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from db import engine, invites, people
from db.models import Person, Response
from tests.browser.sittings import Sitting, agree, answer, go_on, ready
from tests.browser.steps import settled

pytestmark = pytest.mark.browser


def two_codes(at: Sitting) -> list[str]:
    """Let the branch's secretary print two slips."""
    now, branch_id = engine.now(), at.survey.branch.branch_id
    with engine.transaction() as session:
        secretary = session.scalars(select(Person.id).where(Person.username == "chen")).one()
        actor = people.actor_of(session, person_id=secretary, now=now)
        assert actor is not None
        invites.take(session, actor=actor, branch_id=branch_id, with_codes=True, now=now)
        return invites.mint(session, actor=actor, branch_id=branch_id, n=2, now=now)


def enter(at: Sitting, code: str) -> None:
    """Type a code as it stands on the slip."""
    at.invite = code
    at.page.get_by_label("邀请码", exact=True).fill(f"{code[:4].lower()} {code[4:].lower()}")
    at.page.get_by_role("button", name="开始").click()


def fill_in(at: Sitting, most: int | None = None) -> None:
    """Answer what is asked; `most` questions at most."""
    n = 0
    while n != most:
        item = next((item for item in at.shown() if item.key not in at.given), None)
        if item is not None:
            ready(at, item)
            answer(at, item)
            n += 1
        elif not go_on(at):
            return


def send(at: Sitting) -> str:
    """Answer everything and send it; return the receipt code."""
    fill_in(at)
    settled(at.page)
    at.page.get_by_role("button", name="提交").click()
    expect(at.page.get_by_role("heading", name="提交成功，谢谢！")).to_be_visible()
    return at.page.get_by_test_id("stCode").inner_text().strip()


def test_a_code_that_nobody_made_opens_nothing(sitting: Sitting) -> None:
    two_codes(sitting)
    sitting.page.goto(sitting.address)
    enter(sitting, "WRNG2345")
    expect(sitting.page.get_by_role("alert")).to_be_visible()
    expect(sitting.page.get_by_label("邀请码", exact=True)).to_be_visible()


def test_the_next_person_begins_anew_and_the_one_before_comes_back_to_the_own_answers(
    sitting: Sitting,
) -> None:
    first, second = two_codes(sitting)
    page = sitting.page
    page.goto(sitting.address)
    enter(sitting, first)
    agree(sitting)
    fill_in(sitting, most=3)
    of_the_first, sitting.given = sitting.given, {}

    page.goto(sitting.address.replace("/q/", "/i/"))
    enter(sitting, second)
    agree(sitting)
    assert sitting.kept() == {}
    code = send(sitting)

    page.get_by_role("link", name="下一位").click()
    expect(page.get_by_label("邀请码", exact=True)).to_be_visible()
    assert code not in page.content()
    enter(sitting, second)
    expect(page.get_by_text("这个邀请码已经用过")).to_be_visible()
    assert code not in page.content()

    page.goto(sitting.address.replace("/q/", "/i/"))
    sitting.given = of_the_first
    enter(sitting, first)
    ready(sitting, sitting.shown()[0])
    assert sitting.kept() == of_the_first
    with engine.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1
