"""台账与手册 — the paper of the month, made of what was recorded: choose a period, take the file along."""

import streamlit as st

from db import frames
from db.exchange import codebook, extent
from db.vocabulary import Role
from pages.shared import export_parts, loading, parts, reports, sign_in

actor = sign_in.require(Role.SECRETARY, Role.CADRE, Role.COMMITTEE, Role.DISTRICT)
IS_ABOVE = actor.role in (Role.COMMITTEE, Role.DISTRICT)


def picked() -> extent.Extent:
    months = loading.load(extent.months_for, actor=actor)
    with reports.filters():
        scope = None
        if IS_ABOVE:
            own = [(actor.organisation_id, actor.organisation_name)]
            scopes = loading.load(frames.need_scopes, actor=actor) or own
            scope = reports.picked_scope(scopes, first=actor.organisation_id)
        return export_parts.chosen(actor, months, scope)


parts.heading(
    "台账与手册",
    "登记过的不用再填表。选好月份，点“下载”就是排好版的表，可以直接打印、盖章、上报：没有青年的原话、化名和需求编号。",
)
chosen = picked()
st.subheader("六本台账（上报版）", anchor=False)
export_parts.show_ledgers(chosen)
export_parts.show_working_copies(chosen)
if chosen.is_branch:
    export_parts.show_handbook(chosen)
if codebook.may_have(actor):
    export_parts.show_answers(actor)
st.caption("WPS和Office都能打开；行数和口径写在“说明”表里。每次下载都记入操作记录。")
