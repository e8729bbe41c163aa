"""What the database itself refuses, whoever writes to it. On both databases."""

from datetime import date

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError
from sqlalchemy.orm.exc import StaleDataError

from db import audit
from db.models import (
    AuditEntry,
    Category,
    Draft,
    MonthExemption,
    Need,
    NeedEvent,
    Organisation,
    Person,
    Questionnaire,
    QuestionnaireVersion,
    Release,
    ReleaseView,
    Response,
    StandingLink,
    Tally,
    Wave,
    WaveBranch,
)
from db.vocabulary import AgeBand, Domain, Duty, Level, NeedState, ReleaseKind, Role, WaveKind
from tests import builders
from tests import cast as casting

# SQLite says IntegrityError for a trigger, PostgreSQL too (the error code is ours).
REFUSED = (IntegrityError, DatabaseError)


def refused(session, *rows):
    """Assert that these rows are refused and the transaction goes on."""
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add_all(rows)
        session.flush()


def a_response(wave, cast, device="d" * 64, **but):
    values = {"age_band": AgeBand.FROM_18, "answers": {}, **but}
    return Response(wave_id=wave.id, branch_id=cast.branch_a, device_hash=device, **values)


def test_a_branch_has_one_live_link_and_any_number_of_revoked_ones(session, cast, now):
    builders.a_link(session, cast.branch_a, now=now)
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_link(session, cast.branch_a, now=now)
    builders.a_link(session, cast.branch_a, now=now, revoked_at=now)
    builders.a_link(session, cast.branch_a, now=now, revoked_at=now)
    builders.a_link(session, cast.branch_b, now=now)
    assert len(session.scalars(select(StandingLink)).all()) == 4


def test_two_branches_never_share_a_code(session, cast, now):
    builders.a_link(session, cast.branch_a, now=now, branch_code="ABC234")
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_link(session, cast.branch_b, now=now, branch_code="ABC234")


def test_a_month_has_one_monthly_wave_and_any_number_of_imported_ones(session, cast, now):
    builders.a_wave(session, now=now)
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_wave(session, now=now)
    imported = {"kind": WaveKind.IMPORTED, "branch_id": cast.branch_a}
    builders.a_wave(session, now=now, source_digest="1" * 64, **imported)
    builders.a_wave(session, now=now, source_digest="2" * 64, **imported)


def test_a_file_comes_into_a_branch_once(session, cast, now):
    same = {"kind": WaveKind.IMPORTED, "source_digest": "1" * 64}
    builders.a_wave(session, now=now, branch_id=cast.branch_a, **same)
    builders.a_wave(session, now=now, branch_id=cast.branch_b, **same)
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_wave(session, now=now, branch_id=cast.branch_a, **same)


@pytest.mark.parametrize(
    "but",
    [
        {"opens_on": date(2026, 6, 26)},
        {"kind": WaveKind.IMPORTED},
        {"branch_id": "branch_a"},
        {"version_id": 999_999},
    ],
    ids=["closes before it opens", "imported without a branch", "monthly of one branch", "no such version"],
)
def test_a_wave_that_makes_no_sense_is_refused(session, cast, now, but):
    values = {name: getattr(cast, value) if value == "branch_a" else value for name, value in but.items()}
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_wave(session, now=now, **values)


def test_a_published_version_is_frozen_and_a_draft_is_not(session, cast, now):
    version = builders.a_version(session, now=now)
    for change in ({"title": "改了"}, {"definition": {"questions": []}}, {"published_at": None}):
        with pytest.raises(REFUSED, match="frozen"), session.begin_nested():
            session.execute(update(QuestionnaireVersion).values(**change))
    unpublished = builders.a_version(session, now=now, code="other", is_monthly=False, published_at=None)
    unpublished.title = "改了"
    session.flush()
    assert version.title != unpublished.title


def test_a_version_number_is_given_once(session, now):
    version = builders.a_version(session, now=now)
    twin = {
        "number": version.number,
        "title": "又一个",
        "rating_scope": version.rating_scope,
        "definition": {},
    }
    refused(session, QuestionnaireVersion(questionnaire_id=version.questionnaire_id, **twin))
    refused(session, Questionnaire(code="monthly"))


def test_what_happened_to_a_need_is_never_rewritten(session, cast, now):
    builders.a_need(session, cast.branch_a, now=now)
    with pytest.raises(REFUSED, match="append-only"), session.begin_nested():
        session.execute(update(NeedEvent).values(to_state=NeedState.CONFIRMED))


def test_a_step_of_a_need_happens_once(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now)
    first = session.scalars(select(NeedEvent)).one()
    same = {c.key: getattr(first, c.key) for c in NeedEvent.__table__.columns}
    session.expunge(first)
    refused(session, NeedEvent(**same))
    assert session.get(Need, need.id) is not None


def test_the_audit_log_is_never_rewritten(session, cast, now):
    audit.record(session, actor="system", verb="test", subject="house", now=now)
    session.flush()
    with pytest.raises(REFUSED, match="append-only"), session.begin_nested():
        session.execute(update(AuditEntry).values(actor="operator:nobody"))


def test_a_released_view_is_frozen_and_a_release_has_its_number_once(session, cast, now):
    wave = builders.a_wave(session, now=now)
    values = {"wave_id": wave.id, "kind": ReleaseKind.MONTH, "month": wave.month, "released_by": "system"}
    release = Release(number=1, released_at=now, **values)
    session.add(release)
    session.flush()
    session.add(ReleaseView(release_id=release.id, organisation_id=cast.district, view="ranking", content={}))
    session.flush()
    with pytest.raises(REFUSED, match="frozen"), session.begin_nested():
        session.execute(update(ReleaseView).values(content={"changed": True}))
    refused(session, Release(number=1, released_at=now, **values))
    refused(session, Release(number=0, released_at=now, **values))


def test_one_device_answers_once_per_wave_and_branch(session, cast, now):
    wave = builders.a_wave(session, now=now)
    session.add(a_response(wave, cast))
    session.flush()
    refused(session, a_response(wave, cast))
    session.add_all([a_response(wave, cast, None), a_response(wave, cast, None)])
    session.flush()


def test_a_count_is_never_negative(session, cast, now):
    wave = builders.a_wave(session, now=now)
    key = {"branch_id": cast.branch_a, "age_band": AgeBand.UNKNOWN, "is_doubtful": False}
    refused(session, Tally(wave_id=wave.id, question="", row="", cell="", n=-1, **key))


@pytest.mark.parametrize("but", [{"rating": 0}, {"rating": 6}, {"state": NeedState.CONFIRMED}])
def test_a_need_that_makes_no_sense_is_refused(session, cast, now, but):
    with pytest.raises(IntegrityError), session.begin_nested():
        builders.a_need(session, cast.branch_a, now=now, **but)


def test_a_word_that_is_none_is_refused(session, cast):
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE people SET role = 'emperor'"))
    with pytest.raises(StatementError), session.begin_nested():
        session.execute(update(Person).values(role="emperor"))


def test_two_people_cannot_share_a_username(session, cast, now):
    branch = session.get(Organisation, cast.branch_a)
    with pytest.raises(IntegrityError), session.begin_nested():
        casting.a_person(session, branch, "另一个陈", "chen", Role.CADRE, now=now)


@pytest.mark.parametrize(
    "but",
    [
        {"name": "光明科技团支部"},
        {"domain": None},
        {"declared_youth": 0},
        {"level": Level.COMMITTEE, "domain": Domain.SCHOOL},
        {"level": Level.DISTRICT},
    ],
    ids=["same name", "branch without a domain", "no youth", "committee with a domain", "district below"],
)
def test_an_organisation_that_makes_no_sense_is_refused(session, cast, but):
    committee = session.get(Organisation, cast.committee)
    with pytest.raises(IntegrityError), session.begin_nested():
        casting.an_organisation(session, committee, **{"name": "新团支部", **but})


def test_a_category_is_not_its_own_parent(session):
    refused(session, Category(code="X", parent_code="X", label="圈", position=0, keywords={}))


def test_a_duty_is_exempted_once_a_month(session, cast):
    values = {"branch_id": cast.branch_a, "month": date(2026, 6, 1), "duty": Duty.TALK}
    session.add(MonthExemption(reason="放假", person_id=cast.chen.id, **values))
    session.flush()
    session.expunge_all()
    refused(session, MonthExemption(reason="又放假", person_id=cast.chen.id, **values))


def test_of_two_who_change_one_need_the_second_is_refused(session, cast, now):
    need = builders.a_need(session, cast.branch_a, now=now)
    session.execute(text("UPDATE needs SET version = version + 1"))
    need.state = NeedState.ACCEPTED
    with pytest.raises(StaleDataError), session.begin_nested():
        session.flush()


def test_a_wave_takes_its_drafts_and_tallies_along_but_not_its_answers(session, cast, now):
    wave = builders.a_wave(session, now=now)
    session.add(a_response(wave, cast))
    session.flush()
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(delete(Wave))
    session.execute(delete(Response))
    session.add(Draft(key_hash="k" * 64, wave_id=wave.id, branch_id=cast.branch_a, rating_set=0, rotation=0))
    session.flush()
    session.execute(delete(Wave))
    assert session.scalars(select(Draft.key_hash)).all() == []
    assert session.scalars(select(WaveBranch.branch_id)).all() == []
