"""Places of categories: worked out at the release, said in words under the ranking."""

import json

import pandas as pd
import pytest

from analysis import charts, ranking
from analysis.charts import parts
from analysis.disclosure import Shown, gate
from tests.figures.test_disclosure import counts, q2

LABELS = {code: f"类别{code}" for code in "ABCDE"}


def with_pairs(n: int, *, pairs: dict[tuple[str, str], int] | None = None, **cells: int):
    found = {("Q2xQ2", a, b): n for (a, b), n in (pairs or {}).items()}
    return q2(n, **cells) | found


def test_places_are_those_of_the_method_and_pairs_are_in_no_release():
    own = with_pairs(400, pairs={("A", "B"): 100, ("A", "C"): 60}, A=186, B=150, C=90, D=60, E=36)
    shown = gate(counts(a=own), district=None)["a"]
    named = pd.Series({"A": 186, "B": 150, "C": 90, "D": 60, "E": 36})
    together = pd.DataFrame([("A", "B", 100), ("A", "C", 60)], columns=["row", "cell", "n"])
    expected = ranking.rank_sets_multi(named / 400, ranking.covariance(named, together, 400), 400)
    assert shown.places.values.tolist() == expected.values.tolist()
    stored = json.dumps(shown.only({"Q2"}).to_json())
    assert "Q2xQ2" not in stored
    assert Shown.from_json(json.loads(stored)).places.equals(shown.places)
    assert shown.only({"Q10"}).places.empty


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"A": 280, "B": 220, "C": 170, "D": 40, "E": 10}, "前三位能和其余的分清。"),
        (
            {"A": 120, "B": 118, "C": 116, "D": 115, "E": 114},
            "能确定在前三位的一个也没有，可能在前三位的有5类",
        ),
    ],
)
def test_the_ranking_says_whether_the_first_three_can_be_told_apart(cells, words):
    # Everybody who names more than one names them by chance.
    pairs = {(a, b): round(cells[a] * cells[b] / 300) for a in cells for b in cells if a < b}
    shown = gate(counts(a=with_pairs(300, pairs=pairs, **cells)), district=None)["a"]
    assert words in "".join(parts_of(charts.ranking_bars(shown, LABELS)))


def parts_of(chart: parts.Chart) -> list[str]:
    return list(chart.to_dict()["title"]["subtitle"])


def test_nobody_who_needs_nothing_takes_a_place_and_counts_without_pairs_have_none():
    shown = gate(counts(a=q2(60, A=20, B=10, none=30)), district=None)["a"]
    assert shown.places.index.tolist() == ["A", "B"]
    assert gate(counts(a=q2(60, A=50, B=40)), district=None)["a"].places.empty
