"""Shares of a district weighted by its declared youth, from what is released of its committees and nothing else.

A committee whose figure is told is a stratum. All others are one stratum together, which is the district's figure less
theirs: what is withheld of one committee stays unknown. Nothing new goes out, so no gate is needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import weights
from analysis.disclosure import Shown

COLUMNS = ["cell", "n", "base", "share", "weighted", "se", "effect", "n_eff", "collapsed"]
Key = int | None
REST: Key = None


@dataclass(frozen=True)
class Stratum:
    """n of base answers named an option; youth : how many people the stratum has."""

    n: int
    base: int
    youth: int


def of_district(
    whole: Shown, parts: Mapping[int, Shown], youth: Mapping[Key, int], *, question: str
) -> pd.DataFrame:
    """Return each option of the district's that can be weighted by the youth of its committees.

    whole, parts : what is released of the district and, by id, of its committees. youth : the declared youth of each
    committee; `None` for branches right below the district.

    Returns DataFrame: cell, n, base, share (unweighted), weighted, se (of it, both from 0 to 1), effect and n_eff
    (Kish), collapsed (how many committees stand together with the rest). Options of which no two strata are told are
    left out. Raises ValueError for youth that is below 0, and for targets that cannot be met: a stratum with answers
    and no youth, with youth and no answers, or with more answers than youth.
    """
    if any(n < 0 for n in youth.values()):
        raise ValueError("declared youth is not below 0")
    own = {key: _told_of(shown, question) for key, shown in parts.items()}
    rows = []
    for cell, n, base in whole.cells(question).itertuples(index=False, name=None):
        strata = _strata(str(cell), Stratum(n, base, sum(youth.values())), own, youth)
        if len(strata) > 1:
            rows.append((cell, n, base, n / base, *_weighted(strata), len(parts) - _told(strata)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _told_of(shown: Shown, question: str) -> dict[str, tuple[int, int]]:
    rows = shown.cells(question).itertuples(index=False, name=None)
    return {str(cell): (int(n), int(base)) for cell, n, base in rows}


def _strata(
    cell: str, whole: Stratum, own: Mapping[int, dict[str, tuple[int, int]]], youth: Mapping[Key, int]
) -> dict[Key, Stratum]:
    found: dict[Key, Stratum] = {
        key: Stratum(*told[cell], youth.get(key, 0)) for key, told in own.items() if cell in told
    }
    rest = Stratum(
        whole.n - sum(one.n for one in found.values()),
        whole.base - sum(one.base for one in found.values()),
        whole.youth - sum(one.youth for one in found.values()),
    )
    return found | ({REST: rest} if rest.base or rest.youth else {})


def _told(strata: Mapping[Key, Stratum]) -> int:
    return sum(key is not REST for key in strata)


def _weighted(strata: Mapping[Key, Stratum]) -> tuple[float, float, float, float]:
    if any(one.base > one.youth for one in strata.values()):
        raise ValueError("a stratum has more answers than youth")
    sizes = [one.base for one in strata.values()]
    cells = pd.Series(np.repeat(np.arange(len(sizes)), sizes))
    values = pd.Series(np.concatenate([np.arange(one.base) < one.n for one in strata.values()]), dtype=float)
    made = weights.post_stratify(cells, {at: one.youth for at, one in enumerate(strata.values())})
    found = weights.mean(values, made, pd.DataFrame({"stratum": cells}), is_finite=True)
    return found.value, found.se, *weights.kish(made)
