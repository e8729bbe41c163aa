"""Parts that lay what youth noticed beside what was logged: a hint for a branch, a chart for those above."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from analysis import charts, noticing, tables
from analysis.disclosure import Shown
from db import engine, releases, workdays
from db.periods import LONGER
from db.rights import Actor
from db.vocabulary import Duty, Role
from pages.shared import exhibits, loading, parts, reports, texts
from pages.shared.exhibits import Beside

HEADING = "青年留意到的，和台账对照"
LABELS = {duty.value: duty.label for duty in Duty}
FEWER, MORE = noticing.FEWER, noticing.MORE
# What may be said of a difference, with what may be behind it: nobody is blamed.
SAID = {
    (Duty.ACTIVITY, FEWER): (
        "{about}登记了活动，但{month}的答卷里，见到或参加过的不到一半。也许通知没到每个人，下次可以早些说、多说一遍。"
    ),
    (Duty.ACTIVITY, MORE): (
        "{about}没有登记活动，但{month}的答卷里，一半以上见到或参加过。也许办了没有登记，也许青年记的是别处的活动。"
    ),
    (Duty.PAIRING, FEWER): (
        "按{about}的登记，结对联系到的青年占的比例，比{month}答卷里留意到结对的高。也许青年不知道那就是结对。"
    ),
    (Duty.PAIRING, MORE): (
        "{month}的答卷里，见到或参加过结对帮助的，比{about}登记联系到的多。也许有的联系没有登记，也许是看到别人结对。"
    ),
    (Duty.SURVEY, FEWER): (
        "{about}的问卷有人填，但{month}的答卷里，说团支部问过需要的不到一半。也许二维码没到每个人，可以再发一次。"
    ),
    (Duty.SURVEY, MORE): (
        "{about}的问卷没有人填，但{month}的答卷里，一半以上说团支部问过需要。也许是当面问的，那样的可以记成谈心。"
    ),
    (Duty.DEED, FEWER): (
        "{about}登记了实事，但{month}的答卷里，留意到的不到一半。只帮到几位青年的事，别人没看到很正常；"
        "面向大家的，可以在公开栏里说一说。"
    ),
    (Duty.DEED, MORE): (
        "{about}没有登记实事，但{month}的答卷里，一半以上留意到。也许办了没有登记，以后记上一笔就好。"
    ),
    (Duty.TALK, FEWER): (
        "{month}的答卷里，说团干部找自己聊过天的，比{about}登记谈到的少。也许同一位青年谈了几次，"
        "也许随口聊的没觉得是谈心。"
    ),
    (Duty.TALK, MORE): (
        "{month}的答卷里，说团干部找自己聊过天的，比{about}登记谈到的多。也许有的谈心没有登记，几句话的也可以记一笔。"
    ),
}
NOTE = (
    "只说有没有明显差别，不说份数；没有列出的，也可能是答卷还看不出差别。"
    "这是提示，不是结论：{about}的登记不用补，也不用来评价支部。"
)


def show_own(actor: Actor, month: date) -> None:
    """Draw what a branch hears of a month's survey."""
    found = loading.load(
        releases.beside_ledger,
        actor=actor,
        branch_id=actor.organisation_id,
        today=workdays.today(engine.now()),
        month=month,
    )
    st.subheader(HEADING, anchor=False)
    if found is None:
        parts.empty("这个月没有对照。", "上个月本支部没有记录，或发布时还没有这项对照。")
        return
    _show(found)
    st.caption(f"本支部先看到；{texts.day(found.above_from)}起，上级团（工）委也能看到这几句话。")


def show_branch(actor: Actor, branch_id: int) -> None:
    """Draw for those above a branch the latest that it has had a week for itself."""
    today = workdays.today(engine.now())
    found = loading.load(releases.beside_ledger, actor=actor, branch_id=branch_id, today=today)
    st.subheader(HEADING, anchor=False)
    if found is None:
        parts.empty(
            "还没有可以看的对照。", f"结果发布后先由支部自己看，{releases.BRANCH_FIRST}天后这里才显示。"
        )
        return
    _show(found)
    st.caption(f"支部在发布当天已经看到，{releases.BRANCH_FIRST}天后这里才显示。")


def _show(found: releases.Beside) -> None:
    words = {"about": f"{found.about.month}月", "month": f"{found.month.month}月"}
    if found.why_empty:
        parts.empty(f"{texts.month(found.month)}的答卷{found.why_empty}，不对照。", "满10份才对照。")
        return
    if not found.sides:
        st.markdown("{month}的答卷和{about}的台账，没有明显差别，或答卷还看不出差别。".format(**words))
    for told in found.sides:
        st.markdown(f"- **{told[0].label}**　{SAID[told].format(**words)}")
    st.caption(NOTE.format(**words))


def show_scope(actor: Actor, released: releases.Released, beside: Beside) -> None:
    """Draw what the youth of a committee or the district noticed beside the ledgers of its branches."""
    st.subheader(HEADING, anchor=False)
    why_not = _why_not(actor, released, beside.scope)
    if why_not:
        parts.empty(*why_not)
        return
    where = {"actor": actor, "organisation_id": beside.scope[0]}
    shown = loading.load(releases.view, release_id=released.id, view=releases.OTHERS, **where)
    expected = loading.load(releases.expected_of, wave_id=released.wave_id, **where)
    compared = reports.kept(laid_beside, shown, expected)
    if expected.empty or compared["n"].isna().all():
        _say_nothing(shown, expected)
        return
    about = workdays.add_months(released.month, -1)
    exhibits.show(
        replace(beside, source=f"{beside.source}；{texts.month(about)}的支部登记（台账）"),
        charts.noticed_dots,
        shown,
        expected,
        LABELS,
        of="noticed",
        heading=HEADING,
        table=tables.noticed(compared, LABELS, charts.SIDES),
        note=(
            f"问卷问的是{about.month}月，对照的是{about.month}月的台账。活动、调查、实事差出50个百分点以上才算，"
            "因为办了不等于人人看得到。这是提示，不用来评价支部。"
        ),
    )


def _why_not(actor: Actor, released: releases.Released, scope: tuple[int, str]) -> tuple[str, str] | None:
    """Return why nothing is laid beside one another here, and what may be done; None where something is."""
    if released.kind in LONGER:
        return "这里只按月对照：每次问的是上个月。", "把时段换成月就能看到。"
    if actor.role is not Role.DISTRICT and scope[0] != actor.organisation_id:
        return f"{scope[1]}的台账这里看不到，所以不对照。", "请把范围换成本单位。"
    since = loading.load(
        releases.waits_until,
        actor=actor,
        wave_id=released.wave_id,
        organisation_id=scope[0],
        released_at=released.released_at,
        today=workdays.today(engine.now()),
    )
    return ("这里只有一个支部，先由支部自己看。", f"{texts.day(since)}起这里也显示。") if since else None


def _say_nothing(shown: Shown, expected: pd.DataFrame) -> None:
    if expected.empty:
        parts.empty("上个月没有可以对照的台账。", "支部登记青年人数、开始记录以后的月份会显示。")
        return
    parts.empty(
        f"{shown.why_empty(releases.NOTICE_ASKED) or '这个月没有问'}，不对照。", "答卷多一些的月份会显示。"
    )


def laid_beside(shown: Shown, expected: pd.DataFrame) -> pd.DataFrame:
    """Return what was noticed beside what could be."""
    return noticing.compared(shown, expected, question=releases.NOTICE_ASKED)
