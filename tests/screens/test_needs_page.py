"""需求办理: one need, and every step that a handler can take."""

from datetime import date

import pytest

from db import deeds, engine, follow_up, secrets
from db.models import AuditEntry, Need, NeedContact, NeedEvent
from db.vocabulary import NeedState, Verb
from tests import builders, clock
from tests.screens.taps import press

PAGE = "cadre/needs.py"


def words(page):
    kinds = (
        page.title,
        page.markdown,
        page.caption,
        page.text,
        page.success,
        page.info,
        page.error,
        page.warning,
    )
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def refusal(page):
    return "\n".join(error.value for error in page.error)


@pytest.fixture
def cast(district):
    return district.cast


@pytest.fixture
def need(cast):
    return add(cast.branch_a)


def add(branch, *, text="想找实习", **but):
    with engine.transaction() as session:
        return builders.a_need(session, branch, now=engine.now(), text=text, **but).id


def move(service, actor, need_id, **values):
    with engine.transaction() as session:
        version = session.get(Need, need_id).version
        service(session, actor=actor, need_id=need_id, version=version, now=engine.now(), **values)


def stored(need_id):
    with engine.reading() as session:
        return session.get(Need, need_id)


def last_note(need_id):
    with engine.reading() as session:
        event = session.query(NeedEvent).filter_by(need_id=need_id).order_by(NeedEvent.seq.desc()).first()
        return event.verb, secrets.unseal_optional(secrets.TEXT, event.note_sealed)


def choose(page, need_id, verb):
    page.pills(key=f"step_choice_{need_id}").set_value(verb).run()
    return page


def test_the_youth_s_words_are_never_read_as_markdown(cast, open_page):
    need = add(cast.branch_a, text="**不要** [点](/r) <b>我</b>")
    page = open_page(PAGE, person=cast.chen, need=str(need))
    assert "**不要** [点](/r) <b>我</b>" in [text.value for text in page.text]
    assert not any("点" in markdown.value for markdown in page.markdown)


def test_a_deadline_in_a_year_nobody_has_announced_may_move(cast, open_page):
    states = {"state": NeedState.ACCEPTED, "due_on": date(2099, 3, 2)}
    need = add(cast.branch_a, **states)
    assert "（节假日安排未公布，可能顺延）" in words(open_page(PAGE, person=cast.chen, need=str(need)))
    soon = add(cast.branch_a, **states | {"due_on": clock.today()})
    assert "未公布" not in words(open_page(PAGE, person=cast.chen, need=str(soon)))


def test_accepting_freezes_the_deadline_and_offers_the_next_step(cast, need, open_page):
    page = press(open_page(PAGE, person=cast.chen, need=str(need)), "受理")
    assert "已受理，青年会看到。" in words(page)
    assert stored(need).state is NeedState.ACCEPTED
    assert stored(need).due_on is not None
    assert page.pills(key=f"step_choice_{need}").value is Verb.START


@pytest.mark.parametrize(
    ("verb", "button", "state"),
    [
        (Verb.ASK, "发给青年", NeedState.ASKED),
        (Verb.NOTE, "告诉青年", NeedState.ACCEPTED),
        (Verb.DECLINE, "把原因告诉青年", NeedState.DECLINED),
    ],
)
def test_words_to_the_youth_are_saved_and_the_field_says_who_reads_them(
    cast, need, open_page, verb, button, state
):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, verb)
    assert "青年凭查询码会看到这段话" in words(page)
    page.text_area(key=f"{verb}_text_{need}").set_value("已经联系了三家单位")
    press(page, button)
    assert (stored(need).state, last_note(need)) == (state, (verb, "已经联系了三家单位"))


def test_an_empty_question_is_refused_with_a_sentence(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.ASK)
    press(page, "发给青年")
    assert "请填写“想请青年补充什么”" in refusal(page)
    assert stored(need).state is NeedState.ACCEPTED


def test_two_at_once_the_second_is_told_and_keeps_the_text(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.NOTE)
    move(follow_up.start, cast.chen, need)
    page.text_area(key=f"note_text_{need}").set_value("正在联系")
    press(page, "告诉青年")
    assert "刚刚有人改过" in refusal(page)
    assert page.text_area(key=f"note_text_{need}").value == "正在联系"
    assert last_note(need)[0] is Verb.START
    press(page, "告诉青年")
    assert last_note(need) == (Verb.NOTE, "正在联系")


def test_words_for_a_step_that_is_not_possible_any_more_can_still_be_copied(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.ASK)
    move(follow_up.decline, cast.chen, need, reason="不归团组织办")
    page.text_area(key=f"ask_text_{need}").set_value("想去哪一类企业？")
    press(page, "发给青年")
    assert "刚刚有人改过" in refusal(page)
    assert "不归团组织办" in words(page)
    assert [code.value for code in page.code] == ["想去哪一类企业？"]
    assert last_note(need)[0] is Verb.DECLINE


def test_settling_makes_a_deed_and_waits_for_the_youth(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SETTLE)
    page.text_input(key=f"settle_title_{need}").set_value("联系了三个实习岗位")
    page.text_area(key=f"settle_result_{need}").set_value("岗位表放在活动室了")
    page.number_input(key=f"settle_beneficiaries_{need}").set_value(3)
    press(page, "办结")
    assert stored(need).state is NeedState.SETTLED
    assert "联系了三个实习岗位" in words(page)
    assert "等青年用查询码确认" in words(page)
    with engine.reading() as session:
        [deed] = deeds.lines_of(session, need_id=need)
    assert (deed.title, deed.beneficiaries) == ("联系了三个实习岗位", 3)


def test_a_settling_without_a_title_is_refused_and_nothing_typed_is_lost(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SETTLE)
    page.text_area(key=f"settle_result_{need}").set_value("岗位表放在活动室了")
    press(page, "办结")
    assert "请用一句话写明办了什么" in refusal(page)
    assert page.text_area(key=f"settle_result_{need}").value == "岗位表放在活动室了"
    assert stored(need).state is NeedState.ACCEPTED


def test_of_two_empty_fields_the_sentence_names_the_one_that_is_meant(cast, need, open_page):
    move(follow_up.accept, cast.chen, need)
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SETTLE)
    page.text_input(key=f"settle_title_{need}").set_value("联系了三个实习岗位")
    press(page, "办结")
    assert "请填写“给青年的结果说明”" in refusal(page)
    page.text_area(key=f"settle_result_{need}").set_value("长" * (follow_up.NOTE_LIMIT + 1))
    press(page, "办结")
    assert "“给青年的结果说明”太长，请删到300字以内" in refusal(page)


def test_a_second_need_can_be_settled_by_the_same_deed(cast, need, open_page):
    other = add(cast.branch_a)
    for each in (need, other):
        move(follow_up.accept, cast.chen, each)
    move(follow_up.settle, cast.chen, other, title="办了一场双选会", result="请您来")
    page = choose(open_page(PAGE, person=cast.chen, need=str(need)), need, Verb.SETTLE)
    page.selectbox(key=f"settle_deed_{need}").select_index(1).run()
    page.text_area(key=f"settle_result_{need}").set_value("您也可以来")
    press(page, "办结")
    with engine.reading() as session:
        [deed] = deeds.lines_of(session, need_id=need)
    assert (deed.title, deed.n_needs) == ("办了一场双选会", 2)


def test_contact_data_are_opened_by_a_button_audited_and_shown_once(cast, need, open_page):
    with engine.transaction() as session:
        sealed = secrets.seal(secrets.CONTACT, "微信 linlin")
        session.add(NeedContact(need_id=need, contact_sealed=sealed, consent_version="1"))
    page = open_page(PAGE, person=cast.chen, need=str(need))
    assert "linlin" not in words(page)
    press(page, "查看联系方式")
    assert "微信 linlin" in words(page)
    page.run()
    assert "linlin" not in words(page)
    with engine.reading() as session:
        assert session.query(AuditEntry).filter_by(verb="open_contact", subject=f"need:{need}").count() == 1


@pytest.mark.parametrize("asked", ["of another branch", "00000000-0000-0000-0000-000000000000", "nonsense"])
def test_a_need_that_is_not_one_s_own_is_not_found(cast, open_page, asked):
    theirs = add(cast.branch_b, text="别人的话")
    page = open_page(PAGE, person=cast.chen, need=str(theirs) if asked == "of another branch" else asked)
    assert "没有找到这条需求" in refusal(page)
    assert "别人的话" not in words(page)
    assert page.button(key="back")


def test_the_committee_handles_what_was_sent_straight_to_it_and_sees_no_branch_s_own(cast, open_page):
    own = add(cast.branch_a)
    sent_up = add(cast.branch_a, organisation_id=cast.committee, goes_to_committee=True)
    page = open_page(PAGE, person=cast.wang)
    assert [b.key for b in page.button if b.label == "打开"] == [f"open_{sent_up}"]
    assert "没有找到这条需求" in refusal(open_page(PAGE, person=cast.wang, need=str(own)))
    assert "没有找到这条需求" in refusal(open_page(PAGE, person=cast.chen, need=str(sent_up)))


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_other_roles_do_not_have_the_page(cast, open_page, name):
    with pytest.raises(ValueError, match="page"):
        open_page(PAGE, person=getattr(cast, name))


def test_a_need_that_has_ended_offers_no_step(cast, need, open_page):
    move(follow_up.decline, cast.chen, need, reason="线路不归我们管")
    page = open_page(PAGE, person=cast.chen, need=str(need))
    assert "已经结束（无法办理）" in words(page)
    assert [b.label for b in page.button] == ["返回列表"]
