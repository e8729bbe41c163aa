"""Typing in what came back on paper: one field per printed question, sheet after sheet, by the keyboard alone.

Enter goes to the next field, and saves at the last one (see browser.js); without that script Tab and the button do.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import streamlit as st

from db import crisis_words, paper_form, paper_reading, paper_sheets
from db.paper_form import RATINGS, PaperQuestion
from db.paper_reading import VERSION
from db.rights import Actor
from db.vocabulary import QuestionKind
from db.waves import OpenWave
from pages.shared import parts, saving, texts, typed, wording
from pages.shared.typed import safe

SITTING = "paper_sitting"
HOW = (
    "照方框里的号码录：单选录一个数字；多选中间空一格，例如 1 3；连具体方面一起的，例如 1.2 3 5。",
    "打分照表从左到右、从上到下连着录，例如 45321044；没打分的用“-”占位。",
    "空着的、看不清勾了哪个的，都留空。写的话照原话录，不改、不补。",
    "按回车到下一题，在最后一题按回车就保存，接着录下一张。",
    "没填年龄段的、未满14周岁的不能录（学校模式也一样：请用同意码在手机上填）。",
    "录完把纸质卷销毁，不拍照、不留存。",
)


@dataclass(frozen=True)
class Sitting:
    """What one tab has typed in.

    sheet : the random number of the sheet in the form. n : how many were saved. last, typed : the number of the one
    before and what was typed for it, while it can be taken back. wrong : field → sentence. is_grave : the words of the
    one before sounded like danger.
    """

    sheet: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    n: int = 0
    last: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    is_grave: bool = False


def _sitting() -> Sitting:
    found: Sitting = st.session_state.setdefault(SITTING, Sitting())
    return found


def _keep(sitting: Sitting) -> None:
    st.session_state[SITTING] = sitting


def explain() -> None:
    """Draw how it is typed in."""
    with st.expander("怎么录", icon=":material/help:"):
        st.markdown("\n".join(f"- {line}" for line in HOW))


def show_progress(actor: Actor, wave: OpenWave) -> None:
    """Draw how many sheets were typed in so far, and the way to take the last one back."""
    sitting = _sitting()
    if sitting.is_grave:
        st.warning(wording.GRAVE_WORDS_ON_PAPER, icon=":material/crisis_alert:")
    if not sitting.n:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="paper_progress"):
        st.markdown(f"本次已录入 **{sitting.n}** 张")
        if sitting.last:
            st.button("撤销上一张，拿回来改", **saving.once("paper_back", _take_back, actor, wave))


def show_form(actor: Actor, wave: OpenWave) -> None:
    """Draw the fields of one sheet."""
    questions = _questions(actor, wave)
    keys = [VERSION, *(question.key for question in questions)]
    with (
        st.container(key="paper_sheet"),
        st.form("paper_form", enter_to_submit=False, border=False),
    ):
        fields = [(question.key, _label(question), _example(question)) for question in questions]
        if paper_form.n_versions(wave.form) > 1:
            fields.insert(0, (VERSION, "卷号（在卷子右上角）", "、".join(_versions(wave))))
        # Two in a row, so that a whole sheet is seen at once; the row's order is the order of the keyboard.
        for start in range(0, len(fields), 2):
            for column, one in zip(st.columns(2), fields[start : start + 2], strict=False):
                with column:
                    _field(*one)
        st.form_submit_button(
            "保存，录下一张",
            type="primary",
            width="stretch",
            **saving.once("paper_save", _save, actor, wave, keys),
        )
    st.button("清空，不要这一张", key="paper_clear", type="tertiary", on_click=_clear, args=(keys,))


def _questions(actor: Actor, wave: OpenWave) -> tuple[PaperQuestion, ...]:
    asking = paper_sheets.asking_of(wave=wave, branch_name=actor.organisation_name)
    return paper_form.questions(wave.form, asking, with_ended=True)


def _versions(wave: OpenWave) -> list[str]:
    return [str(n) for n in range(1, paper_form.n_versions(wave.form) + 1)]


def _label(question: PaperQuestion) -> str:
    old = "（停问以前印的卷子上才有）" if question.is_ended else ""
    text = question.text or "打分"
    # No point after the number: escaped for Markdown, it would be read aloud.
    return f"{question.name}　{text}{old}"


def _example(question: PaperQuestion) -> str:
    if question.key == RATINGS:
        return "每格一个数字，连着录"
    if question.kind is QuestionKind.TEXT:
        return "照原话录"
    if any(box.closer for box in question.boxes):
        return "例如 1.2 3 5"
    numbers = "、".join(sorted(box.number for box in question.boxes))
    return f"{numbers}{'，可以几个' if question.kind is QuestionKind.MULTI else ''}"


def _key(name: str) -> str:
    return f"paper_{name}"


def _field(name: str, label: str, example: str) -> None:
    # What was answered is not for the browser to offer to the next one.
    parts.text_line(safe(label), key=_key(name), placeholder=example, autocomplete="off")
    sentence = _sitting().wrong.get(name)
    if sentence:
        with st.container(key=f"paper_wrong_{name}"):
            st.markdown(f":red[:material/error: {safe(sentence)}]")


def _save(actor: Actor, wave: OpenWave, keys: list[str]) -> None:
    given = {key: typed.cleaned(str(st.session_state.get(_key(key)) or "")) for key in keys}
    asking = paper_sheets.asking_of(wave=wave, branch_name=actor.organisation_name)
    read = paper_reading.read(wave.form, asking, given)
    sitting = _sitting()
    if read.wrong:
        _keep(replace(sitting, wrong={key: texts.sentence(why) for key, why in read.wrong.items()}))
        saving.refuse("这一张还没有保存。请改标出来的题，再保存。")
        return
    words = wave.form.texts_of(read.answers).values()
    after = Sitting(
        n=sitting.n + 1,
        last=sitting.sheet,
        typed=given,
        is_grave=any(crisis_words.found(text) for text in words),
    )
    saving.save(
        paper_sheets.add,
        actor=actor,
        branch_id=actor.organisation_id,
        wave_id=wave.id,
        sheet=sitting.sheet,
        version=read.version,
        answers=read.answers,
        clear=map(_key, keys),
        then=lambda _: _keep(after),
        done=f"已保存，本次第{after.n}张。",
    )


def _take_back(actor: Actor, wave: OpenWave) -> None:
    sitting = _sitting()
    saving.save(
        paper_sheets.take_back,
        actor=actor,
        branch_id=actor.organisation_id,
        wave_id=wave.id,
        sheet=sitting.last,
        then=partial(_put_back, sitting.typed, Sitting(n=sitting.n - 1)),
        done="上一张已撤销，内容放回下面：改好再保存，不要了请清空。",
    )


def _put_back(given: Mapping[str, str], sitting: Sitting, _: object) -> None:
    for name, text in given.items():
        st.session_state[_key(name)] = text
    _keep(sitting)


def _clear(keys: Iterable[str]) -> None:
    for name in keys:
        st.session_state[_key(name)] = ""
    _keep(replace(_sitting(), wrong={}))
