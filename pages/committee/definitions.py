"""口径 — what every figure on the pages means: what is counted, of what, what is left out, what it must not be used for."""

import streamlit as st

from analysis import indicators
from analysis.indicators import Indicator
from db.vocabulary import Role
from pages.shared import parts, reports, sign_in
from pages.shared.typed import safe

sign_in.require(Role.COMMITTEE, Role.DISTRICT, Role.SECRETARY, Role.CADRE)
RULES = "rules"
# In the order in which they are asked of a figure.
FIELDS = {
    "numerator": "分子",
    "denominator": "分母",
    "period": "时段",
    "left_out": "不算在内",
    "interval": "区间",
    "not_for": "使用限制",
}


def show(indicator: Indicator) -> None:
    with st.container(border=True):
        st.markdown(f"**{safe(indicator.name)}**  \n{safe(indicator.line)}")
        # What is no share has nothing to be a numerator of.
        fields = FIELDS if indicator.denominator else FIELDS | {"numerator": "数的是"}
        told = {words: getattr(indicator, name) for name, words in fields.items()}
        st.caption("  \n".join(f"**{words}**　{safe(text)}" for words, text in told.items() if text))


parts.heading(
    "口径", "每个指标怎么算、不能用来做什么；哪些数字不显示、为什么。图表下载时附的口径就是这里的第一句。"
)
section = reports.segments(
    "看哪一部分", {group.code: group.name for group in indicators.GROUPS} | {RULES: "显示规则"}, key="section"
)
if section == RULES:
    for rule in indicators.RULES:
        st.markdown(f"**{safe(rule.name)}**  \n{safe(rule.text)}")
else:
    st.caption(next(group.about for group in indicators.GROUPS if group.code == section))
    for indicator in indicators.of_group(section):
        show(indicator)
