"""Whoever lays one paper beside another, or beside a page, learns of no need which branch it came from."""

from datetime import date

import pytest
from sqlalchemy import select

from db import releases, tallies
from db.exchange import export, handbook
from db.exchange.export_nouns import LEDGERS, ExportNoun
from db.models import Activity, Deed, Need, Organisation, Pairing, Talk, need_deeds
from db.need_lines import large_branches
from db.rights import Operator
from db.vocabulary import AgeBand, Channel, NeedState, Outcome, Verb
from tests import builders, records

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
ABOVE = ("wang", "li", "root")
SENSITIVE = {"category_code": "PSY", "sub_item_code": "PSY1", "is_sensitive": True}
HOUSING = {"category_code": "HOU", "sub_item_code": "HOU1"}


@pytest.fixture
def june(session, cast, now) -> dict[str, int]:
    """What lies behind June's ledgers: number → branch. A and B have many answers, C few.

    A and B have a need of work each and a sensitive one each; A alone one of housing, settled by the only deed of the
    month; C one of work, rated by its youth. A's activity and deed are about housing.
    """
    wave = builders.a_wave(session, now=now, month=MARCH, opens_on=MARCH, closes_on=date(2026, 3, 25))
    for branch, n in ((cast.branch_a, 10), (cast.branch_b, 10), (cast.branch_c, 9)):
        tallies.add(
            session, wave_id=wave.id, branch_id=branch, age_band=AgeBand.FROM_18, is_doubtful=False,
            counts=dict.fromkeys(tallies.increments({"Q2": ["EMP"]}), n),
        )  # fmt: skip
    releases.release(session, wave=wave, now=now, by="system")
    raised = {"X1": (cast.branch_a, {}), "X2": (cast.branch_b, {}), "X3": (cast.branch_a, SENSITIVE)}
    raised |= {"X4": (cast.branch_b, SENSITIVE), "X5": (cast.branch_a, HOUSING), "X6": (cast.branch_c, {})}
    needs = {
        number: builders.a_need(
            session, branch, now=now, number=number, raised_on=date(2026, 6, day), **about
        )
        for day, (number, (branch, about)) in enumerate(raised.items(), 1)
    }
    for number in ("X5", "X6"):
        builders.a_step(session, needs[number], Verb.SETTLE, NeedState.SETTLED, on=date(2026, 6, 12))
        needs[number].outcome, needs[number].rating = Outcome.PARTLY, 2
    records.an_activity(session, cast.chen, date(2026, 6, 12))
    records.a_deed(session, cast.chen, date(2026, 6, 12))
    session.flush()
    activity, deed = session.scalars(select(Activity)).one(), session.scalars(select(Deed)).one()
    activity.category_code = deed.category_code = "HOU"
    session.execute(need_deeds.insert().values(need_id=needs["X5"].id, deed_id=deed.id))
    session.flush()
    return {number: branch for number, (branch, _) in raised.items()}


def lines(session, actor, noun, now, **but):
    allowed = export.allow(session, actor=actor, noun=noun, month=JUNE, now=now, **but)
    table = export.read(session, export=allowed)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def whose(cast, name):
    return Operator("root") if name == "root" else getattr(cast, name)


@pytest.mark.parametrize("name", ABOVE)
def test_beside_papers_that_name_branches_a_need_has_nothing_to_be_found_by(session, cast, june, now, name):
    actor = whose(cast, name)
    needs = lines(session, actor, ExportNoun.NEEDS, now)
    assert len(needs) == (5 if name == "wang" else 6)
    own = {cell for line in needs for column, cell in line.items() if column not in ("序号", "团（工）委")}
    states, months = {state.label for state in NeedState}, {"2026年6月"}
    # No day, no number, no deed, no verdict.
    assert own - {None} <= states | months | {"就业创业", "敏感类"}
    for noun in LEDGERS:
        others = lines(session, actor, noun, now) if noun is not ExportNoun.NEEDS else []
        told = [cell for line in others for column, cell in line.items() if column != "序号"]
        assert not set(june) & set(map(str, told))
        # The month is that of its raising, in which no other paper has a need.
        assert {cell for cell in told if isinstance(cell, str)} & own <= months


@pytest.mark.parametrize("name", ABOVE)
def test_what_a_need_is_about_stands_where_two_branches_have_such_a_need(session, cast, june, now, name):
    found = [
        (line["团（工）委"], line["需求类别"])
        for line in lines(session, whose(cast, name), ExportNoun.NEEDS, now)
    ]
    east, west = (session.get(Organisation, key).name for key in (cast.committee, cast.other_committee))
    # Work and what is sensitive are told twice, of A and B; housing is A's alone; C has few answers.
    alike = [(east, about) for about in ("就业创业", "就业创业", "敏感类", "敏感类", None)]
    assert sorted(found, key=str) == sorted(alike + [(west, None)] * (name != "wang"), key=str)


def test_a_branch_signs_what_its_needs_are_about_only_where_the_list_above_tells_it(session, cast, june, now):
    work, sensitive, housing = lines(session, cast.chen, ExportNoun.NEEDS, now)
    assert (work["登记日期"], work["需求类别"]) == (date(2026, 6, 1), "就业创业")
    # No day, by which the deed could be found that was done for it.
    assert {name: cell for name, cell in sensitive.items() if cell is not None} == {
        "序号": 2, "登记日期": "2026年6月", "需求类别": "敏感类", "状态": "待受理",
    }  # fmt: skip
    assert (housing["办理措施"], housing["办结日期"]) == ("修好路灯", date(2026, 6, 12))
    [few] = lines(session, cast.qian, ExportNoun.NEEDS, now)
    assert {name: cell for name, cell in few.items() if cell is not None} == {
        "序号": 1, "登记日期": "2026年6月", "紧急程度": "一般", "状态": "待受理",
    }  # fmt: skip
    # Nothing says which deeds were done for a need: of those named nowhere one would be left for what is not told.
    for actor in (cast.chen, cast.qian):
        assert not any(
            "需求" in name for line in lines(session, actor, ExportNoun.DEEDS, now) for name in line
        )


def test_what_went_past_a_branch_does_not_make_a_second_one(session, cast, june, now):
    session.scalars(select(Need).where(Need.number == "X4")).one().goes_to_committee = True
    session.flush()
    told = [line["需求类别"] for line in lines(session, cast.wang, ExportNoun.NEEDS, now)]
    assert told.count("敏感类") == 0


def test_a_branch_counts_as_large_in_the_quarter_after_it_was(session, cast, june):
    both = {cast.branch_a, cast.branch_b}
    april, july = date(2026, 4, 1), date(2026, 7, 1)
    for first, last, found in (
        (JUNE, JUNE, {(april, branch) for branch in both}),
        (MARCH, date(2026, 8, 1), {(april, branch) for branch in both}),
        (july, july, set()),
        (MARCH, MARCH, set()),
    ):
        assert large_branches(session, first=first, last=last) == found


def test_beside_a_branch_s_list_of_talks_no_pairing_has_a_day_or_a_way(session, cast, now):
    records.a_pairing(session, cast.chen, date(2026, 6, 3), date(2026, 6, 3), date(2026, 6, 9))
    records.a_pairing(session, cast.chen, date(2026, 3, 2), date(2026, 5, 8), date(2026, 6, 9))
    for pairing in session.scalars(select(Pairing)):
        pairing.alias_sealed = None
        pairing.ended_on = date(2026, 6, 9) if pairing.paired_on == date(2026, 6, 3) else None
    records.a_talk(session, cast.chen, date(2026, 6, 9))
    session.scalars(select(Talk)).one().channel = Channel.PHONE
    session.flush()
    [talk] = lines(session, cast.chen, ExportNoun.TALKS, now)
    assert (talk["谈心日期"], talk["方式"]) == (date(2026, 6, 9), "电话")
    old, new = lines(session, cast.chen, ExportNoun.PAIRINGS, now)
    assert (new["结对日期"], new["联系记录"], new["最近联系"], new["结束日期"]) == (
        "2026年6月", "6月2次", "2026年6月", "2026年6月"
    )  # fmt: skip
    assert (old["结对日期"], old["本期联系次数"], old["联系记录"]) == ("2026年3月", 1, "6月1次")
    extent = handbook.allow(session, actor=cast.chen, month=JUNE, now=now)
    book = handbook.read(session, extent=extent, now=now)
    [chapter] = [chapter for chapter in book.chapters if chapter.title == "结对联系"]
    cells = [*old.values(), *new.values(), *(cell for row in chapter.rows for cell in row)]
    assert len(chapter.rows) == 2
    assert not any(isinstance(cell, date) for cell in cells)
    assert not any("日" in str(cell) or talk["方式"] in str(cell) for cell in cells)
    # Those of the house have the days, with the alias and the number.
    inside, _ = lines(session, cast.chen, ExportNoun.ALIASES, now)
    assert inside["联系记录"] == "6月9日电话"
