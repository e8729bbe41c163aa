"""Every indicator by its code: what is counted, of what, over which time, what is left out, what it is not for.

The words stand in indicators.toml alone; charts, their files and the page 口径 read them from here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

SOURCE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Group:
    """Indicators that stand together on the pages. about : one sentence of where they come from."""

    code: str
    name: str
    about: str


@dataclass(frozen=True)
class Indicator:
    """One indicator, in Chinese but for its code and its group's.

    line : the definition in one sentence. numerator : what is counted; denominator : of what, "" for a plain
    count. interval : how it is made, "" where there is none. not_for : what it must not be used for.
    """

    code: str
    group: str
    name: str
    line: str
    numerator: str
    period: str
    left_out: str
    not_for: str
    denominator: str = ""
    interval: str = ""


@dataclass(frozen=True)
class Rule:
    """One of the rules of what may be shown, in plain words."""

    name: str
    text: str


def _read() -> Mapping[str, Any]:
    return MappingProxyType(tomllib.loads(SOURCE.read_text("utf-8")))


_WORDS = _read()
GROUPS = tuple(Group(**group) for group in _WORDS["group"])
INDICATORS: Mapping[str, Indicator] = MappingProxyType(
    {row["code"]: Indicator(**row) for row in _WORDS["indicator"]}
)
RULES = tuple(Rule(**rule) for rule in _WORDS["rule"])


def of_group(code: str) -> tuple[Indicator, ...]:
    """Return the indicators of a group, in the order of the file."""
    return tuple(indicator for indicator in INDICATORS.values() if indicator.group == code)
