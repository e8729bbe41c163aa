"""Which steps a handler is offered for a need."""

from datetime import date

from db.models import Need
from db.moves import open_to
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Party, Verb

# The right each step takes.
ACTS: dict[Verb, Act] = {
    Verb.ACCEPT: Act.ACCEPT,
    Verb.START: Act.ACCEPT,
    Verb.NOTE: Act.ACCEPT,
    Verb.TAKE_OVER: Act.ACCEPT,
    Verb.ASK: Act.ASK,
    Verb.SETTLE: Act.SETTLE,
    Verb.DECLINE: Act.DECLINE,
    Verb.ASSIGN: Act.ASSIGN,
    Verb.EXTEND: Act.EXTEND,
    Verb.TRANSFER: Act.TRANSFER,
    Verb.RETURN: Act.RETURN,
}


def steps_of(
    actor: Actor, need: Need, *, n_colleagues: int, on: date, can_return: bool = True
) -> tuple[Verb, ...]:
    """Return the steps to offer: what the table of moves, the person's rights and this need's own facts allow.

    can_return : the branch it came from works.
    """
    barred: set[Verb] = set()
    if need.extended_from is not None or need.due_on is None or need.due_on < on:
        barred.add(Verb.EXTEND)
    if n_colleagues < 2:
        barred.add(Verb.ASSIGN)
    if need.goes_to_committee or not can_return:
        barred.add(Verb.RETURN)
    possible = open_to(need.state, Party.CADRE)
    return tuple(
        verb for verb in possible if verb not in barred and scope_of(actor, Noun.NEED, ACTS[verb]) is not None
    )
