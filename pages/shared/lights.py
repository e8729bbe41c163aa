"""Lights: shape, word and colour together, so that none of them has to be seen alone."""

from dataclasses import dataclass
from datetime import date

from db.need_ledger import NeedRow

NEAR_DAYS = 2
# Until this day of the month nothing is amiss.
QUIET_UNTIL = 25


@dataclass(frozen=True)
class Light:
    """One light. colour : as Streamlit's Markdown names it; red is for overdue alone."""

    shape: str
    word: str
    colour: str

    @property
    def markdown(self) -> str:
        """Return shape and word in colour."""
        return f":{self.colour}[{self.shape} {self.word}]"


GREEN, YELLOW, RED, GREY = ("●", "green"), ("▲", "orange"), ("■", "red"), ("○", "gray")


def light(look: tuple[str, str], word: str) -> Light:
    """Make a light of a look and a word."""
    return Light(look[0], word, look[1])


def of_need(row: NeedRow) -> Light:
    """Return how pressing a need is: on time, near due (2 working days or less), late, nothing due."""
    if row.wait_until is None or row.days_left is None:
        return light(GREY, row.state.label)
    if row.is_late:
        return light(RED, "逾期")
    return light(YELLOW, "临期") if row.days_left <= NEAR_DAYS else light(GREEN, "按期")


def of_survey(*, is_opened: bool, is_closed: bool, n: int) -> Light:
    """Return the light of 调查: green from one valid answer; never a participation rate."""
    if n:
        return light(GREEN, "绿 已有人填")
    if not is_opened:
        return light(GREY, "灰 未开启")
    return light(YELLOW, "黄 已截止，无人填" if is_closed else "黄 已开启，暂无人填")


def of_deeds(n: int, *, on: date) -> Light:
    """Return the light of 办实事 of the month of `on`: not red before the month has ended."""
    if n:
        return light(GREEN, f"绿 已办{n}件")
    return light(GREY, "灰 本月还没有登记") if on.day <= QUIET_UNTIL else light(YELLOW, "黄 月底前还没有登记")
