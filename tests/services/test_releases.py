"""Releases: computed once, gated once, seen within one's own part of the tree."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import releases, tallies
from db.errors import Conflict, NotAllowed, NotFound
from db.models import AuditEntry, Release, Response, Wave
from db.vocabulary import AgeBand, WaveKind
from tests import builders
from tests.cast import Cast

JULY = timedelta(days=14)  # from 18 June to 2 July


def answered(
    session: Session,
    wave: Wave,
    branch_id: int,
    n: int,
    answers: Mapping[str, object] | None = None,
    *,
    is_doubtful: bool = False,
    age_band: AgeBand = AgeBand.FROM_23,
) -> None:
    """`n` equal answer sheets of a branch, in the tallies."""
    sheet = answers or {"Q2": ["EMP", "PSY"], "Q3:EMP": "5", "Q4:EMP": "2", "Q10": "4"}
    counts = dict.fromkeys(tallies.increments(sheet), n)
    tallies.add(
        session,
        wave_id=wave.id,
        branch_id=branch_id,
        age_band=age_band,
        is_doubtful=is_doubtful,
        counts=counts,
    )


def numbers(shown: releases.Released | object) -> dict[str, int]:
    table = shown.table[shown.table["n"].notna()]
    return {c: int(n) for c, n in zip(table["cell"], table["n"], strict=True) if n}


@pytest.fixture
def wave(session: Session, cast: Cast, now: datetime) -> Wave:
    return builders.a_wave(session, now=now)


@pytest.fixture
def made(session: Session, cast: Cast, wave: Wave, now: datetime) -> Release:
    answered(session, wave, cast.branch_a, 8)
    answered(session, wave, cast.branch_a, 4, {"Q2": ["EDU", "PSY"], "Q10": "5"})
    rated_otherwise = {"Q2": ["EMP", "PSY"], "Q3:EMP": "4", "Q4:EMP": "3", "Q10": "4"}
    answered(session, wave, cast.branch_b, 3, rated_otherwise, age_band=AgeBand.FROM_18)
    answered(session, wave, cast.branch_c, 11, {"Q2": ["EDU"], "Q10": "5"})
    answered(session, wave, cast.branch_c, 4, {"Q2": ["EMP"], "Q10": "4"})
    answered(session, wave, cast.branch_c, 2, is_doubtful=True)
    return releases.release(session, wave=wave, now=now + JULY, by="system")


def view(session: Session, made: Release, actor, organisation_id: int, name: str = releases.NEEDS):
    return releases.view(session, actor=actor, release_id=made.id, organisation_id=organisation_id, view=name)


def test_a_committee_s_figures_are_those_of_its_branches(session, cast, made):
    shown = view(session, made, cast.wang, cast.committee)
    assert shown.n == 15
    assert numbers(shown) == {"EMP": 11, "EDU": 4}


def test_the_district_adds_up_and_shows_what_is_sensitive_from_twenty_answers(session, cast, made):
    assert numbers(view(session, made, cast.li, cast.district)) == {"EMP": 15, "PSY": 15, "EDU": 15}


def test_below_the_district_a_sensitive_category_is_withheld(session, cast, made):
    table = view(session, made, cast.wang, cast.committee).table.set_index("cell")
    assert pd.isna(table.loc["PSY", "n"])
    assert table.loc["PSY", "note"] == "sensitive"


def test_answers_that_need_checking_are_left_out_and_counted(session, cast, made):
    found = releases.of_month(session, actor=cast.li, month=date(2026, 6, 1))
    assert found.n_doubtful == 2
    assert view(session, made, cast.li, cast.other_committee).n == 15


def test_ratings_are_released_per_category(session, cast, made):
    shown = view(session, made, cast.wang, cast.committee, releases.RATINGS)
    (scores,) = shown.scores.to_dict("records")
    assert (scores["category"], scores["n"], scores["importance"], scores["satisfaction"]) == (
        "EMP",
        11,
        pytest.approx(52 / 11),
        pytest.approx(25 / 11),
    )
    assert shown.why_empty("Q3xQ4", "PSY") == "敏感类，仅区级汇总显示"
    assert shown.why_empty("Q3xQ4", "HOU") == "不足5份（含0份）"


def test_age_is_in_no_view_and_pairs_neither(session, cast, made):
    for name in releases.VIEWS:
        questions = set(view(session, made, cast.li, cast.district, name).table["question"])
        assert not questions & {"Q1", "Q2xQ2"}


def test_a_committee_of_few_says_only_why(session, cast, wave, now):
    answered(session, wave, cast.branch_a, 30)
    answered(session, wave, cast.branch_c, 9)
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    assert view(session, made, cast.li, cast.other_committee).why_empty("Q2") == "5–9份，已并入上级"
    assert view(session, made, cast.li, cast.committee).why_empty("Q2") == "为避免由差额推算，已并入上级"
    assert view(session, made, cast.li, cast.district).n == 39


def test_a_committee_sees_the_district_s_total_and_not_another_committee_s(session, cast, made):
    assert view(session, made, cast.wang, cast.district).n == 30
    with pytest.raises(NotFound, match="release_unknown"):
        view(session, made, cast.wang, cast.other_committee)
    found = releases.of_month(session, actor=cast.wang, month=date(2026, 6, 1))
    assert found.organisations == ((cast.district, "青山区"), (cast.committee, "东区街道团工委"))


def test_a_branch_an_administrator_and_an_auditor_read_no_release(session, cast, made):
    for actor in (cast.chen, cast.zhao, cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            releases.released_months(session, actor=actor)
        with pytest.raises(NotAllowed, match="no_right"):
            view(session, made, actor, cast.district)


def test_months_that_are_released_are_listed(session, cast, made):
    assert releases.released_months(session, actor=cast.li) == [date(2026, 6, 1)]
    assert releases.of_month(session, actor=cast.li, month=date(2026, 5, 1)) is None


def test_releasing_again_changes_nothing(session, cast, wave, made, now):
    answered(session, wave, cast.branch_a, 5)
    again = releases.release(session, wave=wave, now=now + JULY, by="system")
    assert again.id == made.id
    assert view(session, made, cast.wang, cast.committee).n == 15


def test_a_correction_is_a_new_number_and_the_old_one_stays(session, cast, wave, made, now):
    answered(session, wave, cast.branch_a, 5)
    second = releases.release(session, wave=wave, now=now + JULY, by="system", correct=True)
    assert second.number == 2
    assert releases.latest(session, actor=cast.li, wave_id=wave.id).id == second.id
    assert view(session, second, cast.wang, cast.committee).n == 20
    assert view(session, made, cast.wang, cast.committee).n == 15


def test_an_open_wave_is_not_released_by_itself(session, wave, now):
    with pytest.raises(Conflict, match="wave_still_open"):
        releases.release(session, wave=wave, now=now, by="system")


def test_the_district_may_release_early_and_that_ends_the_wave(session, cast, wave, now):
    answered(session, wave, cast.branch_a, 12)
    releases.release_by_hand(session, actor=cast.li, wave_id=wave.id, now=now, early=True)
    assert wave.closes_on == date(2026, 6, 17)


def test_nobody_else_releases_by_hand(session, cast, wave, now):
    for actor in (cast.wang, cast.chen, cast.zhou):
        with pytest.raises(NotAllowed, match="no_right"):
            releases.release_by_hand(session, actor=actor, wave_id=wave.id, now=now, early=True)


def test_a_release_forgets_the_devices_and_is_audited(session, cast, wave, now, today):
    session.add(
        Response(
            wave_id=wave.id, branch_id=cast.branch_a, device_hash="x",
            age_band=AgeBand.FROM_18, answers={},
        )
    )  # fmt: skip
    session.flush()
    releases.release(session, wave=wave, now=now + JULY, by="operator:root")
    assert session.scalars(select(Response.device_hash)).all() == [None]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.verb == "release")).one()
    assert (entry.actor, entry.facts["number"]) == ("operator:root", 1)


def test_a_wave_without_answers_is_released_as_empty(session, cast, wave, now):
    made = releases.release(session, wave=wave, now=now + JULY, by="system")
    assert view(session, made, cast.li, cast.district).why_empty("Q2") == "不足5份（含0份）"


IMPORTED = {
    "questions": [
        {"code": "F1", "kind": "single", "text": "性别", "screen": "all",
         "options": [{"code": "1", "label": "男"}, {"code": "2", "label": "女"}]},
        {"code": "F2", "kind": "multi", "text": "爱好", "screen": "all",
         "options": [{"code": "1", "label": "读书"}, {"code": "2", "label": "跑步"}]},
    ],
    "categories": [],
}  # fmt: skip


@pytest.fixture
def imported(session: Session, cast: Cast, now: datetime) -> Wave:
    version = builders.a_version(
        session, now=now, code="wjx-1", is_monthly=False, title="青年调查", definition=IMPORTED
    )
    day = date(2026, 5, 3)
    return builders.a_wave(
        session, now=now, version_id=version.id, kind=WaveKind.IMPORTED, branch_id=cast.branch_a,
        month=date(2026, 5, 1), opens_on=day, closes_on=day, source_digest="abc",
    )  # fmt: skip


def test_an_imported_questionnaire_is_one_group_of_its_own(session, cast, imported, now):
    answered(session, imported, cast.branch_a, 11, {"F1": "1", "F2": ["1", "2"]})
    answered(session, imported, cast.branch_a, 6, {"F1": "2", "F2": ["2"]})
    answered(session, imported, cast.branch_a, 4, {"F1": "2", "F2": ["1"]})
    made = releases.release(session, wave=imported, now=now, by="operator:root")
    found = releases.imported(session, actor=cast.wang)
    assert [(r.id, r.title, r.organisations) for r in found] == [
        (made.id, "青年调查", ((cast.branch_a, "东风社区团支部"),))
    ]
    table = view(session, made, cast.wang, cast.branch_a, releases.OTHERS).table
    assert table[["question", "cell", "n"]].values.tolist() == [
        ["F1", "1", 11], ["F1", "2", 10], ["F2", "1", 15], ["F2", "2", 17],
    ]  # fmt: skip
    assert releases.released_months(session, actor=cast.wang) == []


def test_another_committee_s_imported_questionnaire_is_not_seen(session, cast, imported, now):
    imported.branch_id = cast.branch_c
    answered(session, imported, cast.branch_c, 11, {"F1": "1"})
    made = releases.release(session, wave=imported, now=now, by="operator:root")
    assert releases.imported(session, actor=cast.wang) == []
    with pytest.raises(NotFound, match="release_unknown"):
        releases.form_of(session, actor=cast.wang, release_id=made.id)


def test_the_words_of_a_release_are_those_that_were_asked(session, cast, made):
    form = releases.form_of(session, actor=cast.wang, release_id=made.id)
    assert form.category("EMP").label == "就业创业"
