"""Why a duty is not done: 未开展 with its reason, 本月不适用 for a few causes, and taking that back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from db import duties, month_records
from db.duties import Light
from db.rights import Actor
from db.vocabulary import Duty, Hindrance, Inapplicable, LightState
from pages.shared import quick_entry, saving

EXEMPT = {"duty": "exempt_duty", "reason": "exempt_reason"}
UNDONE = {"duty": "undone_duty", "reason": "undone_reason", "words": "undone_words"}


@dataclass(frozen=True)
class Above:
    """Whose month is corrected from above, and in which fields: the reason, and the month, that may just have been changed."""

    branch_id: int
    reason_key: str
    month_key: str


@dataclass(frozen=True)
class _Place:
    branch_id: int
    month: date
    above: Above | None

    def as_drawn(self, callback: Callable[..., object], what: str) -> Callable[..., None]:
        return saving.as_drawn([self.above.month_key] if self.above else [], callback, what=what)

    def fields(self, fields: dict[str, str]) -> dict[str, str]:
        return {name: f"{key}_{self.branch_id}" for name, key in fields.items()} if self.above else fields

    def given(self, actor: Actor) -> dict[str, Any]:
        """Return who says it, of which branch and month."""
        doer = quick_entry.doer(actor, self.above.reason_key if self.above else None)
        return doer | {"branch_id": self.branch_id, "month": self.month}


def _place(actor: Actor, month: date, above: Above | None) -> _Place:
    return _Place(above.branch_id if above else actor.organisation_id, month, above)


def take_back(
    actor: Actor,
    duty: Duty,
    light: Light,
    *,
    month: date,
    above: Above | None = None,
) -> None:
    """Offer to take back what was said of a duty. above : of a correction from there."""
    label = "改为适用" if light.state is LightState.EXEMPT else "撤回原因"
    place = _place(actor, month, above)
    st.button(label, **saving.once(f"apply_{duty}", place.as_drawn(_take_back, "撤回"), actor, duty, place))


def _take_back(actor: Actor, duty: Duty, place: _Place) -> None:
    saving.save(
        month_records.withdraw_exemption,
        duty=duty,
        done=f"“{duty.label}”的说明已撤回，这一项照常计入。",
        **place.given(actor),
    )


def show(
    actor: Actor,
    found: dict[Duty, Light],
    *,
    month: date,
    above: Above | None = None,
) -> None:
    """Offer to say why a duty is not done, and that one does not apply; nothing where all is done or said.

    above : of a correction from there.
    """
    undone = duties.undone(found)
    if not undone:
        return
    place = _place(actor, month, above)
    with (
        st.expander("有一项没能开展？", icon=":material/help:", key="undone"),
        st.form("undone_form", enter_to_submit=False, border=False),
    ):
        st.caption("如实说明就行：仍算一项，月份过完以前不会变红，上级会看到困难。请不要写个人信息。")
        fields = place.fields(UNDONE)
        quick_entry.choice_field("哪一项", undone, fields["duty"])
        quick_entry.choice_field("原因", Hindrance, fields["reason"])
        quick_entry.text_field("选“其他”时，写几个字", fields["words"])
        quick_entry.button("标为未开展", "undone_save", place.as_drawn(_explain, "保存"), actor, place)
    with (
        st.expander("有一项本月不适用？", icon=":material/do_not_disturb_on:", key="exempt"),
        st.form("exempt_form", enter_to_submit=False, border=False),
    ):
        st.caption("只限下面几种情况，不计入应完成的项数。有困难没能做的，请用上面的“没能开展”。")
        fields = place.fields(EXEMPT)
        quick_entry.choice_field("哪一项", undone, fields["duty"])
        quick_entry.choice_field("原因", Inapplicable, fields["reason"])
        quick_entry.button("标为本月不适用", "exempt_save", place.as_drawn(_exempt, "保存"), actor, place)


def _explain(actor: Actor, place: _Place) -> None:
    quick_entry.save(
        month_records.explain,
        fields=place.fields(UNDONE),
        needed={"duty": "请选哪一项没能开展。", "reason": "请选一个原因。"},
        done="已标为未开展，原因上级能看到。办了以后登记一笔，灯自动变绿。",
        **place.given(actor),
    )


def _exempt(actor: Actor, place: _Place) -> None:
    quick_entry.save(
        month_records.exempt,
        fields=place.fields(EXEMPT),
        needed={"duty": "请选哪一项不适用。", "reason": "请选一个原因。"},
        done="已标为本月不适用，灯显示为灰色。",
        **place.given(actor),
    )
