"""本月加问 on a page: what is asked now, a form for it with the question as a phone shows it, and the way to stop."""

from datetime import date
from html import escape

import streamlit as st

from db import extra_questions, month_questions, workdays
from db.extra_questions import Extra
from db.month_questions import MonthQuestion
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import QuestionKind
from pages.shared import loading, minding, parts, saving, texts, typed
from pages.shared.typed import safe
from pages.shared.wording import ALSO_READ

RULE = (
    "只加最想知道的一题，青年可以不答，排在“还有什么想说的”前面。每改一次就是一道新题，不同问法的答案不会混在一起；"
    "正在填旧题的青年，答案照样有效。"
)
# Said where it is made: whoever asks should know beforehand what becomes of the answers.
TEXTS = "填空题的原话下一个工作日早上交给各团支部，在“青年的话”里看。"
RESULTS = {
    extra_questions.DISTRICT: f"选择题的结果随本月结果发布，在“需求分析”里看，满10份才显示。{TEXTS}",
    extra_questions.BRANCH: f"选择题随本月结果发布，只有本支部在“本支部结果”里看：回答满10份，才说提到多的几项和大概份数；几乎都选同一项时不说。{TEXTS}",
}
WARNING = (
    "题目里有“{words}”，答案可能让人认出是谁。问卷说了不收姓名、电话、身份证号；人少的支部，班级、工号、宿舍也会认出人。"
    "请换一种问法。"
)
PHONE = (
    '<div role="img" aria-label="青年手机上的样子" style="width:100%;max-width:390px;box-sizing:border-box;'
    "margin:0 auto;padding:1.25rem 1rem;border:2px solid color-mix(in srgb,currentColor 35%,transparent);"
    'border-radius:28px;font-size:17px;line-height:1.6;overflow-wrap:anywhere">'
)
OPTION = (
    '<div style="min-height:44px;box-sizing:border-box;padding:.5rem .75rem;margin:.5rem 0;border-radius:8px;'
    'border:1px solid color-mix(in srgb,currentColor 25%,transparent)">{mark} {label}</div>'
)
MARKS = {QuestionKind.SINGLE: "○", QuestionKind.MULTI: "□"}
HINTS = {QuestionKind.SINGLE: "（选填）", QuestionKind.MULTI: "（可多选）"}


def show(actor: Actor, *, today: date) -> None:
    """Draw what the person's own organisation asks beside this month's and the next month's questionnaire."""
    for month in (workdays.month_of(today), workdays.add_months(workdays.month_of(today), 1)):
        _show(actor, month)


def _show(actor: Actor, month: date) -> None:
    if scope_of(actor, Noun.EXTRA_QUESTION, Act.READ) is None:
        return
    found = loading.load(
        month_questions.find, actor=actor, organisation_id=actor.organisation_id, month=month
    )
    # A month that is over, or that this branch was not asked in, has nothing to say.
    if not found.can_change and found.extra is None:
        return
    key = f"extra_{month:%Y%m}_about"
    with st.expander(f"{texts.month(month)}加问一题", icon=":material/add_comment:", key=key):
        st.markdown(RULE)
        st.markdown(RESULTS[_whose(actor)])
        if found.extra is not None:
            begun = "开启后会问" if found.is_planned else "正在问"
            st.success(f"{begun}：{safe(found.extra.text)}", icon=":material/check:")
        if scope_of(actor, Noun.EXTRA_QUESTION, Act.CHANGE) is None:
            st.caption("由支部书记加问。")
            return
        if found.can_change:
            _form(actor, month, found)
        else:
            st.caption("不能再换题目：调查已截止，或者一个月5次已经换满。")
        if found.extra is not None:
            stop = saving.once(
                f"extra_stop_{month:%Y%m}_{found.number}", _withdraw, actor, month, found.number
            )
            st.button("停止加问", **stop)


def _whose(actor: Actor) -> str:
    is_district = scope_of(actor, Noun.WAVE, Act.CHANGE) is not None
    return extra_questions.DISTRICT if is_district else extra_questions.BRANCH


def _form(actor: Actor, month: date, found: MonthQuestion) -> None:
    before = found.extra or Extra(0, QuestionKind.TEXT, "")
    key = f"extra_{month:%Y%m}_{found.number}"
    # Below one another: beside the fields there is no room for the width of a phone.
    fill, preview = st.container(), st.container()
    with fill:
        kind = st.radio(
            "题型",
            extra_questions.KINDS,
            index=extra_questions.KINDS.index(before.kind),
            format_func=lambda kind: kind.label,
            horizontal=True,
            key=f"{key}_kind",
        )
        parts.text_line("题目（不超过60字）", before.text, key=f"{key}_text")
        if kind is not QuestionKind.TEXT:
            st.session_state.setdefault(f"{key}_options", "\n".join(before.options))
            parts.text_box("选项（每行一个，2—8个，每个不超过30字）", key=f"{key}_options")
        draft = _draft(found, key)
        _warn(draft, key)
        st.button(
            "保存，开启时问这一题" if found.is_planned else "保存，从现在起问这一题",
            type="primary",
            **saving.once(f"{key}_save", _put, actor, month, found, key),
        )
    with preview:
        st.caption("青年手机上的样子（边填边看）")
        st.html(phone(draft, actor))


def _draft(found: MonthQuestion, key: str) -> Extra:
    """Return the question that stands in the fields at this moment."""
    fields = {name: st.session_state.get(f"{key}_{name}") for name in ("kind", "text", "options")}
    kind = fields["kind"] or QuestionKind.TEXT
    lines = "" if kind is QuestionKind.TEXT else str(fields["options"] or "")
    options = tuple(line.strip() for line in typed.cleaned(lines).splitlines() if line.strip())
    return Extra(found.number + 1, kind, typed.cleaned(str(fields["text"] or "")).strip(), options)


def _warn(draft: Extra, key: str) -> None:
    words = (draft.text, *draft.options)
    found = extra_questions.identifying(words)
    sentence = WARNING.format(words="、".join(found)) if found else ""
    minding.ask(sentence, "我看过提醒，这样问确实不会认出人", f"{key}_minded", words)


def _put(actor: Actor, month: date, found: MonthQuestion, key: str) -> None:
    # Not as it was drawn: a tap on the button brings along what was typed last.
    draft = _draft(found, key)
    saving.save(
        month_questions.put,
        actor=actor,
        organisation_id=actor.organisation_id,
        month=month,
        seen=found.number,
        kind=draft.kind,
        text=draft.text,
        options=draft.options,
        minded=minding.agreed(f"{key}_minded"),
        done="已保存，调查开启后会问这一题。" if found.is_planned else "已保存，青年从现在起会看到这一题。",
    )


def _withdraw(actor: Actor, month: date, seen: int) -> None:
    saving.save(
        month_questions.withdraw,
        actor=actor,
        organisation_id=actor.organisation_id,
        month=month,
        seen=seen,
        done="已停止加问，已经答过的不受影响。",
    )


def phone(draft: Extra, actor: Actor) -> str:
    """Return a question in a frame as wide as a phone, as the survey asks it."""
    whose = _whose(actor)
    question = extra_questions.question_of(draft, whose)
    name = actor.organisation_name if whose == extra_questions.BRANCH else "本团支部"
    words = question.help.replace("{branch}", name).replace("{reader}", f"{name}的团干部")
    hint = HINTS.get(draft.kind, f"（选填，{extra_questions.MOST_CHARS}字以内）")
    if draft.kind is QuestionKind.TEXT:
        words += ALSO_READ
        fields = OPTION.format(mark="", label="")
    else:
        fields = "".join(OPTION.format(mark=MARKS[draft.kind], label=escape(o)) for o in draft.options)
    return (
        f'{PHONE}<p style="margin:0;font-weight:600">{escape(draft.text or "（题目）")}{hint}</p>{fields}'
        f'<p style="margin:.5rem 0 0;font-size:.875rem;opacity:.75">{escape(words)}</p></div>'
    )
