"""0017 lets a pairing forget its alias: an old one keeps it with its contacts, and may lose it from now on."""

from datetime import UTC, date, datetime

from sqlalchemy import text

from db import engine, migrations
from tests.migrations.test_0009 import OLD_ROWS
from tests.migrations.test_0013 import A_PERSON

GIVEN = {
    "day": date(2024, 3, 1), "then": datetime(2026, 7, 1, tzinfo=UTC), "no": False, "yes": True, "sealed": b"sealed",
}  # fmt: skip
A_PAIRING = (
    "INSERT INTO pairings (id, branch_id, person_id, alias_sealed, youth_group, paired_on, version)"
    " VALUES (1, 1, 9, :sealed, 'member', :day, 1)"
)
A_CONTACT = (
    "INSERT INTO pairing_contacts (id, pairing_id, contacted_on, channel, note_sealed)"
    " VALUES (1, 1, :day, 'phone', :sealed)"
)


def test_an_old_pairing_keeps_its_alias_and_contacts_and_may_lose_the_alias(empty_database):
    migrations.upgrade(engine.engine(), to="0016")
    with engine.transaction() as session:
        for row in (*OLD_ROWS, A_PERSON, A_PAIRING, A_CONTACT):
            session.execute(text(row), GIVEN)
    assert migrations.upgrade(engine.engine())
    with engine.transaction() as session:
        kept = session.execute(
            text(
                "SELECT alias_sealed, note_sealed FROM pairings JOIN pairing_contacts ON pairing_id = pairings.id"
            )
        ).one()
        assert [bytes(value) for value in kept] == [b"sealed", b"sealed"]
        session.execute(text("UPDATE pairings SET alias_sealed = NULL"))
