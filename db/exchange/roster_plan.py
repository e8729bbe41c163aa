"""What a roster would add to the organisations and accounts that stand, or what is wrong with it. Pure: no database.

A roster adds and never changes: a row that says what stands already is passed over, one that says it otherwise is a
fault. So a file that comes in twice adds nothing the second time.
"""

# long: organisations and accounts are held against the same register

import difflib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from db import organisations, people
from db.errors import Conflict, Invalid, NotFound, Refused, RowFault
from db.exchange.roster import ORGANISATIONS, PEOPLE, OrganisationLine, PersonLine, Roster
from db.organisations import OrganisationRow
from db.people import PersonRow
from db.vocabulary import Level, Role

BETWEEN = "·"
# To look for a name that is nearly the same takes long among thousands.
MOST_HINTS = 20


@dataclass(eq=False)
class Place:
    """An organisation that stands, or that the roster adds. id : None for one to add. row : of the file, None for one
    that stands. above : None for the district.
    """

    level: Level
    name: str
    above: "Place | None"
    id: int | None = None
    row: int | None = None
    is_active: bool = True
    stands: OrganisationRow | None = None
    below: dict[str, "Place"] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a roster adds, in an order in which it can be added; or its faults, by sheet and row.

    n_same_organisations, n_same_people : rows that say what stands already.
    """

    organisations: tuple[tuple[OrganisationLine, Place], ...]
    people: tuple[tuple[PersonLine, Place], ...]
    n_same_organisations: int
    n_same_people: int
    faults: tuple[RowFault, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to add."""
        return not self.organisations and not self.people


def make(
    roster: Roster, *, tree: Sequence[OrganisationRow], accounts: Sequence[PersonRow], today: date
) -> Plan:
    """Hold a roster against what stands. tree : all organisations, parents first, closed ones too.

    Refuses: roster_no_district. What is wrong in a row is a fault of the plan, all of it at once.
    """
    register = _Register(tree)
    faults = list(roster.faults)
    new, n_same = register.add_all(roster.organisations, roster.broken_organisations, faults)
    known = {account.username: account for account in accounts}
    wanted, n_same_people = _people(roster.people, known, register, faults, today)
    for line in roster.broken_people:
        if line.organisation:
            faults += _faults(PEOPLE, line.row, partial(_place_of_work, line, register))
    faults.sort(key=lambda fault: (fault.sheet != ORGANISATIONS, fault.row))
    return Plan(tuple(new), tuple(wanted), n_same, n_same_people, tuple(faults))


class _Register:
    """All places by name; a name that several have is told apart by the names above it."""

    def __init__(self, tree: Sequence[OrganisationRow]) -> None:
        self._named: dict[str, list[Place]] = {}
        # Rows of the file that could not be taken, by name.
        self._faulty: dict[str, int] = {}
        self._hints: dict[str, str] = {}
        by_id: dict[int | None, Place] = {}
        for row in tree:
            above = by_id.get(row.parent_id)
            place = Place(row.level, row.name, above, id=row.id, is_active=row.is_active, stands=row)
            by_id[row.id] = place
            self._enter(place)
        districts = [place for place in by_id.values() if place.level is Level.DISTRICT]
        if not districts:
            raise Conflict("roster_no_district")
        self._district = districts[0]

    def _enter(self, place: Place) -> None:
        if place.above is not None:
            place.above.below[place.name] = place
        for name in _names(place):
            self._named.setdefault(name, []).append(place)

    def find(self, name: str) -> Place:
        """Return the place of this name. Refuses: roster_parent_faulty, roster_organisation_unknown, …_ambiguous."""
        name = BETWEEN.join(part.strip() for part in name.split(BETWEEN))
        found = self._named.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            *_, example = _names(found[0])
            raise Conflict("roster_organisation_ambiguous", name=name[:60], n=len(found), example=example)
        if name in self._faulty:
            raise Conflict("roster_parent_faulty", name=name[:60], row=self._faulty[name])
        raise NotFound("roster_organisation_unknown", name=name[:60], hint=self._hint(name))

    def _hint(self, name: str) -> str:
        if name not in self._hints and len(self._hints) < MOST_HINTS:
            near = difflib.get_close_matches(name, self._named, 1)
            self._hints[name] = f"（相近的有“{near[0]}”）" if near else ""
        return self._hints.get(name, "")

    def add_all(
        self,
        lines: Sequence[OrganisationLine],
        broken: Sequence[OrganisationLine],
        faults: list[RowFault],
    ) -> tuple[list[tuple[OrganisationLine, Place]], int]:
        """Enter what is new; parents before children, whatever the order of the rows. broken : rows with a fault."""
        new, n_same = [], 0
        self._faulty.update({line.name: line.row for line in reversed(broken) if line.name})
        ranks = list(Level)
        for line in sorted(lines, key=lambda line: ranks.index(line.level)):
            wrong = self._wrong(line)
            try:
                place = None if wrong else self._place(line)
            except Refused as refused:
                wrong.append(RowFault(ORGANISATIONS, line.row, refused))
                place = None
            if place is None:
                self._faulty.setdefault(line.name, line.row)
                faults += wrong
                continue
            if place.row is None:
                n_same += 1
            else:
                new.append((line, place))
        for line in broken:
            if line.parent:
                faults += _faults(ORGANISATIONS, line.row, partial(self._above, line))
        return new, n_same

    def _wrong(self, line: OrganisationLine) -> list[RowFault]:
        facts = (line.level, line.domain, line.declared_youth)
        checks = (
            partial(organisations.tidy_name, line.name),
            partial(organisations.check_branch_facts, *facts),
            partial(self._above, line),
        )
        return _faults(ORGANISATIONS, line.row, *checks)

    def _above(self, line: OrganisationLine) -> Place:
        above = self.find(line.parent) if line.parent else self._district
        # Which level it is was not read where that cell is at fault itself.
        level: Level | None = line.level
        if level is not None and above.level not in organisations.PARENTS_OF[level]:
            raise Invalid("parent_does_not_fit", level=level.label, parent=above.level.label)
        if not above.is_active:
            raise Conflict("organisation_closed", name=above.name)
        return above

    def _place(self, line: OrganisationLine) -> Place:
        name = organisations.tidy_name(line.name)
        above = self._above(line)
        found = above.below.get(name)
        if found is None:
            place = Place(line.level, name, above, row=line.row)
            self._enter(place)
            return place
        if found.row is not None:
            raise Conflict("roster_row_twice", name=name, row=found.row)
        _require_same(line, found)
        return found


def _faults(sheet: str, row: int, *checks: Callable[[], object]) -> list[RowFault]:
    """Return what each of some checks of a row refuses."""
    found = []
    for check in checks:
        try:
            check()
        except Refused as refused:
            found.append(RowFault(sheet, row, refused))
    return found


def _names(place: Place) -> Iterator[str]:
    name, above = place.name, place.above
    yield name
    while above is not None:
        name, above = f"{above.name}{BETWEEN}{name}", above.above
        yield name


def _require_same(line: OrganisationLine, place: Place) -> None:
    if not place.is_active:
        raise Conflict("organisation_closed", name=place.name)
    stands = place.stands
    assert stands is not None
    said = {
        "层级": (line.level, stands.level),
        "领域": (line.domain, stands.domain),
        "青年人数": (line.declared_youth, stands.declared_youth),
        "学生任书记": (line.has_student_secretary, stands.has_student_secretary),
    }
    other = [name for name, (here, there) in said.items() if here is not None and here != there]
    if other:
        raise Conflict("roster_organisation_differs", name=place.name, what="、".join(other))


def _people(
    lines: Sequence[PersonLine],
    known: dict[str, PersonRow],
    register: _Register,
    faults: list[RowFault],
    today: date,
) -> tuple[list[tuple[PersonLine, Place]], int]:
    new: list[tuple[PersonLine, Place]] = []
    rows: dict[str, int] = {}
    n_same = 0
    for line in lines:
        wrong = _wrong(line, register, None if line.username in known else today)
        if wrong:
            faults += wrong
            rows.setdefault(line.username, line.row)
            continue
        try:
            if line.username in rows:
                raise Conflict("roster_row_twice", name=line.username, row=rows[line.username])
            rows[line.username] = line.row
            place = _place_of_work(line, register)
            if line.username in known:
                _require_same_person(line, known[line.username], place)
                n_same += 1
            else:
                new.append((line, place))
        except Refused as refused:
            faults.append(RowFault(PEOPLE, line.row, refused))
    return new, n_same


def _wrong(line: PersonLine, register: _Register, since: date | None) -> list[RowFault]:
    """Return what is wrong with a row. since : its last day may not be before, None where it is not asked."""
    return _faults(
        PEOPLE,
        line.row,
        partial(people.tidy_name, line.name),
        partial(_require_username, line.username),
        partial(_place_of_work, line, register),
        partial(_require_time_left, line.ends_on, since),
    )


def _require_username(username: str) -> None:
    if not people.USERNAME.fullmatch(username):
        raise Invalid("username_malformed")


def _require_time_left(ends_on: date | None, since: date | None) -> None:
    if ends_on is not None and since is not None and ends_on < since:
        raise Invalid("roster_day_over", day=ends_on)


def _place_of_work(line: PersonLine, register: _Register) -> Place:
    place = register.find(line.organisation)
    role: Role | None = line.role
    if role is not None and place.level not in people.LEVELS_OF[role]:
        raise Invalid("role_does_not_fit", role=role.label, level=place.level.label)
    if not place.is_active:
        raise Conflict("organisation_closed", name=place.name)
    return place


def _require_same_person(line: PersonLine, found: PersonRow, place: Place) -> None:
    said: dict[str, tuple[object, object]] = {
        "姓名": (people.tidy_name(line.name), found.name),
        "角色": (line.role, found.role),
        "组织": (place.id, found.organisation_id),
        "状态": (True, found.is_active),
    }
    if line.ends_on is not None:
        said["使用到哪一天"] = (line.ends_on, found.ends_on)
    other = [name for name, (here, there) in said.items() if here != there]
    if other:
        raise Conflict("roster_person_differs", name=line.username, what="、".join(other))
