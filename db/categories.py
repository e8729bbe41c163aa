"""The need categories in two levels, as the district keeps them.

A published questionnaire keeps the categories it was published with; what is changed here comes into the survey
with the next published version.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.errors import Conflict, Invalid, NotFound
from db.models import Category
from db.rights import Act, Doer, Noun, require

LABEL_LIMIT = 20
# What a phone shows without tiring: categories, and sub-items of one.
MOST, MOST_BELOW = 20, 12
# 其他 takes what fits nowhere, and is asked for by its code.
OTHER = "OTH"


@dataclass(frozen=True)
class CategoryRow:
    """One category, or a sub-item of one (`parent_code` set)."""

    code: str
    parent_code: str | None
    label: str
    is_sensitive: bool
    is_active: bool


def list_for(session: Session, *, actor: Doer) -> list[CategoryRow]:
    """Return all categories in their order, each followed by its sub-items; imported ones are left out.

    Refuses: no_right.
    """
    require(actor, Noun.CATEGORY, Act.READ)
    rows = session.scalars(
        select(Category).where(~Category.is_imported).order_by(Category.position, Category.code)
    ).all()
    tops = [row for row in rows if row.parent_code is None]
    return [
        _row(found) for top in tops for found in (top, *(row for row in rows if row.parent_code == top.code))
    ]


def _row(row: Category) -> CategoryRow:
    return CategoryRow(row.code, row.parent_code, row.label, row.is_sensitive, row.is_active)


def add(
    session: Session, *, actor: Doer, parent_code: str | None, label: str, is_sensitive: bool, now: datetime
) -> str:
    """Add a category, or a sub-item below one, at the end; return its code.

    Refuses: no_right, category_gone, category_label_malformed, category_exists, categories_too_many.
    """
    require(actor, Noun.CATEGORY, Act.ADD)
    if parent_code is not None and _find(session, parent_code).parent_code is not None:
        raise NotFound("category_gone")
    siblings = _siblings(session, parent_code)
    label = _free_label(siblings, label)
    most = MOST if parent_code is None else MOST_BELOW
    if sum(row.is_active for row in siblings) >= most:
        raise Conflict("categories_too_many", most=most)
    row = Category(
        code=_free_code(session, parent_code),
        parent_code=parent_code,
        label=label,
        # 其他 stays last.
        position=max((s.position for s in siblings if s.code != OTHER), default=-1) + 1,
        is_sensitive=is_sensitive,
        keywords={"zh": []},
    )
    session.add(row)
    session.flush()
    _number(session, parent_code)
    _record(session, actor, "add_category", row.code, now)
    return row.code


def _free_code(session: Session, parent_code: str | None) -> str:
    # Codes are for ever: one that was used and retired is not used again, since nothing is ever deleted.
    stem = parent_code or "C"
    codes = session.scalars(select(Category.code).where(Category.code.startswith(stem, autoescape=True)))
    numbers = [int(found[1]) for code in codes if (found := re.fullmatch(rf"{stem}(\d+)", code))]
    return f"{stem}{max(numbers, default=0) + 1}"


def _siblings(session: Session, parent_code: str | None) -> list[Category]:
    below = Category.parent_code.is_(None) if parent_code is None else Category.parent_code == parent_code
    return list(
        session.scalars(
            select(Category).where(below, ~Category.is_imported).order_by(Category.position, Category.code)
        )
    )


def _free_label(siblings: list[Category], label: str, but: str = "") -> str:
    label = " ".join(label.split())
    if not 0 < len(label) <= LABEL_LIMIT:
        raise Invalid("category_label_malformed", field="label", most=LABEL_LIMIT)
    if any(row.label == label and row.code != but for row in siblings):
        raise Conflict("category_exists", field="label", name=label)
    return label


def _number(session: Session, parent_code: str | None) -> None:
    """Give the siblings the positions 0, 1, … in their order, 其他 last."""
    rows = sorted(_siblings(session, parent_code), key=lambda row: (row.code == OTHER, row.position))
    for position, row in enumerate(rows):
        row.position = position
    session.flush()


def _find(session: Session, code: str) -> Category:
    row = session.get(Category, code)
    if row is None or row.is_imported:
        raise NotFound("category_gone")
    return row


def change(
    session: Session, *, actor: Doer, seen: CategoryRow, label: str, is_sensitive: bool, now: datetime
) -> None:
    """Rename a category or say whether it is sensitive; needs that were raised keep what they were.

    seen : the category as the person saw it before. Refuses: no_right, category_gone, changed_meanwhile,
    category_label_malformed, category_exists.
    """
    require(actor, Noun.CATEGORY, Act.CHANGE)
    row = _find(session, seen.code)
    if _row(row) != seen:
        raise Conflict("changed_meanwhile")
    row.label = _free_label(_siblings(session, row.parent_code), label, but=row.code)
    row.is_sensitive = is_sensitive
    session.flush()
    if _row(row) != seen:
        _record(session, actor, "change_category", row.code, now, is_sensitive=is_sensitive)


def shift(session: Session, *, actor: Doer, code: str, by: int, now: datetime) -> None:
    """Move a category `by` places among its siblings (−1: up); at either end, and for 其他, nothing happens.

    Refuses: no_right, category_gone.
    """
    require(actor, Noun.CATEGORY, Act.CHANGE)
    row = _find(session, code)
    _number(session, row.parent_code)
    rows = [sibling for sibling in _siblings(session, row.parent_code) if sibling.code != OTHER]
    if code == OTHER or not 0 <= rows.index(row) + by < len(rows):
        return
    other = rows[rows.index(row) + by]
    row.position, other.position = other.position, row.position
    session.flush()
    _record(session, actor, "shift_category", code, now)


def set_active(session: Session, *, actor: Doer, code: str, is_active: bool, now: datetime) -> None:
    """Retire a category or take it back; a retired one keeps its needs and figures, and is not offered.

    Refuses: no_right, category_gone, category_stays, categories_too_few, categories_too_many.
    """
    require(actor, Noun.CATEGORY, Act.CHANGE)
    row = _find(session, code)
    if row.is_active is is_active:
        return
    others = sum(s.is_active and s.code != code for s in _siblings(session, row.parent_code))
    most = MOST if row.parent_code is None else MOST_BELOW
    if is_active and others >= most:
        raise Conflict("categories_too_many", most=most)
    if not is_active and code == OTHER:
        raise Conflict("category_stays", name=row.label)
    # 其他 is not rated, and a third of the rest has to be something to ask.
    if not is_active and row.parent_code is None and others < 4:
        raise Conflict("categories_too_few")
    row.is_active = is_active
    session.flush()
    _record(session, actor, "restore_category" if is_active else "retire_category", code, now)


def _record(session: Session, actor: Doer, verb: str, code: str, now: datetime, **facts: object) -> None:
    subject = f"category:{code}"
    audit.record(
        session, actor=actor.audit_name, verb=verb, subject=subject, now=now, organisation_id=None, **facts
    )
