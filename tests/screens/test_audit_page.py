"""操作记录: what the district and the auditor read, filtered and page by page."""

import ast
import re
from datetime import timedelta

import pytest

from db import audit, engine
from pages.shared import audit_words
from tests import builders, reading

PAGE = "admin/audit.py"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def opened(open_page, actor):
    page = open_page(PAGE, person=actor)
    assert not page.exception
    return page


def entries(n, **but):
    with engine.transaction() as session:
        now = engine.now()
        for i in range(n):
            values = {"actor": "system", "verb": "release", "subject": f"wave:{i}", **but}
            audit.record(session, now=now - timedelta(minutes=i), **values)


def test_a_thousand_entries_are_shown_a_page_at_a_time(district, open_page):
    entries(1000)
    page = opened(open_page, district.cast.wu)
    assert "共1000条" in words(page)
    assert len(page.dataframe[0].value) == 50


def test_entries_read_chinese_and_hold_no_words(district, open_page):
    with engine.transaction() as session:
        need = builders.a_need(session, district.cast.branch_a, now=engine.now(), text="不能出现的原话")
    entries(1, actor=district.cast.chen.audit_name, verb="accept", subject=f"need:{need.id}")
    page = opened(open_page, district.cast.wu)
    row = page.dataframe[0].value.iloc[0]
    assert (row["谁"], row["做了什么"]) == ("陈", "受理")
    assert row["对什么"].startswith("需求")
    assert "不能出现的原话" not in page.dataframe[0].value.to_string() + words(page)


def test_it_is_filtered_by_person_and_verb(district, open_page):
    entries(3)
    entries(2, actor=district.cast.li.audit_name, verb="add_person", subject=f"person:{district.cast.wu.id}")
    page = opened(open_page, district.cast.li)
    page.selectbox(key="audit_who").select(district.cast.li.audit_name).run()
    assert "共2条" in words(page)
    page.selectbox(key="audit_verb").select("release").run()
    assert "没有符合条件的记录" in words(page)


def test_it_is_filtered_by_day(district, open_page):
    entries(3)
    page = opened(open_page, district.cast.li)
    day = (engine.now() - timedelta(days=40)).date()
    page.date_input(key="audit_days").set_value((day, day)).run()
    assert "共0条" in words(page)


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "zhou"])
def test_other_roles_do_not_have_the_page(district, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(district.cast, name))


def recorded_verbs():
    """Yield every verb that the services name in a call of `record`, and where."""
    for file in reading.code_files("db"):
        for node in ast.walk(reading.tree_of(file)):
            if not re.fullmatch(r"_?(record|audit|note|note_down)", reading.called(node)):
                continue
            named = [word.value for word in node.keywords if word.arg == "verb"]
            for value in ast.walk(ast.Module([ast.Expr(v) for v in named or node.args[2:5]], [])):
                if isinstance(value, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)*", str(value.value)):
                    yield value.value, reading.name_of(file)


def test_every_verb_in_the_log_has_its_words():
    missing = {verb: where for verb, where in recorded_verbs() if verb not in audit_words.VERBS}
    assert missing == {}
