"""提一个需求: a need raised without a survey, any day of the month."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db import links, needs, receipts, secrets
from db.errors import Invalid
from db.links import LinkedBranch
from db.models import Category
from db.needs import Contact
from db.vocabulary import NeedSource, Urgency

NONCE_LENGTH = 43
CONSENT_VERSION = "1"


@dataclass(frozen=True)
class Wish:
    """What the form holds; texts as typed.

    sub_item_code : what it is about. agrees_to_sensitive : the tick for health, family and rights.
    agrees_to_contact : the separate consent for `contact`, which is optional.
    """

    sub_item_code: str
    text: str
    urgency: Urgency
    goes_to_committee: bool
    agrees_to_sensitive: bool
    name: str = ""
    contact: str = ""
    agrees_to_contact: bool = False


def new_nonce() -> str:
    """Return what a fresh form carries, so that sending it twice is one need and one code."""
    return secrets.new_token()


def code_of(nonce: str) -> str:
    """Return the receipt code of the wish that a form with this nonce sends."""
    return secrets.code_from("wish", nonce)


def send(session: Session, *, branch: LinkedBranch, nonce: str, wish: Wish, today: date) -> str:
    """Raise the need and return its receipt code; the same form sent again returns the same code.

    Refuses: form_stale, sub_item_missing, text_missing, text_too_long, consent_sensitive_missing,
    consent_contact_missing, contact_too_long.
    """
    if len(nonce) != NONCE_LENGTH:
        raise Invalid("form_stale")
    # Checked first: an invalid form must not tell whether a code is taken.
    sub_item = _checked(session, wish)
    code = code_of(nonce)
    form = secrets.keyed_hash("wish-form", nonce, branch.branch_id, wish)
    if receipts.made_by(session, code=code, form=form):
        return code
    links.require_working(session, branch_id=branch.branch_id)
    need = needs.raise_need(
        session,
        branch_id=branch.branch_id,
        source=NeedSource.WISH,
        category_code=sub_item.parent_code or sub_item.code,
        sub_item_code=sub_item.code,
        text=needs.required(wish.text, needs.TEXT_LIMIT, name=needs.WISHED),
        urgency=wish.urgency,
        goes_to_committee=wish.goes_to_committee,
        today=today,
        contact=Contact(wish.name.strip() or None, wish.contact, CONSENT_VERSION)
        if wish.contact.strip()
        else None,
    )
    receipts.add_receipt(session, code=code, response_id=None, need_id=need.id, today=today, form=form)
    return code


def _checked(session: Session, wish: Wish) -> Category:
    sub_item = session.get(Category, wish.sub_item_code) if wish.sub_item_code else None
    if sub_item is None or sub_item.parent_code is None or not sub_item.is_active:
        raise Invalid("sub_item_missing", field="sub_item")
    needs.required(wish.text, needs.TEXT_LIMIT, name=needs.WISHED)
    parent = session.get_one(Category, sub_item.parent_code)
    if (sub_item.is_sensitive or parent.is_sensitive) and not wish.agrees_to_sensitive:
        raise Invalid("consent_sensitive_missing", field="agrees_to_sensitive")
    if not wish.contact.strip() and (wish.name.strip() or wish.agrees_to_contact):
        raise Invalid("contact_missing", field="contact")
    if wish.contact.strip() and not wish.agrees_to_contact:
        raise Invalid("consent_contact_missing", field="agrees_to_contact")
    return sub_item
