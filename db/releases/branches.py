"""The view of a branch: what it may hear of its own answers, computed and stored with the release.

A branch has no right to any other view. It is gated by itself, category names without counts, where what was noticed
differs from what was logged (`db.releases.noticed`) and its own questions (`db.releases.own_questions`), so it takes no part in what committees and domains tell of
one another.
"""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.naming import Named, gate_names
from analysis.noticing import Noticed
from analysis.withholding import Limits
from db import questionnaires, settings, tallies
from db.models import QuestionnaireVersion, Tally, Wave, WaveBranch
from db.releases import noticed, own_questions
from db.vocabulary import WaveKind

NAMED = "named"
ASKED = tallies.PICKED


def gated(
    session: Session,
    wave: Wave,
    names_before: Mapping[int, Named],
    noticed_before: Mapping[int, Noticed],
    asked_before: Mapping[own_questions.Asked, Named],
) -> dict[tuple[int, str], Named | Noticed]:
    """Return (branch, view) → what each branch of a monthly wave may hear; nothing for an imported one.

    names_before, noticed_before : branch → what it heard by the number before; no more is said than that. asked_before :
        the same of its own questions, by branch and view.
    """
    if wave.kind is not WaveKind.MONTHLY:
        return {}
    form = questionnaires.form_of(session.get_one(QuestionnaireVersion, wave.version_id))
    order = [category.code for category in form.categories]
    sensitive = [code for code in order if form.is_sensitive(code)]
    limits = Limits(settings.get(session, "show_from"), settings.get(session, "show_sensitive_from"))
    counted = _votes(session, wave, ASKED)
    branches = session.scalars(select(WaveBranch.branch_id).where(WaveBranch.wave_id == wave.id))
    named: dict[tuple[int, str], Named | Noticed] = {
        (branch, NAMED): gate_names(
            {code: n for code, n in counted[branch].items() if code},
            answers=counted[branch].get("", 0),
            order=order,
            sensitive=sensitive,
            limits=limits,
        ).within(names_before.get(branch))
        for branch in branches
    }
    beside = noticed.gated(session, wave, form, _votes(session, wave, noticed.ASKED), limits)
    named |= own_questions.gated(session, wave, limits, asked_before)
    return named | {place: said.within(noticed_before.get(place[0])) for place, said in beside.items()}


def _votes(session: Session, wave: Wave, question: str) -> Mapping[int, dict[str, int]]:
    """Branch → option → how many chose it; "" → how many answered. Doubtful answers are left out."""
    rows = session.execute(
        select(Tally.branch_id, Tally.cell, Tally.n).where(
            Tally.wave_id == wave.id,
            Tally.question == question,
            Tally.row == "",
            Tally.is_doubtful.is_(False),
        )
    )
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for branch, cell, n in rows:
        # One row per age band.
        counted[branch][cell] = counted[branch].get(cell, 0) + n
    return counted
