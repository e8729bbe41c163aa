"""青年留意到的，和台账对照: a hint for the branch, the same a week later for those above, and a chart of shares."""

import re
from datetime import date, timedelta

import pytest

from db import engine
from db.models import Activity, Release, WaveBranch
from db.vocabulary import ActivityKind, ReleaseKind
from pages.shared.noticing_parts import FEWER, MORE, SAID
from tests.committee_screens import answered, open_page, release
from tests.screens.test_committee_needs_analysis import charts_of, words

OWN, ANALYSIS, BRANCH = "cadre/results.py", "committee/needs_analysis.py", "committee/branch.py"
HEADING = "青年留意到的，和台账对照"
FEW_NOTICED = "5月登记了活动，但6月的答卷里，见到或参加过的不到一半。也许通知没到每个人"
pytestmark = pytest.mark.usefixtures("settled")


def sheet(*services):
    return {"Q2": ["EMP"], "Q9": list(services) or ["none"], "Q10": "4"}


def june(settled, **noticed_of):
    """Release a June in which branch A, which held an activity in May, and C answered: branch → [(n, services)]."""
    with engine.transaction() as session:
        held = {"held_on": date(2026, 5, 20), "theme": "读书会", "kind": ActivityKind.CULTURE_SPORT}
        session.add(Activity(branch_id=settled.branch_a, person_id=settled.chen.id, **held))
        for branch, sheets in noticed_of.items():
            for n, *services in sheets:
                answered(session, getattr(settled, branch), n, sheet(*services))
        release(session)


def unnoticed(settled):
    june(settled, branch_a=[(3, "activity"), (17,)], branch_c=[(20, "activity"), (20,)])


def test_every_difference_has_a_sentence_that_blames_nobody():
    assert len(SAID) == 10
    for (duty, side), words_of in SAID.items():
        said = words_of.format(about="5月", month="6月")
        assert {FEWER, MORE} >= {side}
        assert "也许" in said or "正常" in said, (duty, side)
        assert not re.search(r"虚|假|造|没有做|应当|必须|责", said), said
        assert "5月" in said
        assert "6月" in said


def test_a_branch_reads_what_hardly_anybody_noticed_and_no_number_of_it(settled):
    unnoticed(settled)
    page = open_page(OWN, settled.chen, month="2026-06")
    assert not page.exception
    shown = words(page)
    assert HEADING in shown
    assert FEW_NOTICED in shown
    assert "2026年7月8日起，上级团（工）委也能看到" in shown
    (told,) = [element.value for element in page.markdown if FEW_NOTICED in element.value]
    assert not re.search(r"%|份|/|[0-9](?!月)", told)


def test_those_above_read_the_same_on_the_branch_s_page_once_it_had_a_week(settled):
    unnoticed(settled)
    for actor in (settled.wang, settled.li):
        shown = words(open_page(BRANCH, actor, branch=str(settled.branch_a)))
        assert FEW_NOTICED in shown
        assert "支部在发布当天已经看到，7天后这里才显示" in shown


def test_before_that_the_page_says_that_the_branch_comes_first(settled):
    unnoticed(settled)
    with engine.transaction() as session:
        session.query(Release).filter_by(kind=ReleaseKind.MONTH).one().released_at = engine.now() - timedelta(
            days=5
        )
    page = open_page(BRANCH, settled.wang, branch=str(settled.branch_a))
    assert not page.exception
    assert "读书会" not in words(page)
    assert "不到一半" not in words(page)
    assert "结果发布后先由支部自己看，7天后这里才显示" in words(page)
    assert FEW_NOTICED in words(open_page(OWN, settled.chen, month="2026-06"))


def test_a_committee_of_one_branch_waits_as_long_for_it(settled):
    june(settled, branch_a=[(10, "activity"), (10,)], branch_c=[(20, "activity"), (20,)])
    with engine.transaction() as session:
        session.query(WaveBranch).filter_by(branch_id=settled.branch_c).one().declared_youth = 60
    where = {"month": "2026-06", "scope": str(settled.other_committee)}
    seen = words(open_page(ANALYSIS, settled.li, **where))
    assert "问卷问的是5月" in seen
    with engine.transaction() as session:
        session.query(Release).filter_by(kind=ReleaseKind.MONTH).one().released_at = engine.now() - timedelta(
            days=5
        )
    page = open_page(ANALYSIS, settled.li, **where)
    assert not page.exception
    assert "这里只有一个支部，先由支部自己看" in words(page)
    assert "问卷问的是5月" not in words(page)
    # A committee of two is no branch.
    where["scope"] = str(settled.committee)
    assert "问卷问的是5月" in words(open_page(ANALYSIS, settled.li, **where))


def test_below_ten_answers_the_branch_is_told_why(settled):
    june(settled, branch_a=[(9, "activity")])
    shown = words(open_page(OWN, settled.chen, month="2026-06"))
    assert "2026年6月的答卷5–9份，已并入上级，不对照" in shown


def test_no_difference_and_too_little_to_tell_read_the_same(settled):
    june(settled, branch_a=[(12, "activity"), (4,)], branch_b=[(11, "survey")])
    for actor in (settled.chen, settled.zhao):
        assert "没有明显差别，或答卷还看不出差别" in words(open_page(OWN, actor, month="2026-06"))


def test_a_committee_sees_a_chart_of_shares_beside_its_ledgers(settled):
    june(settled, branch_a=[(10, "activity"), (10,)], branch_c=[(20, "activity"), (20,)])
    page = open_page(ANALYSIS, settled.wang, month="2026-06")
    assert not page.exception
    assert HEADING in words(page)
    table = next(t.value for t in page.table if "按台账" in t.value.columns)
    activity = table.set_index("服务").loc["活动"]
    assert activity["留意到的"] == "10/20（50%）"
    # Of 36 declared youth the 24 of branch A could have noticed an activity.
    assert activity["按台账"] == "24/36人（67%）"
    assert activity["对照"] == "没有明显差别"
    assert "问卷问的是5月，对照的是5月的台账" in words(page)


def test_what_is_withheld_has_its_reason_and_no_side(settled):
    own = [(1, "talk", "activity"), (9, "activity"), (10,)]
    june(settled, branch_a=own, branch_c=[(20, "talk", "activity"), (20,)])
    page = open_page(ANALYSIS, settled.wang, month="2026-06")
    table = next(t.value for t in page.table if "按台账" in t.value.columns).set_index("服务")
    hidden = table[~table["留意到的"].str.contains("/")]
    assert "谈心" in hidden.index
    assert set(hidden["对照"]) == {""}


def test_a_committee_s_chart_of_the_district_says_where_to_look_instead(settled):
    june(settled, branch_a=[(10, "activity"), (10,)], branch_c=[(20, "talk"), (20,)])
    page = open_page(ANALYSIS, settled.wang, month="2026-06", scope=str(settled.district))
    assert not page.exception
    assert "台账这里看不到，所以不对照" in words(page)
    assert charts_of(open_page(ANALYSIS, settled.li, month="2026-06")) == charts_of(page) + 1
