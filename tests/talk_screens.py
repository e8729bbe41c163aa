"""What the tests of 谈心 do on the page."""

from db import engine, talks
from db.models import AuditEntry, Talk
from db.talk_form import TalkForm
from db.vocabulary import Channel, TalkReason, YouthGroup
from tests import clock

PAGE = "cadre/talks.py"
WORDS = "**最近**睡不好 <b>想换</b>班次"


def words(page):
    kinds = (page.title, page.markdown, page.caption, page.text, page.success, page.error, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def html(page):
    return "\n".join(str(element.proto.body) for element in page.html)


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception
    return page


def choose(page, prefix="talk_new"):
    """The two taps that the form does not make by itself."""
    page.pills(key=f"{prefix}_youth_group").set_value(YouthGroup.NEWCOMER)
    page.pills(key=f"{prefix}_reason").set_value(TalkReason.DIFFICULTY)


def stored(kind):
    with engine.reading() as session:
        return session.query(kind).all()


def opened():
    with engine.reading() as session:
        return [entry.actor for entry in session.query(AuditEntry).filter_by(verb="open_talk")]


def add(actor, **but):
    values = {
        "talked_on": clock.today(),
        "channel": Channel.PHONE,
        "youth_group": YouthGroup.MEMBER,
        "reason": TalkReason.CARE,
        **but,
    }
    with engine.transaction() as session:
        talks.record(session, actor=actor, form=TalkForm(**values), now=engine.now())
        return session.query(Talk).order_by(Talk.id.desc()).first().id


def the_list(page):
    page.segmented_control(key="talks_view").set_value("谈心记录").run()
    return page
