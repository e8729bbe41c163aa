"""Beside the committee's analysis: an imported questionnaire tells what was released of it, the public board nothing."""

import re

from sqlalchemy import select

from db import engine, releases
from db.models import Wave
from db.vocabulary import WaveKind
from tests import payload
from tests.committee_screens import open_page
from tests.screens.conftest import plain_client
from tests.screens.test_committee_results import PAGE, an_import
from tests.screens.test_payload import district, hidden_from

__all__ = ["district"]


def of_imported(who, branch_id: int) -> payload.Allowed:
    with engine.reading() as session:
        wave_id = session.scalars(select(Wave.id).where(Wave.kind == WaveKind.IMPORTED)).one()
        where = {"actor": who, "release_id": releases.latest(session, actor=who, wave_id=wave_id).id}
        shown = releases.view(session, **where, organisation_id=branch_id, view=releases.OTHERS)
        roster = releases.roster(session, actor=who, wave_id=wave_id, organisation_id=branch_id)
    return payload.of_releases([shown], [None, roster], [])


def test_an_imported_questionnaire_tells_what_was_released_of_it(settled, now):
    an_import(settled, now, n=12, branch_id=settled.branch_a)
    page = open_page(PAGE, settled.wang)
    assert len(page.get("vega_lite_chart")) == 2
    assert payload.foreign(page, of_imported(settled.wang, settled.branch_a)) == []
    assert payload.foreign(page, payload.Allowed())


def test_the_public_board_tells_no_figure_of_answers(district):
    with plain_client() as browser:
        said = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", browser.get("/board").text, flags=re.S)
    assert "提出" in said
    told = {int(number) for number in re.findall(r"(?<![\d.])\d+(?![\d.年月日])", said)}
    assert not told & hidden_from(district.wang, district)
    assert not re.search(r"\d+(份|%)", said)
