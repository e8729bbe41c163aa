"""Pictures of records: drawn anew, three at most, the branch's own, and pointed out where they were used before."""

import io
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from db import activities, deeds, images, months, pictures
from db.errors import Conflict, Invalid, NotFound, TooLate
from db.exchange import handbook, handbook_files
from db.models import Activity, AuditEntry, Deed, Picture
from db.vocabulary import ActivityKind, DeedKind, Duty
from tests import records
from tests.photographs import as_file, drawn, photographed

JUNE = date(2026, 6, 1)
JULY_6 = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
# With a record


@pytest.fixture
def held(session, cast, now):
    """An activity and a deed of branch A, an activity of branch C: their ids."""
    for actor in (cast.chen, cast.qian):
        records.an_activity(session, actor, date(2026, 6, 3))
    records.a_deed(session, cast.chen, date(2026, 6, 4))
    session.flush()
    a, c = session.scalars(select(Activity.id).order_by(Activity.id))
    return a, session.scalars(select(Deed.id)).one(), c


def add(session, actor, record_id, now, seed=1, duty=Duty.ACTIVITY):
    return pictures.add(
        session, actor=actor, duty=duty, record_id=record_id, photograph=photographed(seed), now=now
    )


def test_a_picture_is_sealed_shown_and_audited(session, cast, held, now):
    key = add(session, cast.chen, held[0], now)
    stored = session.get_one(Picture, key)
    assert b"\xff\xd8\xff" not in stored.content_sealed[:40]
    [shown] = pictures.contents(session, actor=cast.chen, duty=Duty.ACTIVITY, record_id=held[0])
    assert shown.content == photographed().content
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject) == ("add_picture", f"activity:{held[0]}")


def test_three_are_the_most_and_the_same_one_comes_once(session, cast, held, now):
    keys = [add(session, cast.chen, held[0], now, seed) for seed in (1, 2, 3)]
    with pytest.raises(Conflict, match="picture_there_already"):
        add(session, cast.chen, held[0], now, 2)
    with pytest.raises(Conflict, match="pictures_full"):
        add(session, cast.chen, held[0], now, 4)
    pictures.remove(session, actor=cast.chen, picture_id=keys[1], now=now)
    add(session, cast.chen, held[0], now, 4)
    counts = pictures.counts(session, actor=cast.chen, duty=Duty.ACTIVITY, record_ids=[held[0]])
    assert counts == {held[0]: 3}


def test_only_the_branch_itself_adds_sees_and_removes(session, cast, held, now):
    key = add(session, cast.chen, held[0], now)
    of = {"duty": Duty.ACTIVITY}
    for actor in (cast.zhao, cast.qian):
        with pytest.raises(NotFound, match="activity_unknown"):
            add(session, actor, held[0], now)
        with pytest.raises(NotFound, match="picture_unknown"):
            pictures.remove(session, actor=actor, picture_id=key, now=now)
    for actor in (cast.zhao, cast.qian, cast.wang, cast.li):
        assert pictures.contents(session, actor=actor, record_id=held[0], **of) == ()
        assert pictures.counts(session, actor=actor, record_ids=[held[0]], **of) == {}
        assert pictures.doubles(session, actor=actor, record_ids=[held[0]], **of) == {}
    for actor in (cast.wang, cast.li, cast.zhou, cast.wu):
        with pytest.raises(NotFound, match="activity_unknown"):
            add(session, actor, held[0], now)


def test_after_the_month_s_corrections_pictures_stay_as_they_are(session, cast, held, now):
    key = add(session, cast.chen, held[0], now)
    with pytest.raises(TooLate, match="month_closed"):
        add(session, cast.chen, held[0], JULY_6, 2)
    with pytest.raises(TooLate, match="month_closed"):
        pictures.remove(session, actor=cast.chen, picture_id=key, now=JULY_6)


def test_they_go_with_their_record(session, cast, held, now):
    add(session, cast.chen, held[0], now)
    activities.strike(session, actor=cast.chen, activity_id=held[0], now=now)
    session.expire_all()
    assert session.scalars(select(Picture)).all() == []


def test_a_picture_used_twice_is_pointed_out_to_the_branch(session, cast, held, now):
    activity, deed, other = held
    of = {"actor": cast.chen, "duty": Duty.ACTIVITY, "record_ids": [activity]}
    add(session, cast.chen, activity, now, 1)
    add(session, cast.chen, activity, now, 2)
    assert pictures.doubles(session, **of) == {}
    add(session, cast.chen, deed, now, 1, Duty.DEED)
    [double] = pictures.doubles(session, **of)[activity]
    assert (double.title, double.day, double.is_same) == ("修好路灯", date(2026, 6, 4), True)
    smaller = images.drawn_anew(as_file(drawn(2).resize((320, 240)), quality=50))
    pictures.add(session, actor=cast.chen, duty=Duty.DEED, record_id=deed, photograph=smaller, now=now)
    assert {one.is_same for one in pictures.doubles(session, **of)[activity]} == {True, False}
    # Of another branch no more than that there is one, and only the very same picture.
    add(session, cast.qian, other, now, 2)
    assert (None, None) in {(one.title, one.day) for one in pictures.doubles(session, **of)[activity]}


def test_they_stand_in_the_handbook_of_the_branch(session, cast, held, now):
    add(session, cast.chen, held[0], now, 1)
    add(session, cast.chen, held[1], now, 2, Duty.DEED)
    extent = handbook.allow(session, actor=cast.chen, month=JUNE, now=now)
    content = handbook_files.content(session, extent=extent, file_format="docx", now=now)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shown = [parts.read(name) for name in parts.namelist() if name.startswith("word/media/")]
        said = parts.read("word/document.xml").decode()
    assert sorted(shown) == sorted(photographed(seed).content for seed in (1, 2))
    assert "6月3日　志愿服务" in said


def test_a_year_later_a_picture_goes_and_its_record_stays(session, cast, held, now):
    add(session, cast.chen, held[0], now)
    for month, n in ((date(2027, 6, 30), 1), (date(2027, 7, 1), 0)):
        months.turn(session, now=datetime.combine(month, time(2), UTC))
        assert session.query(Picture).count() == n
    assert session.get(Activity, held[0]) is not None


# What else is said of a record


def complete(session, actor, activity_id, now, **but):
    values = {"planned_people": 20, "attended_people": 15, "attended_members": 9, "summary": "打了三场"}
    values |= {"category_code": None, "version": session.get_one(Activity, activity_id).version}
    activities.complete(session, actor=actor, activity_id=activity_id, now=now, **{**values, **but})


def test_an_activity_tells_its_turnout(session, cast, held, now):
    complete(session, cast.chen, held[0], now)
    line = activities.list_for(session, actor=cast.chen, month=JUNE).rows[0]
    assert (line.planned_people, line.attended_people, line.attended_members) == (20, 15, 9)
    emptied = {"planned_people": None, "attended_members": None, "summary": ""}
    with pytest.raises(Invalid, match="fields_emptied") as refused:
        complete(session, cast.chen, held[0], now, **emptied)
    assert refused.value.facts["names"] == "计划人数、其中团员、内容摘要"
    with pytest.raises(Conflict, match="changed_meanwhile"):
        complete(session, cast.chen, held[0], now, version=1)
    with pytest.raises(Invalid, match="fields_emptied"):
        complete(session, cast.chen, held[0], now, **emptied, meant_empty=("计划人数", "内容摘要"))
    meant = ("计划人数", "其中团员", "内容摘要")
    complete(session, cast.chen, held[0], now, **emptied, meant_empty=meant)
    line = activities.list_for(session, actor=cast.chen, month=JUNE).rows[0]
    assert (line.planned_people, line.attended_members, line.summary) == (None, None, None)


@pytest.mark.parametrize(
    ("but", "code"),
    [
        ({"attended_members": 16}, "members_beyond_people"),
        ({"attended_people": None}, "members_beyond_people"),
        ({"planned_people": -1}, "people_out_of_range"),
        ({"category_code": "NONE"}, "category_unknown"),
        ({"summary": "长" * 501}, "line_too_long"),
    ],
)
def test_a_turnout_that_does_not_fit_is_refused(session, cast, held, now, but, code):
    with pytest.raises(Invalid, match=code):
        complete(session, cast.chen, held[0], now, **but)


def test_a_deed_tells_what_it_was_to_reach_and_what_came_of_it(session, cast, now):
    deed_id = deeds.record_deed(
        session, actor=cast.chen, organisation_id=cast.branch_a, title="装热水器", kind=DeedKind.PRACTICAL,
        done_on=date(2026, 6, 9), now=now,
    )  # fmt: skip
    said = {"target": "让30人用上热水", "beneficiaries": 31, "result": "全楼可用"}

    def complete(actor=cast.chen, **but):
        version = session.get_one(Deed, deed_id).version
        values = {**said, "version": version, **but}
        deeds.complete(session, actor=actor, deed_id=deed_id, now=now, **values)

    complete()
    [line] = deeds.list_for(session, actor=cast.chen, month=JUNE).rows
    assert (line.target, line.beneficiaries, line.result) == ("让30人用上热水", 31, "全楼可用")
    for but, code in (
        ({"target": "长" * 101}, "line_too_long"),
        ({"result": "长" * 201}, "line_too_long"),
        ({"beneficiaries": -1}, "beneficiaries_out_of_range"),
    ):
        with pytest.raises(Invalid, match=code):
            complete(**but)
    with pytest.raises(NotFound, match="deed_unknown"):
        complete(cast.zhao)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        complete(version=1)
    for but in ({"target": " "}, {"beneficiaries": None}, {"result": ""}):
        with pytest.raises(Invalid, match="fields_emptied"):
            complete(**but)
    complete(target="", beneficiaries=0, meant_empty=("量化目标",))
    assert (session.get_one(Deed, deed_id).target, session.get_one(Deed, deed_id).beneficiaries) == (None, 0)


def test_nobody_else_completes_an_activity(session, cast, held, now):
    with pytest.raises(NotFound, match="activity_unknown"):
        complete(session, cast.zhao, held[0], now)
    with pytest.raises(TooLate, match="month_closed"):
        complete(session, cast.chen, held[0], JULY_6)
    assert ActivityKind.VOLUNTEER is session.get_one(Activity, held[0]).kind
