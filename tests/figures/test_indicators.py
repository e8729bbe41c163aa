"""Definitions of indicators: each is whole, and each group has some."""

import tomllib
from dataclasses import fields

import pytest

from analysis import indicators
from analysis.indicators import GROUPS, INDICATORS, RULES, Indicator

OPTIONAL = {"denominator", "interval"}


def test_no_code_is_given_twice():
    rows = tomllib.loads(indicators.SOURCE.read_text("utf-8"))["indicator"]
    assert len(rows) == len(INDICATORS)
    assert len({row["name"] for row in rows}) == len(rows)


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=INDICATORS)
def test_an_indicator_says_all_that_has_to_be_said(indicator):
    for field in fields(Indicator):
        text = getattr(indicator, field.name)
        assert text or field.name in OPTIONAL, field.name
        if text and field.name not in ("code", "group", "name"):
            assert text.endswith("。"), field.name


def test_every_group_has_indicators_and_every_indicator_a_group():
    assert {indicator.group for indicator in INDICATORS.values()} == {group.code for group in GROUPS}
    assert [i.code for group in GROUPS for i in indicators.of_group(group.code)] == list(INDICATORS)


def test_the_rules_of_what_is_shown_are_among_them():
    said = "".join(rule.name + rule.text for rule in RULES)
    for rule in ("不足10份", "满20份", "并入上级", "可能需要核实", "自愿填写"):
        assert rule in said
