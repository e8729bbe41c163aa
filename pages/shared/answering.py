"""Answering a survey, as both renderers see it: which survey a link opens, its screens, its words.

No Streamlit and no HTML here; every rule comes from `db.asking`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from db import ages, asking, corrections, crisis_words, drafts, invites, links, paging, responses, waves
from db.asking import Item
from db.drafts import DraftState
from db.engine import Session
from db.links import LinkedBranch
from db.vocabulary import QuestionKind
from db.waves import OpenWave
from pages.shared.wording import ALSO_READ, NO_WAY_IN_AN_EMERGENCY

COVER = "cover"
# Where in the survey this answer stands; kept in the draft beside the answers.
PLACE = "place"
CONSENT = drafts.CONSENT
# A draft older than this is announced without its content: a phone may have changed hands.
QUIET_MINUTES = timedelta(minutes=10)

PROBLEMS = {
    "answer_required": "请选择或填写这一题。",
    "answer_unknown_option": "这一题的选项有变化，请重新选择。",
    "answer_too_many": "选得太多了，请去掉一些再继续。",
    "answer_exclusive": "这几项不能同时选，请重新选择。",
    "answer_too_long": "写得太长了，请删减一些。",
    "answer_malformed": "这一题没有读懂，请重新填写。",
}


@dataclass(frozen=True)
class Survey:
    """A branch's survey that is open now; plain values, safe to keep while a page is open."""

    branch: LinkedBranch
    wave: OpenWave

    def asking(self, draft: DraftState, answers: dict[str, Any]) -> asking.Asking:
        """Return what the questions need to know besides the answers."""
        return responses.asking_of(
            wave=self.wave,
            branch=self.branch,
            rating_set=draft.rating_set,
            rotation=draft.rotation,
            answers=answers,
        )

    def screens(self, draft: DraftState, answers: dict[str, Any]) -> list[tuple[str, list[Item]]]:
        """Return the screens of this answer in order, given what it has answered so far."""
        shown = asking.items(self.wave.form, self.asking(draft, answers), answers)
        return asking.screens(shown)

    @cached_property
    def pages(self) -> tuple[tuple[str, ...], ...]:
        """Return the codes of the questions of each page of the plain survey."""
        return paging.pages(self.wave.form)

    @property
    def title(self) -> str:
        """Return the survey's title with its month filled in."""
        words = {"year": str(self.wave.month.year), "month": str(self.wave.month.month)}
        return asking.fill(self.wave.form.title, words)


def find_survey(session: Session, *, token: str, today: date) -> Survey | LinkedBranch:
    """Return the open survey behind a link, or only the branch when none is open.

    Refuses: link_unknown, link_revoked.
    """
    branch = links.find_branch(session, token=token)
    wave = waves.open_wave(session, branch_id=branch.branch_id, on=today)
    return branch if wave is None else Survey(branch, wave)


@dataclass(frozen=True)
class Came:
    """Who came: the browser's random id, and the invite code it was given, each "" for none."""

    browser: str
    invite: str = ""


def open_draft(session: Session, *, survey: Survey, came: Came) -> tuple[str, DraftState | None]:
    """Return by what the draft is keyed of who came to a survey, and the draft.

    The key is "" where the browser keeps no cookies, or where a survey that takes invite codes has been given none.
    """
    where = {"wave_id": survey.wave.id, "branch_id": survey.branch.branch_id}
    if came.invite and invites.holds(session, code=came.invite, **where):
        device = invites.device_of(came.invite)
        begun = drafts.load(session, device=device, **where)
        # What was begun with a code goes on with it, also where the survey takes none any more.
        if begun or survey.wave.takes_codes:
            return device, begun
    own = drafts.load(session, device=came.browser, **where) if came.browser else None
    # What was begun here without a code goes on without one, up to its receipt: a correction, or a sheet of before
    # the codes.
    goes_on = own is not None and (not own.is_submitted or own.code is not None)
    if not survey.wave.takes_codes or goes_on:
        return came.browser, own
    return "", None


def sounds_like_danger(screens: Iterable[tuple[str, Sequence[Item]]], answers: Mapping[str, Any]) -> bool:
    """Tell whether a text that is sent sounds like danger, and so is marked for the named adult (`db.crisis`).

    What went out of sight is not sent, and how to be reached is not looked through.
    """
    sent = asking.visible_answers([item for _, items in screens for item in items], answers)
    return crisis_words.in_answers(
        {key: said for key, said in sent.items() if key not in (responses.NAME, responses.CONTACT)}
    )


def place_of(answers: dict[str, Any], names: list[str]) -> str:
    """Return the screen to show: where the draft stands, else the first."""
    place = answers.get(PLACE)
    return place if place in names else names[0]


def neighbour(name: str, names: list[str], by: int) -> str | None:
    """Return the screen before (−1) or after (+1) another; None past the ends."""
    index = names.index(name) + by
    return names[index] if 0 <= index < len(names) else None


def problem_text(item: Item, code: str) -> str:
    """Return what is wrong with an answer, in words."""
    limit = item.question.max_choices
    if code == "answer_too_many" and limit:
        return f"最多选{limit}项，请去掉一些再继续。"
    if code == "answer_too_long":
        return f"最多写{item.question.max_chars}字，请删减一些。"
    if code == "answer_required" and item.question.kind is QuestionKind.CONSENT:
        return "请勾选同意再继续；不同意，可以回到前面改选“不用”或不留联系方式。"
    return PROBLEMS[code]


def hint(item: Item) -> str:
    """Return the small words behind a question: how many may be chosen, whether it may be left out."""
    if item.question.max_choices:
        return f"（最多选{item.question.max_choices}项）"
    if item.question.kind is QuestionKind.TEXT and (item.question.max_chars or 0) > 60:
        return f"（{'' if item.question.required else '选填，'}{item.question.max_chars}字以内）"
    kind = item.question.kind.value
    if kind == "multi":
        return "（可多选）"
    return "" if item.question.required or kind == "consent" else "（选填）"


def help_text(item: Item) -> str:
    """Return what stands below a question: who reads it; below a text also who else does when it sounds like danger."""
    if item.question.kind is not QuestionKind.TEXT:
        return item.help
    if item.key in (responses.NAME, responses.CONTACT):
        # How to be reached is not looked through.
        return f"{item.help}{NO_WAY_IN_AN_EMERGENCY}"
    return f"{item.help}{ALSO_READ}" if item.help else ""


def is_quiet(device: str, draft: DraftState, now: datetime) -> bool:
    """Tell whether a draft has lain long enough that somebody else may hold the phone now.

    Whoever came with an invite code has typed it: that is the one who began.
    """
    if invites.is_code(device):
        return False
    touched = draft.touched_at
    return bool(draft.answers) and touched is not None and now - touched > QUIET_MINUTES


def is_correction(answers: dict[str, Any]) -> bool:
    """Tell whether these answers correct one that was sent."""
    return corrections.response_of(answers) is not None


def awaits_parent(survey: Survey, answers: dict[str, Any]) -> bool:
    """Tell whether a parent or legal guardian has to agree before this answer goes on."""
    agreed = answers.get(drafts.PARENTAL_CONSENT)
    return survey.wave.takes_children and ages.is_under_14(answers) and not agreed


# What a draft forgets of whoever chose the wrong age: it asks for the age again, on the first screen.
AGE_AGAIN = {ages.AGE: None, PLACE: None}


def finished(session: Session, *, device: str, survey: Survey) -> bool:
    """Tell, read back from the database, whether this device's answer stands."""
    return responses.answered(session, device, survey.wave.id, survey.branch)


def start(session: Session, *, device: str, survey: Survey, now: datetime) -> DraftState:
    """Make this device's draft after the consent, which is its first entry. Refuses: wave_closed."""
    wave, branch_id, version = survey.wave, survey.branch.branch_id, drafts.NOTICE_VERSION
    begun = drafts.begin(session, device=device, wave=wave, branch_id=branch_id, agreed=version, now=now)
    if begun.is_submitted or begun.answers.get(CONSENT) == version:
        return begun
    agreed = {CONSENT: version}
    drafts.save(session, device=device, wave=wave, branch_id=branch_id, changes=agreed, now=now)
    return replace(begun, answers={**begun.answers, **agreed})
