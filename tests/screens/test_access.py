"""The page 谁能看到什么, the frame's menu, and the accounts page, as each role meets them."""

import sys

import pytest
from streamlit.testing.v1 import AppTest

from db import engine, people
from db.engine import ROOT
from db.models import Person
from db.rights import RIGHTS, Operator
from db.vocabulary import Domain, Role
from pages.shared import menu

FRAME = ROOT / "pages" / "frame.py"
NAMES = ("chen", "zhao", "wang", "li", "zhou", "wu")


def opened(actor=None, page=None, script=FRAME):
    at = AppTest.from_file(str(script), default_timeout=20)
    at.user = {} if actor is None else {"sub": str(actor.id)}
    at.run()
    if page is not None:
        at.switch_page(str(ROOT / "pages" / page)).run()
    assert not at.exception, at.exception
    return at


def texts(at):
    return "\n".join(str(element.value) for element in [*at.markdown, *at.title, *at.warning, *at.error])


@pytest.mark.parametrize("name", NAMES)
def test_everybody_with_an_account_reads_who_may_see_what(settled, name):
    actor = getattr(settled, name)
    at = opened(actor, "admin/access.py")
    assert f"{actor.role.label}（您的角色）" in [s.value for s in at.subheader]
    shown = texts(at)
    for (role, noun, act), scope in RIGHTS.items():
        if role is actor.role:
            line = next(row for row in shown.splitlines() if row.startswith(f"| {noun.label} |"))
            assert scope.label in line
            assert act.label in line


def test_the_page_shows_no_right_that_the_role_does_not_have(settled):
    shown = texts(opened(settled.wu, "admin/access.py"))
    held = {noun.label for role, noun, _ in RIGHTS if role is Role.AUDITOR}
    rows = {line.split("|")[1].strip() for line in shown.splitlines() if line.startswith("| ")}
    assert rows - {"内容"} == held


def test_another_role_may_be_looked_up(settled):
    at = opened(settled.chen, "admin/access.py")
    at.selectbox(key="role").select(Role.AUDITOR).run()
    assert "审计员" in [s.value for s in at.subheader]


@pytest.mark.parametrize("page", ["admin/access.py", "admin/people.py", "admin/organisations.py"])
def test_a_page_opened_directly_turns_away_whoever_is_not_signed_in(settled, page):
    at = opened(script=ROOT / "pages" / page)
    assert "请先登录" in texts(at)
    assert not at.dataframe
    assert not at.selectbox


@pytest.mark.parametrize("name", ["chen", "wang", "wu"])
@pytest.mark.parametrize("page", ["admin/people.py", "admin/organisations.py"])
def test_a_page_opened_directly_turns_the_wrong_role_away(settled, name, page):
    at = opened(getattr(settled, name), script=ROOT / "pages" / page)
    assert "不对您的账号开放" in texts(at)
    assert not at.dataframe


@pytest.mark.parametrize("name", ["chen", "wang", "wu", None])
def test_the_menu_offers_no_page_of_another_role(settled, name):
    actor = getattr(settled, name) if name else None
    with pytest.raises(ValueError, match="page"):
        opened(actor, "admin/people.py")


@pytest.mark.parametrize("role", [None, *Role])
def test_addresses_in_a_menu_are_unique_and_home_is_always_there(role):
    pages = menu.pages_for(role)
    assert len({page.url_path for page in pages}) == len(pages)
    assert menu.HOME in pages


def test_a_closed_account_loses_the_page_at_the_next_click(settled):
    at = opened(settled.li, "admin/access.py")
    with engine.transaction() as session:
        people.end_account(session, actor=Operator("root"), username="li", now=engine.now())
    at.run()
    assert "您的角色" not in texts(at)
    assert not at.selectbox


def test_a_one_time_password_opens_no_page(settled):
    with engine.transaction() as session:
        session.get_one(Person, settled.li.id).must_change_password = True
    at = opened(settled.li, script=ROOT / "pages" / "admin" / "people.py")
    assert "请先修改密码" in texts(at)
    assert not at.dataframe


def test_the_frame_removes_its_own_folder_from_the_path(settled, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(ROOT / "pages"), *sys.path])
    opened()
    assert str(ROOT / "pages") not in sys.path


def test_the_district_adds_an_account_and_sees_its_password_once(settled):
    at = opened(settled.li, "admin/people.py")
    at.selectbox(key="person_role").select(Role.CADRE).run()
    at.text_input(key="person_name").input("孙")
    at.text_input(key="person_username").input("sun.branch")
    at.selectbox(key="person_organisation_branch").select(settled.branch_a)
    next(b for b in at.button if b.label == "添加账号").click().run()
    assert "已添加账号“sun.branch”" in at.success[0].value
    assert "sun.branch" in at.code[0].value
    assert at.text_input(key="person_username").value == ""
    at.run()
    assert not at.code


def test_a_refused_account_keeps_what_was_typed(settled):
    at = opened(settled.li, "admin/people.py")
    at.text_input(key="person_name").input("孙")
    at.text_input(key="person_username").input("chen")
    at.selectbox(key="person_organisation_branch").select(settled.branch_a)
    next(b for b in at.button if b.label == "添加账号").click().run()
    assert "已有人使用" in at.error[0].value
    assert at.text_input(key="person_username").value == "chen"


def test_the_district_adds_a_branch(settled):
    at = opened(settled.li, "admin/organisations.py")
    at.selectbox(key="organisation_parent_branch").select(settled.committee)
    at.text_input(key="organisation_name").input("新风团支部")
    at.selectbox(key="organisation_domain").select(Domain.SCHOOL)
    next(b for b in at.button if b.label == "添加组织").click().run()
    assert "已添加“新风团支部”" in at.success[0].value


def test_a_database_that_is_away_is_said_and_never_looks_like_nothing(settled, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder/x.db")
    engine.forget_engine()
    at = opened(settled.li)
    assert "系统暂时不可用" in texts(at)
    assert "并不是没有数据" in texts(at)
