"""Charts as files: who may take whose along, and what the audit log keeps of it."""

from datetime import date

import pytest
from sqlalchemy import select

from db import audit_log
from db.audit_log import Filter
from db.errors import NotAllowed, NotFound
from db.exchange import chart_files
from db.models import AuditEntry
from pages.shared import audit_words

JUNE = date(2026, 6, 1)


def allow(session, cast, actor, organisation_id, **but):
    given = {"chart": "need_share", "kind": "png", "month": JUNE, **but}
    chart_files.allow(session, actor=actor, organisation_id=organisation_id, **given)


def test_a_download_is_one_entry_that_names_the_figure_whose_it_is_and_the_month(session, cast, now):
    allow(session, cast, cast.wang, cast.committee, now=now)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.verb == "download_chart"))
    assert (entry.actor, entry.subject, entry.organisation_id, entry.at) == (
        cast.wang.audit_name, "chart:need_share", cast.committee, now,
    )  # fmt: skip
    assert entry.facts == {"month": "2026-06", "kind": "png"}
    (row,), _ = audit_log.list_for(session, actor=cast.li, wanted=Filter(verb="download_chart"))
    assert audit_words.verb(row.verb) == "下载图表"
    assert audit_words.subject(row) == "图表 各类需要被提到的占比"


def test_a_committee_takes_its_own_its_branches_and_the_district_s_along(session, cast, now):
    for organisation in (cast.committee, cast.branch_a, cast.district):
        allow(session, cast, cast.wang, organisation, now=now, month=None)
    for organisation in (cast.other_committee, cast.branch_c, 10**6):
        with pytest.raises(NotFound, match="organisation_unknown"):
            allow(session, cast, cast.wang, organisation, now=now)


def test_the_district_takes_all_along(session, cast, now):
    for organisation in (cast.district, cast.committee, cast.other_committee, cast.branch_c):
        allow(session, cast, cast.li, organisation, now=now)


@pytest.mark.parametrize("who", ["chen", "zhao", "zhou", "wu"])
def test_nobody_else_takes_any_along(session, cast, now, who):
    actor = getattr(cast, who)
    assert not chart_files.may_have(actor)
    with pytest.raises(NotAllowed, match="no_right"):
        allow(session, cast, actor, actor.organisation_id, now=now)
    assert not session.scalars(select(AuditEntry).where(AuditEntry.verb == "download_chart")).all()
