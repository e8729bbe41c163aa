"""Releases: what a wave's answers say, computed once, gated once, stored, and never changed.

Pages, exports and boards read content of answers from here only; what was never released cannot leak.
"""

from db.releases.making import WorkedOut, end_early, release, release_by_hand, work_out
from db.releases.noticed import ASKED as NOTICE_ASKED
from db.releases.noticed import BRANCH_FIRST, Beside, beside_ledger, expected_of, waits_until
from db.releases.own import OwnResult, own_latest, own_months, own_result, own_survey
from db.releases.own_questions import OwnQuestion
from db.releases.periods import Ready, keep, made_with, next_ready
from db.releases.reading import (
    Released,
    answers_so_far,
    by_domain,
    form_of,
    history,
    imported,
    latest,
    of_month,
    of_period,
    released_months,
    survey_months,
    view,
)
from db.releases.rosters import roster
from db.releases.views import NEEDS, OTHERS, RATINGS, SUB_ITEMS, VIEWS
from db.releases.youth import declared_youth

__all__ = [
    "BRANCH_FIRST",
    "NEEDS",
    "NOTICE_ASKED",
    "OTHERS",
    "RATINGS",
    "SUB_ITEMS",
    "VIEWS",
    "Beside",
    "OwnQuestion",
    "OwnResult",
    "Ready",
    "Released",
    "WorkedOut",
    "answers_so_far",
    "beside_ledger",
    "by_domain",
    "declared_youth",
    "end_early",
    "expected_of",
    "form_of",
    "history",
    "imported",
    "keep",
    "latest",
    "made_with",
    "next_ready",
    "of_month",
    "of_period",
    "own_latest",
    "own_months",
    "own_result",
    "own_survey",
    "release",
    "release_by_hand",
    "released_months",
    "roster",
    "survey_months",
    "view",
    "waits_until",
    "work_out",
]
