"""Which steps a handler is offered for a need."""

from collections.abc import Collection
from datetime import date

from db.models import Need, Organisation
from db.moves import open_to
from db.rights import Act, Actor, Noun, scope_of
from db.vocabulary import Party, Role, Verb

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
    Verb.DEFER: Act.DEFER,
    Verb.RESUME: Act.DEFER,
    Verb.PROPOSE: Act.REFER,
    Verb.HAND_ON: Act.ACCEPT,
    Verb.TAKE_ON: Act.ACCEPT,
    Verb.TURN_DOWN: Act.ACCEPT,
    Verb.SHARE: Act.ACCEPT,
    Verb.MERGE: Act.ACCEPT,
    Verb.SPLIT: Act.ACCEPT,
}


def steps_of(
    actor: Actor,
    need: Need,
    *,
    branch: Organisation,
    colleagues: Collection[int],
    on: date,
    may_defer: bool = True,
) -> tuple[Verb, ...]:
    """Return the steps to offer: what the table of moves, the person's rights and this need's own facts allow.

    branch : where it came from. colleagues : ids of who could be in charge. may_defer : there is a day to put it
    aside to.
    """
    barred: set[Verb] = set() if may_defer else {Verb.DEFER}
    if need.extended_from is not None or need.due_on is None or need.due_on < on:
        barred.add(Verb.EXTEND)
    barred |= _barred_among(actor, need, set(colleagues))
    barred.add(Verb.SPLIT if need.merged_into is None else Verb.MERGE)
    if need.is_sensitive:
        barred.add(Verb.MERGE)
    for_no_student = need.is_sensitive and branch.has_student_secretary
    if need.goes_to_committee or not branch.is_active or for_no_student:
        barred.add(Verb.RETURN)
    possible = open_to(need.state, Party.CADRE)
    return tuple(
        verb for verb in possible if verb not in barred and scope_of(actor, Noun.NEED, ACTS[verb]) is not None
    )


def assignable(actor: Actor, need: Need, colleagues: Collection[int]) -> set[int]:
    """Return whom the person may put in charge at once: anybody but the owner for a secretary, else oneself."""
    others = set(colleagues) - {need.owner_id}
    return others if actor.role is Role.SECRETARY else others & {actor.id}


def _barred_among(actor: Actor, need: Need, colleagues: set[int]) -> set[Verb]:
    barred: set[Verb] = set()
    # Whoever is alone here needs to take over only from somebody who has left.
    alone = {actor.id} if need.owner_id is None else set()
    if assignable(actor, need, colleagues) <= alone:
        barred.add(Verb.ASSIGN)
    if colleagues - {need.owner_id} <= alone:
        barred.add(Verb.SHARE)
    if need.next_owner_id != actor.id:
        barred |= {Verb.TAKE_ON, Verb.TURN_DOWN}
    if not colleagues - {actor.id} or need.owner_id in colleagues - {actor.id}:
        barred.add(Verb.HAND_ON)
    return barred
