"""What pages send of answers is what was released to the reader, figure by figure; and a figure that was not is found."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from analysis import charts, tables
from analysis.disclosure import Shown
from db import engine, frames, releases, tallies
from db.models import Wave
from db.releases import reading
from db.vocabulary import AgeBand
from pages.shared import certainty, trend_parts
from tests import builders, payload
from tests.committee_screens import JULY, open_page
from tests.payload import Allowed

NEEDS = ("EMP", "EDU", "HOU", "LOV", "PSY", "CUL")
OFTEN = (9, 5, 6, 4, 5, 3)
PAGES = ("committee/overview.py", "committee/needs_analysis.py")
MONTHS = (date(2026, 5, 1), date(2026, 6, 1))
READERS = ("li", "wang")


def sheet(draw: random.Random) -> dict[str, object]:
    """One youth's answers: the needs unevenly, hardly anybody unhappy."""
    named = list(dict.fromkeys(draw.choices(NEEDS, OFTEN, k=2)))
    rated = draw.sample(("EMP", "EDU", "HOU"), 2)
    scores = {f"{q}:{code}": str(draw.choice((2, 3, 4, 5))) for q in ("Q3", "Q4") for code in rated}
    (overall,) = draw.choices(("1", "2", "3", "4", "5"), (1, 3, 20, 45, 30))
    return {"Q2": named, "Q2b:EMP": draw.choice(("EMP1", "EMP2", "EMP3")), "Q10": overall, **scores}


@pytest.fixture
def district(settled, now):
    """Two released months of some hundred and fifty answers each, in three branches."""
    draw = random.Random(20260618)
    with engine.transaction() as session:
        june = session.scalars(select(Wave)).one()
        may = builders.a_wave(session, now=now - timedelta(days=31), version_id=june.version_id)
        for wave in (may, june):
            for branch, n in ((settled.branch_a, 47), (settled.branch_b, 31), (settled.branch_c, 68)):
                counts = Counter(cell for _ in range(n) for cell in tallies.increments(sheet(draw)))
                tallies.add(
                    session,
                    wave_id=wave.id,
                    branch_id=branch,
                    age_band=AgeBand.FROM_23,
                    is_doubtful=False,
                    counts=counts,
                )
            releases.release(session, wave=wave, now=JULY, by="system")
    return settled


def views(who, district) -> Iterator[Shown]:
    """All that was released to a person."""
    own = (district.district, district.committee, district.other_committee)
    with engine.reading() as session:
        for month in MONTHS:
            released = releases.of_month(session, actor=who, month=month)
            where = {"actor": who, "release_id": released.id}
            yield from releases.by_domain(session, **where).values()
            for key in own:
                if key in dict(released.organisations):
                    yield from (
                        releases.view(session, **where, organisation_id=key, view=view)
                        for view in releases.VIEWS
                    )


def allowed(who, district) -> Allowed:
    with engine.reading() as session:
        wave_id = session.scalars(select(Wave.id).where(Wave.month == MONTHS[1])).one()
        scopes = dict(releases.latest(session, actor=who, wave_id=wave_id).organisations)
        rosters = {
            releases.roster(session, actor=who, wave_id=wave_id, organisation_id=key) for key in scopes
        }
    found = payload.of_releases(views(who, district), [None, *rosters], list(trend_parts.SIDES))
    # Of the five duties of a branch some are done: the ledger's, and of no answers.
    found.pairs |= {f"{done}/5" for done in range(6)}
    return found


def hidden_from(who, district) -> set[int]:
    """Counts of answers that this person must not read, of what lies in no released table and equals no figure of one."""
    with engine.reading() as session:
        waves = session.scalars(select(Wave.id)).all()
        raw = pd.concat([frames.tallies(session, wave_id=wave) for wave in waves])
    told = allowed(who, district).counts
    return {int(n) for n in raw.loc[raw["n"] > 12, "n"] if str(n) not in told}


def scopes(who, district) -> list[int]:
    return [
        district.district,
        district.committee,
        *([district.other_committee] if who is district.li else []),
    ]


def opened(district, who, path: str, scope: int, **query: str):
    page = open_page(path, who, month="2026-06", scope=str(scope), **query)
    assert not page.exception
    return page


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("reader", READERS)
def test_a_page_tells_of_answers_only_what_was_released_to_its_reader(district, reader, path):
    who = getattr(district, reader)
    may, hidden = allowed(who, district), hidden_from(who, district)
    assert hidden
    for scope in scopes(who, district):
        page = opened(district, who, path, scope)
        assert len(page.get("vega_lite_chart")) > 2
        assert payload.foreign(page, may) == []
        assert not payload.whole_numbers(page) & hidden


def test_a_branch_s_own_page_tells_no_figure_of_answers(district):
    page = opened(district, district.chen, "cadre/results.py", district.branch_a)
    assert payload.foreign(page, Allowed()) == []


def test_what_another_committee_reads_is_foreign_here(district):
    page = opened(district, district.li, PAGES[1], district.other_committee)
    assert payload.foreign(page, allowed(district.wang, district))


class Opened:
    """Reads released tables as if the gate had let all pass: what is withheld has a count in its place."""

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> Shown:
        rows = [_opened(row, 1 + at % 3) for at, row in enumerate(content["rows"])]
        return Shown.from_json({**content, "rows": rows})


def _opened(row: list, n: int) -> list:
    return row if row[3] is not None or row[2] == "" else [*row[:3], n, row[4], ""]


@pytest.mark.parametrize("path", PAGES)
def test_a_gate_that_lets_all_pass_is_found(district, monkeypatch, path):
    may = allowed(district.wang, district)
    monkeypatch.setattr(reading, "Shown", Opened)
    found = payload.foreign(opened(district, district.wang, path, district.committee), may)
    for where in ("chart 0", "table 0"):
        assert any(one.startswith(where) for one in found)


def leaking(make, **planted):
    """A chart that sends one field more than it should."""

    def made(*values, **named):
        chart = make(*values, **named)
        holder = chart if isinstance(chart.data, pd.DataFrame) else chart.layer[0]
        holder.data = holder.data.assign(**planted)
        return chart

    return made


PLANTED = {"count": 1234, "share": 0.123456, "tip": "提到的1717/6161", "words": "5678份", "percent": "1313%"}
DRAWN = ("ranking_bars", "month_panels", "diverging_bars", "importance_satisfaction", "distribution_bars")


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_that_was_not_released_is_found_in_what_a_chart_sends(district, monkeypatch, name):
    planted = {f"hidden_{field}": value for field, value in PLANTED.items()}
    monkeypatch.setattr(charts, name, leaking(getattr(charts, name), **planted))
    page = opened(district, district.li, PAGES[1], district.district)
    found = payload.foreign(page, allowed(district.li, district))
    assert {one.split(":")[0].split()[-1] for one in found} == set(planted)


@pytest.mark.parametrize("where", ["table", "caption"])
def test_a_figure_that_was_not_released_is_found_in_a_table_and_in_words(district, monkeypatch, where):
    planted = pd.DataFrame({"选项": ["其他"], "份数": ["1234/5678"]})
    if where == "table":
        monkeypatch.setattr(tables, "shares", lambda *_, **__: planted)
    else:
        monkeypatch.setattr(certainty, "whoever_is_silent", lambda *_, **__: "另有1234份。")
    page = opened(district, district.li, PAGES[1], district.district)
    found = payload.foreign(page, allowed(district.li, district))
    assert found
    assert all(where in one and "1234" in one for one in found)
