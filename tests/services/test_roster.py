"""A roster of organisations and accounts: all of it or nothing, every fault in its row, twice is once."""

# long: one rule per way in which a row can be wrong

import io
import zipfile
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import passwords
from db.errors import Conflict, Faulty, Invalid, NotAllowed
from db.exchange import roster, roster_import, roster_template, sheets
from db.models import AuditEntry, Organisation, OrganisationSpan, Person, StandingLink
from db.rights import Operator
from db.vocabulary import Domain, Level, Role
from pages.shared import texts
from tests.services.files import ORGANISATION_HEAD, ORGANISATIONS, PEOPLE, PERSON_HEAD, a_roster, as_csv

ROOT = Operator("root")
TODAY = date(2026, 6, 18)


def bring_in(session: Session, now, content: bytes | None = None, *, actor=ROOT):
    read = roster.parse(content or a_roster())
    plan = roster_import.look(session, actor=actor, roster=read, today=TODAY)
    # Hashes of as many accounts would take longer than everything else here.
    first = roster_import.first_passwords(plan) if len(plan.people) < 5 else {}
    return roster_import.bring_in(session, actor=actor, roster=read, first=first, now=now)


def faults(session: Session, **but: object) -> list[str]:
    plan = roster_import.look(session, actor=ROOT, roster=roster.parse(a_roster(**but)), today=TODAY)
    return [f"{texts.fault_place(fault)} {fault.refused.code}" for fault in plan.faults]


def test_organisations_and_accounts_come_in_whatever_the_order_of_the_rows(session, cast, now):
    done = bring_in(session, now)
    assert (done.n_organisations, len(done.passwords)) == (4, 2)
    branch, school = (
        session.scalars(select(Organisation).where(Organisation.name == name)).one()
        for name in ("新桥社区团支部", "北区中学团支部")
    )
    assert (branch.level, branch.domain, branch.declared_youth) == (Level.BRANCH, Domain.STREET_COMMUNITY, 30)
    assert (school.has_student_secretary, school.path.count(".")) == (True, 4)
    assert session.get(OrganisationSpan, (school.id, now.date())) is not None
    assert session.scalars(select(StandingLink).where(StandingLink.branch_id == school.id)).one()
    person = session.scalars(select(Person).where(Person.username == "sun.yi")).one()
    assert (person.name, person.role, person.organisation_id) == ("孙一", Role.SECRETARY, branch.id)
    assert (person.ends_on, person.must_change_password) == (date(2027, 8, 31), True)
    assert [made.username for made in done.passwords] == ["sun.yi", "sun.er"]
    assert passwords.is_right(person.password_hash, done.passwords[0].password)


def test_the_same_file_again_changes_nothing_and_says_so(session, cast, now):
    bring_in(session, now)
    before = session.scalars(select(AuditEntry.id)).all()
    again = bring_in(session, now)
    assert not again.is_new
    assert (again.n_same_organisations, again.n_same_people, again.passwords) == (4, 2, ())
    assert session.scalars(select(AuditEntry.id)).all() == before


def test_what_is_new_in_a_longer_file_is_added_to_what_stands(session, cast, now):
    bring_in(session, now)
    more = (*ORGANISATIONS, ("团支部", "南湖社区团支部", "北区街道团工委", "街道社区", 12, ""))
    done = bring_in(session, now, a_roster(more))
    assert (done.n_organisations, done.n_same_organisations, done.n_same_people) == (1, 4, 2)


def test_it_is_in_the_audit_log_without_names_and_passwords(session, cast, now):
    done = bring_in(session, now, actor=cast.zhou)
    entries = session.scalars(select(AuditEntry)).all()
    (whole,) = [entry for entry in entries if entry.verb == "import_roster"]
    assert (whole.actor, whole.facts) == (cast.zhou.audit_name, {"n_organisations": 4, "n_people": 2})
    told = repr([entry.facts for entry in entries])
    for hidden in ("孙一", "sun.yi", *(made.password for made in done.passwords)):
        assert hidden not in told


@pytest.mark.parametrize("name", ["chen", "zhao", "wang", "wu"])
def test_only_who_may_add_both_brings_a_roster_in(session, cast, now, name):
    with pytest.raises(NotAllowed):
        bring_in(session, now, actor=getattr(cast, name))


IN_ORGANISATIONS, IN_PEOPLE = "“组织”第{}行 ", "“账号”第{}行 "
FAULTY = {
    "unknown parent": (("团支部", "甲支部", "没有的团工委", "农村"), "roster_organisation_unknown"),
    "no parent": (("团支部", "甲支部", "", "农村"), "roster_cell_missing"),
    "no name": (("团支部", "", "东区街道团工委", "农村"), "roster_cell_missing"),
    "parent below a branch": (("团支部", "甲支部", "东风社区团支部", "农村"), "parent_does_not_fit"),
    "no domain": (("团支部", "甲支部", "东区街道团工委", ""), "domain_missing"),
    "domain of a committee": (("团（工）委", "甲团工委", "", "农村"), "domain_not_wanted"),
    "unknown domain": (("团支部", "甲支部", "东区街道团工委", "乡下"), "roster_word_unknown"),
    "unknown level": (("支部", "甲支部", "东区街道团工委", "农村"), "roster_word_unknown"),
    "a second district": (("团区委", "甲区", "", ""), "roster_word_unknown"),
    "number in words": (("团支部", "甲支部", "东区街道团工委", "农村", "十二"), "roster_number_malformed"),
    "number with a fraction": (
        ("团支部", "甲支部", "东区街道团工委", "农村", 12.5),
        "roster_number_malformed",
    ),
    "no youth at all": (("团支部", "甲支部", "东区街道团工委", "农村", 0), "roster_number_malformed"),
    "yes and no": (("团支部", "甲支部", "东区街道团工委", "农村", "", "可能"), "roster_word_unknown"),
    "a formula as text": (("团支部", "＝1+1", "东区街道团工委", "农村"), "roster_begins_a_formula"),
    "name too long": (("团支部", "长" * 61, "东区街道团工委", "农村"), "organisation_name_malformed"),
    "stands with another domain": (
        ("团支部", "东风社区团支部", "东区街道团工委", "农村"),
        "roster_organisation_differs",
    ),
}


@pytest.mark.parametrize(("row", "code"), FAULTY.values(), ids=FAULTY)
def test_a_fault_of_an_organisation_is_told_in_its_row(session, cast, row, code):
    assert faults(session, organisations=[(), row], people=[]) == [IN_ORGANISATIONS.format(3) + code]


FAULTY_PEOPLE = {
    "no name": (("", "sun", "团干部", "东风社区团支部"), "roster_cell_missing"),
    "malformed username": (("孙", "孙", "团干部", "东风社区团支部"), "username_malformed"),
    "unknown role": (("孙", "sun", "书记", "东风社区团支部"), "roster_word_unknown"),
    "role of another level": (("孙", "sun", "团（工）委", "东风社区团支部"), "role_does_not_fit"),
    "unknown organisation": (("孙", "sun", "团干部", "东风支部"), "roster_organisation_unknown"),
    "not a day": (("孙", "sun", "团干部", "东风社区团支部", "明年"), "roster_day_malformed"),
    "no such day": (("孙", "sun", "团干部", "东风社区团支部", "2027-02-30"), "roster_day_malformed"),
    "somebody else's username": (("孙", "chen", "团支部书记", "东风社区团支部"), "roster_person_differs"),
}


@pytest.mark.parametrize(("row", "code"), FAULTY_PEOPLE.values(), ids=FAULTY_PEOPLE)
def test_a_fault_of_an_account_is_told_in_its_row(session, cast, row, code):
    assert faults(session, organisations=[], people=[(), (), row]) == [IN_PEOPLE.format(4) + code]


def test_every_fault_is_told_at_once_and_nothing_is_written(session, cast, now):
    wrong = a_roster(
        [
            ("团支部", "甲支部", "乙团总支", "农村"),
            ("团总支", "乙团总支", "没有的团工委"),
            ("团支部", "丙支部", "东区街道团工委", "农村"),
            ("团支部", "丙支部", "东区街道团工委", "农村"),
            *ORGANISATIONS,
        ],
        [*PEOPLE, PEOPLE[0]],
    )
    before = len(session.scalars(select(Organisation.id)).all())
    with pytest.raises(Faulty) as caught:
        bring_in(session, now, wrong)
    assert texts.fault_lines(caught.value) == [
        "“组织”第2行：上级“乙团总支”那一行（第3行）要先改好，这一行才能导入。",
        "“组织”第3行：没有找到组织“没有的团工委”。请核对名称；新组织请先填在“组织”表里。",
        "“组织”第5行：“丙支部”在第4行已经有了。请删去重复的一行。",
        "“账号”第4行：“sun.yi”在第2行已经有了。请删去重复的一行。",
    ]
    assert len(session.scalars(select(Organisation.id)).all()) == before


def test_each_fault_of_a_row_is_told(session, cast):
    row = ("支部", "+甲支部", "", "郊区", "很多", "未定")
    assert [fault.refused.code for fault in roster.parse(a_roster([row], [("", "", "厨师", "", "某天")])).faults] == [
        "roster_word_unknown", "roster_begins_a_formula", "roster_word_unknown", "roster_number_malformed",
        "roster_word_unknown", "roster_cell_missing", "roster_cell_missing", "roster_word_unknown",
        "roster_cell_missing", "roster_day_malformed",
    ]  # fmt: skip


def test_what_one_row_has_wrong_is_told_in_one_round(session, cast):
    found = faults(
        session,
        organisations=[
            ("团支部", "甲支部", "没有的团工委", "农村", -3),
            ("团支部", "乙支部", "没有的团工委", "", 1_000_000_000),
            ("团支部", "丙支部", "没有的团工委", ""),
        ],
        people=[
            ("李", "li si!", "团支部书记", "没有的支部", "2020-01-01"),
            ("", "li.wu", "团支部书记", "甲支部", ""),
        ],
    )
    assert found == [
        "“组织”第2行 roster_number_malformed", "“组织”第2行 roster_organisation_unknown",
        "“组织”第3行 declared_youth_too_many", "“组织”第3行 roster_organisation_unknown",
        "“组织”第4行 domain_missing", "“组织”第4行 roster_organisation_unknown",
        "“账号”第2行 username_malformed", "“账号”第2行 roster_organisation_unknown", "“账号”第2行 roster_day_over",
        "“账号”第3行 roster_cell_missing", "“账号”第3行 roster_parent_faulty",
    ]  # fmt: skip


def test_a_name_typed_nearly_right_is_suggested(session, cast):
    row = ("团支部", "甲支部", "东区街道团工会", "农村")
    plan = roster_import.look(session, actor=ROOT, roster=roster.parse(a_roster([row], [])), today=TODAY)
    assert "相近的有“东区街道团工委”" in texts.sentence(plan.faults[0].refused)


def test_of_two_with_one_name_the_one_above_tells_which(session, cast, now):
    twice = [
        ("团支部", "青年团支部", "东区街道团工委", "农村"),
        ("团支部", "青年团支部", "西区街道团工委", "农村"),
    ]
    one = ("孙", "sun", "团干部", "青年团支部")
    assert faults(session, organisations=twice, people=[one]) == [
        IN_PEOPLE.format(2) + "roster_organisation_ambiguous"
    ]
    named = (*one[:3], "西区街道团工委·青年团支部")
    done = bring_in(session, now, a_roster(twice, [named]))
    person = session.get_one(Person, done.passwords[0].person_id)
    place = session.get_one(Organisation, person.organisation_id)
    assert place.parent_id == cast.other_committee


def test_a_closed_organisation_takes_nobody_in(session, cast):
    session.get_one(Organisation, cast.branch_a).is_active = False
    assert faults(session, organisations=[], people=[("孙", "sun", "团干部", "东风社区团支部")]) == [
        IN_PEOPLE.format(2) + "organisation_closed"
    ]


def test_without_a_district_there_is_nothing_to_stand_below(session):
    with pytest.raises(Conflict, match="roster_no_district"):
        faults(session)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_one_sheet_may_come_as_csv(session, cast, now, encoding):
    done = bring_in(session, now, as_csv([ORGANISATION_HEAD, *ORGANISATIONS], encoding))
    assert done.n_organisations == 4


@pytest.mark.parametrize(
    "cell", ["2027-08-31", "2027/8/31", "2027.8.31", "2027年8月31日", 46630, date(2027, 8, 31)], ids=str
)
def test_a_day_is_read_however_it_is_written(session, cast, now, cell):
    done = bring_in(session, now, a_roster(people=[(*PEOPLE[0][:4], cell)]))
    assert session.get_one(Person, done.passwords[0].person_id).ends_on == date(2027, 8, 31)


def test_the_template_is_read_once_it_is_filled_in(session, cast):
    content = roster_template.made(["青山区", "=1+1"])
    with pytest.raises(Invalid, match="roster_empty"):
        roster.parse(content)
    explained, organisations, people, existing = sheets.read_all(content)
    assert organisations.rows == [list(ORGANISATION_HEAD)]
    assert people.rows == [list(PERSON_HEAD)]
    assert existing.rows[2] == ["'=1+1"]
    assert explained.rows[0][0] == "怎样用"
    # Its example would be taken if it stood on a sheet to fill in.
    example = as_csv([PERSON_HEAD, next(row[1:6] for row in explained.rows if "zhangming" in row)])
    assert [line.username for line in roster.parse(example).people] == ["zhangming"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for n in range(1, 5):
            xml = parts.read(f"xl/worksheets/sheet{n}.xml").decode()
            assert 'orientation="landscape"' in xml
            assert '<pageSetUpPr fitToPage="1"/>' in xml


def test_a_file_with_other_headings_is_told_which(session):
    for head, code in {
        ("姓名", "用户名", "角色", "组织", "手机号"): "roster_heading_unknown",
        ("姓名", "用户名", "角色", "组织", "组织"): "roster_heading_twice",
        ("姓名", "账号", "角色", "组织"): "roster_no_table",
    }.items():
        with pytest.raises(Invalid, match=code):
            roster.parse(as_csv([head, ("孙", "sun", "团干部", "东风社区团支部", "")]))
