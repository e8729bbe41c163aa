"""One youth's answer sheet, drawn question by question as the survey would ask it."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from db import asking
from db.asking import Asking, Item
from db.demo import texts
from db.demo.profiles import STANDING_OUT, Mood
from db.demo.subjects import SUBJECTS
from db.drafts import CONSENT, NOTICE_VERSION
from db.questions import Form
from db.vocabulary import QuestionKind

HOT_WATER = "HOU4"
NOT_PICKED = 0.1
HOW_MANY = {1: 4, 2: 4, 3: 3}
ASKS_FOR_HELP = 0.09
# What youth noticed where the branch's deeds do not reach them.
UNNOTICED: dict[str, dict[str, float]] = {
    "Q8": {"all": 1, "some": 2, "not": 3, "unheard": 6},
    "Q9": {"survey": 5, "activity": 3, "talk": 1, "none": 5},
}
OTHERS: dict[str, dict[str, float]] = {
    "Q6": {
        "information": 6,
        "activity": 6,
        "introduction": 4,
        "speak_up": 3,
        "one_to_one": 2,
        "listen": 2,
        "no_help": 1,
    },
    "Q9": {"survey": 8, "activity": 6, "deed": 4, "talk": 0.7, "pairing": 0.4, "none": 2},
    "Q1b": {"member": 6, "youth": 4, "unsaid": 1},
    "Q7": {"weekend_day": 5, "weekday_evening": 4, "weekend_evening": 3, "online": 2, "weekday_day": 1},
    "Q8": {"all": 3, "some": 5, "not": 4, "unheard": 2},
    "Q12c": {"urgent": 2, "soon": 4, "normal": 5},
    "Q12d": {"branch": 9, "committee": 1},
}
SKIPPED: dict[str, float] = {"Q1b": 0.1, "Q6": 0.15, "Q7": 0.1, "Q9": 0.1, "Q11": 0.85, "Q12f": 0.3}

Drawn = Mapping[str, Any]


class Youth:
    """Somebody who answers. `draw` decides everything, so the same draw gives the same sheet."""

    def __init__(self, mood: Mood, draw: Random) -> None:
        self.mood = mood
        self.draw = draw
        self._by_code: dict[str, Callable[[Item, Drawn], Any]] = {
            "Q2": self._picks,
            "Q2b": self._sub_item,
            "Q3": lambda item, _: self._scale(self.mood.rating(_row(item)).importance),
            "Q4": self._satisfaction,
            "Q10": lambda item, _: self._scale(self.mood.overall),
            "Q12": self._request,
            "Q12a": self._asked_for,
            "Q12b": lambda item, given: self.draw.choice(SUBJECTS[given["Q12a"]].requests),
            "Q12f": lambda item, given: texts.ALIAS,
            "Q12g": lambda item, given: texts.CONTACT,
        }

    def fill_in(self, form: Form, asking_for: Callable[[Drawn], Asking]) -> dict[str, Any]:
        """Answer every question that comes up, in order, until no new one does."""
        given: dict[str, Any] = {CONSENT: NOTICE_VERSION}
        seen: set[str] = set()
        while True:
            fresh = [i for i in asking.items(form, asking_for(given), given) if i.key not in seen]
            if not fresh:
                return given
            for item in fresh:
                seen.add(item.key)
                value = None if self._skips(item) else self._answer(item, given)
                if value is not None:
                    given[item.key] = value

    def _skips(self, item: Item) -> bool:
        return self.draw.random() < SKIPPED.get(item.question.code, 0) and not item.question.required

    def _answer(self, item: Item, given: Drawn) -> Any:
        code, kind = item.question.code, item.question.kind
        if code == "Q1":
            return self._one_of(self.mood.ages)
        if code in self._by_code:
            return self._by_code[code](item, given)
        if kind is QuestionKind.TEXT:
            return self.draw.choice(texts.WORDS)
        if kind is QuestionKind.CONSENT:
            return True
        noticed = UNNOTICED if self.mood.is_unnoticed else {}
        weights = noticed.get(code) or OTHERS.get(code) or dict.fromkeys(item.codes, 1.0)
        if kind is QuestionKind.MULTI:
            return self._several(item, weights, self.draw.randint(1, item.question.max_choices or 3))
        return self._one_of(weights)

    def _several(self, item: Item, weights: Mapping[str, float], n: int) -> list[str]:
        exclusive = {option.code for option in item.options if option.exclusive}
        first = self._one_of({code: weights[code] for code in weights if code in item.codes})
        picked = [first]
        left = {c: w for c, w in weights.items() if c in item.codes and c not in exclusive | {first}}
        while left and len(picked) < n and first not in exclusive:
            picked.append(self._one_of(left))
            del left[picked[-1]]
        return picked

    def _one_of(self, weights: Mapping[Any, float]) -> Any:
        return self.draw.choices(list(weights), list(weights.values()))[0]

    def _picks(self, item: Item, given: Drawn) -> list[str]:
        if self.draw.random() < NOT_PICKED:
            return ["none"]
        return self._several(item, self.mood.needs, self._one_of(HOW_MANY))

    def _sub_item(self, item: Item, given: Drawn) -> str:
        standing_out = STANDING_OUT.get((self.mood.domain, _row(item)))
        if standing_out == HOT_WATER and not self.mood.lacks_hot_water:
            standing_out = None
        if standing_out and self.draw.random() < 0.7:
            return standing_out
        return str(self.draw.choice(item.codes))

    def _scale(self, mean: float) -> str:
        return str(min(5, max(1, round(self.draw.gauss(mean, 0.8)))))

    def _satisfaction(self, item: Item, given: Drawn) -> str:
        if self.draw.random() < 0.12:
            return "none"
        return self._scale(self.mood.rating(_row(item)).satisfaction)

    def _request(self, item: Item, given: Drawn) -> str:
        # The hot water is asked for as `db.demo.hot_water` has it, neither more nor less.
        is_planted = self.mood.lacks_hot_water and given.get("Q2b:HOU") == HOT_WATER
        if is_planted or self.draw.random() >= ASKS_FOR_HELP:
            return "none"
        return "contact" if self.draw.random() < 0.1 else "code_only"

    def _asked_for(self, item: Item, given: Drawn) -> str:
        chosen = [v for k, v in given.items() if k.startswith("Q2b:") and v in item.codes]
        return str(self.draw.choice(chosen or list(item.codes)))


def _row(item: Item) -> str:
    assert item.row is not None
    return item.row.code
