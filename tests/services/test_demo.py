"""The demo: a small district, made as `python -m db demo` makes the large one."""

import argparse
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import (
    confirmations,
    demo,
    need_ledger,
    people,
    receipts,
    settings,
    sign_ins,
    tallies,
    visitors,
    waves,
)
from db.demo.agenda import Size
from db.errors import Conflict, Invalid
from db.models import Deed, Need, NeedEvent, Organisation, Release, Response, Wave
from db.vocabulary import Level, NeedState, Role, Urgency
from db.workdays import Workdays, last_day, month_of
from db.workdays import today as day_of
from tests import databases
from tests.cast import try_to_sign_in
from tests.conftest import TEST_KEY

NOW = datetime(2026, 6, 18, 2, 0, tzinfo=UTC)
SMALL = Size(branches=4, months=2, responses_per_branch=3, seed=7)
# The first of a month that begins with a week off; a Sunday; New Year; a month's last day, late at night.
ODD_MOMENTS = [
    datetime(2026, 10, 1, 1, 0, tzinfo=UTC),
    datetime(2026, 3, 1, 4, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 16, 5, tzinfo=UTC),
    datetime(2026, 11, 30, 15, 50, tzinfo=UTC),
]


@pytest.fixture(scope="module", params=databases.BACKENDS)
def made(request, tmp_path_factory):
    """One small demo on each database for all tests that only look at it: (report, engine)."""
    if request.param == "sqlite":
        file = request.getfixturevalue("migrated_file")
        url = databases.copied_sqlite(file, tmp_path_factory.mktemp("demo"))
    else:
        url = request.getfixturevalue("postgresql").copy()
    with databases.disposed(url) as own, pytest.MonkeyPatch.context() as patch:
        patch.setenv("WUGEYI_KEY", TEST_KEY)
        with Session(own.execution_options(write=True)) as session, session.begin():
            report = demo.build(session, size=SMALL, now=NOW)
        yield report, own


@pytest.fixture
def report(made):
    return made[0]


@pytest.fixture
def district(made):
    """A session in the demo's database; what a test does there is undone."""
    with Session(made[1].execution_options(write=True), expire_on_commit=False) as session:
        yield session
        session.rollback()


def content(session):
    """What the seed decides: answers, needs with their steps, deeds; no key, number or code."""
    answers = session.execute(
        select(Organisation.name, Wave.month, Response.answers)
        .join(Organisation, Organisation.id == Response.branch_id)
        .join(Wave, Wave.id == Response.wave_id)
    )
    steps = session.execute(
        select(Organisation.name, Need.sub_item_code, NeedEvent.seq, NeedEvent.verb, NeedEvent.happened_on)
        .join(Need, Need.id == NeedEvent.need_id)
        .join(Organisation, Organisation.id == Need.branch_id)
    )
    deeds = session.execute(select(Deed.title, Deed.done_on, Deed.beneficiaries))
    return (
        Counter((branch, month, str(sorted(given.items()))) for branch, month, given in answers),
        Counter(map(tuple, steps)),
        Counter(map(tuple, deeds)),
    )


def test_the_tallies_agree_with_the_answers(district):
    months = district.scalars(select(Wave)).all()
    assert len(months) == SMALL.months
    assert [tallies.retally(district, wave_id=wave.id) for wave in months] == [False, False]


def test_each_need_stands_where_its_last_step_left_it(district, report):
    last = select(NeedEvent.need_id, func.max(NeedEvent.seq).label("seq")).group_by(NeedEvent.need_id)
    last = last.subquery()
    query = select(Need.state, NeedEvent.to_state).join(NeedEvent, NeedEvent.need_id == Need.id)
    query = query.join(last, (last.c.need_id == Need.id) & (last.c.seq == NeedEvent.seq))
    rows = district.execute(query).all()
    assert len(rows) == sum(report.needs.values())
    assert all(state is event for state, event in rows)


def test_no_step_goes_back_in_time_and_none_lies_ahead(district, today):
    query = select(NeedEvent.need_id, NeedEvent.happened_on).order_by(NeedEvent.need_id, NeedEvent.seq)
    for (need, day), (following, next_day) in pairwise(district.execute(query)):
        assert max(day, next_day) <= today
        assert need != following or day <= next_day


def test_past_months_are_released_and_this_month_is_open(district, today):
    past, present = district.scalars(select(Wave).order_by(Wave.month)).all()
    assert district.scalars(select(Release.month)).all() == [past.month]
    assert present.month == month_of(today)
    assert present.closes_on == last_day(today)
    branches = district.scalars(select(Organisation.id).where(Organisation.level == Level.BRANCH)).all()
    assert len(branches) == SMALL.branches
    for branch in branches:
        assert waves.open_wave(district, branch_id=branch, on=today) is not None


def test_it_says_of_itself_that_it_is_a_demo(district):
    assert settings.get(district, "is_demo") is True
    assert settings.get(district, "hand_over") == "at_once"
    assert "演示" in settings.get(district, "district_name")
    assert settings.get(district, "is_being_made") is False


@pytest.mark.parametrize("role", visitors.ROLES)
def test_a_visitor_looks_around_as_the_accounts_that_it_made(district, report, role, now):
    account = next(account for account in report.accounts if account.role is role)
    by_password = sign_in(district, account, now)
    signed_in = visitors.sign_in_as(district, role=role, now=now)
    assert signed_in.actor == by_password
    assert sign_ins.who(district, token=signed_in.token, now=now) == by_password


def test_a_visitor_comes_as_a_youth_by_the_first_branch_s_link(district, report):
    assert report.link == f"/q/{visitors.branch(district).token}"


def sign_in(session, account, now):
    signed_in = try_to_sign_in(session, username=account.username, password=account.password, now=now)
    assert signed_in.actor is not None
    return signed_in.actor


def test_one_account_of_each_role_can_sign_in_at_once(district, report, now):
    assert {account.role for account in report.accounts} == set(Role)
    for account in report.accounts:
        actor = sign_in(district, account, now)
        assert actor.role is account.role
        assert not actor.must_change_password


def test_the_accounts_and_nothing_else_are_printed_as_three_words(report):
    accounts = [line.split() for line in demo.lines(report) if len(line.split()) == 3]
    assert [words[0] for words in accounts] == [account.role for account in report.accounts]


def test_the_first_secretary_finds_one_need_of_each_kind(district, report, now, today):
    account = next(a for a in report.accounts if a.role is Role.SECRETARY)
    actor = sign_in(district, account, now)
    rows, _ = need_ledger.list_for(district, actor=actor, kind=None, on=today)
    wanted = {NeedState.RAISED, NeedState.ASKED, NeedState.IN_PROGRESS, NeedState.REOPENED, NeedState.SETTLED}
    assert {row.state for row in rows} >= wanted
    assert any(row.is_late for row in rows)
    assert any(row.wait_until == today and row.urgency is Urgency.URGENT for row in rows)


def test_the_printed_code_leads_to_a_need_that_waits_for_its_youth(district, report, now):
    opened = receipts.open_receipt(district, code=report.waiting_code, device="phone", now=now)
    assert confirmations.story(district, need_id=opened.need_id).state is NeedState.SETTLED


def test_a_second_one_is_refused(district, now):
    with pytest.raises(Conflict) as refused:
        demo.build(district, size=SMALL, now=now)
    assert refused.value.code == "demo_needs_empty_database"


@pytest.mark.parametrize("size", [Size(0, 2, 3, 1), Size(4, 0, 3, 1), Size(4, 2, -1, 1)])
def test_a_size_that_cannot_be_made_is_refused(session, now, size):
    with pytest.raises(Invalid) as refused:
        demo.build(session, size=size, now=now)
    assert refused.value.code == "demo_size_out_of_range"
    assert not people.has_accounts(session)


def test_the_same_seed_makes_the_same_content_and_another_seed_another(session, now):
    found = []
    for seed in (7, 7, 8):
        with session.begin_nested() as inner:
            demo.build(session, size=replace(SMALL, seed=seed), now=now)
            found.append(content(session))
            inner.rollback()
        session.expunge_all()
    first, again, other = found
    assert first == again
    assert first != other


@pytest.mark.parametrize("moment", ODD_MOMENTS, ids=lambda moment: f"{moment:%m-%d}")
def test_whatever_the_date_a_wave_is_open_and_something_is_due(session, moment):
    day = day_of(moment)
    report = demo.build(session, size=SMALL, now=moment)
    assert waves.monthly_wave(session, month=month_of(day)) is not None
    first = session.scalars(select(Organisation.id).where(Organisation.level == Level.BRANCH)).first()
    assert waves.open_wave(session, branch_id=first, on=day) is not None
    assert len(session.scalars(select(Release.month)).all()) == SMALL.months - 1
    next_working = Workdays().after(day - timedelta(days=1), 1)
    due = select(Need.due_on).where(Need.state == NeedState.IN_PROGRESS, Need.urgency == Urgency.URGENT)
    assert next_working in set(session.scalars(due))
    assert report.needs[NeedState.SETTLED] >= 1
    assert session.scalar(select(func.max(NeedEvent.happened_on))) <= day


def test_it_can_be_kept_month_by_month_and_says_while_it_is_not_done(session, now):
    seen = []

    def pause():
        seen.append((settings.get(session, "is_being_made"), session.scalar(select(func.count(Wave.id)))))

    demo.build(session, size=replace(SMALL, months=3), now=now, pause=pause)
    assert len(seen) >= 3
    assert all(is_being_made for is_being_made, _ in seen)
    assert [n for _, n in seen] == sorted(n for _, n in seen)
    assert settings.get(session, "is_being_made") is False


def test_the_command_prints_what_it_made(any_database, capsys):
    parser = argparse.ArgumentParser()
    demo.add_options(parser)
    args = parser.parse_args(["--branches", "2", "--months", "1", "--responses-per-branch", "1"])
    demo.command(args)
    printed = capsys.readouterr().out
    assert "团支部2个" in printed
    assert sum(len(line.split()) == 3 for line in printed.splitlines()) == len(Role)
