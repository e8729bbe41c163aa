"""Settings of the district, with their defaults. Names and defaults are here, values in the database."""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from db.models import Setting

DEFAULTS: dict[str, Any] = {
    # The name shown in headings; None until the district is set up.
    "district_name": None,
    # True only in a district made by `python -m db demo`: shows the strip, never true of a real one.
    "is_demo": False,
    # True while the demo's past is still being made: until then nobody else turns its months.
    "is_being_made": False,
    # Only read while `is_demo` holds. Role → id of the account that a visitor may look around as; the branch
    # whose link a visitor opens as a youth.
    "demo_accounts": {},
    "demo_branch": None,
    # Finding of the demo → the month (ISO) in which a visitor sees it; empty in one too small to hold them.
    "demo_months": {},
    # When survey-born needs reach the branch: "morning" (next working morning, shuffled) or "at_once".
    "hand_over": "morning",
    # Last day of a monthly wave; None: the month's last day.
    "closes_on_day": 25,
    # "2026-07" → [first day, last day] of a month that is to come, where the district set them by hand.
    "planned_waves": {},
    # From how many answers a distribution is shown, and a sensitive one (at district level only).
    "show_from": 10,
    "show_sensitive_from": 20,
    # Which share of settled needs is drawn for the committee's second question; see db.rechecks.
    "recheck_share": 0.05,
    # Shown where a youth may want to ask a person.
    "contact_name": None,
    "contact_phone": None,
    # Whether schools' branches take answers of youth under 14, with parental consent; see db.minors.
    "minors_mode": "block_under_14",
    # [[first day, last day or None], …] (ISO): when they did, the last stretch last.
    "school_mode_spans": [],
    # The day (ISO) on which youth's words from the survey were last handed to the branches.
    "words_handed_on": None,
    # The day (ISO) up to which rows were written anew; see db.mixing.
    "mixed_on": None,
    "counts_mixed_on": None,
    # Which key this database was made with; see db.secrets.fingerprint.
    "key_fingerprint": None,
}


# Made once: asked for by every page of every youth.
_BY_NAMES = select(Setting.name, Setting.value).where(Setting.name.in_(bindparam("names", expanding=True)))


def get(session: Session, name: str) -> Any:
    """Return the value of a setting, or its default. KeyError for a name that is none."""
    default = DEFAULTS[name]
    row = session.get(Setting, name)
    return default if row is None else row.value["value"]


def get_all(session: Session, *names: str) -> dict[str, Any]:
    """Return several settings at once, name → value or default. KeyError for a name that is none."""
    rows = session.execute(_BY_NAMES, {"names": names})
    return {name: DEFAULTS[name] for name in names} | {name: value["value"] for name, value in rows}


def put(session: Session, name: str, value: Any) -> None:
    """Set a setting. KeyError for a name that is none."""
    _ = DEFAULTS[name]
    session.merge(Setting(name=name, value={"value": value}))
