"""Which step may follow which: the one table of moves of a need, read by one pure function."""

from db.errors import Conflict, NotAllowed
from db.vocabulary import STATE_TYPES, NeedState, Party, StateType, Verb

S, V, P = NeedState, Verb, Party

CLAIMABLE = (
    *(state for state, kind in STATE_TYPES.items() if kind is not StateType.CLOSED),
    # The youth may still disagree.
    S.DECLINED,
    # Nobody held the receipt when it ended; the link may still be good.
    S.RELAYED,
)

# Somebody here is in charge of it.
IN_CHARGE = (S.ACCEPTED, S.IN_PROGRESS, S.ASKED, S.REOPENED, S.AWAITING_CONSENT, S.REFERRED, S.DEFERRED)
# Among colleagues: the youth reads neither that it happened nor who it was.
INSIDE = (V.HAND_ON, V.TAKE_ON, V.TURN_DOWN, V.SHARE)

# (state, verb) → (who may, next state). What is not here cannot be done.
MOVES: dict[tuple[NeedState, Verb], tuple[Party, NeedState]] = {
    (S.RAISED, V.HAND_OVER): (P.SYSTEM, S.RAISED),
    (S.RAISED, V.ACCEPT): (P.CADRE, S.ACCEPTED),
    (S.RAISED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.RAISED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    (S.ACCEPTED, V.START): (P.CADRE, S.IN_PROGRESS),
    (S.ACCEPTED, V.ASK): (P.CADRE, S.ASKED),
    (S.ACCEPTED, V.NOTE): (P.CADRE, S.ACCEPTED),
    (S.ACCEPTED, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.ACCEPTED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.ACCEPTED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    (S.IN_PROGRESS, V.ASK): (P.CADRE, S.ASKED),
    (S.IN_PROGRESS, V.NOTE): (P.CADRE, S.IN_PROGRESS),
    (S.IN_PROGRESS, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.IN_PROGRESS, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.IN_PROGRESS, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    # A question may stay unanswered: the cadre can go on without.
    (S.ASKED, V.ANSWER): (P.YOUTH, S.IN_PROGRESS),
    (S.ASKED, V.START): (P.CADRE, S.IN_PROGRESS),
    (S.ASKED, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.ASKED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.ASKED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    (S.REOPENED, V.START): (P.CADRE, S.IN_PROGRESS),
    (S.REOPENED, V.ASK): (P.CADRE, S.ASKED),
    (S.REOPENED, V.NOTE): (P.CADRE, S.REOPENED),
    (S.REOPENED, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.REOPENED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.REOPENED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    # Who does it, and by when; the state stays.
    (S.ACCEPTED, V.ASSIGN): (P.CADRE, S.ACCEPTED),
    (S.IN_PROGRESS, V.ASSIGN): (P.CADRE, S.IN_PROGRESS),
    (S.ASKED, V.ASSIGN): (P.CADRE, S.ASKED),
    (S.REOPENED, V.ASSIGN): (P.CADRE, S.REOPENED),
    (S.ACCEPTED, V.EXTEND): (P.CADRE, S.ACCEPTED),
    (S.IN_PROGRESS, V.EXTEND): (P.CADRE, S.IN_PROGRESS),
    (S.REOPENED, V.EXTEND): (P.CADRE, S.REOPENED),
    # What a branch passes on waits for the committee to take it over, or comes back to be accepted anew.
    # While the youth is asked it stays: the question is the branch's.
    (S.RAISED, V.TRANSFER): (P.CADRE, S.TRANSFERRED),
    (S.ACCEPTED, V.TRANSFER): (P.CADRE, S.TRANSFERRED),
    (S.IN_PROGRESS, V.TRANSFER): (P.CADRE, S.TRANSFERRED),
    (S.REOPENED, V.TRANSFER): (P.CADRE, S.TRANSFERRED),
    # Where its handler has been closed, nobody there can pass a reopened need on.
    (S.REOPENED, V.HAND_OVER): (P.SYSTEM, S.TRANSFERRED),
    (S.TRANSFERRED, V.TAKE_OVER): (P.CADRE, S.ACCEPTED),
    (S.TRANSFERRED, V.RETURN): (P.CADRE, S.RAISED),
    (S.TRANSFERRED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.TRANSFERRED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    # Outside the League only with the youth's consent to the very words; 转交 stays inside and needs none. Whoever
    # handled it stays in charge: hears what the department says, tells the youth, settles.
    (S.ACCEPTED, V.PROPOSE): (P.CADRE, S.AWAITING_CONSENT),
    (S.IN_PROGRESS, V.PROPOSE): (P.CADRE, S.AWAITING_CONSENT),
    (S.REOPENED, V.PROPOSE): (P.CADRE, S.AWAITING_CONSENT),
    (S.AWAITING_CONSENT, V.AGREE): (P.YOUTH, S.REFERRED),
    (S.AWAITING_CONSENT, V.REFUSE): (P.YOUTH, S.IN_PROGRESS),
    # Silence is no consent.
    (S.AWAITING_CONSENT, V.RETRACT): (P.SYSTEM, S.IN_PROGRESS),
    (S.AWAITING_CONSENT, V.START): (P.CADRE, S.IN_PROGRESS),
    (S.AWAITING_CONSENT, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.AWAITING_CONSENT, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.AWAITING_CONSENT, V.ASSIGN): (P.CADRE, S.AWAITING_CONSENT),
    (S.AWAITING_CONSENT, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    (S.REFERRED, V.START): (P.CADRE, S.IN_PROGRESS),
    (S.REFERRED, V.NOTE): (P.CADRE, S.REFERRED),
    (S.REFERRED, V.SETTLE): (P.CADRE, S.SETTLED),
    (S.REFERRED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.REFERRED, V.ASSIGN): (P.CADRE, S.REFERRED),
    (S.REFERRED, V.EXTEND): (P.CADRE, S.REFERRED),
    (S.REFERRED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    # Put aside for a while. It comes back by a person's hand alone: what came back by itself would read 办理中 while
    # nobody works on it. On its day it stands among what is due, and the day after among what is late.
    (S.ACCEPTED, V.DEFER): (P.CADRE, S.DEFERRED),
    (S.IN_PROGRESS, V.DEFER): (P.CADRE, S.DEFERRED),
    (S.REOPENED, V.DEFER): (P.CADRE, S.DEFERRED),
    (S.DEFERRED, V.RESUME): (P.CADRE, S.IN_PROGRESS),
    (S.DEFERRED, V.NOTE): (P.CADRE, S.DEFERRED),
    (S.DEFERRED, V.DECLINE): (P.CADRE, S.DECLINED),
    (S.DEFERRED, V.ASSIGN): (P.CADRE, S.DEFERRED),
    (S.DEFERRED, V.TRANSFER): (P.CADRE, S.TRANSFERRED),
    (S.DEFERRED, V.WITHDRAW): (P.YOUTH, S.WITHDRAWN),
    # Only the youth says that it is done.
    (S.SETTLED, V.CONFIRM): (P.YOUTH, S.CONFIRMED),
    (S.SETTLED, V.REOPEN): (P.YOUTH, S.REOPENED),
    # Who says nothing is asked once more; then the need ends, counted apart from what was confirmed.
    (S.SETTLED, V.REMIND): (P.SYSTEM, S.SETTLED),
    (S.SETTLED, V.LAPSE): (P.SYSTEM, S.LAPSED),
    (S.SETTLED, V.RELAY): (P.SYSTEM, S.RELAYED),
    # The youth's word wins over silence, as long as the receipt is kept.
    (S.LAPSED, V.CONFIRM): (P.YOUTH, S.CONFIRMED),
    (S.LAPSED, V.REOPEN): (P.YOUTH, S.REOPENED),
    (S.RELAYED, V.CONFIRM): (P.YOUTH, S.CONFIRMED),
    (S.RELAYED, V.REOPEN): (P.YOUTH, S.REOPENED),
    # "Cannot be done" is an answer the youth need not accept.
    (S.DECLINED, V.REOPEN): (P.YOUTH, S.REOPENED),
    # To another than oneself by acceptance: until then the old owner stays in charge.
    **{(state, verb): (P.CADRE, state) for state in IN_CHARGE for verb in INSIDE},
    # What several asked for is done once; each keeps a receipt and says for themselves whether it is done.
    (S.ACCEPTED, V.MERGE): (P.CADRE, S.ACCEPTED),
    (S.IN_PROGRESS, V.MERGE): (P.CADRE, S.IN_PROGRESS),
    (S.REOPENED, V.MERGE): (P.CADRE, S.REOPENED),
    **{(state, V.SPLIT): (P.CADRE, state) for state in IN_CHARGE},
    # The youth of a talk takes the receipt, at any time before the end; the state stays.
    **{(state, V.CLAIM): (P.YOUTH, state) for state in CLAIMABLE},
}


def next_state(state: NeedState, verb: Verb, party: Party) -> NeedState:
    """Return the state after `verb`.

    Refuses: move_impossible — this step does not follow from this state; move_not_yours — another party's step.

    >>> next_state(NeedState.SETTLED, Verb.CONFIRM, Party.YOUTH).value
    'confirmed'
    """
    move = MOVES.get((state, verb))
    if move is None:
        raise Conflict("move_impossible", state=state.label, verb=verb.label)
    who, after = move
    if who is not party:
        raise NotAllowed("move_not_yours", verb=verb.label, party=who.label)
    return after


def open_to(state: NeedState, party: Party) -> list[Verb]:
    """Return the steps a party may take from a state, in the order of the vocabulary."""
    possible = {verb for (s, verb), (who, _) in MOVES.items() if s is state and who is party}
    return [verb for verb in Verb if verb in possible]
