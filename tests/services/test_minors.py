"""14—17岁 are not offered what is only for adults, and nobody can answer it in their name."""

from db import asking
from db.asking import Asking
from tests import builders

ADULT = {"HOU2", "LOV2", "EMP4"}


def offered(age: str) -> set[str]:
    answers = {"Q1": age, "Q2": ["HOU", "LOV", "EMP"], "Q12": "code_only"}
    shown = asking.items(builders.monthly_form(), Asking(month_number=6), answers)
    return {code for item in shown if item.question.code in ("Q2b", "Q12a") for code in item.codes}


def test_adults_are_offered_everything() -> None:
    assert offered("18-22") >= ADULT


def test_minors_are_not() -> None:
    assert not offered("14-17") & ADULT
    assert "HOU1" in offered("14-17")
