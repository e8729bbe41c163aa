"""Codes for the guardians of pupils under 14: the district's setting, the way to the slips, the slips themselves."""

import re

import pytest
from starlette.testclient import TestClient

from db import engine, links, minors
from db.models import ParentalCode
from db.vocabulary import MinorsMode
from pages.plain.middleware import SIGN_IN_COOKIE
from tests import school
from tests.screens import serving
from tests.screens.conftest import District, OpenPage
from tests.screens.plain_sheet import stored

SLIP = re.compile(r"<b>([A-Z0-9]{4} [A-Z0-9]{4})</b>")


@pytest.fixture
def codes(district: District) -> list[str]:
    """Codes of branch C, a school of a district in school mode."""
    with engine.transaction() as session:
        school.in_school_mode(session, district.cast, engine.now())
        return school.codes(session, district.cast, engine.now(), n=3)


def test_slips_for_guardians_are_made_and_shown_once(
    client: TestClient, district: District, codes: list[str]
) -> None:
    serving.sign_in(client, district.cast.qian)
    path = f"/parental-slips/{district.cast.branch_c}"
    assert "已生成3张" in client.get(path).text
    page = client.post(path, data={"n": "20"})
    made = SLIP.findall(page.text)
    assert len(set(made)) == 20
    assert len(stored(ParentalCode)) == 23
    assert "不同意，不用理会，不会有任何影响" in page.text
    assert not SLIP.findall(client.get(path).text)
    client.cookies.delete(SIGN_IN_COOKIE)
    with engine.transaction() as session:
        assert school.answer(session, district.link_c, made[0], engine.now())


def test_a_branch_that_is_no_school_is_told_that_it_needs_none(
    client: TestClient, district: District, codes: list[str]
) -> None:
    serving.sign_in(client, district.cast.chen)
    assert "现在不用同意码" in client.get(f"/parental-slips/{district.cast.branch_a}").text
    page = client.post(f"/parental-slips/{district.cast.branch_a}", data={"n": "3"})
    assert (page.status_code, "没有开启学校模式" in page.text) == (422, True)
    assert client.get(f"/parental-slips/{district.cast.branch_c}").status_code in (403, 404)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: TestClient, district: District) -> None:
    path = f"/parental-slips/{district.cast.branch_c}"
    assert client.get(path).headers["location"] == f"/sign-in?next={path}"


def words(page) -> str:
    kinds = (page.markdown, page.caption, page.success, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def choose(page, mode: MinorsMode):
    page.radio(key="minors_mode_block_under_14").set_value(mode)
    return next(button for button in page.button if button.label == "保存处理方式").click().run()


def test_the_setting_needs_a_contact_and_is_saved(open_page: OpenPage, district: District) -> None:
    page = choose(open_page("admin/settings.py", person=district.cast.zhou), MinorsMode.SCHOOL)
    assert "请先在“给青年的联系人”里填好" in words(page)
    with engine.transaction() as session:
        school.set_contact(session, district.cast.li, engine.now())
    page = choose(open_page("admin/settings.py", person=district.cast.zhou), MinorsMode.SCHOOL)
    assert "已保存：学校模式" in words(page)
    with engine.reading() as session:
        assert minors.mode(session) is MinorsMode.SCHOOL
        assert links.find_branch(session, token=district.link_c).contact.phone


def test_the_page_of_links_leads_schools_to_the_slips(
    open_page: OpenPage, district: District, codes: list[str]
) -> None:
    shown = words(open_page("cadre/share.py", person=district.cast.qian))
    assert "已生成3张" in shown
    assert "未满14周岁" not in words(open_page("cadre/share.py", person=district.cast.chen))
