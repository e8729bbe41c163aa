"""结对 — pair up with a youth, note a contact, end a pairing; the alias is read by one's own branch only."""

import streamlit as st

from db import engine, pairings, workdays
from db.errors import NotFound
from db.pairings import PairingLine
from db.vocabulary import Channel, Duty, Role, YouthGroup
from pages.shared import loading, need_cards, pairing_file, parts, quick_entry, saving, sign_in

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
FIELDS = {
    "alias": "pairing_alias",
    "youth_group": "pairing_group",
    "channel": "pairing_channel",
    "paired_on": "pairing_day",
}


def pair_up() -> None:
    quick_entry.save(
        pairings.pair_up,
        actor=actor,
        branch_id=actor.organisation_id,
        fields=FIELDS,
        needed={
            "youth_group": "请选青年的类别，再保存。",
            "channel": "请选第一次联系的方式，再保存。",
            "paired_on": "请选结对日期，再保存。",
        },
        done="已结对，当天算第一次联系。",
    )


def show_form() -> None:
    # Open while there is nobody yet; later a contact is the usual thing, and a new pair the rare one.
    with (
        st.expander(
            "结一个新的对子", icon=":material/person_add:", expanded=not current.total, key="pairing_new"
        ),
        st.form("pairing", enter_to_submit=False, border=False),
    ):
        quick_entry.text_field("青年的化名或编号", FIELDS["alias"], hint="如：小李、3号")
        st.caption(f"加密保存，只有本支部的团干部能看到，{pairing_file.ALIAS_KEPT}。请不要写全名和电话。")
        quick_entry.choice_field("青年类别", YouthGroup, FIELDS["youth_group"])
        quick_entry.choice_field("第一次联系的方式", Channel, FIELDS["channel"], first=Channel.IN_PERSON)
        quick_entry.day_field("结对日期", FIELDS["paired_on"], today=TODAY)
        quick_entry.button("保存结对", "pairing_save", pair_up)


def show_card(row: PairingLine) -> None:
    with st.container(border=True, horizontal=True, wrap=False, vertical_alignment="center"):
        quick_entry.record(
            pairing_file.name(row),
            [row.youth_group.label, f"由{row.cadre}联系", f"共{row.n_contacts}次", pairing_file.last(row)],
        )
        if row.is_silent(on=TODAY):
            st.markdown(f":orange[▲ 超过{pairings.SILENT_DAYS}天没联系]")
        st.button(
            "记联系" if row.ended_on is None else "打开",
            key=f"open_pair_{row.id}",
            on_click=pairing_file.open_pair,
            args=(row.id,),
        )


def show_list() -> None:
    st.subheader("结对中的青年", anchor=False)
    if not current.rows:
        parts.empty("现在没有结对中的青年。", "在上面填一个化名就能结对，之后每月联系一次、记一笔。")
    for row in current.rows:
        show_card(row)
    quick_entry.pages(current.total, "pairings_page")
    ended = quick_entry.read_page("ended_page", pairings.list_for, actor=actor, is_current=False)
    if ended.total:
        with st.expander(f"已结束的结对（{ended.total}）"):
            for row in ended.rows:
                show_card(row)
            quick_entry.pages(ended.total, "ended_page")


need_cards.begin()
asked = st.query_params.get("pair")
if asked is None:
    quick_entry.begin(
        actor,
        Duty.PAIRING,
        title="结对",
        what="团干部和青年结成对子，每月联系一次，当月的“五个一”自动计入。",
        today=TODAY,
    )
    current = quick_entry.read_page("pairings_page", pairings.list_for, actor=actor)
    show_form()
    saving.show_notice()
    show_list()
elif asked.isascii() and asked.isdigit() and len(asked) < 10:
    pairing_file.back()
    pairing_file.show(actor, int(asked), today=TODAY)
else:
    pairing_file.back()
    loading.failed(NotFound("pairing_unknown"))
