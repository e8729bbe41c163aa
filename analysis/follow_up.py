"""What became of needs: the funnel of a cohort and the age of what is still open, from the event log.

Also from here: how long needs take (`time_to_close`) and how many were closed by the day they were due (`on_time`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from analysis.rates import on_time
from analysis.survival import time_to_close

__all__ = [
    "by_age", "by_state", "could_be_rated", "could_be_settled", "funnel", "on_time", "outcomes", "silent", "standings", "time_to_close", "ways",
]  # fmt: skip

STEPS = ("raised", "accepted", "settled", "confirmed", "satisfied")
LOSSES = (
    "unaccepted", "open", "deferred", "waiting", "declined", "withdrawn", "lapsed", "relayed", "unrated", "rated_low",
)  # fmt: skip
SATISFIED_FROM = 4
TAKEN_ON = ("accept", "take_over")
AGES = ((0, 7), (8, 15), (16, 30), (31, None))


def funnel(standing: pd.DataFrame, *, tells_satisfied: bool = False) -> pd.DataFrame:
    """How far a cohort of needs has come, and where the others are.

    standing : how many needs raised in one month stand where, as from `standings`. tells_satisfied : how content
    the youth are may be told (`analysis.satisfaction` says whether); otherwise the funnel ends with the confirmed.

    Returns DataFrame, one row per step of `STEPS`: step, n (needs that came this far), of_raised (share 0–1,
    NaN for none raised), lost (came this far, not to the next step), and `lost` split into the columns of
    `LOSSES`: unaccepted (nobody has taken it on yet), open (being done), deferred (put aside for a while),
    waiting (settled, the youth has not said anything yet), declined, withdrawn, lapsed (the youth did not answer in time), relayed (confirmed by word of
    mouth only), unrated (confirmed, no stars), rated_low (1–3 stars).

    A need that is being done again has not been settled: only what stands counts. So n never grows from
    step to step. Satisfied are 4 and 5 stars.
    """
    steps = STEPS if tells_satisfied else STEPS[:-1]
    reached = _reached(standing)
    n = [int(reached.loc[reached["step"] >= index, "n"].sum()) for index in range(len(steps))]
    lost = reached.pivot_table(index="step", columns="end", values="n", aggfunc="sum", fill_value=0)
    lost = lost.reindex(index=range(len(steps)), columns=list(LOSSES), fill_value=0)
    lost.loc[len(steps) - 1] = 0
    return pd.DataFrame(
        {
            "step": steps,
            "n": n,
            "of_raised": [count / n[0] if n[0] else float("nan") for count in n],
            "lost": lost.sum(axis=1).astype(int),
            **{reason: lost[reason].astype(int) for reason in LOSSES},
        }
    ).reset_index(drop=True)


def could_be_settled(standing: pd.DataFrame) -> int:
    """Return how many needs of a cohort the share of settled ones is of: all but those put aside (暂缓).

    The promise of a need put aside stands all the same: in the figures on what was settled on time it stays.
    """
    return int(standing.loc[standing["state"] != "deferred", "n"].sum())


def ways(funnel: pd.DataFrame) -> pd.DataFrame:
    """Where the needs of each step of a funnel went next: to the following step, or to what they are lost to.

    funnel : as from `funnel`, up to the confirmed.

    Returns DataFrame, the first step first: start (of `STEPS`), end (the next step, or of `LOSSES`), n (above 0). What
    starts at a step is what came to it.
    """
    rows = []
    for at, row in enumerate(funnel.to_dict("records")[:-1]):
        following = funnel.iloc[at + 1]
        rows += [(row["step"], following["step"], following["n"])]
        rows += [(row["step"], reason, row[reason]) for reason in LOSSES]
    found = pd.DataFrame(rows, columns=["start", "end", "n"]).astype({"n": int})
    return found[found["n"] > 0].reset_index(drop=True)


def could_be_rated(standing: pd.DataFrame) -> tuple[int, int]:
    """How many needs of a cohort a youth could rate (settled, not by word of mouth), and how many were rated."""
    reached = _reached(standing)
    settled = reached[(reached["step"] >= 2) & (reached["end"] != "relayed")]
    return int(settled["n"].sum()), int(settled.loc[settled["rating"].notna(), "n"].sum())


def silent(standing: pd.DataFrame) -> int:
    """Return how many needs of a cohort are settled without their youth ever having said anything about it.

    Who had it done again has said something; word of mouth is somebody else's.
    """
    is_settled = (standing["type"] == "settled") | (standing["state"] == "lapsed")
    return int(standing.loc[is_settled & ~standing["was_reopened"].astype(bool), "n"].sum())


def outcomes(standing: pd.DataFrame) -> pd.DataFrame:
    """What the youth said became of a cohort of needs, the last time each of them said anything.

    Returns DataFrame, one row per outcome: outcome ("solved", "partly", "unsolved"), n, reopened (those of them that
    were ever reopened). Unsolved are those that were reopened and have not been confirmed since.
    """
    said = standing.assign(
        last=standing["outcome"].mask(standing["was_reopened"] & standing["outcome"].isna(), "unsolved")
    )
    again = said[said["was_reopened"].astype(bool)]
    names = ["solved", "partly", "unsolved"]
    return pd.DataFrame(
        {
            "outcome": names,
            "n": [int(said.loc[said["last"] == name, "n"].sum()) for name in names],
            "reopened": [int(again.loc[again["last"] == name, "n"].sum()) for name in names],
        }
    )


def standings(events: pd.DataFrame, *, until: date | None = None) -> pd.DataFrame:
    """How many needs stand where, counted from the event log. `db.frames` has the same from the database.

    events : DataFrame, one row per step of a need; columns need (any key), seq (int, 1…), happened_on (date),
        verb, state (the state after it), type ("open", "settled", "closed"), rating (1–5) and outcome (both missing
        where none was given).
    until : events after this day are left out; None for all.

    Returns DataFrame: state, type, was_accepted, was_reopened (bool, ever), rating (Int64) and outcome (str), both of
    the confirmation, n.
    """
    known = events if until is None else events[events["happened_on"] <= until]
    rows = [_standing(list(part.itertuples())) for _, part in known.sort_values("seq").groupby("need")]
    columns = ["state", "type", "was_accepted", "was_reopened", "rating", "outcome"]
    found = pd.DataFrame(rows, columns=columns).astype({"rating": "Int64", "outcome": "str"})
    return found.groupby(columns, dropna=False, as_index=False).size().rename(columns={"size": "n"})


def _standing(steps: list[Any]) -> tuple[str, str, bool, bool, int | None, str | None]:
    last, verbs = steps[-1], {event.verb for event in steps}
    said = [event for event in steps if event.verb == "confirm"]
    rating = said[-1].rating if said and not pd.isna(said[-1].rating) else None
    outcome = said[-1].outcome if said else None
    return last.state, last.type, not verbs.isdisjoint(TAKEN_ON), "reopen" in verbs, rating, outcome


def _reached(standing: pd.DataFrame) -> pd.DataFrame:
    """Return per row: index of the last step reached, why it is not further, the rating, n."""
    rows = [(*_step(row), row.rating, row.n) for row in standing.itertuples()]
    return pd.DataFrame(rows, columns=["step", "end", "rating", "n"])


def _step(row: Any) -> tuple[int, str]:
    if row.state == "confirmed":
        if pd.isna(row.rating):
            return 3, "unrated"
        return (4, "") if row.rating >= SATISFIED_FROM else (3, "rated_low")
    if row.type == "settled" or row.state in ("lapsed", "relayed"):
        return 2, row.state if row.type == "closed" else "waiting"
    if row.type == "closed" or row.state == "deferred":
        return int(row.was_accepted), row.state
    return (1, "open") if row.was_accepted else (0, "unaccepted")


def by_age(open_needs: pd.DataFrame) -> pd.DataFrame:
    """How long open needs have waited, by calendar days since they were raised.

    open_needs : DataFrame with columns days (int ≥ 0), n (int).
    Returns DataFrame, one row per band of `AGES`, empty bands included: low, high (days, high missing for
    the last), n.
    """
    return pd.DataFrame(
        {
            "low": [low for low, _ in AGES],
            "high": pd.array([high for _, high in AGES], dtype="Int64"),
            "n": [_between(open_needs, low, high) for low, high in AGES],
        }
    )


def _between(open_needs: pd.DataFrame, low: int, high: int | None) -> int:
    days = open_needs["days"]
    inside = (days >= low) & (days <= high) if high is not None else days >= low
    return int(open_needs.loc[inside, "n"].sum())


def by_state(open_needs: pd.DataFrame, states: Iterable[str]) -> pd.DataFrame:
    """How many open needs stand in each state, in the given order, empty states included.

    open_needs : DataFrame with columns state (str), n (int).
    Returns DataFrame: state, n.
    """
    counted = open_needs.groupby("state")["n"].sum()
    return pd.DataFrame([(s, int(counted.get(s, 0))) for s in states], columns=["state", "n"])
