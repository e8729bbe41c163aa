"""The funnel of a cohort of needs."""

from datetime import date

import pandas as pd

from analysis import follow_up

COLUMNS = ["need", "seq", "happened_on", "verb", "state", "type", "rating", "outcome"]
RAISE = ("raise", "raised", "open")
ACCEPT = ("accept", "accepted", "open")
SETTLE = ("settle", "settled", "settled")
REOPEN = ("reopen", "reopened", "open")
CONFIRM = ("confirm", "confirmed", "closed")


def log(*needs: list[tuple]) -> pd.DataFrame:
    rows = []
    for need, steps in enumerate(needs):
        for seq, (verb, state, kind, *rating) in enumerate(steps, start=1):
            outcome = {"confirm": "solved", "reopen": "unsolved"}.get(verb)
            stars = rating[0] if rating else None
            rows.append((need, seq, date(2026, 6, seq), verb, state, kind, stars, outcome))
    return pd.DataFrame(rows, columns=COLUMNS)


EVENTS = log(
    [RAISE],
    [RAISE, ACCEPT],
    [RAISE, ACCEPT, SETTLE],
    [RAISE, ACCEPT, SETTLE, (*CONFIRM, 5)],
    [RAISE, ACCEPT, SETTLE, (*CONFIRM, 2)],
    [RAISE, ACCEPT, SETTLE, CONFIRM],
    [RAISE, ("decline", "declined", "closed")],
    [RAISE, ACCEPT, SETTLE, ("lapse", "lapsed", "closed")],
)


def steps(events: pd.DataFrame, **but) -> dict[str, int]:
    found = follow_up.funnel(follow_up.standings(events, **but), tells_satisfied=True)
    return dict(zip(found["step"], found["n"], strict=True))


def test_each_step_counts_the_needs_that_came_this_far():
    assert steps(EVENTS) == {"raised": 8, "accepted": 6, "settled": 5, "confirmed": 3, "satisfied": 1}


def test_each_loss_has_its_reason():
    found = follow_up.funnel(follow_up.standings(EVENTS), tells_satisfied=True).set_index("step")
    assert found["lost"].tolist() == [2, 1, 2, 2, 0]
    assert found.loc["raised", ["unaccepted", "declined"]].tolist() == [1, 1]
    assert found.loc["accepted", "open"] == 1
    assert found.loc["settled", ["waiting", "lapsed"]].tolist() == [1, 1]
    assert found.loc["confirmed", ["unrated", "rated_low"]].tolist() == [1, 1]


def test_without_leave_to_tell_it_the_funnel_ends_with_the_confirmed_and_no_star_is_in_it():
    found = follow_up.funnel(follow_up.standings(EVENTS))
    assert found["step"].tolist() == ["raised", "accepted", "settled", "confirmed"]
    assert found["n"].tolist() == [8, 6, 5, 3]
    assert found.loc[3, ["lost", "unrated", "rated_low"]].tolist() == [0, 0, 0]


def test_what_waits_for_its_youth_is_not_what_is_still_being_done():
    done_again = log([RAISE, ACCEPT, SETTLE], [RAISE, ACCEPT, SETTLE, REOPEN], [RAISE])
    found = follow_up.funnel(follow_up.standings(done_again)).set_index("step")
    assert found[["unaccepted", "open", "waiting"]].sum().tolist() == [1, 1, 1]
    assert found.loc["settled", ["waiting", "open"]].tolist() == [1, 0]


def test_what_a_committee_took_over_is_accepted():
    passed_up = log([RAISE, ("transfer", "transferred", "open"), ("take_over", "accepted", "open")])
    assert steps(passed_up)["accepted"] == 1


def test_outcomes_are_what_the_youth_said_last():
    said = log(
        [RAISE],
        [RAISE, ACCEPT, SETTLE],
        [RAISE, ACCEPT, SETTLE, (*CONFIRM, 5)],
        [RAISE, ACCEPT, SETTLE, (*REOPEN, 1), SETTLE, (*CONFIRM, 4)],
        [RAISE, ACCEPT, SETTLE, REOPEN],
        [RAISE, ACCEPT, SETTLE, REOPEN, SETTLE],
    )
    found = follow_up.outcomes(follow_up.standings(said))
    assert found.values.tolist() == [["solved", 2, 1], ["partly", 0, 0], ["unsolved", 2, 2]]


def test_satisfaction_says_of_how_many():
    assert follow_up.could_be_rated(follow_up.standings(EVENTS)) == (5, 2)


def test_what_was_reopened_is_not_settled():
    again = log([RAISE, ACCEPT, SETTLE, REOPEN])
    assert steps(again)["settled"] == 0
    assert steps(again)["accepted"] == 1


def test_a_rating_before_the_reopening_does_not_count():
    again = log([RAISE, ACCEPT, SETTLE, (*REOPEN, 1), SETTLE, CONFIRM])
    assert steps(again)["confirmed"] == 1
    assert follow_up.could_be_rated(follow_up.standings(again)) == (1, 0)


def test_word_of_mouth_could_not_be_rated():
    relayed = log([RAISE, ACCEPT, SETTLE, ("relay", "relayed", "closed")])
    assert follow_up.could_be_rated(follow_up.standings(relayed)) == (0, 0)
    assert steps(relayed)["confirmed"] == 0


def test_the_log_is_read_up_to_a_day():
    assert steps(EVENTS, until=date(2026, 6, 2)) == {
        "raised": 8,
        "accepted": 6,
        "settled": 0,
        "confirmed": 0,
        "satisfied": 0,
    }


def test_no_needs_make_an_empty_funnel():
    found = follow_up.funnel(follow_up.standings(EVENTS.iloc[:0]))
    assert follow_up.outcomes(follow_up.standings(EVENTS.iloc[:0]))["n"].tolist() == [0, 0, 0]
    assert found["n"].tolist() == [0, 0, 0, 0]
    assert found["of_raised"].isna().all()


def test_the_order_of_the_log_does_not_matter():
    pd.testing.assert_frame_equal(follow_up.standings(EVENTS), follow_up.standings(EVENTS.iloc[::-1]))


def test_open_needs_fall_into_bands_of_age():
    found = follow_up.by_age(pd.DataFrame({"days": [0, 7, 8, 30, 31, 400], "n": [1, 2, 4, 8, 16, 32]}))
    assert found["n"].tolist() == [3, 4, 8, 48]


def test_states_without_needs_are_listed_too():
    found = follow_up.by_state(
        pd.DataFrame({"state": ["raised", "raised"], "n": [1, 2]}), ["raised", "asked"]
    )
    assert found["n"].tolist() == [3, 0]


def test_how_long_needs_take_and_which_were_in_time_is_told_from_here_too():
    lasting = follow_up.time_to_close([3, 5, 8, 13], [True, True, True, False])
    assert (lasting.median, lasting.high) == (5, None)
    assert follow_up.time_to_close([3, 5, 8, 13], [True, False, False, False]).median is None
    due, closed = [date(2026, 6, 5), date(2026, 6, 9)], [date(2026, 6, 4), None]
    june = {"first": date(2026, 6, 1), "last": date(2026, 6, 30), "today": date(2026, 6, 20)}
    assert follow_up.on_time(due, closed, **june).share == 0.5


def test_what_is_put_aside_is_a_loss_of_its_own_and_no_share_of_settled_ones_is_of_it():
    aside = log([RAISE, ACCEPT, ("defer", "deferred", "open")], [RAISE, ACCEPT], [RAISE, ACCEPT, SETTLE])
    standing = follow_up.standings(aside)
    row = follow_up.funnel(standing).set_index("step").loc["accepted"]
    assert row[["n", "lost", "open", "deferred"]].tolist() == [3, 2, 1, 1]
    assert follow_up.could_be_settled(standing) == 2
