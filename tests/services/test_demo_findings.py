"""What is planted in a year of the demo for a visitor to find, looked for in the database."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.follow_up import outcomes
from analysis.promptness import by_committee
from analysis.promptness import slow as slow_ones
from db import demo, duties, frames, promptness, releases, summaries
from db.demo import doings, findings
from db.demo.agenda import Size
from db.models import (
    Deed,
    MonthExemption,
    Need,
    NeedEvent,
    Organisation,
    ReleaseView,
    Response,
    Wave,
    need_deeds,
)
from db.releases.noticed import NOTICED
from db.rights import Operator
from db.vocabulary import DAYS_TO_ACCEPT, Domain, Duty, Hindrance, Level, LightState, NeedState, Outcome, Verb
from db.workdays import Workdays
from db.workdays import today as day_of
from tests import databases
from tests.conftest import TEST_KEY

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
YEAR = Size(branches=11, months=12, responses_per_branch=12, seed=2026)
SUMMER = (date(2026, 6, 1), date(2026, 7, 1))
OPERATOR = Operator("test")


@pytest.fixture(scope="module")
def year(migrated_file, tmp_path_factory):
    """A session in a demo of twelve months, for tests that only look."""
    url = databases.copied_sqlite(migrated_file, tmp_path_factory.mktemp("year"))
    with databases.disposed(url) as own, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUGEYI_KEY", TEST_KEY)
        with Session(own.execution_options(write=True)) as session, session.begin():
            demo.build(session, size=YEAR, now=NOW)
        with Session(own) as session:
            yield session


def hot_water(year):
    return year.scalars(select(Need).where(Need.sub_item_code == "HOU4", Need.month.in_(SUMMER))).all()


def test_ten_needs_for_hot_water_are_settled_and_judged_by_their_youth(year):
    found = hot_water(year)
    assert len(found) == 10
    assert {need.state for need in found} == {NeedState.CONFIRMED}
    reopened = set(year.scalars(select(NeedEvent.need_id).where(NeedEvent.verb == Verb.REOPEN)))
    straight = [need for need in found if need.id not in reopened]
    assert sum(need.outcome is Outcome.SOLVED for need in straight) == 7
    assert sum(need.outcome is Outcome.PARTLY for need in straight) == 2
    again = [need for need in found if need.id in reopened]
    assert [need.outcome for need in again] == [Outcome.SOLVED]


def test_three_branches_answer_them_with_one_deed_each(year):
    query = select(Deed.organisation_id, func.count(need_deeds.c.need_id)).join(
        need_deeds, need_deeds.c.deed_id == Deed.id
    )
    keys = [need.id for need in hot_water(year)]
    rows = year.execute(query.where(need_deeds.c.need_id.in_(keys)).group_by(Deed.id)).all()
    assert sorted(n for _, n in rows) == [3, 3, 4]
    assert len({organisation_id for organisation_id, _ in rows}) == 3


def rated(year, month, domain, key):
    """The ratings of one category by a domain's youth in a month."""
    sheets = year.scalars(
        select(Response.answers)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Organisation, Organisation.id == Response.branch_id)
        .where(Wave.month == month, Organisation.domain == domain)
    )
    return [int(given[key]) for given in sheets if given.get(key, "none") != "none"]


def test_content_with_housing_falls_in_summer_and_is_back_a_month_after(year):
    means = {
        month: sum(given) / len(given)
        for month in (date(2026, 5, 1), *SUMMER, date(2026, 8, 1))
        for given in [rated(year, month, Domain.NONPUBLIC, "Q4:HOU")]
    }
    spring, june, july, august = means.values()
    assert max(june, july) < spring - 0.5
    assert august > july + 1


def share_of(year, category, domain, months):
    """How many of a domain's sheets of some months pick a category, as a share."""
    sheets = year.scalars(
        select(Response.answers)
        .join(Wave, Wave.id == Response.wave_id)
        .join(Organisation, Organisation.id == Response.branch_id)
        .where(Organisation.domain == domain, Wave.month.in_(months))
    ).all()
    return sum(category in given.get("Q2", ()) for given in sheets) / len(sheets)


def test_schools_ask_for_calm_and_for_study_before_examinations(year):
    months = list(year.scalars(select(Wave.month)))
    before = [month for month in months if month.month in findings.EXAM_MONTHS]
    others = [month for month in months if month not in before]
    for category in ("PSY", "EDU"):
        assert share_of(year, category, Domain.SCHOOL, before) > share_of(
            year, category, Domain.SCHOOL, others
        )
        assert share_of(year, category, Domain.SCHOOL, before) > 0.4


def test_one_committee_accepts_later_than_the_others(year):
    days = Workdays()
    parents = year.execute(
        select(Need.handed_on, Need.accepted_on, Organisation.parent_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(Need.accepted_on.is_not(None), Organisation.level == Level.BRANCH)
    ).all()
    waits = {}
    for handed_on, accepted_on, parent_id in parents:
        waits.setdefault(parent_id, []).append(days.between(handed_on, accepted_on))
    names = dict(year.execute(select(Organisation.id, Organisation.name)).all())
    means = {names[parent_id]: sum(found) / len(found) for parent_id, found in waits.items()}
    slow = means.pop(demo.tree.COMMITTEES[findings.SLOW_COMMITTEE])
    assert slow > max(means.values()) + 2


def test_the_comparison_of_committees_names_the_slow_one(year):
    months = list(year.scalars(select(Wave.month).order_by(Wave.month)))
    where = {"actor": OPERATOR, "today": day_of(NOW)}
    waits = pd.concat([promptness.waits(year, month=month, **where) for month in months])
    settled = promptness.of_committees(year, month=months[0], **where)
    compared = by_committee(waits, settled, limit=DAYS_TO_ACCEPT)
    slow = slow_ones(compared, limit=DAYS_TO_ACCEPT)
    assert slow["name"].tolist() == [demo.tree.COMMITTEES[findings.SLOW_COMMITTEE]]


def of_july(year):
    district = year.scalars(select(Organisation.id).where(Organisation.level == Level.DISTRICT)).one()
    released = releases.of_month(year, actor=OPERATOR, month=SUMMER[-1])
    return {"actor": OPERATOR, "release_id": released.id, "organisation_id": district}


def test_the_hot_water_stands_out_among_what_of_housing_is_needed(year):
    shown = releases.view(year, view=releases.SUB_ITEMS, **of_july(year))
    counts = shown.cells("Q2b", "HOU").set_index("cell")["n"]
    assert counts.idxmax() == "HOU4"
    assert counts["HOU4"] > 2 * counts.drop("HOU4").max()


def test_what_the_youth_said_of_the_hot_water_is_in_the_outcomes_of_its_month(year):
    committee = year.scalars(
        select(Organisation.id).where(Organisation.name == demo.tree.COMMITTEES[1])
    ).one()
    standing = frames.need_standings(year, actor=OPERATOR, organisation_id=committee, months=[SUMMER[-1]])
    said = outcomes(standing).set_index("outcome")
    assert said.loc["solved", "n"] >= 8
    assert said.loc["solved", "reopened"] >= 1
    assert said.loc["partly", "n"] >= 2


def test_the_month_before_examinations_shows_study_at_schools(year):
    month = findings.to_look_at(list(year.scalars(select(Wave.month).order_by(Wave.month))))["exams"]
    released = releases.of_month(year, actor=OPERATOR, month=month)
    schools = releases.by_domain(year, actor=OPERATOR, release_id=released.id)[Domain.SCHOOL].cells("Q2")
    assert schools.set_index("cell")["n"].idxmax() == "EDU"
    assert "PSY" not in set(schools["cell"])


def test_one_branch_logs_deeds_that_nobody_noticed(year):
    branch = year.scalars(
        select(Organisation).where(Organisation.name == demo.tree.PLANS[findings.UNNOTICED_BRANCH].name)
    ).one()
    deeds = select(Deed.organisation_id, func.count()).group_by(Deed.organisation_id)
    counts = dict(year.execute(deeds).all())
    assert counts.pop(branch.id) > max(counts.values())
    titles = {title for title, _, _ in doings.UNNOTICED_DEEDS}
    assert titles <= set(year.scalars(select(Deed.title).where(Deed.organisation_id == branch.id)))
    noticed = [
        "deed" in given.get("Q9", ())
        for given in year.scalars(select(Response.answers).where(Response.branch_id == branch.id))
    ]
    assert len(noticed) > 20
    assert not any(noticed)
    told = {
        side
        for content in year.scalars(
            select(ReleaseView.content).where(
                ReleaseView.organisation_id == branch.id, ReleaseView.view == NOTICED
            )
        )
        for side in map(tuple, content["sides"])
    }
    assert ("deed", "fewer") in told
    assert ("deed", "more") not in told


def test_one_branch_says_honestly_that_a_duty_did_not_apply(year):
    exemption = year.scalars(select(MonthExemption).where(MonthExemption.applies.is_(False))).one()
    light = duties.lights(
        year,
        actor=OPERATOR,
        branch_id=exemption.branch_id,
        month=exemption.month,
        today=day_of(NOW),
    )[Duty.PAIRING]
    assert light.state is LightState.EXEMPT
    assert light.reason == doings.exempt_because(exemption.month.month).label


def test_what_was_not_held_is_explained_by_some_and_never_beside_what_was_held(year):
    explained = year.scalars(select(MonthExemption).where(MonthExemption.applies)).all()
    assert {said.duty for said in explained} == {Duty.ACTIVITY}
    assert {said.reason for said in explained} <= {reason.value for reason in Hindrance}
    for said in explained:
        lights = duties.lights(
            year, actor=OPERATOR, branch_id=said.branch_id, month=said.month, today=day_of(NOW)
        )
        assert lights[Duty.ACTIVITY].n == 0


def test_most_branches_do_most_duties_and_not_all_do_all(year):
    district = year.scalars(select(Organisation.id).where(Organisation.level == Level.DISTRICT)).one()
    lights = [
        light
        for month in (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
        for row in duties.matrix(
            year, actor=OPERATOR, month=month, organisation_id=district, today=day_of(NOW)
        )
        for light in row.lights.values()
    ]
    done = sum(light.is_done for light in lights) / len(lights)
    assert 0.7 < done < 0.97


def test_two_stories_are_told_on_the_board(year):
    told = summaries.published(year)
    assert len(told) == 2
    assert all(story.before and story.after for story in told)
