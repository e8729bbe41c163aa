"""The table of moves: every state, verb and party."""

import pytest

from db import moves
from db.errors import Refused
from db.vocabulary import NeedState, Party, Verb


@pytest.mark.parametrize("state", list(NeedState))
@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("party", list(Party))
def test_what_the_table_does_not_allow_is_refused(state: NeedState, verb: Verb, party: Party) -> None:
    move = moves.MOVES.get((state, verb))
    if move is not None and move[0] is party:
        assert moves.next_state(state, verb, party) is move[1]
        assert verb in moves.open_to(state, party)
        return
    with pytest.raises(Refused):
        moves.next_state(state, verb, party)
    assert verb not in moves.open_to(state, party)


def test_only_the_youth_confirms_reopens_answers_agrees_withdraws_and_claims() -> None:
    youth = {Verb.CONFIRM, Verb.REOPEN, Verb.ANSWER, Verb.AGREE, Verb.REFUSE, Verb.WITHDRAW, Verb.CLAIM}
    assert {verb for (_, verb), (who, _) in moves.MOVES.items() if who is Party.YOUTH} == youth


def test_a_claim_changes_no_state_and_no_need_that_has_ended_is_claimed() -> None:
    claimed = {state: after for (state, verb), (_, after) in moves.MOVES.items() if verb is Verb.CLAIM}
    assert all(state is after for state, after in claimed.items())
    # What ended by word of mouth ended because nobody had claimed it.
    ended = {NeedState.CONFIRMED, NeedState.WITHDRAWN, NeedState.LAPSED}
    assert set(claimed) == set(NeedState) - ended
