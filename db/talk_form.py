"""What is written down of a talk, and what it must and may hold."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from db import emptied, secrets
from db.errors import Invalid
from db.models import Category, Talk
from db.vocabulary import Channel, TalkReason, Visibility, YouthGroup
from db.workdays import add_months, month_of

TEXT_LIMIT = 500
ALIAS_LIMIT = 20
MOST_CATEGORIES = 3
MONTHS_KEPT = 24
# What may be left out, as the page calls it.
NAMES = {"text": "谈话要点", "alias": "化名", "category_codes": "涉及哪方面", "next_on": "下次联系"}


@dataclass(frozen=True)
class TalkForm:
    """What is written down of a talk; the first four are required, texts as typed.

    category_codes : top categories, the only part that figures use. next_on : when to be in contact again.
    """

    talked_on: date
    channel: Channel | None
    youth_group: YouthGroup | None
    reason: TalkReason | None
    category_codes: tuple[str, ...] = ()
    alias: str = ""
    text: str = ""
    visibility: Visibility = Visibility.WRITER
    next_on: date | None = None


def write(
    session: Session, *, talk: Talk, form: TalkForm, today: date, meant_empty: Collection[str] = ()
) -> None:
    """Put a form into a row, its texts sealed. meant_empty : as for `emptied.require_meant`.

    Refuses: channel_missing, youth_group_missing, talk_reason_missing, day_ahead, next_before_today,
    text_too_long, alias_too_long, too_many_categories, category_unknown, fields_emptied.
    """
    if form.channel is None:
        raise Invalid("channel_missing", field="channel")
    if form.youth_group is None:
        raise Invalid("youth_group_missing", field="youth_group")
    if form.reason is None:
        raise Invalid("talk_reason_missing", field="reason")
    if form.talked_on > today:
        raise Invalid("day_ahead", field="talked_on")
    # A day that was agreed on earlier may be over by now.
    if form.next_on is not None and form.next_on < today and form.next_on != talk.next_on:
        raise Invalid("next_before_today", field="next_on")
    _check_words(form)
    _check_categories(session, form)
    emptied.require_meant(_changes(talk, form), meant=meant_empty)
    talk.talked_on, talk.next_on = form.talked_on, form.next_on
    talk.channel, talk.youth_group, talk.reason = form.channel, form.youth_group, form.reason
    talk.category_codes = {"codes": list(form.category_codes)}
    talk.alias_sealed = secrets.seal_optional(secrets.TEXT, form.alias)
    talk.summary_sealed = secrets.seal_optional(secrets.TEXT, form.text)
    talk.visibility = form.visibility


def _changes(talk: Talk, form: TalkForm) -> dict[str, tuple[object, object]]:
    codes = (talk.category_codes or {"codes": ()})["codes"]
    return {
        NAMES["text"]: (talk.summary_sealed, form.text.strip()),
        NAMES["alias"]: (talk.alias_sealed, form.alias.strip()),
        NAMES["category_codes"]: (codes, form.category_codes),
        NAMES["next_on"]: (talk.next_on, form.next_on),
    }


def _check_words(form: TalkForm) -> None:
    if len(form.text.strip()) > TEXT_LIMIT:
        raise Invalid("text_too_long", field="text", name="谈话要点", limit=TEXT_LIMIT)
    if len(form.alias.strip()) > ALIAS_LIMIT:
        raise Invalid("alias_too_long", field="alias", limit=ALIAS_LIMIT)


def _check_categories(session: Session, form: TalkForm) -> None:
    if len(set(form.category_codes)) != len(form.category_codes):
        raise Invalid("category_unknown", field="categories")
    if len(form.category_codes) > MOST_CATEGORIES:
        raise Invalid("too_many_categories", field="categories", most=MOST_CATEGORIES)
    for code in form.category_codes:
        category = session.get(Category, code)
        if category is None or category.parent_code is not None:
            raise Invalid("category_unknown", field="categories")


def of(talk: Talk, *, text: str) -> TalkForm:
    """Return a row as the form that wrote it; its text was opened by the caller."""
    return TalkForm(
        talked_on=talk.talked_on,
        channel=talk.channel,
        youth_group=talk.youth_group,
        reason=talk.reason,
        category_codes=tuple(talk.category_codes["codes"]),  # type: ignore[arg-type]
        alias=secrets.unseal_optional(secrets.TEXT, talk.alias_sealed) or "",
        text=text,
        visibility=talk.visibility,
        next_on=talk.next_on,
    )


def tidy(session: Session, *, on: date) -> None:
    """Delete texts and aliases after two years; that there was a talk stays."""
    session.execute(
        update(Talk)
        .where(Talk.talked_on < add_months(month_of(on), -MONTHS_KEPT))
        .values(alias_sealed=None, summary_sealed=None, next_on=None)
    )
