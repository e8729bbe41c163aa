"""公开摘要: written at the need, decided by the committee, read by everybody."""

import pytest

from db import engine, summaries
from db.vocabulary import NeedState, SummaryState
from tests import clock, records
from tests.screens.taps import press
from tests.screens.test_home import words as home_words
from tests.screens.test_needs_page import add, refusal, words

NEEDS, STORIES = "cadre/needs.py", "committee/stories.py"
BEFORE, AFTER = "晚上打球订不到场地", "学校场馆每周二、四晚上*开放* <b>"


def write(session, actor, need, before=BEFORE, after=AFTER):
    seen = summaries.of_need(session, actor=actor, need_id=need)
    words = {"before": before, "after": after}
    summaries.write(session, actor=actor, need_id=need, seen=seen, now=engine.now(), **words)


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def need(cast):
    return add(cast.branch_a, state=NeedState.SETTLED)


@pytest.fixture
def written(cast, need):
    with engine.transaction() as session:
        write(session, cast.chen, need)
    return need


@pytest.fixture
def published(cast, written):
    with engine.transaction() as session:
        [seen] = summaries.list_for(session, actor=cast.wang, state=SummaryState.WAITING)
        summaries.publish(session, actor=cast.wang, seen=seen, now=engine.now())
    return written


def test_a_settled_need_may_be_told_of_and_the_form_warns(cast, need, open_page):
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    assert "人少时，别人可能从经过猜到是谁" in words(page)
    page.text_area(key=f"step_before_{need}").set_value(BEFORE)
    press(page, "送审")
    assert "请用一两句话写明" in refusal(page)
    assert page.text_area(key=f"step_before_{need}").value == BEFORE
    page.text_area(key=f"step_after_{need}").set_value(AFTER)
    press(page, "送审")
    assert "等上级审核后公开" in words(page)


def test_the_second_writer_is_told_reads_what_stands_and_keeps_the_words(cast, need, open_page):
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    with engine.transaction() as session:
        write(session, cast.chen, need)
    page.text_area(key=f"step_before_{need}").set_value("我写的以前")
    page.text_area(key=f"step_after_{need}").set_value("我写的现在")
    press(page, "送审")
    assert "刚刚有人改过" in refusal(page)
    assert page.text_area(key=f"step_after_{need}").value == "我写的现在"
    assert f"办之后：{AFTER}" in [text.value for text in page.text]
    with engine.reading() as session:
        assert summaries.of_need(session, actor=cast.chen, need_id=need).after == AFTER
    press(page, "送审")
    assert "已送审" in words(page)
    assert f"办之后：{AFTER}" not in [text.value for text in page.text]
    with engine.reading() as session:
        assert summaries.of_need(session, actor=cast.chen, need_id=need).after == "我写的现在"


def test_a_form_from_before_it_was_published_takes_nothing_off_the_board(cast, written, open_page):
    page = open_page(NEEDS, person=cast.chen, need=str(written))
    with engine.transaction() as session:
        [seen] = summaries.list_for(session, actor=cast.wang, state=SummaryState.WAITING)
        summaries.publish(session, actor=cast.wang, seen=seen, now=engine.now())
    press(page, "送审")
    assert "刚刚有人改过" in refusal(page)
    assert "已公开。改动后先撤下" in words(page)


@pytest.mark.parametrize(
    "but", [{"state": NeedState.ACCEPTED}, {"state": NeedState.SETTLED, "is_sensitive": True}]
)
def test_nothing_is_offered_where_nothing_may_be_told(cast, open_page, but):
    need = add(cast.branch_a, **but)
    page = open_page(NEEDS, person=cast.chen, need=str(need))
    assert not page.exception
    assert "公开摘要" not in "".join(e.label for e in page.expander)


def test_the_committee_publishes_what_it_has_read(cast, written, open_page):
    page = open_page(STORIES, person=cast.wang)
    assert "晚上打球订不到场地" in words(page)
    assert "东风社区团支部" in words(page)
    page.button(key=f"publish_{written}").click().run()
    assert "已公开" in words(page)
    assert "现在没有等您审核的公开摘要" in words(page)
    page.segmented_control(key="summary_state").set_value(SummaryState.PUBLISHED).run()
    assert [b.label for b in page.button if b.key and b.key.endswith(str(written))] == ["撤下"]


def test_the_committee_declines_and_the_handler_reads_it(cast, written, open_page):
    page = open_page(STORIES, person=cast.li)
    page.button(key=f"decline_{written}").click().run()
    assert "没有公开，办理人会看到。" in words(page)
    shown = open_page(NEEDS, person=cast.chen, need=str(written))
    assert "上级没有采用" in words(shown)


def test_what_was_changed_meanwhile_is_not_published(cast, written, open_page):
    page = open_page(STORIES, person=cast.wang)
    with engine.transaction() as session:
        write(session, cast.chen, written, after="改了")
    page.button(key=f"publish_{written}").click().run()
    assert "刚刚有人改过" in refusal(page)
    assert "改了" in words(page)


def test_another_committee_s_are_not_there(cast, open_page):
    theirs = add(cast.branch_c, state=NeedState.SETTLED)
    with engine.transaction() as session:
        write(session, cast.qian, theirs, before="别家的")
    assert "别家的" not in words(open_page(STORIES, person=cast.wang))
    assert "别家的" in words(open_page(STORIES, person=cast.li))


@pytest.mark.parametrize("name", ["chen", "zhao", "zhou", "wu"])
def test_other_roles_do_not_have_the_page(cast, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(STORIES, person=getattr(cast, name))


def test_everybody_reads_it_on_every_board_as_it_was_typed(cast, district, published, open_page, client):
    told = "学校场馆每周二、四晚上*开放* &lt;b&gt;"
    assert told in home_words(open_page())
    assert "上月您说，我们办了" in home_words(open_page())
    for address in ("/board", f"/q/{district.link_a}?board=1"):
        assert told in client.get(address).text
    assert BEFORE not in client.get(f"/q/{district.link_c}?board=1").text


def test_without_a_story_the_board_has_no_empty_frame(cast, written, open_page, client):
    assert 'class="wu-story"' not in home_words(open_page())
    assert 'class="story"' not in client.get("/board").text


def test_a_committee_takes_a_branch_s_deed_off_every_board(cast, open_page):
    with engine.transaction() as session:
        records.a_deed(session, cast.chen, clock.month())
        records.a_deed(session, cast.qian, clock.month())
    page = open_page(STORIES, person=cast.wang)
    assert words(page).count("修好路灯") == 1
    press(page, "不公开")
    assert "已不公开" in page.success[0].value
    assert home_words(open_page("youth/home.py")).count("修好路灯") == 1
