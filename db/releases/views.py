"""The closed list of views: which counts of a wave become which table, for which groups."""

from collections.abc import Iterator

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import auditing, banding, ends
from analysis.disclosure import Shown, gate
from analysis.earlier import once_withheld
from analysis.withholding import Limits, Rule
from db import asking, extra_questions, frames, questionnaires, settings, tallies
from db.models import Organisation, QuestionnaireVersion, Wave, WaveBranch
from db.questions import Form, Question
from db.releases import conditions, domains, earlier, knowing
from db.vocabulary import Level, QuestionKind, WaveKind

NEEDS, SUB_ITEMS, RATINGS, OTHERS = "needs", "sub_items", "ratings", "questions"
VIEWS = (NEEDS, SUB_ITEMS, RATINGS, OTHERS)
COUNTED = frozenset({QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.SUB_ITEM})
ONE_CELL = frozenset({QuestionKind.SINGLE, QuestionKind.SUB_ITEM})
# No view by age; whether somebody is a member is told for the district only.
AT_ENDS: tuple[Rule, ...] = (banding.near_ends, ends.near_ends_of_choices)
NEVER, DISTRICT_ONLY = frozenset({"Q1"}), frozenset({"Q1b"})


def gated(
    session: Session, wave: Wave, named: knowing.Heard, before: earlier.Told
) -> dict[tuple[int, str], Shown]:
    """Return (organisation, view) → what the gate lets through of a wave, decided over all groups at once.

    named : what each branch hears of itself, which the audit takes for known. before : what the number before told; what
    that withheld stays withheld. A monthly wave has the district, each committee as of its opening, and the
    district's domains; an imported one its branch alone.
    """
    form = _form_of(session, wave)
    is_monthly = wave.kind is WaveKind.MONTHLY
    district = session.scalars(select(Organisation.id).where(Organisation.level == Level.DISTRICT)).one()
    sensitive = [c.code for top in form.categories for c in (top, *top.children) if form.is_sensitive(c.code)]
    limits = Limits(settings.get(session, "show_from"), settings.get(session, "show_sensitive_from"))
    counted = _counted(session, wave)
    nobody = pd.DataFrame(list(possible(form, wave)), columns=["question", "row", "cell"]).assign(n=0)
    bounds = knowing.bounds_of(session, wave, form, named)
    proving = [auditing.audit(knowing.of_committees(counted, bounds))] if is_monthly else []
    shown = gate(
        _counts(session, wave, district, counted, nobody),
        district=str(district) if is_monthly else None,
        sensitive=sensitive,
        partitions=[q.code for q in form.questions if q.kind in ONE_CELL] + [tallies.JOINT],
        district_only=DISTRICT_ONLY if is_monthly else (),
        limits=limits,
        further=[*AT_ENDS, once_withheld(before.groups), *proving],
        asked_of=conditions.asked_of(form, zip(nobody["question"], nobody["row"], strict=True)),
    )
    views = {
        (int(group), view): all_of_it.only(questions)
        for group, all_of_it in shown.items()
        for view, questions in _questions_of_views(form, wave).items()
    }
    committees = {group: what for group, what in shown.items() if group != str(district)}
    by_domain = domains.gated(
        session, wave, counted=counted, nobody=nobody, committees=committees, sensitive=sensitive, limits=limits,
        bounds=bounds, before=before.domains,
    ) if is_monthly else {}  # fmt: skip
    return views | {(district, name): what for name, what in by_domain.items()}


def _form_of(session: Session, wave: Wave) -> Form:
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    return extra_questions.joined(form, district=wave.extra)


def _counted(session: Session, wave: Wave) -> pd.DataFrame:
    counted = frames.tallies(session, wave_id=wave.id)
    # What a branch asks of its own is another question at each: no sum of it means anything.
    return counted[~counted["question"].astype(str).str.startswith(extra_questions.BRANCH)]


def _questions_of_views(form: Form, wave: Wave) -> dict[str, frozenset[str]]:
    counted = frozenset(question.code for question in _asked(form, wave))
    if wave.kind is WaveKind.IMPORTED:
        return {OTHERS: counted}
    return {
        NEEDS: frozenset({"Q2"}),
        SUB_ITEMS: frozenset({"Q2b"}),
        RATINGS: frozenset({tallies.JOINT}),
        OTHERS: counted - {"Q2", "Q2b"} - NEVER,
    }


def _asked(form: Form, wave: Wave) -> Iterator[Question]:
    for question in form.questions:
        is_asked = not question.months or wave.month.month in question.months
        is_request = question.code.startswith(asking.REQUEST)
        if question.kind in COUNTED and is_asked and not is_request:
            yield question


def _counts(
    session: Session, wave: Wave, district: int, counted: pd.DataFrame, nobody: pd.DataFrame
) -> pd.DataFrame:
    groups: dict[int, pd.DataFrame] = {}
    if wave.branch_id is not None:
        groups[wave.branch_id] = counted
    else:
        query = select(WaveBranch.committee_id).where(WaveBranch.wave_id == wave.id)
        # Branches right below the district are in its total and in no committee's.
        for committee in set(session.scalars(query)) - {None, district}:
            assert committee is not None
            groups[committee] = counted[counted["committee_id"] == committee]
        groups[district] = counted
    parts = [
        part[["question", "row", "cell", "n"]].assign(group=str(group))
        for group, own in groups.items()
        for part in (own, nobody)
    ]
    return pd.concat(parts, ignore_index=True)


def possible(form: Form, wave: Wave) -> Iterator[tuple[str, str, str]]:
    """Every count there can be: what is listed as withheld must not tell whether anybody chose it."""
    yield tallies.SHEETS
    for question in _asked(form, wave):
        for row in _rows(form, question):
            yield question.code, row, ""
            for code in _codes(form, question, row):
                yield question.code, row, code
    if wave.kind is WaveKind.MONTHLY:
        for category in form.rated():
            yield tallies.JOINT, category.code, ""


def _rows(form: Form, question: Question) -> list[str]:
    if question.per is None:
        return [""]
    asks_sub_items = question.kind is QuestionKind.SUB_ITEM
    return [c.code for c in form.categories if len(c.children) > 1 or not asks_sub_items]


def _codes(form: Form, question: Question, row: str) -> list[str]:
    drawn: list[str] = []
    if question.options_from == "categories":
        drawn = [category.code for category in form.categories]
    elif question.options_from == "sub_items":
        drawn = [child.code for c in form.categories if c.code == row for child in c.children]
    return drawn + [option.code for option in question.options]
