"""链接与二维码: the address, the code, the words for a group chat, and a new link for an old one."""

import re

import pytest

from db import engine, links
from db.models import Wave
from pages.shared import sharing
from tests import builders

PAGE = "cadre/share.py"


@pytest.fixture(autouse=True)
def public(monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example/")


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.code, page.success, page.error, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind) + html(page)


def html(page):
    return "\n".join(str(element.proto.body) for element in page.html)


def live_token(branch_id):
    with engine.reading() as session:
        return links.live_link(session, branch_id=branch_id).token


def test_a_cadre_finds_address_code_and_notice(district, open_page):
    page = open_page(PAGE, person=district.cast.chen)
    address = f"https://youth.example/q/{district.link_a}"
    notice = page.code[1].value
    assert page.code[0].value == address
    assert "ABC234" in html(page)
    assert notice.startswith("【东风社区团支部】")
    assert "青年需求小调查来啦" in notice
    assert f"链接：{address}（" in notice
    assert re.search(r"\d{4}年\d{1,2}月\d{1,2}日截止", notice)
    assert not page.selectbox


def test_without_an_open_survey_the_notice_invites_wishes(district, open_page):
    with engine.transaction() as session:
        wave = session.query(Wave).one()
        wave.opens_on = wave.closes_on = wave.month.replace(year=2020)
    notice = open_page(PAGE, person=district.cast.chen).code[1].value
    assert "随时可以告诉我们" in notice
    assert "截止" not in notice


def test_an_address_that_works_on_this_computer_only_is_pointed_out(district, open_page, monkeypatch):
    assert not open_page(PAGE, person=district.cast.chen).warning
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1:8501")
    assert "PUBLIC_URL" in open_page(PAGE, person=district.cast.chen).warning[0].value


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("localhost:8501", True),
        ("127.0.0.1", True),
        ("[::1]:8501", True),
        ("0.0.0.0:8501", True),
        ("192.168.1.20:8501", False),
        ("youth.example", False),
    ],
)
def test_loopback_addresses_are_told_from_others(host, is_loopback):
    assert sharing.is_loopback(f"http://{host}/q/x") is is_loopback


def test_the_secretary_renews_the_link_after_agreeing(district, open_page):
    page = open_page(PAGE, person=district.cast.chen)
    page.checkbox(key="renew_agreed").check().run()
    page.button(key="renew").click().run()
    assert not page.exception
    token = live_token(district.cast.branch_a)
    assert token != district.link_a
    assert page.code[0].value == f"https://youth.example/q/{token}"
    assert "已换新" in words(page)
    assert page.checkbox(key="renew_agreed").value is False


def test_without_agreeing_the_old_link_stays(district, open_page):
    page = open_page(PAGE, person=district.cast.chen)
    page.button(key="renew").click().run()
    assert "请先勾选" in words(page)
    assert live_token(district.cast.branch_a) == district.link_a


@pytest.mark.parametrize("name", ["zhao", "wang"])
def test_who_may_not_renew_is_not_offered_it(district, open_page, name):
    with engine.transaction() as session:
        builders.a_link(session, district.cast.branch_b, now=engine.now())
    page = open_page(PAGE, person=getattr(district.cast, name))
    assert page.code
    assert "renew" not in [button.key for button in page.button]


def test_a_committee_chooses_among_the_branches_of_its_tree(district, open_page):
    with engine.transaction() as session:
        builders.a_link(session, district.cast.branch_b, now=engine.now())
    page = open_page(PAGE, person=district.cast.wang)
    choice = page.selectbox(key="share_branch")
    assert choice.options == ["东风社区团支部", "光明科技团支部"]
    choice.select_index(1).run()
    assert page.code[0].value.endswith(live_token(district.cast.branch_b))


def test_the_page_says_so_where_there_is_no_link(district, open_page):
    assert "还没有团支部的链接" in words(open_page(PAGE, person=district.cast.zhao))


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))
