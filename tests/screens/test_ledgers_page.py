"""台账与手册: each role's buttons, the file a button makes, and who no longer gets it."""

import io
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from streamlit.runtime.media_file_manager import MediaFileManager

from db import engine, people, workdays
from db.errors import NotAllowed
from db.exchange.export_nouns import LEDGERS
from db.models import AuditEntry
from tests import records

PAGE = "cadre/ledgers.py"
TODAY = workdays.today(datetime.now(UTC))
MONTH = f"{TODAY.year}年{TODAY.month}月"


@pytest.fixture
def offered(monkeypatch):
    """What a browser may ask for: file name → what makes the file."""
    found = {}
    register = MediaFileManager.add_deferred

    def noted(self, make, mime, coordinates, file_name=None, **but):
        found[file_name] = make
        return register(self, make, mime, coordinates, file_name=file_name, **but)

    monkeypatch.setattr(MediaFileManager, "add_deferred", noted)
    return found


def rows(content, sheet="数据"):
    return CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()


@pytest.mark.parametrize(
    ("name", "unit"),
    [("chen", "东风社区团支部"), ("zhao", "光明科技团支部"), ("wang", "东区街道团工委"), ("li", "青山区")],
)
def test_each_role_is_offered_its_six_ledgers(district, open_page, offered, name, unit):
    page = open_page(PAGE, person=getattr(district.cast, name))
    assert not page.exception
    names = {f"{unit}_{noun.label}_{MONTH}.xlsx" for noun in LEDGERS}
    assert names <= set(offered)


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def test_a_button_makes_the_ledger_as_it_stands_then_and_notes_it(district, open_page, offered):
    with engine.transaction() as session:
        records.an_activity(session, district.cast.chen, TODAY)
    open_page(PAGE, person=district.cast.chen)
    content = offered[f"东风社区团支部_活动记录_{MONTH}.xlsx"]()
    assert "志愿服务" in rows(content)[3]
    with engine.reading() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.verb == "export"))
        assert (entry.actor, entry.subject) == (district.cast.chen.audit_name, f"activities:{TODAY:%Y-%m}")


def test_the_district_takes_what_lies_below_one_committee(district, open_page, offered):
    cast = district.cast
    open_page(PAGE, person=cast.li, scope=str(cast.other_committee))
    content = offered[f"西区街道团工委_谈心登记表_{MONTH}.xlsx"]()
    assert [row[2] for row in rows(content)[3:-1]] == ["西苑中学团支部"]


def test_who_has_left_gets_nothing(district, open_page, offered):
    cast = district.cast
    open_page(PAGE, person=cast.chen)
    with engine.transaction() as session:
        people.end_account(session, actor=cast.zhou, username="chen", now=engine.now())
    with pytest.raises(NotAllowed, match="sign_in_ended"):
        offered[f"东风社区团支部_活动记录_{MONTH}.xlsx"]()


def test_a_branch_is_offered_its_handbook_and_nobody_above(district, open_page, offered):
    names = {f"东风社区团支部_基层团支部工作手册_{MONTH}.{kind}" for kind in ("docx", "xlsx")}
    open_page(PAGE, person=district.cast.wang)
    assert not [name for name in offered if "手册" in name]
    open_page(PAGE, person=district.cast.chen)
    assert names <= set(offered)
    assert all(offered[name]().startswith(b"PK") for name in names)
