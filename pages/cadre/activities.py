"""活动 — record an activity that was held, in under a minute; below it the activities of the month."""

import streamlit as st

from db import activities, engine, pictures, workdays
from db.activities import ActivityLine
from db.pictures import Double
from db.vocabulary import Duty, Role
from pages.shared import activity_parts, loading, parts, picture_parts, quick_entry, saving, sign_in

actor = sign_in.require(Role.SECRETARY, Role.CADRE)
TODAY = workdays.today(engine.now())
FIELDS = {
    "theme": "activity_theme",
    "kind": "activity_kind",
    "held_on": "activity_held_on",
    "attended_people": "activity_people",
    "place": "activity_place",
}


def record() -> None:
    quick_entry.save(
        activities.record_activity,
        actor=actor,
        branch_id=actor.organisation_id,
        fields=FIELDS,
        needed=activity_parts.NEEDED,
        done="已登记，本月活动的灯已更新。",
    )


def show_form() -> None:
    with st.form("activity", enter_to_submit=False):
        activity_parts.entry_fields(FIELDS, today=TODAY)
        quick_entry.button("保存活动", "activity_save", record)


def show_line(row: ActivityLine, n_pictures: int, doubles: tuple[Double, ...]) -> bool:
    n = f"照片{n_pictures}张" if n_pictures else ""
    day, people = quick_entry.short(row.held_on), activity_parts.turnout(row)
    may_change = row.held_on >= quick_entry.earliest(TODAY)
    with quick_entry.card(row.theme, [day, row.kind.label, people, row.place or "", n]):
        picture_parts.show_doubles(doubles)
        if not may_change:
            return False
        activity_parts.mending(actor, row, today=TODAY)
        return activity_parts.completing(actor, row)


def show_list() -> bool:
    st.subheader("已登记的活动", anchor=False)
    month = quick_entry.chosen_month(actor, "activities_month", today=TODAY)
    key = f"activities_page_{month}"
    listed = quick_entry.read_page(
        key, activities.list_for, actor=actor, month=month, branch_id=actor.organisation_id
    )
    if not listed.rows:
        parts.empty(f"{month.month}月还没有登记活动。", "办一次登记一次就行，不用照片、不用签到。")
    of = {"actor": actor, "duty": Duty.ACTIVITY, "record_ids": [row.id for row in listed.rows]}
    counts, doubles = loading.load(pictures.counts, **of), loading.load(pictures.doubles, **of)
    opened = [show_line(row, counts.get(row.id, 0), doubles.get(row.id, ())) for row in listed.rows]
    quick_entry.pages(listed.total, key)
    return any(opened)


quick_entry.begin(
    actor, Duty.ACTIVITY, title="活动", what="办过的活动记一笔，当月的“五个一”自动计入。", today=TODAY
)
show_form()
notice = st.container()
# A record that is open has the notice: this place may be out of sight.
if not show_list():
    with notice:
        saving.show_notice()
