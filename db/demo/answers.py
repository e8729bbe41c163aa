"""The answer sheets of a branch on one day of the demo.

What nobody can look up any more is written as an import writes it, many sheets at once: a past month's answer
without a request. Whoever asked for something, and everybody of the present month, goes the way of the survey:
draft, submit, receipt.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from db import answer_sheets, drafts, responses, secrets
from db.asking import Asking
from db.demo.profiles import Mood
from db.demo.sheets import Youth
from db.demo.tree import Place
from db.waves import OpenWave

# How long a made-up youth takes.
TAKES = timedelta(minutes=3)

Given = dict[str, Any]


@dataclass(frozen=True)
class Sitting:
    """Where and when sheets are filled in. is_present : the wave still takes answers."""

    session: Session
    wave: OpenWave
    place: Place
    mood: Mood
    is_present: bool
    now: datetime


def fill_in(sitting: Sitting, draws: Sequence[Random], follow: Callable[[str, Given, Random], None]) -> None:
    """Fill in and send one sheet per draw; `follow` takes the receipt code of each that asks for something."""
    at_once: list[Given] = []
    for draw in draws:
        replay = Random()
        replay.setstate(draw.getstate())
        asking_for = _asking(sitting, draw.randrange(drafts.SETS), draw.randrange(drafts.ROTATIONS))
        given = Youth(sitting.mood, draw).fill_in(sitting.wave.form, asking_for)
        if given.get("Q12a") or sitting.is_present:
            code = _send(sitting, given, replay)
            if given.get("Q12a"):
                follow(code, given, draw)
        else:
            at_once.append(answer_sheets.checked(sitting.wave.form, asking_for(given), given))
    if at_once:
        answer_sheets.add_responses(
            sitting.session,
            wave_id=sitting.wave.id,
            branch_id=sitting.place.link.branch_id,
            form=sitting.wave.form,
            sheets=at_once,
        )


def _asking(sitting: Sitting, rating_set: int, rotation: int) -> Callable[[Mapping[str, Any]], Asking]:
    return lambda answers: responses.asking_of(
        wave=sitting.wave,
        branch=sitting.place.link,
        rating_set=rating_set,
        rotation=rotation,
        answers=answers,
    )


def _send(sitting: Sitting, given: Given, draw: Random) -> str:
    session, wave, branch, now = sitting.session, sitting.wave, sitting.place.link, sitting.now
    device = secrets.new_token()
    # The same draw again: the draft finds the set and the rotation that the sheet was filled in with.
    drafts.begin(session, device=device, wave=wave, branch_id=branch.branch_id, now=now - TAKES, draw=draw)
    drafts.save(session, device=device, wave=wave, branch_id=branch.branch_id, changes=given, now=now)
    code = responses.submit(session, device=device, wave=wave, branch=branch, now=now)
    assert code is not None, "a new answer has a code"
    return code
