"""Words that sound like danger: help for who wrote them, a list for the named adult."""

import pytest
from sqlalchemy import select

from db import engine, guardians
from db.models import CrisisMark
from tests.screens.plain_sheet import HIDDEN, filled, start, walk
from tests.screens.taps import press
from tests.screens.test_needs_page import refusal, words
from tests.screens.test_survey import begun, to_the_end

PAGE, OVERVIEW = "committee/crisis.py", "committee/overview.py"
WORDS = "我不想活了，*真的*"
CARE = "您说的事情让我们很牵挂"


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def marked(client, district):
    """What a youth wrote on the plain survey; 王 is named at the committee."""
    with engine.transaction() as session:
        guardians.name(
            session,
            actor=district.cast.li,
            organisation_id=district.cast.committee,
            person_id=district.cast.wang.id,
            now=engine.now(),
        )
    return walk_to_the_end(client, district.link_a, Q2="EMP", Q11=WORDS)


def walk_to_the_end(client, token, **wanted):
    page = start(client, token).text
    seen = [page]
    for _ in range(15):
        if not HIDDEN.search(page):
            return seen
        answer = client.post(f"/s/{token}", data=filled(page, **wanted))
        page = client.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
        seen.append(page)
    raise AssertionError(page)


def test_the_plain_survey_shows_where_help_is_and_no_address_tells_of_it(marked):
    assert CARE in marked[-1]
    assert marked[-1].index(CARE) < marked[-1].index('class="code"')
    assert "上级团委指定的专办人看到" in marked[-1]
    assert 'class="code"' in marked[-1]


def test_an_ordinary_answer_is_not_met_with_alarm(client, district):
    assert not any(CARE in page for page in walk(client, district.link_a, Q2="EMP", Q11="都好"))


def test_no_reader_is_promised_for_words_that_went_out_of_sight(client, district):
    """Nor for how to be reached: neither is sent to the named adult."""
    asks = {"Q2": "EMP", "Q12": "code_only", "Q12a": "EMP1", "Q12b": WORDS}
    token = district.link_a
    page = start(client, token).text
    while HIDDEN.search(page) and 'name="Q12b"' not in page:
        answer = client.post(f"/s/{token}", data=filled(page, **asks))
        page = client.get(answer.headers["location"]).text
    # Written, then gone back and asked for nothing.
    client.post(f"/s/{token}", data={**filled(page, **asks), "step": "back"})
    seen = [client.get(f"/s/{token}").text]
    while HIDDEN.search(seen[-1]):
        answer = client.post(f"/s/{token}", data=filled(seen[-1], Q2="EMP", Q12="none"))
        seen.append(client.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text)
    assert 'class="code"' in seen[-1]
    assert "上级团委指定的专办人看到" not in seen[-1]
    with engine.reading() as session:
        assert session.scalars(select(CrisisMark)).all() == []


def test_below_each_text_of_the_survey_stands_who_else_reads_it(client, district):
    pages = walk(client, district.link_a, Q2="EMP")
    [page] = [page for page in pages if 'name="Q11"' in page]
    assert "上级团委指定的专办人也会看到" in page


def test_the_survey_page_shows_where_help_is(district, open_page):
    page = to_the_end(begun(open_page, district.link_a), Q11=WORDS)
    page.button(key="send").click().run()
    assert [w.value for w in page.warning if CARE in w.value]
    said = [block.value for block in page.main if block.type in ("alert", "warning", "code")]
    assert CARE in said[0], "before the receipt"
    with engine.reading() as session:
        assert len(session.scalars(select(CrisisMark)).all()) == 1


def test_a_wish_with_such_words_is_answered_with_help(client, district):
    form = client.get(f"/w/{district.link_a}").text
    nonce = form.split('name="nonce" value="')[1].split('"')[0]
    sent = {
        "nonce": nonce,
        "sub_item": "PSY1",
        "text": WORDS,
        "urgency": "urgent",
        "agrees_to_sensitive": "1",
    }
    page = client.post(f"/w/{district.link_a}", data=sent).text
    assert CARE in page
    assert page.index(CARE) < page.index('class="code"')


def test_the_named_adult_is_told_reads_and_writes_down_what_was_done(cast, marked, open_page):
    assert "有1条危机提示还没有处置" in "".join(e.value for e in open_page(OVERVIEW, person=cast.wang).error)
    page = open_page(PAGE, person=cast.wang)
    assert WORDS not in words(page)
    press(page, "打开原话")
    assert [t.value for t in page.text if t.value == WORDS]
    # It is read first; within a second the next press would be the same tap.
    page.run()
    press(page, "记为已处置")
    assert "做了什么" in refusal(page)
    page.text_area[0].set_value("已请支部面向全体再发求助电话")
    press(page, "记为已处置")
    assert "已请支部面向全体再发求助电话" in words(page)
    assert not open_page(OVERVIEW, person=cast.wang).error


def test_others_there_are_told_who_reads_them(cast, marked, open_page):
    with engine.transaction() as session:
        guardians.name(
            session, actor=cast.li, organisation_id=cast.district, person_id=cast.li.id, now=engine.now()
        )
    page = open_page(PAGE, person=cast.li)
    assert "现在没有危机提示" in words(page)
    assert not open_page(OVERVIEW, person=cast.li).error
