"""Small builders of what a branch records of its month; rows straight from the models, no service."""

from db.models import Activity, Deed, NeedEvent, Pairing, PairingContact, Talk, Tally
from db.vocabulary import (
    ActivityKind,
    AgeBand,
    Channel,
    DeedKind,
    NeedState,
    Party,
    TalkReason,
    Verb,
    Visibility,
    YouthGroup,
)


def an_activity(session, actor, held_on):
    values = {"theme": "志愿服务", "kind": ActivityKind.VOLUNTEER, "attended_people": 9}
    session.add(Activity(branch_id=actor.organisation_id, person_id=actor.id, held_on=held_on, **values))


def a_pairing(session, actor, paired_on, *contacts):
    pairing = Pairing(
        branch_id=actor.organisation_id,
        person_id=actor.id,
        alias_sealed=b"sealed",
        youth_group=YouthGroup.YOUTH,
        paired_on=paired_on,
    )
    session.add(pairing)
    session.flush()
    for contacted_on in contacts:
        session.add(PairingContact(pairing_id=pairing.id, contacted_on=contacted_on, channel=Channel.PHONE))


def a_deed(session, actor, done_on):
    session.add(
        Deed(
            organisation_id=actor.organisation_id,
            person_id=actor.id,
            month=done_on.replace(day=1),
            done_on=done_on,
            title="修好路灯",
            kind=DeedKind.PRACTICAL,
        )
    )


def a_talk(session, actor, talked_on):
    session.add(
        Talk(
            branch_id=actor.organisation_id,
            person_id=actor.id,
            talked_on=talked_on,
            channel=Channel.IN_PERSON,
            youth_group=YouthGroup.YOUTH,
            reason=TalkReason.CARE,
            category_codes={"codes": []},
            visibility=Visibility.WRITER,
        )
    )


def answers(session, wave, branch_id, n, *, is_doubtful=False):
    session.add(
        Tally(
            wave_id=wave.id,
            branch_id=branch_id,
            age_band=AgeBand.UNKNOWN,
            is_doubtful=is_doubtful,
            question="",
            row="",
            cell="",
            n=n,
        )
    )


def begin(session, need, on):
    session.add(
        NeedEvent(
            need_id=need.id,
            seq=2,
            happened_on=on,
            verb=Verb.START,
            from_state=NeedState.ACCEPTED,
            to_state=NeedState.IN_PROGRESS,
            party=Party.CADRE,
            facts={},
        )
    )
