"""When in the year things happen in the demo, and that a visitor is sent to months in which they can be seen."""

from datetime import date

import pytest

from db.demo import doings, findings, tree
from db.demo.profiles import Mood
from db.vocabulary import Domain, Inapplicable
from db.workdays import add_months


def named_first(month: int) -> float:
    """How likely the first thing a youth of the whole district names is 心理."""
    plans = tree.plans(findings.FROM_BRANCHES)
    needs = [Mood(plan.domain, month, findings.HotWater.USUAL).needs for plan in plans]
    each = [weights["PSY"] / sum(weights.values()) for weights in needs]
    return sum(n * plan.youth for n, plan in zip(each, plans, strict=True)) / sum(p.youth for p in plans)


def test_the_mind_stands_out_in_the_whole_district_s_months_before_examinations():
    before = [named_first(month) for month in findings.EXAM_MONTHS]
    others = [named_first(month) for month in range(1, 13) if month not in findings.EXAM_MONTHS]
    assert min(before) > 1.5 * max(others)


@pytest.mark.parametrize("present", [date(2026, month, 1) for month in range(1, 13)])
def test_whatever_the_date_a_visitor_is_sent_to_months_that_are_released(present):
    months = [add_months(present, i - 11) for i in range(12)]
    looked_at = findings.to_look_at(months)
    assert looked_at["hot_water"] in months[:-1]
    # Its sequel is a month later.
    assert add_months(looked_at["hot_water"], 1) in months[:-1]
    assert looked_at["exams"] in months[:-1]
    assert looked_at["exams"].month in findings.EXAM_MONTHS


@pytest.mark.parametrize("month", range(1, 13))
def test_farm_work_and_other_seasonal_things_keep_to_their_season(month):
    held = {g.theme for domain in Domain for g in doings.gatherings(domain, month)}
    assert ("助农采摘志愿服务" in held) is (month in (6, 7, 8, 9, 10))
    assert ("五四主题团日" in held) is (month in (4, 5))
    assert (doings.exempt_because(month) is Inapplicable.SEASON) is (month in doings.HARVEST)
    assert all(doings.gatherings(domain, month) for domain in Domain)
