"""What a branch hears of the question it added to a month itself (本月加问, by choice).

Each wording is a view of its own, gated by itself, of the branch alone: nobody above sees it, no sum holds it, and so
nothing can be taken from it to find a person. A text is read like Q11 and is in no release.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.naming import Named, gate_choices
from analysis.withholding import Limits, Reason
from db import extra_questions
from db.models import ReleaseView, Tally, Wave, WaveBranch
from db.questions import Question
from db.vocabulary import QuestionKind

VIEW_OF = "own_question:"
Asked = tuple[int, str]  # branch and view


@dataclass(frozen=True)
class OwnQuestion:
    """A wording that the branch asked by choice.

    kind : single or multi. told : (option, band) in the order asked. why_empty : why there is none, None if there is.
    """

    text: str
    kind: QuestionKind
    told: tuple[tuple[str, str], ...]
    why_empty: str | None


def gated(session: Session, wave: Wave, limits: Limits, before: Mapping[Asked, Named]) -> dict[Asked, Named]:
    """Return (branch, view) → what each branch hears of each wording it asked by choice, a withdrawn one too.

    before : what it heard by the number before; no more is said than that.
    """
    rows = session.execute(
        select(WaveBranch.branch_id, WaveBranch.extra).where(
            WaveBranch.wave_id == wave.id, WaveBranch.extra.is_not(None)
        )
    ).all()
    votes = _votes(session, wave) if rows else {}
    found: dict[Asked, Named] = {}
    for branch, stored in rows:
        for question in _by_choice(stored):
            place, own = (branch, VIEW_OF + question.code), votes.get((branch, question.code), {})
            said = gate_choices(
                {code: n for code, n in own.items() if code},
                answers=own.get("", 0),
                order=[option.code for option in question.options],
                one_each=question.kind is QuestionKind.SINGLE,
                limits=limits,
            )
            found[place] = said.within(before.get(place), Reason.UNTOLD)
    return found


def _by_choice(stored: Mapping[str, object] | None) -> list[Question]:
    asked = [extra_questions.question_of(v, extra_questions.BRANCH) for v in extra_questions.read(stored)]
    return [question for question in asked if question.kind is not QuestionKind.TEXT]


def _votes(session: Session, wave: Wave) -> dict[tuple[int, str], dict[str, int]]:
    """(branch, question) → option → how many chose it; "" → how many answered. Doubtful answers are left out."""
    rows = session.execute(
        select(Tally.branch_id, Tally.question, Tally.cell, func.sum(Tally.n))
        .where(
            Tally.wave_id == wave.id,
            Tally.question.startswith(extra_questions.BRANCH),
            Tally.row == "",
            Tally.is_doubtful.is_(False),
        )
        .group_by(Tally.branch_id, Tally.question, Tally.cell)
    )
    found: dict[tuple[int, str], dict[str, int]] = {}
    for branch, question, cell, n in rows:
        found.setdefault((branch, question), {})[cell] = int(n)
    return found


def told(session: Session, *, release_id: int, wave_id: int, branch_id: int) -> tuple[OwnQuestion, ...]:
    """Return what a release tells a branch of the questions it added, the first one first."""
    stored = session.scalar(
        select(WaveBranch.extra).where(WaveBranch.wave_id == wave_id, WaveBranch.branch_id == branch_id)
    )
    views = select(ReleaseView.view, ReleaseView.content).where(
        ReleaseView.release_id == release_id,
        ReleaseView.organisation_id == branch_id,
        ReleaseView.view.startswith(VIEW_OF, autoescape=True),
    )
    content = {view: Named.from_json(what) for view, what in session.execute(views)}
    return tuple(
        _told(question, content[VIEW_OF + question.code])
        for question in _by_choice(stored)
        if VIEW_OF + question.code in content
    )


def _told(question: Question, named: Named) -> OwnQuestion:
    labels = {option.code: option.label for option in question.options}
    cells = tuple((labels[code], band) for code, band in named.cells)
    return OwnQuestion(question.text, question.kind, cells, named.why_empty)
