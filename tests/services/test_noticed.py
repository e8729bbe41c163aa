"""What youth noticed against what was logged: the month before, sides only, the branch first, known to the audit."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import releases
from db.errors import NotAllowed, NotFound
from db.models import (
    Activity,
    MonthExemption,
    OrganisationSpan,
    Pairing,
    PairingContact,
    ReleaseView,
    Talk,
)
from db.releases.noticed import NOTICED
from db.vocabulary import (
    ActivityKind,
    Channel,
    Duty,
    Hindrance,
    TalkReason,
    Visibility,
    YouthGroup,
)
from tests import builders
from tests.services.test_releases import answered, view

JULY = timedelta(days=14)  # from 18 June to 2 July
JUNE, MAY = date(2026, 6, 1), date(2026, 5, 1)
RELEASED, WEEK_LATER = date(2026, 7, 2), date(2026, 7, 9)


@pytest.fixture
def wave(session, cast, now):
    return builders.a_wave(session, now=now)


def held(session, branch, actor, on=date(2026, 5, 20)):
    """An activity that a branch logged."""
    session.add(
        Activity(
            branch_id=branch, person_id=actor.id, held_on=on, theme="读书会", kind=ActivityKind.CULTURE_SPORT
        )
    )
    session.flush()


def talked(session, branch, actor, n, on=date(2026, 5, 20)):
    for _ in range(n):
        session.add(
            Talk(
                branch_id=branch, person_id=actor.id, talked_on=on, channel=Channel.IN_PERSON,
                youth_group=YouthGroup.MEMBER, reason=TalkReason.CARE, category_codes={"codes": []},
                visibility=Visibility.WRITER,
            )
        )  # fmt: skip
    session.flush()


def paired(session, branch, actor, *contacts):
    """A pair of a branch, in contact on these days."""
    pairing = Pairing(
        branch_id=branch, person_id=actor.id, alias_sealed=b"", youth_group=YouthGroup.MEMBER, paired_on=MAY
    )
    session.add(pairing)
    session.flush()
    for on in contacts:
        session.add(PairingContact(pairing_id=pairing.id, contacted_on=on, channel=Channel.IN_PERSON))
    session.flush()


def noticed(session, wave, branch, *sheets):
    for n, *services in sheets:
        answered(session, wave, branch, n, {"Q9": services or ["none"]})


def release(session, wave, now, **but):
    return releases.release(session, wave=wave, now=now + JULY, by="system", **but)


def sides(session, actor, branch, today=WEEK_LATER, month=JUNE):
    found = releases.beside_ledger(session, actor=actor, branch_id=branch, today=today, month=month)
    return found and dict(found.sides)


def test_what_was_logged_and_hardly_anybody_noticed_is_told(session, cast, wave, now):
    held(session, cast.branch_a, cast.chen)
    noticed(session, wave, cast.branch_a, (2, "activity"), (14,))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {Duty.ACTIVITY: "fewer"}


def test_what_was_not_logged_and_many_noticed_is_told(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (15, "activity", "deed"), (1,))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {Duty.ACTIVITY: "more", Duty.DEED: "more"}


def test_the_month_before_counts_and_no_other(session, cast, wave, now):
    held(session, cast.branch_a, cast.chen, on=date(2026, 6, 2))
    held(session, cast.branch_a, cast.chen, on=date(2026, 4, 30))
    noticed(session, wave, cast.branch_a, (16, "activity"))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {Duty.ACTIVITY: "more"}


def test_talks_and_pairs_are_held_against_the_people_they_reached(session, cast, wave, now):
    """Of 24 youth 2 were talked to and 1 kept in contact, however often; of 16 who answer 8 say talked, 8 say paired."""
    talked(session, cast.branch_a, cast.chen, 2)
    paired(session, cast.branch_a, cast.chen, *(date(2026, 5, day) for day in range(1, 20)))
    noticed(session, wave, cast.branch_a, (8, "talk", "pairing"), (8,))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {Duty.TALK: "more", Duty.PAIRING: "more"}


def test_as_many_talks_as_youth_say_is_no_difference(session, cast, wave, now):
    talked(session, cast.branch_a, cast.chen, 12)
    noticed(session, wave, cast.branch_a, (8, "talk"), (8,))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {}


def test_where_no_youth_are_declared_people_reached_are_compared_with_nothing(session, cast, wave, now):
    held(session, cast.branch_c, cast.qian)
    noticed(session, wave, cast.branch_c, (20, "talk", "pairing"), (1,))
    release(session, wave, now)
    assert sides(session, cast.qian, cast.branch_c) == {Duty.ACTIVITY: "fewer"}


def test_a_roster_smaller_than_the_answers_is_none(session, cast, wave, now):
    talked(session, cast.branch_b, cast.zhao, 12)
    noticed(session, wave, cast.branch_b, (30,))
    release(session, wave, now)
    assert sides(session, cast.zhao, cast.branch_b) == {}


def test_a_duty_that_did_not_apply_is_not_compared(session, cast, wave, now):
    session.add(
        MonthExemption(
            branch_id=cast.branch_a, month=MAY, duty=Duty.ACTIVITY, reason=Hindrance.OTHER.value,
            person_id=cast.chen.id,
        )
    )  # fmt: skip
    noticed(session, wave, cast.branch_a, (16, "activity"))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {}


def test_a_survey_that_was_not_held_is_not_compared(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (16, "survey"))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {}


def test_last_month_s_survey_is_logged_by_its_answers(session, cast, wave, now):
    asked = builders.a_wave(session, now=now - timedelta(days=31))
    answered(session, asked, cast.branch_a, 1)
    noticed(session, wave, cast.branch_a, (16,))
    noticed(session, wave, cast.branch_b, (11, "survey"))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) == {Duty.SURVEY: "fewer"}
    assert sides(session, cast.zhao, cast.branch_b) == {Duty.SURVEY: "more"}


def test_a_branch_that_began_this_month_is_not_compared(session, cast, wave, now):
    session.add(OrganisationSpan(organisation_id=cast.branch_a, began_on=JUNE))
    session.flush()
    noticed(session, wave, cast.branch_a, (16, "activity"))
    release(session, wave, now)
    assert sides(session, cast.chen, cast.branch_a) is None


@pytest.mark.parametrize(
    ("n", "why"), [(0, "不足5份（含0份）"), (4, "不足5份（含0份）"), (9, "5–9份，已并入上级")]
)
def test_below_ten_answers_nothing_is_told(session, cast, wave, now, n, why):
    noticed(session, wave, cast.branch_a, (n, "activity"))
    release(session, wave, now)
    found = releases.beside_ledger(session, actor=cast.chen, branch_id=cast.branch_a, today=RELEASED)
    assert (found.sides, found.why_empty) == ((), why)


def test_doubtful_answers_and_other_branches_do_not_count(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (9, "activity"))
    noticed(session, wave, cast.branch_b, (16,))
    answered(session, wave, cast.branch_a, 9, {"Q9": ["activity"]}, is_doubtful=True)
    release(session, wave, now)
    found = releases.beside_ledger(session, actor=cast.chen, branch_id=cast.branch_a, today=RELEASED)
    assert found.why_empty == "5–9份，已并入上级"


def test_the_branch_hears_it_first_and_those_above_a_week_later(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (16, "activity"))
    release(session, wave, now)
    before = WEEK_LATER - timedelta(days=1)
    found = releases.beside_ledger(session, actor=cast.chen, branch_id=cast.branch_a, today=RELEASED)
    assert (found.month, found.about, found.above_from) == (JUNE, MAY, WEEK_LATER)
    for actor in (cast.wang, cast.li):
        assert sides(session, actor, cast.branch_a, before, month=None) is None
        assert sides(session, actor, cast.branch_a, month=None) == {Duty.ACTIVITY: "more"}


def test_a_correction_is_the_branch_s_first_too(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (16, "activity"))
    release(session, wave, now)
    noticed(session, wave, cast.branch_a, (16,))
    releases.release(session, wave=wave, now=now + timedelta(days=20), by="system", correct=True)
    assert sides(session, cast.chen, cast.branch_a) == {}
    assert sides(session, cast.wang, cast.branch_a) == {Duty.ACTIVITY: "more"}
    assert sides(session, cast.wang, cast.branch_a, date(2026, 7, 15)) == {}


def test_it_is_for_the_branch_and_those_above_it(session, cast, wave, now):
    noticed(session, wave, cast.branch_a, (16, "activity"))
    made = release(session, wave, now)
    for actor in (cast.zhao, cast.qian):
        with pytest.raises(NotFound, match="organisation_unknown"):
            sides(session, actor, cast.branch_a)
    with pytest.raises(NotFound, match="organisation_unknown"):
        sides(session, cast.wang, cast.branch_c)
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            sides(session, actor, cast.branch_a)
    # It is no table that anybody opens.
    for actor in (cast.wang, cast.li):
        with pytest.raises(NotFound, match="release_unknown"):
            view(session, made, actor, cast.branch_a, NOTICED)
        assert cast.branch_a not in dict(releases.of_month(session, actor=actor, month=JUNE).organisations)


def test_what_is_stored_holds_sides_and_no_number(session, cast, wave, now):
    held(session, cast.branch_a, cast.chen)
    noticed(session, wave, cast.branch_a, (2, "activity"), (14,))
    release(session, wave, now)
    stored = session.scalars(
        select(ReleaseView.content).where(
            ReleaseView.organisation_id == cast.branch_a, ReleaseView.view == NOTICED
        )
    ).one()
    assert stored == {"note": None, "sides": [["activity", "fewer"]]}
