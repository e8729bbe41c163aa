"""Questionnaires and need categories: the default contents, new versions, publishing."""

import functools
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, select
from sqlalchemy.orm import Session

from db import audit
from db.engine import ROOT
from db.errors import Conflict, NotFound
from db.models import Category, Questionnaire, QuestionnaireVersion
from db.questions import Form, read_form
from db.rights import Act, Doer, Noun, require
from db.vocabulary import RatingScope

CONTENTS = ROOT / "db" / "contents"
MONTHLY = "monthly"
# Made once: asked for by every page of every youth.
_STORED = select(
    QuestionnaireVersion.title, QuestionnaireVersion.rating_scope, cast(QuestionnaireVersion.definition, Text)
).where(QuestionnaireVersion.id == bindparam("version_id"))


def _contents(name: str) -> Any:
    return json.loads((CONTENTS / name).read_text(encoding="utf-8"))


def install_defaults(session: Session, *, now: datetime) -> None:
    """Put the default categories and the monthly questionnaire in place, published. Does nothing a second time."""
    if session.scalar(select(func.count()).select_from(Category)) == 0:
        for position, top in enumerate(_contents("need_categories.json")):
            _add_category(session, top, None, position)
        session.flush()
    if session.scalar(select(Questionnaire).where(Questionnaire.code == MONTHLY)) is None:
        raw = _contents("monthly_v1.json")
        definition = {name: raw[name] for name in ("adults_only", "questions")}
        version = add_version(
            session,
            code=MONTHLY,
            title=raw["title"],
            rating_scope=RatingScope(raw["rating_scope"]),
            definition=definition,
            is_monthly=True,
        )
        publish(session, version=version, now=now)


def _add_category(session: Session, raw: dict[str, Any], parent_code: str | None, position: int) -> None:
    session.add(
        Category(
            code=raw["code"],
            parent_code=parent_code,
            label=raw["label"],
            position=position,
            is_sensitive=raw.get("is_sensitive", False),
            plan_field=raw.get("plan_field"),
            keywords={"zh": raw.get("keywords", [])},
        )
    )
    session.flush()
    for place, child in enumerate(raw.get("children", ())):
        _add_category(session, child, raw["code"], place)


def add_version(
    session: Session,
    *,
    code: str,
    title: str,
    rating_scope: RatingScope,
    definition: dict[str, Any],
    is_monthly: bool,
) -> QuestionnaireVersion:
    """Add the next version of the questionnaire `code`, unpublished; the questionnaire is made if new.

    title, definition : wording as in contents/monthly_v1.json; raises KeyError or ValueError if unreadable.
    """
    read_form(title, rating_scope, definition)
    questionnaire = session.scalar(select(Questionnaire).where(Questionnaire.code == code))
    if questionnaire is None:
        questionnaire = Questionnaire(code=code, is_monthly=is_monthly)
        session.add(questionnaire)
        session.flush()
    last = session.scalar(
        select(func.max(QuestionnaireVersion.number)).where(
            QuestionnaireVersion.questionnaire_id == questionnaire.id
        )
    )
    version = QuestionnaireVersion(
        questionnaire_id=questionnaire.id,
        number=(last or 0) + 1,
        title=title,
        rating_scope=rating_scope,
        definition=definition,
    )
    session.add(version)
    session.flush()
    return version


def publish(session: Session, *, version: QuestionnaireVersion, now: datetime) -> None:
    """Freeze a version together with the categories as they read now: an answered wording never changes.

    Refuses: version_published — it is frozen already.
    """
    if version.published_at is not None:
        raise Conflict("version_published")
    if "categories" not in version.definition:
        version.definition = {**version.definition, "categories": monthly_categories(session)}
    version.published_at = now
    session.flush()


@dataclass(frozen=True)
class Unpublished:
    """What the categories say now and the published version does not; labels, in order.

    number : of the published version. is_changed : also true when only the order differs.
    """

    number: int
    added: tuple[str, ...]
    renamed: tuple[str, ...]
    retired: tuple[str, ...]
    is_changed: bool


def unpublished(session: Session, *, actor: Doer) -> Unpublished:
    """Return what publishing anew would change in the survey. Refuses: no_right, no_questionnaire."""
    require(actor, Noun.QUESTIONNAIRE, Act.READ)
    version = monthly_version(session)
    before, after = version.definition["categories"], monthly_categories(session)
    old, new = _labels_of(before), _labels_of(after)
    return Unpublished(
        number=version.number,
        added=tuple(label for code, label in new.items() if code not in old),
        renamed=tuple(label for code, label in new.items() if old.get(code, label) != label),
        retired=tuple(label for code, label in old.items() if code not in new),
        is_changed=_flat(before) != _flat(after),
    )


def _flat(categories: Any) -> list[tuple[str, str, bool, bool]]:
    """Return (code, label, whether it is sensitive, whether it is a sub-item) in order."""
    return [
        (c["code"], c["label"], c["is_sensitive"], c is not top)
        for top in categories
        for c in (top, *top.get("children", ()))
    ]


def _labels_of(categories: Any) -> dict[str, str]:
    return {code: label for code, label, *_ in _flat(categories)}


def publish_anew(session: Session, *, actor: Doer, seen: int, now: datetime) -> int:
    """Publish the monthly questionnaire again with the categories as they are now; return its number.

    Waves that stand keep their version; the next one takes this. seen : number of the version it follows.
    Refuses: no_right, no_questionnaire, changed_meanwhile, nothing_to_publish.
    """
    require(actor, Noun.QUESTIONNAIRE, Act.PUBLISH)
    last = monthly_version(session)
    if last.number != seen:
        raise Conflict("changed_meanwhile")
    if not unpublished(session, actor=actor).is_changed:
        raise Conflict("nothing_to_publish")
    wording = {name: part for name, part in last.definition.items() if name != "categories"}
    version = add_version(
        session,
        code=session.get_one(Questionnaire, last.questionnaire_id).code,
        title=last.title,
        rating_scope=last.rating_scope,
        definition=wording,
        is_monthly=True,
    )
    publish(session, version=version, now=now)
    subject, number = f"version:{version.id}", version.number
    audit.record(
        session, actor=actor.audit_name, verb="publish_version", subject=subject, now=now, number=number
    )
    return version.number


def monthly_categories(session: Session) -> list[dict[str, Any]]:
    """Return the active categories of the monthly survey, with their sub-items, as a definition holds them."""
    rows = session.scalars(
        select(Category)
        .where(Category.is_active, ~Category.is_imported)
        .order_by(Category.position, Category.code)
    ).all()
    return [
        {**_plain(top), "children": [_plain(sub) for sub in rows if sub.parent_code == top.code]}
        for top in rows
        if top.parent_code is None
    ]


def _plain(category: Category) -> dict[str, Any]:
    return {"code": category.code, "label": category.label, "is_sensitive": category.is_sensitive}


def has_monthly(session: Session) -> bool:
    """Tell whether there is a published version of the monthly questionnaire."""
    return _latest_monthly(session) is not None


def monthly_version(session: Session) -> QuestionnaireVersion:
    """Return the latest published version of the monthly questionnaire. Refuses: no_questionnaire."""
    version = _latest_monthly(session)
    if version is None:
        raise NotFound("no_questionnaire")
    return version


def _latest_monthly(session: Session) -> QuestionnaireVersion | None:
    return session.scalar(
        select(QuestionnaireVersion)
        .join(Questionnaire, Questionnaire.id == QuestionnaireVersion.questionnaire_id)
        .where(Questionnaire.is_monthly, QuestionnaireVersion.published_at.is_not(None))
        .order_by(QuestionnaireVersion.number.desc())
        .limit(1)
    )


def form_of(version: QuestionnaireVersion) -> Form:
    """Return a version as a form to ask."""
    return read_form(version.title, version.rating_scope, version.definition)


def published_form(session: Session, *, version_id: int) -> Form:
    """Return a version as a form to ask, read once for the same words. NoResultFound for one that is not there."""
    return _read_once(*session.execute(_STORED, {"version_id": version_id}).one())


@functools.lru_cache(maxsize=8)
def _read_once(title: str, rating_scope: RatingScope, definition: str) -> Form:
    return read_form(title, rating_scope, json.loads(definition))


def category_labels(session: Session) -> dict[str, str]:
    """Return code → label of all categories and sub-items, retired and imported ones included."""
    return dict(session.execute(select(Category.code, Category.label)).all())
