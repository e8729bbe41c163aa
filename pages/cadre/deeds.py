"""实事 — record what was done for youth and which needs it serves; below it the deeds of the month."""

from collections.abc import Sequence

import streamlit as st

from db import deed_links, deeds, engine, pictures, workdays
from db.deed_links import NeedChoice
from db.deeds import DeedLine
from db.pictures import Double
from db.vocabulary import DeedKind, Duty, Role
from pages.shared import (
    begun_deeds,
    deed_mending,
    deed_parts,
    loading,
    parts,
    picture_parts,
    quick_entry,
    saving,
    sign_in,
)

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
FIELDS = {
    "title": "deed_title",
    "kind": "deed_kind",
    "done_on": "deed_done_on",
    "beneficiaries": "deed_beneficiaries",
    "need_ids": "deed_needs",
    "minded": "deed_title_minded",
}
BEGUN = "deed_begun"
OF_DONE = ("done_on", "beneficiaries")


def record() -> None:
    served = bool(st.session_state.get(FIELDS["need_ids"]))
    is_begun = bool(st.session_state.get(BEGUN))
    done = "已登记，本月实事的灯已更新。"
    if is_begun:
        done = "已登记为正在办。办完以后，在下面点“办完了”。"
    elif served:
        done = "已登记，并对应到需求。需求办好了，请到“需求办理”点“办结”，青年会收到结果。"
    quick_entry.save(
        deeds.record_deed,
        actor=actor,
        organisation_id=actor.organisation_id,
        fields={name: key for name, key in FIELDS.items() if not (is_begun and name in OF_DONE)},
        needed={"kind": "请选一种类型，再保存。"}
        | ({} if is_begun else {"done_on": "请选完成日期，再保存。"}),
        done=done,
        then=lambda _: saving.forget([BEGUN]),
        **({"done_on": None} if is_begun else {}),
    )


def show_form() -> None:
    with st.form("deed", enter_to_submit=False):
        deed_parts.title_field("做了什么？一句话", FIELDS["title"], hint="如：给宿舍装了两台热水器")
        quick_entry.choice_field("类型", DeedKind, FIELDS["kind"], first=DeedKind.PRACTICAL)
        quick_entry.day_field("完成日期", FIELDS["done_on"], today=TODAY)
        # Given anew each time: the browser would keep the tick of the last deed.
        st.session_state.setdefault(BEGUN, False)
        st.checkbox("正在办，还没办完（日期和人数办完再填）", key=BEGUN)
        quick_entry.number_field("受益人数（可不填）", FIELDS["beneficiaries"])
        choices = loading.load(deed_links.open_needs, actor=actor)
        deed_parts.needs_field("对应哪些需求（可不选）", choices, FIELDS["need_ids"])
        quick_entry.button("保存实事", "deed_save", record)


def show_line(
    row: DeedLine, served: Sequence[NeedChoice], n_pictures: int, doubles: tuple[Double, ...]
) -> bool:
    n = f"照片{n_pictures}张" if n_pictures else ""
    people = "" if row.beneficiaries is None else f"受益{row.beneficiaries}人"
    number = f"对应{row.n_needs}件需求" if row.n_needs else ""
    day = quick_entry.short(row.done_on) if row.done_on else ""
    hidden = "不公开" if row.is_hidden else ""
    may_change = (row.done_on or TODAY) >= quick_entry.earliest(TODAY)
    with quick_entry.card(row.title, [day, row.kind.label, people, number, n, hidden]):
        deed_mending.publicity(actor, row)
        picture_parts.show_doubles(doubles)
        if not may_change:
            return False
        deed_mending.mending(actor, row, served, today=TODAY)
        return deed_parts.completing(actor, row)


def show_list() -> bool:
    st.subheader("已登记的实事", anchor=False)
    month = quick_entry.chosen_month(actor, "deeds_month", today=TODAY)
    key = f"deeds_page_{month}"
    listed = quick_entry.read_page(
        key, deeds.list_for, actor=actor, month=month, organisation_id=actor.organisation_id
    )
    if not listed.rows:
        parts.empty(f"{month.month}月还没有登记实事。", "办结需求时登记的实事也会列在这里，不用再填一遍。")
    served = loading.load(deed_links.served_by, actor=actor, deed_ids=[row.id for row in listed.rows])
    of = {"actor": actor, "duty": Duty.DEED, "record_ids": [row.id for row in listed.rows]}
    counts, doubles = loading.load(pictures.counts, **of), loading.load(pictures.doubles, **of)
    opened = [
        show_line(row, served.get(row.id, ()), counts.get(row.id, 0), doubles.get(row.id, ()))
        for row in listed.rows
    ]
    quick_entry.pages(listed.total, key)
    return any(opened)


quick_entry.begin(
    actor, Duty.DEED, title="实事", what="为青年办的事记一笔；一件实事可以对应好几条需求。", today=TODAY
)
show_form()
notice = st.container()
begun_deeds.show(actor, today=TODAY)
# A record that is open has the notice: this place may be out of sight.
if not show_list():
    with notice:
        saving.show_notice()
