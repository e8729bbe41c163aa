"""Parts of 台账与手册: the choice of a period, and one line per file with the button that makes it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st

from db import releases
from db.errors import Refused
from db.exchange import codebook, export, handbook, handbook_files, tables
from db.exchange.export_nouns import ExportNoun
from db.exchange.extent import Extent, extent_of
from db.rights import Actor
from pages.shared import loading, parts, quick_entry, reports, sessions, sign_in, texts, typed

OFFICE = "application/vnd.openxmlformats-officedocument"
XLSX, DOCX = f"{OFFICE}.spreadsheetml.sheet", f"{OFFICE}.wordprocessingml.document"
# A branch's file has an address of its own kind, which the middleware opens to branches only.
OF_A_BRANCH = "application/octet-stream"
BOOKS = {"docx": ("Word版", DOCX), "xlsx": ("表格版", OF_A_BRANCH)}
OF_BRANCH = {
    ExportNoun.NEEDS: "本支部办理的需求，从登记到办结；不含原话",
    ExportNoun.DEEDS: "办了什么、对应几件需求、多少人受益",
    ExportNoun.PAIRINGS: "谁结了对、联系了几次；不含化名",
    ExportNoun.ACTIVITIES: "每次活动的时间、地点和人数",
    ExportNoun.TALKS: "谈心的日期和方式；不含对象、缘由和内容",
    ExportNoun.DUTIES: "每月五项各多少、完成几项、原因",
}
OF_MANY = {
    ExportNoun.NEEDS: "到哪一步了；不含原话、支部和日子",
    ExportNoun.DEEDS: "各组织办了什么、多少人受益",
    ExportNoun.PAIRINGS: "各支部的人数和次数，不含青年",
    ExportNoun.ACTIVITIES: "每次活动的时间、地点和人数",
    ExportNoun.TALKS: "各支部的次数，不含任何内容",
    ExportNoun.DUTIES: "每个支部每月一行",
}
WORKING_COPIES = {
    ExportNoun.NEED_WORDS: "原话、编号和青年评价；只有本单位办理的",
    ExportNoun.ALIASES: "青年化名和编号",
}


def picked_months(months: Sequence[date]) -> tuple[date, date]:
    """Ask, within `reports.filters`, from which to which month; this month only, unless told otherwise."""
    first = reports.picked("从", months, key="from", code=_code, words=texts.month)
    later = [month for month in months if month >= first]
    return first, reports.picked("到", later, key="until", code=_code, words=texts.month)


def _code(month: date) -> str:
    return f"{month:%Y-%m}"


def show_ledgers(extent: Extent) -> None:
    """Draw a line with a button for each ledger."""
    _lines(extent, OF_BRANCH if extent.is_branch else OF_MANY)


def show_working_copies(extent: Extent) -> None:
    """Draw a line for each copy with words or aliases that the person may take; nothing where there is none."""
    if nouns := export.working_copies(extent):
        whose, holds = ("本支部", "含原话、化名") if extent.is_branch else ("本单位", "含原话")
        st.subheader(f"办理用的台账（{holds}）", anchor=False)
        st.caption(f"仅{whose}办理用，不外传：没有盖章和签名的地方，页脚写着谁在什么时候导出。")
        _lines(extent, {noun: WORKING_COPIES[noun] for noun in nouns})


def _lines(extent: Extent, told: Mapping[ExportNoun, str]) -> None:
    for noun, what in told.items():
        with quick_entry.line(noun.label, [what]):
            st.download_button(
                "下载",
                partial(made, sign_in.later(), extent, noun),
                export.file_name(extent.name, noun.label, extent.period),
                OF_A_BRANCH if extent.is_branch else XLSX,
                key=f"ledger_{noun.value}",
                on_click="ignore",
                icon=":material/download:",
            )


def made(who: Callable[[], Actor | None], extent: Extent, noun: ExportNoun) -> bytes:
    """Return the content of a ledger for who asks now; it is entered in the audit log first. Raises Refused."""
    assert isinstance(extent.actor, Actor)
    allowed = sessions.write(
        export.allow,
        actor=sign_in.same(who(), extent.actor),
        noun=noun,
        month=extent.months[0],
        until=extent.months[-1],
        organisation_id=extent.organisation_id,
    )
    return sessions.read(export.content, export=allowed)


def show_handbook(extent: Extent) -> None:
    """Draw the buttons for a branch's handbook."""
    st.subheader("团支部工作手册", anchor=False)
    st.caption(
        "封面、基本情况、五个一、活动、结对、调查、实事、谈心、需求办理和审阅签名页，按所选月份自动生成。"
        "Word版按公文格式排好，可直接打印装订；不含青年化名和需求编号、原话，谈心只写次数。"
    )
    with st.container(horizontal=True):
        for file_format, (label, kind) in BOOKS.items():
            st.download_button(
                label,
                partial(made_book, sign_in.later(), extent, file_format),
                export.file_name(extent.name, handbook.NAME, extent.period, file_format),
                kind,
                key=f"handbook_{file_format}",
                on_click="ignore",
                icon=":material/menu_book:",
            )


def made_book(who: Callable[[], Actor | None], extent: Extent, file_format: str) -> bytes:
    """Return the content of a handbook for who asks now; it is entered in the audit log first. Raises Refused."""
    assert isinstance(extent.actor, Actor)
    allowed = sessions.write(
        handbook.allow,
        actor=sign_in.same(who(), extent.actor),
        month=extent.months[0],
        until=extent.months[-1],
        organisation_id=extent.organisation_id,
    )
    return sessions.read(handbook_files.content, extent=allowed, file_format=file_format)


def show_answers(actor: Actor) -> None:
    """Draw where the district takes the answers of a released month and the codebook along."""
    st.subheader("问卷答卷（全区）", anchor=False)
    st.caption(
        "已发布月份的逐份答卷，不含团支部、年龄和填写的文字；至少要有20份。"
        "份数多时要等一会儿（10万份约4秒），按钮上转圈就是正在生成。"
    )
    months = loading.load(releases.released_months, actor=actor)
    if not months:
        parts.empty("还没有已发布的调查结果。", "结果发布以后，可以在这里下载答卷。")
    else:
        month = st.selectbox("哪个月的调查", months, format_func=texts.month, key="answers_month")
        _answer_buttons(actor, month)
    st.download_button(
        "下载问卷编码表（xlsx）",
        partial(made_codebook, sign_in.later(), actor),
        export.file_name(actor.organisation_name, codebook.NAME, "现用"),
        XLSX,
        key="codebook",
        on_click="ignore",
        icon=":material/key:",
    )


def _answer_buttons(actor: Actor, month: date) -> None:
    try:
        sessions.read(export.check_answers, actor=actor, month=month)
    except Refused as refused:
        st.info(typed.safe(texts.sentence(refused)))
        return
    with st.container(horizontal=True):
        for as_wjx, label in ((False, "答卷（xlsx）"), (True, "答卷（问卷星格式）")):
            name = f"{ExportNoun.RESPONSES.label}{'问卷星格式' if as_wjx else ''}"
            st.download_button(
                label,
                partial(made_answers, sign_in.later(), actor, month, as_wjx),
                export.file_name(actor.organisation_name, name, texts.month(month)),
                XLSX,
                key=f"answers_{as_wjx}",
                on_click="ignore",
                icon=":material/download:",
            )


def made_answers(who: Callable[[], Actor | None], was: Actor, month: date, as_wjx: bool) -> bytes:
    """Return the answers of a month for who asks now; entered in the audit log first. Raises Refused."""
    actor = sign_in.same(who(), was)
    allowed = sessions.write(export.allow, actor=actor, noun=ExportNoun.RESPONSES, month=month)
    return sessions.read(export.content, export=allowed, as_wjx=as_wjx)


def made_codebook(who: Callable[[], Actor | None], was: Actor) -> bytes:
    """Return the codebook in use for who asks now; it is entered in the audit log first. Raises Refused."""
    version_id = sessions.write(codebook.allow, actor=sign_in.same(who(), was))
    return tables.as_xlsx(sessions.read(codebook.read, version_id=version_id))


def chosen(actor: Actor, months: Sequence[date], scope: tuple[int, str] | None) -> Extent:
    """Ask for the period; return what the files of the page hold. scope : None for a branch's own."""
    first, until = picked_months(months)
    found: Extent = loading.load(
        extent_of,
        actor=actor,
        month=first,
        until=until,
        organisation_id=scope[0] if scope else actor.organisation_id,
    )
    return found
