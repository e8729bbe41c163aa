"""Why a duty is not done: 未开展 with its reason, 本月不适用 for a few causes, and taking that back."""

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


def take_back(
    actor: Actor,
    duty: Duty,
    light: Light,
    *,
    month: date,
    branch_id: int | None = None,
    reason_key: str | None = None,
) -> None:
    """Offer to take back what was said of a duty. branch_id, reason_key : of a correction from above."""
    label = "改为适用" if light.state is LightState.EXEMPT else "撤回原因"
    where = {"branch_id": branch_id or actor.organisation_id, "month": month}
    st.button(label, **saving.once(f"apply_{duty}", _take_back, actor, duty, where, reason_key))


def _take_back(actor: Actor, duty: Duty, where: dict[str, Any], reason_key: str | None) -> None:
    saving.save(
        month_records.withdraw_exemption,
        actor=quick_entry.doer(actor, reason_key),
        duty=duty,
        done=f"“{duty.label}”的说明已撤回，这一项照常计入。",
        **where,
    )


def show(
    actor: Actor,
    found: dict[Duty, Light],
    *,
    month: date,
    branch_id: int | None = None,
    reason_key: str | None = None,
) -> None:
    """Offer to say why a duty is not done, and that one does not apply; nothing where all is done or said.

    branch_id, reason_key : of a correction from above.
    """
    undone = duties.undone(found)
    if not undone:
        return
    where = {"branch_id": branch_id or actor.organisation_id, "month": month}
    with (
        st.expander("有一项没能开展？", icon=":material/help:", key="undone"),
        st.form("undone_form", enter_to_submit=False, border=False),
    ):
        st.caption("如实说明就行：仍算一项，月份过完以前不会变红，上级会看到困难。请不要写个人信息。")
        quick_entry.choice_field("哪一项", undone, UNDONE["duty"])
        quick_entry.choice_field("原因", Hindrance, UNDONE["reason"])
        quick_entry.text_field("选“其他”时，写几个字", UNDONE["words"])
        quick_entry.button("标为未开展", "undone_save", _explain, actor, where, reason_key)
    with (
        st.expander("有一项本月不适用？", icon=":material/do_not_disturb_on:", key="exempt"),
        st.form("exempt_form", enter_to_submit=False, border=False),
    ):
        st.caption("只限下面几种情况，不计入应完成的项数。有困难没能做的，请用上面的“没能开展”。")
        quick_entry.choice_field("哪一项", undone, EXEMPT["duty"])
        quick_entry.choice_field("原因", Inapplicable, EXEMPT["reason"])
        quick_entry.button("标为本月不适用", "exempt_save", _exempt, actor, where, reason_key)


def _explain(actor: Actor, where: dict[str, Any], reason_key: str | None) -> None:
    quick_entry.save(
        month_records.explain,
        actor=quick_entry.doer(actor, reason_key),
        fields=UNDONE,
        needed={"duty": "请选哪一项没能开展。", "reason": "请选一个原因。"},
        done="已标为未开展，原因上级能看到。办了以后登记一笔，灯自动变绿。",
        **where,
    )


def _exempt(actor: Actor, where: dict[str, Any], reason_key: str | None) -> None:
    quick_entry.save(
        month_records.exempt,
        actor=quick_entry.doer(actor, reason_key),
        fields=EXEMPT,
        needed={"duty": "请选哪一项不适用。", "reason": "请选一个原因。"},
        done="已标为本月不适用，灯显示为灰色。",
        **where,
    )
