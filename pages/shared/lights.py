"""Lights: shape, word and colour together, so that none of them has to be seen alone."""

from dataclasses import dataclass

from db.duties import Light as DutyLight
from db.need_ledger import NeedRow
from db.need_lines import NEAR_DAYS
from db.vocabulary import Duty, LightState, NeedState


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
    if row.state is NeedState.DEFERRED and row.days_left > NEAR_DAYS:
        return light(GREY, row.state.label)
    return of_deadline(row.days_left, is_late=row.is_late)


def of_deadline(days_left: int, *, is_late: bool) -> Light:
    """Return how pressing something due is. days_left : working days."""
    if is_late:
        return light(RED, "逾期")
    return light(YELLOW, "临期") if days_left <= NEAR_DAYS else light(GREEN, "按期")


LOOKS: dict[LightState, tuple[tuple[str, str], str]] = {
    LightState.DONE: (GREEN, "绿"),
    LightState.NOT_DUE: (GREY, "灰"),
    LightState.DUE_SOON: (YELLOW, "黄"),
    LightState.MISSED: (RED, "红"),
    LightState.NOT_OPENED: (GREY, "灰"),
    LightState.NO_ANSWERS: (YELLOW, "黄"),
    LightState.CLOSED_EMPTY: (YELLOW, "黄"),
    LightState.HINDERED: (GREY, "灰"),
    LightState.EXEMPT: (GREY, "灰"),
    LightState.NOT_FOUNDED: (GREY, "灰"),
    LightState.SHUT: (GREY, "灰"),
}
DONE_WORDS = {
    Duty.ACTIVITY: "已办{n}次",
    Duty.PAIRING: "已联系{n}次",
    Duty.SURVEY: "已有人填",
    Duty.DEED: "已办{n}件",
    Duty.TALK: "已谈{n}次",
}


def of_duty(duty: Duty, found: DutyLight) -> Light:
    """Return the light of one of the five duties; never a participation rate."""
    look, colour = LOOKS[found.state]
    word = found.state.label
    if found.is_done:
        # Only a deed is done by progress alone.
        word = DONE_WORDS[duty].format(n=found.n) if found.n else "在办，有进展"
    elif found.state is LightState.MISSED and found.reason:
        word = LightState.HINDERED.label
    return light(look, f"{colour} {word}")
