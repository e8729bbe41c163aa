"""Steps of a handler that a need of the demo seldom takes."""

from collections.abc import Callable
from datetime import timedelta

from db import deadlines, deferrals, follow_up, referrals, summaries, transfers
from db.demo import texts
from db.demo.cases import Case, Common
from db.demo.subjects import SUBJECTS
from db.models import Organisation
from db.workdays import Workdays, today

EXTENDED_BY = 5
LOOKED_AT_AFTER = timedelta(days=14)


def _extend(case: Case, common: Common) -> None:
    due = case.need.due_on
    assert due is not None
    if due > today(common["now"]):
        until = Workdays.of(case.session).after(due, EXTENDED_BY)
        follow_up.extend(case.session, **common, until=until, reason=texts.EXTENDS)


def _transfer(case: Case, common: Common) -> None:
    transfers.transfer(case.session, **common, reason=texts.TRANSFERS)


def _take_over(case: Case, common: Common) -> None:
    transfers.take_over(case.session, **common, note=texts.ACCEPTS[0])


def _defer(case: Case, common: Common) -> None:
    allowed = deadlines.review_days(case.session, need=case.need, today=today(common["now"]))
    assert allowed is not None
    until = min(allowed[0] + LOOKED_AT_AFTER, allowed[1])
    deferrals.defer(case.session, **common, until=until, reason=texts.DEFERS)


def _resume(case: Case, common: Common) -> None:
    deferrals.resume(case.session, **common, note=texts.RESUMES)


def _propose(case: Case, common: Common) -> None:
    text = texts.REFERS.format(request=SUBJECTS[case.sub_item].requests[0])
    referrals.propose(case.session, **common, recipient=texts.REFERRED_TO, text=text)


def _send(case: Case, common: Common) -> None:
    referrals.record_sent(case.session, **common)


def _tell(case: Case, common: Common) -> None:
    """Write what the public board may tell, and publish it as the committee."""
    if case.need.is_sensitive:
        return
    subject = SUBJECTS[case.sub_item]
    before, after, now = f"“{subject.requests[0]}”", subject.result, common["now"]
    need_id, actor = case.need.id, common["actor"]
    seen = summaries.of_need(case.session, actor=actor, need_id=need_id)
    words = {"before": before, "after": after}
    summaries.write(case.session, actor=actor, need_id=need_id, seen=seen, now=now, **words)
    branch = case.session.get_one(Organisation, case.need.branch_id)
    assert branch.parent_id is not None
    above = case.staff.at[branch.parent_id][0]
    seen = summaries.of_need(case.session, actor=above, need_id=need_id)
    assert seen is not None
    summaries.publish(case.session, actor=above, seen=seen, now=now)


RARE: dict[str, Callable[[Case, Common], None]] = {
    "extend": _extend,
    "defer": _defer,
    "resume": _resume,
    "propose": _propose,
    "sent": _send,
    "transfer": _transfer,
    "take_over": _take_over,
    "tell": _tell,
}
