"""Words that sound like somebody is in danger: a hint to offer help and to look, never a judgement.

Negation ("不会轻生") cannot be told from words, so nobody is labelled by them: the youth is shown where help is,
and a named adult reads the text.
"""

import unicodedata
from collections.abc import Mapping
from typing import Any

from db.vocabulary import Concern

# Word lists of the programme's own guidance on youth needs; the second one follows the kinds of harm to minors
# that must be reported (未成年人保护法, article 11; 关于建立侵害未成年人案件强制报告制度的意见).
WORDS: Mapping[Concern, tuple[str, ...]] = {
    Concern.SELF_HARM: (
        *("自杀", "自残", "轻生", "不想活", "活不下去", "想死", "割腕", "跳楼", "遗书", "结束生命"),
        *("不如死", "没有活下去", "伤害自己"),
    ),
    Concern.HARM_BY_OTHERS: (
        *(
            "性侵",
            "猥亵",
            "强奸",
            "性骚扰",
            "家暴",
            "虐待",
            "欺凌",
            "霸凌",
            "殴打",
            "挨打",
            "威胁我",
            "跟踪我",
        ),
        *("拐卖", "遗弃"),
    ),
}


def found(text: str | None) -> Concern | None:
    """Return what a text sounds like, the youth's own life first; None for nothing.

    Spaces and marks between the characters do not hide a word.

    >>> found("最近真的 不 想 活 了")
    <Concern.SELF_HARM: 'self_harm'>
    """
    if not text or text.isascii():
        # Nothing, or the code of an option: every word is Chinese.
        return None
    plain = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c)[0] in "LN")
    for concern, words in WORDS.items():
        if any(word in plain for word in words):
            return concern
    return None


def in_answers(answers: Mapping[str, Any]) -> bool:
    """Tell whether any text among answers sounds like danger."""
    return any(found(value) is not None for value in answers.values() if isinstance(value, str))
