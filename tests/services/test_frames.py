"""Reads for reports: counts, and never more than one may see."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import event

from analysis import follow_up
from db import flows, frames, need_lines, tallies
from db.errors import NotAllowed, NotFound
from db.models import NeedEvent, Organisation
from db.vocabulary import AgeBand, NeedState, Outcome, Party, Verb
from tests import builders
from tests.cast import an_organisation

JUNE = date(2026, 6, 1)


def confirmed(session, need, on, rating):
    for seq, (verb, state, facts) in enumerate(
        [
            (Verb.ACCEPT, NeedState.ACCEPTED, {}),
            (Verb.SETTLE, NeedState.SETTLED, {}),
            (Verb.CONFIRM, NeedState.CONFIRMED, {"outcome": "solved", "rating": rating}),
        ],
        start=2,
    ):
        session.add(
            NeedEvent(
                need_id=need.id,
                seq=seq,
                happened_on=on,
                verb=verb,
                to_state=state,
                party=Party.CADRE,
                facts=facts,
            )
        )
    session.flush()


def test_tallies_come_per_committee_and_domain_without_age_and_branch(session, cast, now):
    wave = builders.a_wave(session, now=now)
    for branch, band in ((cast.branch_a, AgeBand.MINOR), (cast.branch_b, AgeBand.FROM_18)):
        counts = tallies.increments({"Q2": ["EMP"]})
        tallies.add(
            session, wave_id=wave.id, branch_id=branch, age_band=band, is_doubtful=False, counts=counts
        )
    found = frames.tallies(session, wave_id=wave.id)
    chosen = found[found["cell"] == "EMP"].sort_values("domain")
    assert chosen[["committee_id", "domain", "n"]].values.tolist() == [
        [cast.committee, "nonpublic", 1],
        [cast.committee, "street_community", 1],
    ]
    assert frames.tallies(session, wave_id=wave.id, is_doubtful=True).empty


def test_the_event_log_names_neither_need_nor_person(session, cast, now, today):
    need = builders.a_need(session, cast.branch_a, now=now)
    confirmed(session, need, today, 5)
    found = frames.need_events(session, actor=cast.wang, month=JUNE)
    assert list(found.columns) == ["need", "seq", "happened_on", "verb", "state", "type", "rating", "outcome"]
    assert found["need"].tolist() == [0, 0, 0, 0]
    assert found["state"].tolist() == ["raised", "accepted", "settled", "confirmed"]
    assert found["type"].tolist() == ["open", "open", "settled", "closed"]
    assert found["rating"].iloc[-1] == 5
    assert found["outcome"].iloc[-1] == "solved"


def test_a_cohort_is_the_needs_of_one_month(session, cast, now):
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_a, now=now, month=date(2026, 5, 1))
    assert len(frames.need_events(session, actor=cast.wang, month=JUNE)) == 1
    assert len(frames.need_events(session, actor=cast.wang)) == 2
    assert frames.need_months(session, actor=cast.wang) == [JUNE, date(2026, 5, 1)]


def test_a_committee_counts_its_own_tree_only(session, cast, now):
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_c, now=now)
    assert frames.need_events(session, actor=cast.wang)["need"].nunique() == 1
    assert frames.need_events(session, actor=cast.li)["need"].nunique() == 2
    own = frames.need_events(session, actor=cast.li, organisation_id=cast.other_committee)
    assert own["need"].nunique() == 1
    with pytest.raises(NotFound, match="organisation_unknown"):
        frames.need_events(session, actor=cast.wang, organisation_id=cast.other_committee)


def test_a_branch_does_not_count_what_went_straight_to_the_committee(session, cast, now, today):
    builders.a_need(session, cast.branch_a, now=now)
    builders.a_need(session, cast.branch_a, now=now, organisation_id=cast.committee, goes_to_committee=True)
    assert frames.open_needs(session, actor=cast.chen, today=today)["n"].sum() == 1
    assert frames.open_needs(session, actor=cast.zhao, today=today)["n"].sum() == 0
    assert frames.open_needs(session, actor=cast.wang, today=today)["n"].sum() == 2


def test_who_may_not_count_needs_is_refused(session, cast, today):
    for actor in (cast.zhou, cast.wu):
        with pytest.raises(NotAllowed, match="no_right"):
            frames.need_events(session, actor=actor)
        with pytest.raises(NotAllowed, match="no_right"):
            frames.open_needs(session, actor=actor, today=today)


def test_open_needs_are_counted_by_state_and_days(session, cast, now, today):
    builders.a_need(session, cast.branch_a, now=now, raised_on=today - timedelta(days=9))
    builders.a_need(session, cast.branch_b, now=now, raised_on=today - timedelta(days=9))
    builders.a_need(session, cast.branch_b, now=now, state=NeedState.SETTLED)
    found = frames.open_needs(session, actor=cast.wang, today=today)
    assert found.values.tolist() == [["raised", 9, 2]]


def test_scopes_are_the_district_and_its_committees_within_the_right(session, cast):
    assert frames.need_scopes(session, actor=cast.li) == [
        (cast.district, "青山区"),
        (cast.committee, "东区街道团工委"),
        (cast.other_committee, "西区街道团工委"),
    ]
    assert frames.need_scopes(session, actor=cast.wang) == [(cast.committee, "东区街道团工委")]
    assert frames.need_scopes(session, actor=cast.chen) == []


def test_the_database_counts_standings_as_the_log_says(session, cast, now, today):
    for branch, rating in ((cast.branch_a, 5), (cast.branch_a, 5), (cast.branch_c, 2)):
        confirmed(session, builders.a_need(session, branch, now=now), today, rating)
    builders.a_need(session, cast.branch_b, now=now)
    counted = frames.need_standings(session, actor=cast.li, months=[JUNE])
    logged = follow_up.standings(frames.need_events(session, actor=cast.li, month=JUNE))
    assert counted.groupby("outcome")["n"].sum().to_dict() == {"solved": 3}
    keys = ["state", "rating"]
    pd.testing.assert_frame_equal(
        counted.sort_values(keys, ignore_index=True), logged.sort_values(keys, ignore_index=True),
        check_dtype=False,
    )  # fmt: skip
    assert counted["n"].sum() == 4
    assert frames.need_standings(session, actor=cast.wang, months=[date(2026, 5, 1)]).empty


def test_rated_needs_are_counted_by_committee_and_only_within_the_right(session, cast, now, today):
    done = {"state": NeedState.CONFIRMED, "outcome": Outcome.SOLVED, "now": now}
    outside = an_organisation(session, session.get_one(Organisation, cast.district), "直属团支部")
    for branch, rating in ((cast.branch_a, 5), (cast.branch_b, 2), (cast.branch_c, 4), (outside.id, 3)):
        confirmed(session, builders.a_need(session, branch, rating=rating, **done), today, rating)
    confirmed(session, builders.a_need(session, cast.branch_a, **done), today, None)
    earlier = builders.a_need(session, cast.branch_a, rating=5, **done, month=date(2026, 5, 1))
    confirmed(session, earlier, today, 5)
    whole = {cast.committee: 2, cast.other_committee: 1, None: 1}
    until = {"month": JUNE, "before": today + timedelta(days=1)}
    assert frames.ratings(session, actor=cast.li, **until) == whole
    assert frames.ratings(session, actor=cast.wang, **until) == {cast.committee: 2}
    assert frames.ratings(session, actor=cast.li, month=JUNE, before=today) == {}


def test_what_is_rated_late_is_confirmed_and_has_no_stars(session, cast, now, today):
    for on, rating in ((today, 5), (today + timedelta(days=9), 1)):
        confirmed(session, builders.a_need(session, cast.branch_a, now=now), on, rating)
    until = {"months": [JUNE], "rated_before": today + timedelta(days=9)}
    found = frames.need_standings(session, actor=cast.li, **until)
    assert found["state"].tolist() == ["confirmed"] * 2
    assert found["rating"].dropna().tolist() == [5]
    assert found["outcome"].tolist() == ["solved"] * 2


def test_on_sqlite_needs_are_counted_from_their_indexes_alone(session, cast, now, today):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever indexes there are")
    asked = []
    event.listen(session.connection(), "before_cursor_execute", lambda *call: asked.append(call[2:4]))
    where = {"actor": cast.li, "organisation_id": cast.district}
    frames.open_needs(session, today=today, **where)
    need_lines.how_late(session, today=today, **where)
    flows.of_needs(session, months=[date(2026, 5, 1), date(2026, 6, 1)], today=today, **where)
    frames.need_standings(session, months=[date(2026, 5, 1)], **where)
    plans = [
        [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)]
        for text, values in list(asked)
        if "FROM needs" in text or "needs.month" in text
    ]
    by = [
        line.split("counted_by_")[1].split()[0]
        for plan in plans
        for line in plan
        if line.startswith("SEARCH needs USING COVERING")
    ]
    assert by == ["state", "state", "month", "due_on", "month"]
