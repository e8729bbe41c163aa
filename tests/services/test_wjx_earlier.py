"""A newer download of a survey that is in already: asked about, never guessed; replaced or beside it, whichever its size."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import releases
from db.errors import Conflict, NotAllowed
from db.exchange import wjx, wjx_earlier
from db.models import AuditEntry, Response, Wave
from tests.cast import Cast
from tests.services.files import META, a_table, as_csv
from tests.services.test_wjx_import import bring_in, counted, everything
from tests.services.test_wjx_twice import many

MONTH = date(2026, 5, 1)


def version_of(session: Session, done) -> int:
    return session.get_one(Wave, done.wave_id).version_id


def seen(session: Session, cast: Cast) -> list[int]:
    return sorted(one.wave_id for one in releases.imported(session, actor=cast.wang))


@pytest.mark.parametrize(("first", "second"), [(1, 2), (9, 12), (12, 22), (8, 3)])
def test_a_file_that_has_grown_is_asked_about_and_nothing_is_written(
    session: Session, cast: Cast, now: datetime, first: int, second: int
):
    bring_in(session, cast, now, content=many(first))
    before = everything(session)
    with pytest.raises(Conflict, match="wjx_asks_the_same") as refusal, session.begin_nested():
        bring_in(session, cast, now, content=many(second))
    assert refusal.value.facts == {"title": "青年需求问卷", "month": MONTH}
    assert everything(session) == before


@pytest.mark.parametrize(("first", "second"), [(3, 8), (12, 22), (8, 3)])
def test_the_newer_one_stands_for_the_older_which_is_known_still(
    session: Session, cast: Cast, now: datetime, first: int, second: int
):
    old = bring_in(session, cast, now, content=many(first), month=date(2026, 4, 1))
    new = bring_in(session, cast, now, content=many(second), replaces={version_of(session, old)})
    assert (new.is_new, new.n_replaced, new.month) == (True, 1, date(2026, 4, 1))
    assert seen(session, cast) == [new.wave_id]
    assert counted(session, new)[""] == {"": second}
    before = everything(session)
    for content, is_replaced in [(many(first), True), (many(second), False)]:
        again = bring_in(session, cast, now, content=content)
        assert (again.is_new, again.is_replaced) == (False, is_replaced)
    assert everything(session) == before
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "replace_wjx")).one()
    assert (entry.subject, entry.facts) == (f"wave:{old.wave_id}", {"by": new.wave_id})
    assert entry.organisation_id == cast.branch_a


def test_what_was_replaced_by_mistake_comes_back_with_all_of_its_answers(
    session: Session, cast: Cast, now: datetime
):
    old = bring_in(session, cast, now, content=many(3))
    new = bring_in(session, cast, now, content=many(8), replaces={version_of(session, old)})
    n = len(session.scalars(select(Response.id)).all())
    back = bring_in(session, cast, now, content=many(3), replaces={version_of(session, new)})
    assert (back.is_new, back.wave_id, back.n_replaced) == (True, old.wave_id, 1)
    assert seen(session, cast) == [old.wave_id]
    assert len(session.scalars(select(Response.id)).all()) == n
    beside = bring_in(session, cast, now, content=many(8), replaces=())
    assert (beside.is_new, seen(session, cast)) == (True, sorted([old.wave_id, new.wave_id]))


def test_what_has_been_seen_can_be_subtracted_also_when_it_was_replaced(
    session: Session, cast: Cast, now: datetime
):
    first = bring_in(session, cast, now, content=many(12))
    second = bring_in(session, cast, now, content=many(22), replaces={version_of(session, first)})
    third = bring_in(session, cast, now, content=many(40), replaces={version_of(session, second)})
    before = everything(session)
    for n, replaces in [(13, {version_of(session, third)}), (41, {version_of(session, third)}), (41, ())]:
        with pytest.raises(Conflict, match="import_nearly_same"), session.begin_nested():
            bring_in(session, cast, now, content=many(n), replaces=replaces)
    assert everything(session) == before


def test_two_newer_files_at_once_do_not_stand_beside_each_other_unasked(
    session: Session, cast: Cast, now: datetime
):
    old = bring_in(session, cast, now, content=many(3))
    chosen = {version_of(session, old)}
    bring_in(session, cast, now, content=many(5), replaces=chosen)
    with pytest.raises(Conflict, match="wjx_asks_the_same"):
        bring_in(session, cast, now, content=many(6), replaces=chosen)


def test_what_was_replaced_comes_back_in_place_of_nothing_but_what_stands_there(
    session: Session, cast: Cast, now: datetime
):
    old = bring_in(session, cast, now, content=many(3))
    newer = bring_in(session, cast, now, content=many(8), replaces={version_of(session, old)})
    newest = bring_in(session, cast, now, content=many(14), replaces={version_of(session, newer)})
    for replaces in (None, {version_of(session, newer)}):
        assert not bring_in(session, cast, now, content=many(3), replaces=replaces).is_new
        assert seen(session, cast) == [newest.wave_id], "beside it the answers would count twice"
    assert bring_in(session, cast, now, content=many(3), replaces={version_of(session, newest)}).is_new
    assert seen(session, cast) == [old.wave_id]


OTHERS = {
    "another month": (many(8, day="2026/6/1"), True),
    "the month before": (many(8, day="2026/4/1"), True),
    "no days": (many(8, day=""), False),
    "other questions": (as_csv(a_table([("甲", "乙")] * 8, (*META, "1、问", "2、答"))), True),
    "one heading written otherwise": (many(8).replace("您的性别".encode(), "性别".encode()), False),
}


@pytest.mark.parametrize(("content", "is_apart"), OTHERS.values(), ids=OTHERS)
def test_a_survey_of_its_own_is_not_asked_about(
    session: Session, cast: Cast, now: datetime, content: bytes, is_apart: bool
):
    bring_in(session, cast, now, content=many(3))
    if is_apart:
        assert bring_in(session, cast, now, content=content).is_new
        assert len(seen(session, cast)) == 2
    else:
        with pytest.raises(Conflict, match="wjx_asks_the_same"):
            bring_in(session, cast, now, content=content)


def test_how_a_file_stands_is_told_to_those_who_bring_files_in(session: Session, cast: Cast, now: datetime):
    old = bring_in(session, cast, now, content=many(3))
    files = {cast.branch_a: wjx.parse(many(8)), cast.branch_b: wjx.parse(many(8))}
    found = wjx_earlier.standing(session, actor=cast.li, files=files)
    (earlier,) = found.earlier
    assert (earlier.title, earlier.month, earlier.branch_ids) == ("青年需求问卷", MONTH, (cast.branch_a,))
    assert (earlier.version_id, earlier.imported_at) == (version_of(session, old), now)
    assert (found.known, found.replaced) == (set(), set())
    bring_in(session, cast, now, content=many(8), replaces={earlier.version_id})
    found = wjx_earlier.standing(session, actor=cast.li, files=files)
    assert (found.known, found.replaced, found.earlier) == ({cast.branch_a}, set(), ())
    found = wjx_earlier.standing(session, actor=cast.li, files={cast.branch_a: wjx.parse(many(3))})
    assert (found.known, found.replaced) == ({cast.branch_a}, {cast.branch_a})
    assert len(found.earlier) == 1
    with pytest.raises(NotAllowed):
        wjx_earlier.standing(session, actor=cast.chen, files=files)


def test_before_it_comes_in_no_file_is_told_that_others_held_its_answers(
    session: Session, cast: Cast, now: datetime
):
    bring_in(session, cast, now, content=many(3))
    otherwise = wjx.parse(many(3) + b"\r\n")
    found = wjx_earlier.standing(session, actor=cast.li, files={cast.branch_a: otherwise})
    assert (found.known, len(found.earlier)) == (set(), 1)
    for replaces in (None, (), {found.earlier[0].version_id}):
        assert not bring_in(session, cast, now, file=otherwise, replaces=replaces).is_new


def test_answers_are_known_again_with_the_key_only(session: Session, cast: Cast, now: datetime):
    done = bring_in(session, cast, now, content=many(1))
    file, wave = wjx.parse(many(1)), session.get_one(Wave, done.wave_id)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "import_wjx")).one()
    for kept in (wave.source_digest, entry.facts["digest"]):
        assert kept not in (file.digest, file.file_digest)
