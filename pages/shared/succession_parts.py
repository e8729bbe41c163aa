"""换届交接: what goes along, what stays, what is deleted; and the handing over itself."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from db import engine, succession, workdays
from db.in_hand import InHand
from db.owners import Colleague
from db.rights import Act, Actor, Noun, scope_of
from db.succession import Work
from pages.shared import loading, parts, reports, saving, texts
from pages.shared.typed import safe


def show(actor: Actor, person_id: int, *, then: Callable[[object], None] | None = None) -> None:
    """Draw what somebody has in hand, and to whom it can go. then : what the page does once it is done."""
    work = loading.load(succession.work_of, actor=actor, person_id=person_id)
    _what_goes_along(work)
    _what_stays(work)
    found = loading.load(
        succession.successors, actor=actor, person_id=person_id, on=workdays.today(engine.now())
    )
    if not found:
        parts.empty("本组织还没有可以接任的账号。", "请先由区团委为接任人添加账号，再来交接。")
        return
    field = f"successor_{person_id}"
    _to_whom(actor, person_id, found, field)
    whose = "我的" if actor.id == person_id else f"{safe(work.name)}的"
    st.caption(_what_follows(work, whose))
    st.button(
        f"交接并停用{whose}账号" if work.is_active else f"交接{whose}工作",
        type="primary",
        width="stretch",
        **saving.once(f"hand_over_{person_id}", _hand_over, actor, work, field, then),
    )


def _to_whom(actor: Actor, person_id: int, found: Sequence[Colleague], field: str) -> None:
    names = {colleague.id: f"{colleague.name}（{colleague.role.label}）" for colleague in found}
    st.subheader("交给谁", anchor=False)
    st.selectbox(
        "接任人",
        list(names),
        None,
        format_func=lambda key: names.get(key, ""),
        key=field,
        placeholder="请选择",
    )
    if scope_of(actor, Noun.SUCCESSION, Act.PRINT) is not None:
        st.link_button(
            "打印交接清单，核对签字", f"/hand-over/{person_id}", icon=":material/print:", width="stretch"
        )
    # Whose list was gone through, and with whom: the tick is good for nobody else.
    st.checkbox("已经和接任人当面核对过上面的清单", key=_sure(person_id, st.session_state.get(field)))


def _sure(person_id: int, successor: int | None) -> str:
    return f"succession_sure_{person_id}_{successor or 'none'}"


def in_hand(found: InHand) -> str:
    """Return in counts what somebody would leave behind."""
    lines = [
        f"承办的需求{found.n_needs}件" if found.n_needs else "",
        f"进行中的结对{found.n_pairings}对" if found.n_pairings else "",
        f"协办的需求{found.n_helping}件" if found.n_helping else "",
        f"等本人答复接办的需求{found.n_asked}件" if found.n_asked else "",
        f"只写给本人看的谈话内容和结对备注{found.n_texts}条" if found.n_texts else "",
    ]
    return "、".join(line for line in lines if line)


def _what_goes_along(work: Work) -> None:
    st.subheader("交给接任人", anchor=False)
    if not work.needs and not work.counts.n_pairings:
        parts.empty("手上没有承办的需求，也没有进行中的结对。", "可以直接交接。")
        return
    st.markdown(f"承办的需求{len(work.needs)}件，进行中的结对{work.counts.n_pairings}对。")
    if work.needs:
        rows = [
            {
                "编号": need.number,
                "类别": need.category,
                "状态": need.state.label,
                "期限": texts.day(need.due_on) if need.due_on else "—",
            }
            for need in work.needs
        ]
        reports.table(pd.DataFrame(rows))


def _what_stays(work: Work) -> None:
    st.subheader("不交给接任人", anchor=False)
    lines, counts = [], work.counts
    if counts.n_texts:
        lines.append(
            f"谈话内容和结对备注{counts.n_texts}条：当时只写给本人看，交接时删除；谈心和联系的次数、日期都保留。"
        )
    stays = _counted({"还没有受理的需求": work.n_unaccepted, "没有办完的实事": len(work.begun)})
    lines.append(f"{f'{stays}，以及' if stays else ''}活动、实事等登记：属于本组织，留在原处。")
    helping = _counted({"协办的需求": counts.n_helping, "等着答应接手的": counts.n_asked})
    if helping:
        lines.append(f"{helping}：由原来的承办人继续办理。")
    st.markdown("\n".join(f"- {line}" for line in lines))
    if work.begun:
        st.caption("没有办完的实事：" + "、".join(safe(title) for title in work.begun))


def _counted(numbers: Mapping[str, int]) -> str:
    """Return what there is of each, "" for nothing at all."""
    return "、".join(f"{what}{n}件" for what, n in numbers.items() if n)


def _what_follows(work: Work, whose: str) -> str:
    heir = "接任人的账号改为团支部书记。" if work.promotes else ""
    ends = f"{whose}账号马上停用，" if work.is_active else ""
    return f"{heir}{ends}删除的内容不能恢复。青年看不到换了谁办理。"


def _hand_over(actor: Actor, work: Work, field: str, then: Callable[[object], None] | None) -> None:
    successor = st.session_state.get(field)
    if successor is None:
        saving.refuse("还没有交接。请先选择接任人。")
    elif not st.session_state.get(_sure(work.person_id, successor)):
        saving.refuse("还没有交接。请先和接任人核对清单，再勾选。")
    else:
        whose = "您" if actor.id == work.person_id else work.name
        saving.save(
            succession.hand_over,
            actor=actor,
            person_id=work.person_id,
            successor_id=successor,
            then=then,
            done=f"交接完成，{whose}的账号已停用。" if work.is_active else "交接完成。",
        )
