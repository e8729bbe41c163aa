"""问卷结果: an imported questionnaire, question by question."""

from datetime import date

import pytest

from db import engine, releases, tallies
from db.vocabulary import AgeBand, WaveKind
from tests import builders
from tests.committee_screens import JULY, open_page
from tests.screens.test_committee_needs_analysis import charts_of, words
from tests.services.test_releases import IMPORTED

PAGE = "committee/results.py"
pytestmark = pytest.mark.usefixtures("settled")


def an_import(settled, now, *, n: int, branch_id: int) -> None:
    with engine.transaction() as session:
        version = builders.a_version(
            session, now=now, code="wjx-1", is_monthly=False, title="青年调查", definition=IMPORTED
        )
        day = date(2026, 5, 3)
        wave = builders.a_wave(
            session, now=now, version_id=version.id, kind=WaveKind.IMPORTED, branch_id=branch_id,
            month=date(2026, 5, 1), opens_on=day, closes_on=day, source_digest="abc",
        )  # fmt: skip
        for sheet, part in (({"F1": "1", "F2": ["1", "2"]}, n - 4), ({"F1": "2", "F2": ["1"]}, 4)):
            tallies.add(
                session,
                wave_id=wave.id,
                branch_id=branch_id,
                age_band=AgeBand.UNKNOWN,
                is_doubtful=False,
                counts=dict.fromkeys(tallies.increments(sheet), part),
            )
        releases.release(session, wave=wave, now=JULY, by="operator:root")


def test_each_question_has_its_n_its_chart_and_its_table(settled, now):
    an_import(settled, now, n=12, branch_id=settled.branch_a)
    page = open_page(PAGE, settled.wang)
    assert not page.exception
    assert [s.value for s in page.subheader] == ["1. 性别", "2. 爱好"]
    assert charts_of(page) == 2
    assert page.table[0].value["份数"].tolist() == ["8/12", "4/12"]
    assert "单选，12份回答了这一题。" in words(page)
    assert "有效问卷12份" in words(page)


def test_each_question_can_be_taken_along_by_itself(settled, now):
    an_import(settled, now, n=12, branch_id=settled.branch_a)
    keys = {button.key for button in open_page(PAGE, settled.wang).download_button}
    assert keys == {f"{kind}_{question}" for kind in ("png", "svg", "xlsx") for question in ("F1", "F2")}


def test_too_few_answers_say_so(settled, now):
    an_import(settled, now, n=8, branch_id=settled.branch_a)
    page = open_page(PAGE, settled.wang)
    assert "5–9份" in words(page)
    assert charts_of(page) == 0


def test_without_an_import_it_says_what_to_do(settled):
    assert "还没有已发布的导入问卷" in words(open_page(PAGE, settled.li))
    assert "“导入问卷星”" in words(open_page(PAGE, settled.li))


def test_a_committee_reads_whom_to_ask_and_no_command(settled):
    shown = words(open_page(PAGE, settled.wang))
    assert "可以请区团委导入" in shown
    assert "python" not in shown


def test_another_committee_s_import_is_not_seen(settled, now):
    an_import(settled, now, n=12, branch_id=settled.branch_c)
    assert "还没有已发布的导入问卷" in words(open_page(PAGE, settled.wang))
    assert charts_of(open_page(PAGE, settled.li)) == 2


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu", None])
def test_the_wrong_role_is_turned_away(settled, now, who):
    an_import(settled, now, n=12, branch_id=settled.branch_a)
    page = open_page(PAGE, getattr(settled, who) if who else None)
    assert page.warning
    assert charts_of(page) == 0
