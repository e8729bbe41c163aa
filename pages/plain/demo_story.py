"""6步看完一件事: what each step says, who takes it, and whether the database shows that it was taken."""

from dataclasses import dataclass, replace

from db.visitors import Count, Followed, Step
from db.vocabulary import STATE_TYPES, NeedState, Role, StateType


@dataclass(frozen=True)
class Line:
    """One step on the page.

    who, to : what its button sends: as whom, and to which page. is_next : the one thing to do now.
    is_open : its button may be pressed.
    """

    step: Step
    title: str
    sentence: str
    button: str
    who: str
    to: str
    is_done: bool = False
    is_next: bool = False
    is_open: bool = False


SECRETARY, COMMITTEE, DISTRICT = Role.SECRETARY.value, Role.COMMITTEE.value, Role.DISTRICT.value
LINES = (
    Line(
        Step.RAISE,
        "青年提一件需求",
        "青年扫支部的二维码，不注册、不留姓名，说一件想请团组织办的事。",
        "以青年身份提一件",
        "youth",
        "wish",
    ),
    Line(
        Step.ACCEPT,
        "支部受理",
        "支部书记看得到原话，看不到是谁；点“受理”，青年就知道有人在办。",
        "以支部书记身份受理",
        SECRETARY,
        "need",
    ),
    Line(
        Step.SETTLE,
        "支部办结",
        "选“办结”，写一句做了什么、一句给青年的话；这同时记成一件实事。",
        "以支部书记身份办结",
        SECRETARY,
        "need",
    ),
    Line(
        Step.CONFIRM,
        "青年确认",
        "办没办好由青年说了算：凭查询码看结果，选“已解决”，打个分。",
        "以青年身份确认",
        "youth",
        "receipt",
    ),
    Line(
        Step.COMMITTEE,
        "街道团工委看到它",
        "办理跟踪图的“青年确认”里多了这一件；看得到办到哪一步，看不到原话。",
        "以街道团工委身份看图",
        COMMITTEE,
        "follow-up",
    ),
    Line(
        Step.DISTRICT,
        "区团委看到全区",
        "同一张图换成全区：提出、受理、办结、青年确认，一件不多一件不少。",
        "以区团委身份看图",
        DISTRICT,
        "follow-up",
    ),
)


def steps_of(followed: Followed | None) -> list[Line]:
    """Return the six steps as they stand."""
    taken = followed.taken if followed else frozenset()
    next_one = next((line.step for line in LINES if line.step not in taken), None)
    return [_standing(line, followed, line.step in taken, line.step is next_one) for line in LINES]


def is_stuck(followed: Followed | None) -> bool:
    """Tell whether the need has ended without a confirmation, so that the story cannot go on."""
    if followed is None or followed.state is NeedState.CONFIRMED:
        return False
    return STATE_TYPES[followed.state] is StateType.CLOSED


def _standing(line: Line, followed: Followed | None, is_done: bool, is_next: bool) -> Line:
    if followed and line.to == "need" and followed.handler is Role.COMMITTEE:
        # Sent straight to the committee: the branch never sees it.
        line = replace(line, who=COMMITTEE, button=line.button.replace("支部书记", "街道团工委"))
    if followed and followed.state is NeedState.ASKED and is_next:
        line = replace(line, who="youth", to="receipt", button="以青年身份回答提问")
    if followed and is_done and line.to == "follow-up":
        line = replace(line, sentence=_counted(line.step, followed.counts, followed.number))
    is_open = is_next or (is_done and line.step is not Step.RAISE)
    return replace(line, is_done=is_done, is_next=is_next, is_open=is_open)


def _counted(step: Step, counts: tuple[Count, ...], number: str) -> str:
    count = counts[-1 if step is Step.DISTRICT else 0]
    return f"{count.scope}本月提出{count.raised}件，青年已确认{count.confirmed}件，其中一件就是您的{number}。"
