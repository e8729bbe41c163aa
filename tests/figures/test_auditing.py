"""The audit: of a few people in one branch nothing follows from all that a release tells; and what would is caught."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import banding, ends
from analysis.auditing import audit
from analysis.blocks import Known
from analysis.disclosure import gate
from analysis.withholding import Reason
from tests.rosters import (
    CHOICE,
    CODES,
    FEW,
    LINE,
    MULTI,
    Branch,
    frame,
    recovered,
    released,
    summed,
    told_by,
    true_count,
)  # fmt: skip


@st.composite
def rosters(draw: st.DrawFn) -> list[Branch]:
    found = []
    for _ in range(draw(st.integers(3, 8))):
        n = draw(st.sampled_from([1, 1, 2, 3, 4, 6, 9, 12, 14]))
        first = draw(st.integers(0, n))
        second = draw(st.integers(0, n - first))
        found.append(
            Branch(
                draw(st.sampled_from("KLM")), draw(st.sampled_from("XYZ")), n,
                draw(st.sampled_from([0, n, draw(st.integers(0, n))])), (first, second, n - first - second),
            )
        )  # fmt: skip
    return found


@settings(max_examples=40)
@given(rosters())
def test_no_small_branch_is_recovered_from_a_release(branches: list[Branch]):
    assert recovered(branches, told_by(branches, *released(branches))) == 0


@settings(max_examples=30)
@given(rosters())
def test_the_audit_alone_withholds_whatever_would_recover_one(branches: list[Branch]):
    """Without the rules for cells at an end the audit has everything to do."""
    assert recovered(branches, told_by(branches, *released(branches, rules=[]))) == 0


def many(seed: int = 4) -> list[Branch]:
    draw = np.random.default_rng(seed)
    found = []
    for committee, domain in itertools.product("KLM", "XYZ"):
        for n in (int(draw.integers(1, 5)), int(draw.integers(4, 9))):
            choice = draw.multinomial(n, (0.2, 0.3, 0.5))
            found.append(Branch(committee, domain, n, int(draw.binomial(n, 0.4)), tuple(map(int, choice))))
    return found


def free_filters(branches: list[Branch]):
    """The usual rule: any combination of filters, exact where five or more answered."""
    ways = [("committee",), ("domain",), ("committee", "domain"), ()]
    sizes = [None, "small", "large"]
    for by, size in itertools.product(ways, sizes):
        groups: dict[tuple[str, ...], set[int]] = {}
        for at, b in enumerate(branches):
            if size is None or (b.n < FEW) == (size == "small"):
                groups.setdefault(tuple(getattr(b, name) for name in by), set()).add(at)
        for who in groups.values():
            own = [branches[at] for at in who]
            if sum(b.n for b in own) >= FEW:
                for cell in (MULTI, *((CHOICE, "", code) for code in CODES)):
                    n = true_count(own, cell)
                    yield who, cell, (n, n)


def test_two_ways_of_dividing_do_not_give_a_branch_away_together():
    """K and Z are banded, L and Y beside them: four of the four in L and Y would follow all the same."""
    branches = [
        Branch("K", "Y", 3, 0, (0, 0, 3)), Branch("K", "Z", 6, 0, (0, 0, 6)), Branch("K", "Y", 1, 0, (0, 0, 1)),
        Branch("K", "Y", 2, 2, (0, 0, 2)), Branch("L", "Y", 4, 4, (0, 0, 4)), Branch("L", "Z", 6, 2, (0, 0, 6)),
    ]  # fmt: skip
    assert recovered(branches, told_by(branches, *released(branches))) == 0


def test_free_filters_from_five_answers_would_give_small_branches_away():
    """The negative control: what finds nothing in a release finds much here."""
    branches = many()
    assert recovered(branches, list(free_filters(branches))) >= 10
    assert recovered(branches, told_by(branches, *released(branches))) == 0


def test_nobody_of_a_committee_is_caught_by_the_audit_where_no_band_hides_it():
    branches = [
        Branch("K", "X", 12, 0, (4, 4, 4)),
        Branch("K", "X", 3, 0, (1, 1, 1)),
        Branch("L", "X", 15, 9, (5, 5, 5)),
    ]
    committees, _ = released(branches, rules=[])
    assert committees["K"].table.set_index("cell").loc["EMP", "note"] == Reason.BESIDE


def test_what_a_secretary_knows_is_counted_in():
    """A branch's five open needs are all that its committee of eight named: the other branch named it never."""
    branches = [
        Branch("K", "X", 12, 5, (4, 4, 4)),
        Branch("K", "X", 3, 0, (1, 1, 1)),
        Branch("L", "X", 15, 9, (5, 5, 5)),
    ]
    own = frame(branches, "committee", None)
    plain = gate(summed(own), district="d", partitions=[CHOICE], further=[audit(Known(own, {}, {}))])
    assert plain["K"].cells("Q2")["n"].tolist() == [5]
    known = Known(own, {(0, *MULTI): 5}, {})
    audited = gate(summed(own), district="d", partitions=[CHOICE], further=[audit(known)])
    assert audited["K"].cells("Q2").empty


def test_that_a_branch_hears_of_few_who_noticed_is_counted_in():
    """At most two of the twelve, as the large branch hears: then all three of the small one are among the five."""
    branches = [
        Branch("K", "X", 12, 2, (4, 4, 4)),
        Branch("K", "X", 3, 3, (1, 1, 1)),
        Branch("L", "X", 15, 9, (5, 5, 5)),
    ]
    own = frame(branches, "committee", None)
    plain = gate(summed(own), district="d", partitions=[CHOICE], further=[audit(Known(own, {}, {}))])
    assert plain["K"].cells("Q2")["n"].tolist() == [5]
    known = Known(own, {}, {}, {(0, *MULTI): 2})
    audited = gate(summed(own), district="d", partitions=[CHOICE], further=[audit(known)])
    assert audited["K"].cells("Q2").empty


@settings(max_examples=20)
@given(rosters(), st.data())
def test_no_small_branch_is_recovered_with_what_large_ones_hear(branches: list[Branch], data: st.DataObject):
    """Each branch of ten and more hears between which numbers, three apart or more, its own count lies."""
    heard = []
    for at, branch in enumerate(branches):
        if branch.n >= 10:
            low = data.draw(st.integers(0, branch.emp))
            high = (
                data.draw(st.integers(max(branch.emp, low + 2), branch.n))
                if low + 2 <= branch.n
                else branch.n
            )
            heard.append(({at}, MULTI, (min(low, branch.n - 2), high)))
    own = frame(branches, "committee", None)
    known = Known(
        own,
        {(at, *MULTI): low for (at,), _, (low, _) in heard},
        {},
        {(at, *MULTI): high for (at,), _, (_, high) in heard},
    )
    rules = [banding.near_ends, ends.near_ends_of_choices, audit(known)]
    shown = gate(summed(own), district="d", partitions=[CHOICE], further=rules)
    assert recovered(branches, [*told_by(branches, shown, {}), *heard]) == 0


def test_what_is_not_proven_in_time_is_withheld_below_the_district():
    branches = [
        Branch("K", "X", 12, 5, (4, 4, 4)),
        Branch("K", "X", 3, 0, (1, 1, 1)),
        Branch("L", "X", 15, 9, (5, 5, 5)),
    ]
    own = frame(branches, "committee", None)
    late = audit(Known(own, {(0, *MULTI): 5}, {}), seconds=-1)
    found = gate(summed(own), district="d", partitions=[CHOICE], further=[late])
    assert found["K"].cells("Q2").empty
    assert found["L"].cells("Q2").empty
    assert found["d"].cells("Q2")["n"].tolist() == [14]
    # What needs no programme is proven at once.
    assert not found["K"].cells(CHOICE).empty


@pytest.mark.parametrize("is_empty", [True, False])
def test_a_wave_without_answers_or_branches_is_audited_too(is_empty):
    branches = [] if is_empty else [Branch("K", "X", 0, 0, (0, 0, 0))]
    own = frame(branches, "committee", None)
    nobody = pd.DataFrame([("d", "", "", "", 0), ("d", *MULTI, 0)], columns=["group", *LINE, "n"])
    found = gate(pd.concat([summed(own), nobody]), district="d", further=[audit(Known(own, {}, {}))])
    assert found["d"].n is None
