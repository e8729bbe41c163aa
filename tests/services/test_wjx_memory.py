"""What was decided about a question's values is kept, proposed again, and changes nothing that came in before."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import releases
from db.errors import Conflict, Invalid, NotAllowed, NotFound
from db.exchange import wjx, wjx_branches, wjx_label_table, wjx_labels, wjx_memory
from db.exchange.wjx_file import BRANCH, Labels
from db.models import AuditEntry, OptionLabel
from db.vocabulary import AnswerMode
from tests.cast import Cast
from tests.services.files import ANSWERS, META, QUESTIONS, a_table, as_csv
from tests.services.test_wjx_branches import A, B, C, a_file
from tests.services.test_wjx_import import OPERATOR, counted, everything
from tests.services.test_wjx_import import bring_in as bring_in_parsed
from tests.services.test_wjx_modes import HEAD, IN_ORDINALS, IN_SCORES, IN_WORDS, KNOWN_AS, OF_OPTIONS
from tests.services.test_wjx_twice import many

TEXT, ORDINALS, SCORES = AnswerMode
OTHER_NAME = {"W3": {"微信": "微信公众号"}}


def bring_in(session: Session, cast: Cast, now: datetime, content: bytes, labels: Labels, **but: object):
    parsed = wjx.parse(content, mode=but.pop("mode", None), mapping=but.pop("mapping", None))
    file = wjx_labels.relabelled(parsed, labels)
    return bring_in_parsed(session, cast, now, content=content, file=file, **but)


def proposed(session: Session, content: bytes, mode: AnswerMode | None = None) -> dict:
    return wjx_memory.remembered(session, actor=OPERATOR, file=wjx.parse(content, mode=mode))


def test_another_name_is_counted_kept_and_proposed_for_the_same_question(session, cast, now):
    done = bring_in(session, cast, now, as_csv(a_table()), OTHER_NAME)
    assert counted(session, done)["W3"] == {"": 6, "同事": 2, "微信公众号": 2, "其他": 2}
    spelled = (*META, "1、性别", "2、您从哪里知道 团支部的？")
    other = as_csv(a_table([("男", "微信"), ("女", "同事")] * 3, spelled))
    assert proposed(session, other) == {"W2": {"微信": "微信公众号"}}
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "import_wjx")).one()
    assert entry.facts["renamed"] == 1


def test_what_numbers_stand_for_holds_for_files_of_that_mode_only(session, cast, now):
    content = as_csv(a_table(IN_SCORES, HEAD))
    bring_in(session, cast, now, content, KNOWN_AS[SCORES], mode=SCORES)
    assert proposed(session, content, SCORES) == KNOWN_AS[SCORES]
    assert proposed(session, as_csv(a_table(IN_ORDINALS, OF_OPTIONS)), ORDINALS) == {}


def test_without_labels_nothing_comes_in(session, cast, now):
    before = everything(session)
    content = as_csv(a_table(IN_SCORES, HEAD))
    with pytest.raises(Invalid, match="wjx_labels_missing"), session.begin_nested():
        bring_in(session, cast, now, content, {"W1": {"0": "男", "1": "女"}}, mode=SCORES)
    assert everything(session) == before


def test_the_three_modes_bring_in_the_same(session, cast, now):
    itself = {"W4_1": "choice", "W4_2": "choice"}
    words = bring_in(
        session,
        cast,
        now,
        as_csv(a_table(IN_WORDS, HEAD)),
        {},
        mapping={"1": "choice", "3": "choice", **itself},
    )
    for branch_id, table, mode, mapping in [
        (cast.branch_b, a_table(IN_SCORES, HEAD), SCORES, {}),
        (cast.branch_c, a_table(IN_ORDINALS, OF_OPTIONS), ORDINALS, dict.fromkeys(itself, "number")),
    ]:
        numbers = bring_in(
            session,
            cast,
            now,
            as_csv(table),
            KNOWN_AS[mode],
            branch_id=branch_id,
            mode=mode,
            mapping=mapping,
        )
        assert counted(session, numbers) == counted(session, words)


def test_labels_of_a_file_that_is_in_already_are_kept_for_the_next_one_and_change_no_figure(
    session, cast, now
):
    content = as_csv(a_table())
    first = bring_in(session, cast, now, content, OTHER_NAME)
    before, figures = everything(session), counted(session, first)
    again = bring_in(session, cast, now, content, OTHER_NAME)
    assert (again.is_new, again.wave_id, again.n_labels) == (False, first.wave_id, 0)
    assert everything(session) == before
    again = bring_in(session, cast, now, content, {"W3": {"微信": "网上"}})
    assert (again.is_new, again.wave_id, again.n_labels) == (False, first.wave_id, 1)
    assert proposed(session, content) == {"W3": {"微信": "网上"}}
    assert counted(session, first) == figures
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.facts) == ("keep_labels", {"n": 1})


def test_what_is_released_stays_under_its_labels(session, cast, now):
    done = bring_in(session, cast, now, as_csv(a_table([*ANSWERS] * 5)), OTHER_NAME)
    before = counted(session, done), shown(session, cast, done)
    bring_in(
        session,
        cast,
        now,
        as_csv(a_table(day="2026/4/1")),
        {"W3": {"微信": "网上", "微信公众号": "网上"}},
        branch_id=cast.branch_b,
    )
    (kept,) = wjx_memory.list_for(session, actor=cast.li)
    wjx_memory.forget(session, actor=cast.li, mode=kept.mode, key=kept.key, now=now)
    assert (counted(session, done), shown(session, cast, done)) == before


def shown(session, cast, done):
    (released,) = [r for r in releases.imported(session, actor=cast.wang) if r.wave_id == done.wave_id]
    return releases.view(
        session, actor=cast.wang, release_id=released.id, organisation_id=cast.branch_a, view=releases.OTHERS
    ).table.to_dict()


def test_a_name_counted_under_another_takes_along_what_was_counted_under_it(session, cast, now):
    bring_in(session, cast, now, as_csv(a_table()), OTHER_NAME)
    newer = as_csv(a_table([("男", "甲", "微信公众号", "", 3), ("女", "甲", "同事", "", 3)] * 3))
    bring_in(session, cast, now, newer, {"W3": {"微信公众号": "网上"}}, branch_id=cast.branch_b)
    assert proposed(session, newer) == {"W3": {"微信": "网上", "微信公众号": "网上"}}
    # Its own name again: nothing needs to be kept.
    own = {"W3": {"微信": "微信", "微信公众号": "微信公众号"}}
    bring_in(session, cast, now, newer, own, branch_id=cast.branch_c)
    assert session.scalars(select(OptionLabel)).all() == []


def test_it_is_forgotten_when_told_and_only_the_district_tells(session, cast, now):
    bring_in(session, cast, now, as_csv(a_table()), OTHER_NAME)
    (kept,) = wjx_memory.list_for(session, actor=cast.li)
    assert (kept.title, kept.labels) == (QUESTIONS[2][2:], (("微信", "微信公众号"),))
    file = wjx.parse(as_csv(a_table()))
    for person in (cast.chen, cast.wang, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed):
            wjx_memory.list_for(session, actor=person)
        with pytest.raises(NotAllowed):
            wjx_memory.remembered(session, actor=person, file=file)
        with pytest.raises(NotAllowed):
            wjx_memory.forget(session, actor=person, mode=TEXT, key=kept.key, now=now)
    wjx_memory.forget(session, actor=cast.li, mode=TEXT, key=kept.key, now=now)
    with pytest.raises(NotFound, match="wjx_labels_gone"):
        wjx_memory.forget(session, actor=cast.li, mode=TEXT, key=kept.key, now=now)
    assert proposed(session, as_csv(a_table())) == {}


@pytest.mark.parametrize("is_first_renamed", [True, False])
def test_a_few_more_answers_are_refused_under_other_names_too(session, cast, now, is_first_renamed):
    names = [OTHER_NAME, {}] if is_first_renamed else [{}, OTHER_NAME]
    bring_in(session, cast, now, many(12), names[0])
    with pytest.raises(Conflict, match="import_nearly_same"):
        bring_in(session, cast, now, many(13), names[1], month=date(2026, 4, 1))


def test_a_file_of_many_branches_is_decided_once(session, cast, now):
    parsed = wjx.parse(a_file(A, B, C, A, B, C), branch_column="所在团支部")
    file = wjx_labels.relabelled(parsed, OTHER_NAME)
    done = wjx_branches.import_all(session, actor=OPERATOR, file=file, title="青年需求", now=now)
    assert [made.n_labels for _, made in done] == [1, 1, 1]
    assert proposed(session, as_csv(a_table())) == OTHER_NAME


def test_branches_may_be_numbers_as_well(session, cast, now):
    content = a_file("1", "2", "1", at=4)
    parsed = wjx.parse(content, branch_column="所在团支部", mode=ORDINALS)
    with pytest.raises(Invalid, match="wjx_labels_missing"):
        wjx_branches.parts(session, actor=OPERATOR, file=parsed)
    named = wjx_label_table.read(
        as_csv([("题目", "文件里的值", "计作"), ("所在团支部", 1, A), ("所在团支部", 2, B)]), file=parsed
    )
    file = wjx_labels.relabelled(parsed, named)
    done = wjx_branches.import_all(session, actor=OPERATOR, file=file, title="青年需求", now=now)
    assert {part.name: made.n_responses for part, made in done} == {A: 2, B: 1}
    assert wjx_memory.remembered(session, actor=OPERATOR, file=parsed) == {BRANCH: {"1": A, "2": B}}
