"""The categories as the district keeps them, and publishing the questionnaire with them."""

import pytest
from sqlalchemy import select

from db import categories, questionnaires, waves, workdays
from db.categories import CategoryRow
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.models import AuditEntry, Category, QuestionnaireVersion


@pytest.fixture(autouse=True)
def defaults(session, now):
    questionnaires.install_defaults(session, now=now)


def add(session, cast, now, label="银发陪伴", *, parent=None, is_sensitive=False, actor=None):
    return categories.add(
        session,
        actor=actor or cast.li,
        parent_code=parent,
        label=label,
        is_sensitive=is_sensitive,
        now=now,
    )


def rows(session, cast):
    return {row.code: row for row in categories.list_for(session, actor=cast.li)}


def change(session, cast, now, code, **but):
    seen = rows(session, cast)[code]
    values = {"label": seen.label, "is_sensitive": seen.is_sensitive, "actor": cast.li, "seen": seen, **but}
    categories.change(session, now=now, **values)


def tops(session, cast):
    return [row.code for row in rows(session, cast).values() if row.parent_code is None]


def below(session, cast, code):
    return [row.code for row in rows(session, cast).values() if row.parent_code == code]


def retire(session, cast, now, code, *, is_active=False, actor=None):
    categories.set_active(session, actor=actor or cast.li, code=code, is_active=is_active, now=now)


def unpublished(session, cast):
    return questionnaires.unpublished(session, actor=cast.li)


def publish(session, cast, now, seen=1):
    return questionnaires.publish_anew(session, actor=cast.li, seen=seen, now=now)


def test_a_new_category_comes_last_but_for_the_one_that_takes_the_rest(session, cast, now):
    code = add(session, cast, now, " 银发  陪伴 ")
    assert rows(session, cast)[code] == CategoryRow(code, None, "银发 陪伴", False, True)
    assert tops(session, cast)[-2:] == [code, "OTH"]


def test_a_sub_item_stands_below_its_category_with_a_code_of_its_own(session, cast, now):
    code = add(session, cast, now, "远程工作", parent="EMP")
    assert below(session, cast, "EMP")[-1] == code == "EMP6"
    with pytest.raises(NotFound, match="category_gone"):
        add(session, cast, now, "再下一级", parent="EMP1")


def test_codes_are_never_used_twice(session, cast, now):
    first = add(session, cast, now)
    retire(session, cast, now, first)
    assert add(session, cast, now, "另一个") != first


@pytest.mark.parametrize("label", ["", "  ", "长" * 21])
def test_a_label_that_is_none_is_refused(session, cast, now, label):
    with pytest.raises(Invalid, match="category_label_malformed"):
        add(session, cast, now, label)


def test_a_label_is_unique_among_its_own(session, cast, now):
    with pytest.raises(Conflict, match="category_exists"):
        add(session, cast, now, "就业创业")
    with pytest.raises(Conflict, match="category_exists"):
        change(session, cast, now, "EMP", label="教育培训")
    add(session, cast, now, "就业创业", parent="EDU")


def test_a_category_is_renamed_and_marked(session, cast, now):
    change(session, cast, now, "HOU", label="住房🏠", is_sensitive=True)
    assert rows(session, cast)["HOU"] == CategoryRow("HOU", None, "住房🏠", True, True)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "change_category")).one()
    assert (entry.subject, entry.facts) == ("category:HOU", {"is_sensitive": True})


def test_of_two_who_rename_at_once_the_second_sees_the_first(session, cast, now):
    seen = rows(session, cast)["HOU"]
    change(session, cast, now, "HOU", label="住房")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        change(session, cast, now, "HOU", seen=seen, label="安居")


def test_order_changes_among_siblings_and_stops_at_the_ends(session, cast, now):
    before = tops(session, cast)
    categories.shift(session, actor=cast.li, code="EDU", by=-1, now=now)
    assert tops(session, cast)[:2] == ["EDU", "EMP"]
    categories.shift(session, actor=cast.li, code="EDU", by=-1, now=now)
    categories.shift(session, actor=cast.li, code="EDU", by=1, now=now)
    categories.shift(session, actor=cast.li, code="OTH", by=-1, now=now)
    categories.shift(session, actor=cast.li, code=before[-2], by=1, now=now)
    assert tops(session, cast) == before


def test_what_is_retired_is_not_offered_and_comes_back(session, cast, now):
    retire(session, cast, now, "EMP1")
    retire(session, cast, now, "HOU")
    offered = {c["code"]: c for c in questionnaires.monthly_categories(session)}
    assert "HOU" not in offered
    assert "EMP1" not in {sub["code"] for sub in offered["EMP"]["children"]}
    retire(session, cast, now, "HOU", is_active=True)
    assert "HOU" in {c["code"] for c in questionnaires.monthly_categories(session)}


def test_the_survey_keeps_something_to_ask(session, cast, now):
    with pytest.raises(Conflict, match="category_stays"):
        retire(session, cast, now, "OTH")
    codes = [code for code in tops(session, cast) if code != "OTH"]
    for code in codes[4:]:
        retire(session, cast, now, code)
    retire(session, cast, now, codes[0])
    with pytest.raises(Conflict, match="categories_too_few"):
        retire(session, cast, now, codes[1])


def test_a_phone_holds_only_so_many(session, cast, now):
    n = categories.MOST - len(tops(session, cast))
    added = [add(session, cast, now, f"类别{i}") for i in range(n)]
    with pytest.raises(Conflict, match="categories_too_many"):
        add(session, cast, now, "多出来的")
    retire(session, cast, now, added[0])
    add(session, cast, now, "多出来的")
    with pytest.raises(Conflict, match="categories_too_many"):
        retire(session, cast, now, added[0], is_active=True)


def test_imported_categories_are_not_the_district_s(session, cast, now):
    session.add(Category(code="Iabc", label="外来", position=99, is_imported=True, keywords={}))
    session.flush()
    assert "Iabc" not in rows(session, cast)
    with pytest.raises(NotFound, match="category_gone"):
        retire(session, cast, now, "Iabc")


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "zhou", "wu"])
def test_only_the_district_changes_categories_and_publishes(session, cast, now, name):
    actor = getattr(cast, name)
    seen = rows(session, cast)["EMP"]
    with pytest.raises(NotAllowed):
        add(session, cast, now, actor=actor)
    with pytest.raises(NotAllowed):
        categories.change(session, actor=actor, seen=seen, label="x", is_sensitive=False, now=now)
    with pytest.raises(NotAllowed):
        categories.shift(session, actor=actor, code="EMP", by=1, now=now)
    with pytest.raises(NotAllowed):
        retire(session, cast, now, "EMP", actor=actor)
    with pytest.raises(NotAllowed):
        questionnaires.publish_anew(session, actor=actor, seen=1, now=now)


def test_a_published_version_keeps_the_categories_it_was_published_with(session, cast, now):
    month = workdays.month_of(workdays.today(now))
    wave = waves.open_month(session, month=month, now=now)
    before = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    change(session, cast, now, "EMP", label="工作")
    code = add(session, cast, now)
    assert publish(session, cast, now) == 2
    after = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    assert before == after
    following = waves.open_month(session, month=workdays.add_months(month, 1), now=now)
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, following.version_id))
    assert form.category("EMP").label == "工作"
    assert form.category(code) is not None
    assert form.questions == before.questions


def test_what_a_new_version_would_change_is_said_before(session, cast, now):
    assert not unpublished(session, cast).is_changed
    change(session, cast, now, "EMP", label="工作")
    retire(session, cast, now, "HOU4")
    add(session, cast, now)
    found = unpublished(session, cast)
    assert found.added == ("银发陪伴",)
    assert found.renamed == ("工作",)
    assert found.retired == ("宿舍与居住环境",)
    publish(session, cast, now)
    assert not unpublished(session, cast).is_changed


def test_an_order_or_a_mark_is_a_change_too(session, cast, now):
    categories.shift(session, actor=cast.li, code="EDU", by=-1, now=now)
    found = unpublished(session, cast)
    assert found.is_changed
    assert (found.added, found.renamed, found.retired) == ((), (), ())


def test_nothing_is_published_twice(session, cast, now):
    with pytest.raises(Conflict, match="nothing_to_publish"):
        publish(session, cast, now)
    add(session, cast, now)
    publish(session, cast, now)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        publish(session, cast, now, seen=1)
