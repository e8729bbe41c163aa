"""How long needs took until they were closed for good, and how far each month's came in the same time."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis import cohorts, tables
from analysis.charts import REACHED_WORDS, short

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
TODAY = date(2026, 8, 15)
COLUMNS = ["month", "raised_on", "taken_on", "settled_on", "turned_on", "state", "n"]


def june(day: int) -> date:
    return date(2026, 6, day)


def courses(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame([(JUNE, *row) for row in rows], columns=COLUMNS, dtype=object)
    return frame.astype({"state": "str", "n": int})


OPEN = (june(2), june(3), None, june(2), "open", 4)
REOPENED = (june(2), june(3), june(5), june(9), "open", 1)
SETTLED = (june(2), june(3), june(12), june(12), "settled", 3)
CONFIRMED = (june(2), june(3), june(12), june(30), "confirmed", 2)
DECLINED = (june(2), None, None, june(4), "declined", 1)
WITHDRAWN = (june(10), june(11), None, june(15), "withdrawn", 1)
ALL = courses(OPEN, REOPENED, SETTLED, CONFIRMED, DECLINED, WITHDRAWN)


def test_closed_is_counted_to_the_day_the_work_was_done_and_open_to_today():
    days, closed = cohorts.until_closed(ALL, today=TODAY)
    assert days.tolist() == [74] * 5 + [10] * 3 + [10] * 2 + [2, 5]
    assert closed.tolist() == [False] * 5 + [True] * 7


def test_what_was_reopened_has_not_been_closed_however_early_it_was_reported():
    days, closed = cohorts.until_closed(courses(REOPENED), today=TODAY)
    assert (days.tolist(), closed.tolist()) == ([74], [False])


def test_an_end_is_counted_to_the_day_it_came_and_settled_is_no_end():
    days, end = cohorts.until_end(ALL, today=TODAY)
    assert days.tolist() == [74] * 8 + [28] * 2 + [2, 5]
    assert end == [None] * 8 + ["confirmed"] * 2 + ["declined", "withdrawn"]


def test_silence_is_an_end_on_its_day_and_the_work_was_done_on_that_of_the_settling():
    silent = courses(
        (june(2), june(3), june(12), june(27), "lapsed", 2),
        (june(2), june(3), june(12), june(27), "relayed", 1),
    )
    days, end = cohorts.until_end(silent, today=TODAY)
    assert (days.tolist(), end) == ([25] * 3, ["silent"] * 3)
    days, closed = cohorts.until_closed(silent, today=TODAY)
    assert (days.tolist(), closed.tolist()) == ([10] * 3, [True] * 3)


def test_withdrawn_before_the_hand_over_it_took_no_day():
    early = courses((june(5), None, None, june(4), "withdrawn", 1))
    assert cohorts.until_closed(early, today=TODAY)[0].tolist() == [0]


def test_no_need_has_no_days():
    assert [len(part) for part in cohorts.until_closed(courses(), today=TODAY)] == [0, 0]
    assert [len(part) for part in cohorts.until_end(courses(), today=TODAY)] == [0, 0]


def within(found: pd.DataFrame, today: date = TODAY, months=(JUNE,), **but) -> list[list]:
    shown = cohorts.within(found, months=months, today=today, **but)
    return shown.astype(object).where(shown.notna(), None).values.tolist()


def test_each_step_counts_what_came_so_far_within_the_days():
    assert within(ALL, horizons=[5, 20, 30]) == [
        [JUNE, 5, 12, 11, 0, 0, ""],
        [JUNE, 20, 12, 11, 5, 0, ""],
        [JUNE, 30, 12, 11, 5, 2, ""],
    ]


def test_a_month_whose_needs_have_not_all_had_the_days_is_not_shown():
    assert within(ALL, horizons=[30], today=date(2026, 7, 29)) == [[JUNE, 30, 12, None, None, None, "young"]]
    assert within(ALL, horizons=[30], today=date(2026, 7, 30))[0][-1] == ""
    # Handed over in July, asked for in June.
    late = courses((*CONFIRMED[:-1], 20), (date(2026, 7, 3), None, None, date(2026, 7, 3), "open", 1))
    assert within(late, horizons=[30], today=date(2026, 8, 1))[0][-1] == "young"


def test_a_month_of_few_needs_is_not_shown_and_none_is_few():
    assert within(courses(CONFIRMED), horizons=[30])[0][2:] == [2, None, None, None, "few"]
    assert within(courses(), months=[JULY], horizons=[30], today=date(2026, 9, 1)) == [
        [JULY, 30, 0, None, None, None, "few"]
    ]


def test_the_table_says_why_a_month_is_not_shown():
    found = cohorts.within(ALL, months=[JUNE, JULY], today=TODAY, horizons=[30])
    table = tables.reached(found, REACHED_WORDS, short)
    assert table.values.tolist() == [
        ["6月", "12件", "11/12（92%）", "5/12（42%）", "2/12（17%）"],
        ["7月", "0件", "未满30天", "未满30天", "未满30天"],
    ]
    few = cohorts.within(courses(CONFIRMED), months=[JUNE], today=TODAY, horizons=[30])
    assert tables.reached(few, REACHED_WORDS, short).values.tolist() == [["6月", "2件", *["不足10件"] * 3]]


later = st.integers(0, 100)


@given(
    st.lists(
        st.tuples(later, later, later, st.sampled_from(["open", *cohorts.SETTLED, "declined"])), min_size=10
    )
)
def test_no_step_has_more_than_the_one_before_and_more_days_never_take_one_away(rows):
    def on(days: int) -> date:
        return date.fromordinal(june(1).toordinal() + days)

    made = [
        (
            june(1),
            on(a),
            on(a + b) if state in cohorts.SETTLED else None,
            on(a + b + (c if state == "confirmed" else 0)),
            state,
            1,
        )
        for a, b, c, state in rows
    ]
    found = cohorts.within(courses(*made), months=[JUNE], today=date(2027, 6, 1))
    steps = found[["raised", *cohorts.REACHED]].astype(int)
    assert (steps.diff(axis=1).iloc[:, 1:] <= 0).all().all()
    assert (steps.diff().iloc[1:] >= 0).all().all()


def test_a_horizon_of_no_days_is_a_horizon():
    at_once = courses((june(1), june(1), june(1), june(1), "settled", 10))
    assert within(at_once, horizons=[0])[0][3:] == [10, 10, 0, ""]
