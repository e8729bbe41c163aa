"""A released month and needs with a history, committed, for the committee's pages."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db import engine, releases, tallies
from db.engine import ROOT
from db.models import Wave
from db.rights import Actor
from db.vocabulary import AgeBand, NeedState, Outcome, Verb
from db.workdays import today
from pages.shared import menu
from tests import builders

JULY = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
SHEET = {"Q2": ["EMP", "HOU"], "Q3:EMP": "5", "Q4:EMP": "2", "Q3:HOU": "2", "Q4:HOU": "4", "Q10": "4"}
OTHERWISE = {**SHEET, "Q3:EMP": "4", "Q4:EMP": "1", "Q3:HOU": "1", "Q4:HOU": "5"}


def open_page(path: str, actor: Actor | None, **query: str) -> AppTest:
    """Open a page as a person, with filters in the address: by the menu, or past it if it is not the person's."""
    is_theirs = actor is not None and path in {page.path for page in menu.pages_for(actor.role)}
    page = AppTest.from_file(ROOT / "pages" / ("frame.py" if is_theirs else path), default_timeout=20)
    if actor is not None:
        page.user = {"sub": str(actor.id), "is_logged_in": True}
    if is_theirs:
        page.run()
        page.switch_page(path)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def answered(session: Session, branch_id: int, n: int, sheet: Mapping[str, Any] = SHEET) -> None:
    """Let `n` youths of a branch answer the one monthly wave alike."""
    counts = dict.fromkeys(tallies.increments(sheet), n)
    wave_id = session.scalars(select(Wave.id)).one()
    tallies.add(
        session,
        wave_id=wave_id,
        branch_id=branch_id,
        age_band=AgeBand.FROM_23,
        is_doubtful=False,
        counts=counts,
    )


def release(session: Session) -> None:
    """Release the one monthly wave."""
    wave = session.scalars(select(Wave)).one()
    releases.release(session, wave=wave, now=JULY, by="system")


def released(**answers_of: int) -> None:
    """Commit a released June: answers by branch id as text ("b12"=20). Where there are twenty, four want no home and
    rate otherwise, and four want something else."""
    with engine.transaction() as session:
        for branch, n in answers_of.items():
            others = 4 if n >= 20 else 0
            branch_id = int(branch.removeprefix("b"))
            answered(session, branch_id, n - 2 * others)
            if others:
                answered(session, branch_id, others, {**OTHERWISE, "Q2": ["EMP"]})
                answered(session, branch_id, others, {"Q2": ["EDU"], "Q10": "5"})
        release(session)


def a_finished_need(session: Session, branch_id: int, *, rating: int, now: datetime) -> None:
    """Make a need, raised now, that the youth confirmed two days later."""
    need = builders.a_need(
        session, branch_id, now=now, state=NeedState.CONFIRMED, outcome=Outcome.SOLVED, rating=rating
    )
    day = today(now) + timedelta(days=2)
    builders.a_step(session, need, Verb.ACCEPT, NeedState.ACCEPTED, on=day)
    builders.a_step(session, need, Verb.SETTLE, NeedState.SETTLED, on=day)
    builders.a_step(session, need, Verb.CONFIRM, NeedState.CONFIRMED, on=day, rating=rating, outcome="solved")
