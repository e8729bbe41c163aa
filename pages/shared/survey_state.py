"""Where one browser stands in a survey, and what its taps do. The page draws it; the database keeps it."""

# long: one course, from the cover to the receipt

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from db import drafts, engine, fitting, own_answers, parental_codes, responses
from db.asking import Item
from db.drafts import DraftState
from db.errors import NotFound, Refused
from db.links import LinkedBranch
from db.vocabulary import QuestionKind
from pages.shared import answering, questions, sessions, texts, typed, wording
from pages.shared.answering import PLACE, Came, Survey

T = TypeVar("T")
SURVEY, DRAFT, ANSWERS, PENDING, PHASE, NOTICE, WRONG = (
    "survey",
    "draft",
    "answers",
    "pending",
    "phase",
    "survey_notice",
    "wrong",
)
# Whether what was sent sounds like danger, for the page that follows.
CARE = "care"
# What is said to somebody who left.
FAREWELL = "farewell"
COVER, QUIET, QUESTIONS, STOPPED, LEFT, DONE = "cover", "quiet", "questions", "stopped", "left", "done"
# Somebody under 14 in school mode: a parent or guardian has to agree first.
PARENTAL, PARENTAL_FIELD = "parental", "parental_code"
# Somebody under 14 in a correction, where nobody of that age is asked.
TOO_YOUNG = "too_young"
# A screen of these alone goes on by itself once all of it is answered.
BY_TAP = (QuestionKind.SINGLE, QuestionKind.RATING, QuestionKind.REQUEST)


def open_survey(token: str, came: Came) -> Survey | LinkedBranch | None:
    """Read survey and draft into the session, once per session; None where an invite code is missing. Raises Refused."""
    state = st.session_state
    # Who came, too: whoever takes over a session has another browser or code.
    if state.get("token") == token and state.get("came") == came and SURVEY in state:
        survey: Survey = state[SURVEY]
        return survey
    found = sessions.read(answering.find_survey, token=token)
    if isinstance(found, LinkedBranch):
        return found
    device, draft = sessions.read(answering.open_draft, survey=found, came=came)
    if not device:
        return None
    state["token"], state["came"], state["device"] = token, came, device
    state[SURVEY], state[PENDING] = found, {}
    _place_at(draft)
    return found


def _place(survey: Survey, device: str) -> None:
    branch_id = survey.branch.branch_id
    _place_at(sessions.read(drafts.load, device=device, wave_id=survey.wave.id, branch_id=branch_id))


def _place_at(draft: DraftState | None) -> None:
    survey, device = st.session_state[SURVEY], st.session_state["device"]
    if draft is None:
        done = sessions.read(answering.finished, device=device, survey=survey)
        _enter(DONE if done else COVER, None)
    elif draft.is_submitted:
        _enter(DONE, draft)
    elif answering.is_quiet(device, draft, engine.now()) and not _resent():
        _enter(QUIET, draft)
    else:
        _go_on(draft)


def _go_on(draft: DraftState) -> None:
    survey: Survey = st.session_state[SURVEY]
    _enter(PARENTAL if answering.awaits_parent(survey, draft.answers) else QUESTIONS, draft)


def _resent() -> bool:
    # After a long cut the open page itself sends its widgets again: the same person is still there.
    return any(str(key).startswith(questions.PREFIX) for key in st.session_state)


def _enter(phase: str, draft: DraftState | None) -> None:
    st.session_state[PHASE] = phase
    st.session_state[DRAFT] = draft
    st.session_state[ANSWERS] = dict(draft.answers) if draft else {}


def screens() -> list[tuple[str, list[Item]]]:
    """Return the screens of this answer as it stands."""
    survey: Survey = st.session_state[SURVEY]
    return survey.screens(st.session_state[DRAFT], st.session_state[ANSWERS])


def take_resent(shown: list[Item]) -> None:
    """Let values that the page re-sent after a cut win over the stored draft: they are newer."""
    changes: dict[str, Any] = {}
    for item in shown:
        if questions.widget_key(item) in st.session_state:
            value = questions.given(item, st.session_state[ANSWERS].get(item.key))
            if value != st.session_state[ANSWERS].get(item.key):
                changes[item.key] = value
    if changes:
        _write(changes)


def keep(item: Item) -> None:
    """Save the answer that was just given; go on when a screen of taps is complete."""
    if st.session_state[PHASE] != QUESTIONS:
        return
    answers: dict[str, Any] = st.session_state[ANSWERS]
    before = answers.get(item.key)
    value = questions.given(item, before)
    if any(option.stops and option.code == value for option in item.options):
        _end_or_ask_parent({item.key: value})
        return
    after = {**answers, item.key: value}
    changes: dict[str, Any] = {item.key: value}
    # As this answer makes them: it may bring a further question to its own screen.
    pages: list[tuple[str, list[Item]]] = st.session_state[SURVEY].screens(st.session_state[DRAFT], after)
    name, shown = next((name, shown) for name, shown in pages if item.key in {i.key for i in shown})
    complete = all(i.question.kind in BY_TAP and after.get(i.key) for i in shown)
    if complete and before is None:
        changes[PLACE] = answering.neighbour(name, [n for n, _ in pages], +1) or name
    _write(changes)
    # Too many at once is said at once, not only at the next screen.
    wrong = fitting.problem(item, value) if value else None
    if wrong:
        st.session_state[WRONG] = {item.key: wrong}


def _write(changes: dict[str, Any]) -> bool:
    state = st.session_state
    state[ANSWERS].update(changes)
    # What could not be saved is sent again with the next answer.
    state[PENDING].update(changes)
    survey: Survey = state[SURVEY]
    try:
        sessions.write(
            drafts.save,
            device=state["device"],
            wave=survey.wave,
            branch_id=survey.branch.branch_id,
            changes=dict(state[PENDING]),
        )
    except Refused as refused:
        _refused(refused)
        return False
    state[PENDING] = {}
    state.pop(WRONG, None)
    return True


def _refused(refused: Refused) -> None:
    st.session_state[NOTICE] = texts.sentence(refused)
    if refused.code == "answer_gone":
        _delete_draft(drafts.discard)
    if refused.code == "parental_code_missing":
        _write({drafts.PARENTAL_CONSENT: None})
    if refused.code in ("draft_gone", "already_answered", "answer_gone", "parental_code_missing"):
        _place(st.session_state[SURVEY], st.session_state["device"])


def _end_or_ask_parent(changes: dict[str, Any]) -> None:
    survey: Survey = st.session_state[SURVEY]
    if not survey.wave.takes_children:
        _end_or_ask()
    elif _write(changes):
        st.session_state[PHASE] = PARENTAL


def _end_or_ask() -> None:
    """End for somebody under 14; where an answer that was sent would go too, ask first."""
    if not answering.is_correction(st.session_state[ANSWERS]):
        _stop(wording.STOPPED)
    elif _write(answering.AGE_AGAIN):
        st.session_state[PHASE] = TOO_YOUNG


def end_too_young() -> None:
    """确认未满14周岁，删除并退出: what was sent before goes too."""
    if st.session_state[PHASE] == TOO_YOUNG:
        _stop(wording.STOPPED)


def _stop(words: str) -> None:
    _delete_draft(own_answers.stop)
    st.session_state[FAREWELL] = words
    _enter(STOPPED, None)


def leave_without_code() -> None:
    """没有同意码，退出: all of it is deleted."""
    if st.session_state[PHASE] == PARENTAL:
        _stop(wording.STOPPED_WITHOUT_CODE)


def choose_age_again() -> None:
    """选错了，改年龄段: it was a slip of the finger; what else was filled in stays."""
    if st.session_state[PHASE] in (PARENTAL, TOO_YOUNG) and _write(answering.AGE_AGAIN):
        st.session_state[PHASE] = QUESTIONS


def give_parental_code() -> None:
    """Hold the guardian's code for this draft and go on with the survey."""
    state = st.session_state
    if state[PHASE] != PARENTAL:
        return
    survey: Survey = state[SURVEY]
    where = {"device": state["device"], "wave": survey.wave, "branch_id": survey.branch.branch_id}
    try:
        code = typed.cleaned(state.get(PARENTAL_FIELD) or "")[:40]
        if not sessions.write(parental_codes.enter, code=code, **where):
            raise NotFound("parental_code_unknown")
    except Refused as refused:
        if refused.code == "under_14":
            _end_or_ask()
        else:
            _refused(refused)
        return
    _place(survey, state["device"])


def _delete_draft(delete: Callable[..., T]) -> T:
    survey: Survey = st.session_state[SURVEY]
    done = sessions.write(
        delete,
        device=st.session_state["device"],
        wave_id=survey.wave.id,
        branch_id=survey.branch.branch_id,
    )
    for key in [k for k in st.session_state if str(k).startswith(questions.PREFIX)]:
        del st.session_state[key]
    return done


def start() -> None:
    """Begin: the consent is the first thing stored."""
    try:
        draft = sessions.write(
            answering.start, device=st.session_state["device"], survey=st.session_state[SURVEY]
        )
    except Refused as refused:
        _refused(refused)
        return
    if draft.is_submitted:
        _enter(DONE, draft)
    else:
        _go_on(draft)


def resume() -> None:
    """继续: it is the same person."""
    _go_on(st.session_state[DRAFT])


def start_over() -> None:
    """不是我，重新开始: the other person's draft is deleted unseen."""
    _delete_draft(drafts.discard)
    _place(st.session_state[SURVEY], st.session_state["device"])


def leave() -> None:
    """退出并删除草稿."""
    is_correction = answering.is_correction(st.session_state[ANSWERS])
    if _delete_draft(drafts.discard):
        _say_farewell(wording.LEFT_CORRECTION if is_correction else wording.LEFT)
    else:
        # Sent from another tab meanwhile.
        _place(st.session_state[SURVEY], st.session_state["device"])


def _say_farewell(words: str, *, care: bool = False) -> None:
    st.session_state[FAREWELL], st.session_state[CARE] = words, care
    _enter(LEFT, None)


def go(name: str, by: int) -> None:
    """Go to the screen before or after; forward only when this one is in order."""
    # Two taps may come in one run: the first may have ended the survey.
    if st.session_state[PHASE] != QUESTIONS:
        return
    pages = screens()
    shown = dict(pages)[name]
    wrong = fitting.problems(shown, st.session_state[ANSWERS]) if by > 0 else {}
    st.session_state[WRONG] = wrong
    if not wrong:
        place = answering.neighbour(name, [n for n, _ in pages], by)
        if place:
            _write({PLACE: place})


def send() -> None:
    """Submit the draft as the server has it."""
    state = st.session_state
    if state[PHASE] != QUESTIONS or (state[PENDING] and not _write({})):
        return
    survey: Survey = state[SURVEY]
    # By then the words are no longer with this device.
    state[CARE] = answering.sounds_like_danger(screens(), state[ANSWERS])
    is_correction = answering.is_correction(state[ANSWERS])
    try:
        sessions.write(responses.submit, device=state["device"], wave=survey.wave, branch=survey.branch)
    except Refused as refused:
        wrong = refused.facts.get("problems")
        if isinstance(wrong, dict):
            _show_what_is_wrong(wrong)
        elif refused.code == "under_14":
            _end_or_ask()
        else:
            _refused(refused)
        return
    if is_correction:
        _say_farewell(wording.CORRECTED, care=state[CARE])
    else:
        _place(survey, state["device"])


def _show_what_is_wrong(wrong: dict[str, str]) -> None:
    state = st.session_state
    survey: Survey = state[SURVEY]
    branch_id = survey.branch.branch_id
    # As the draft stands: it may have been changed in another tab, or in the plain survey.
    draft = sessions.read(drafts.load, device=state["device"], wave_id=survey.wave.id, branch_id=branch_id)
    if draft is not None:
        state[DRAFT], state[ANSWERS] = draft, dict(draft.answers)
    state[WRONG] = wrong
    places = (name for name, shown in screens() if any(item.key in wrong for item in shown))
    state[ANSWERS][PLACE] = next(places, None)


def code_kept() -> None:
    """我已保存: forget the code."""
    survey: Survey = st.session_state[SURVEY]
    sessions.write(
        drafts.forget_code,
        device=st.session_state["device"],
        wave_id=survey.wave.id,
        branch_id=survey.branch.branch_id,
    )
    _place(survey, st.session_state["device"])
