"""Lists by name come in the order people count, on both databases alike."""

import pytest

from db import duties, frames, links, releases
from db.models import Organisation
from db.vocabulary import Level
from tests import builders
from tests.cast import an_organisation
from tests.committee_screens import JULY, answered

COUNTED = ["第2", "第19", "第100"]


@pytest.fixture
def numbered(session, cast):
    """Branches and committees whose names have numbers."""
    committee = session.get_one(Organisation, cast.committee)
    district = session.get_one(Organisation, cast.district)
    for number in ("第19", "第100", "第2"):
        an_organisation(session, committee, f"{number}团支部")
        an_organisation(session, district, f"{number}团工委", level=Level.COMMITTEE)
    return cast


def numbers(names):
    return [name.removesuffix("团支部").removesuffix("团工委") for name in names if name.startswith("第")]


def test_the_matrix_counts(session, numbered, today):
    rows = duties.matrix(
        session,
        actor=numbered.wang,
        month=today.replace(day=1),
        organisation_id=numbered.committee,
        today=today,
    )
    assert numbers(row.branch for row in rows) == COUNTED


def test_scopes_count_behind_the_district(session, numbered):
    names = [name for _, name in frames.need_scopes(session, actor=numbered.li)]
    assert names[0] == "青山区"
    assert numbers(names) == COUNTED


def test_links_count(session, numbered, now):
    for branch in session.query(Organisation).filter_by(level=Level.BRANCH):
        builders.a_link(session, branch.id, now=now)
    listed = links.list_for(session, actor=numbered.wang)
    assert numbers(link.branch for link in listed) == COUNTED
    assert {link.branch_id for link in listed} >= {numbered.branch_a, numbered.branch_b}
    assert numbered.branch_c not in {link.branch_id for link in listed}


def test_the_scopes_of_a_release_count_behind_the_district(session, numbered, now):
    for committee in session.query(Organisation).filter(Organisation.name.like("第%团工委")):
        an_organisation(session, committee, "社区团支部")
    wave = builders.a_wave(session, now=now)
    for branch in session.query(Organisation).filter_by(name="社区团支部"):
        answered(session, branch.id, 12)
    made = releases.release(session, wave=wave, now=JULY, by="system")
    assert made is not None
    found = releases.of_month(session, actor=numbered.li, month=wave.month)
    names = [name for _, name in found.organisations]
    assert names[0] == "青山区"
    assert numbers(names) == COUNTED
