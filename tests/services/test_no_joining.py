"""Somebody with the whole database, its bookkeeping and the logs in hand cannot join what one youth left.

Two dozen children of one school answer on one day, each with a guardian's code, half of them ask for something of the
same kind. Then everything that a table shows is tried as a clue: the order in which rows come, lie and were written,
their keys, dates and lengths.
What the answers say themselves is no part of this: where one sheet alone names a category, its need can be guessed.
"""

import itertools
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from db import engine, months, receipts, secrets, slip_codes
from db.models import Draft, Need, ParentalCode, Receipt, Response
from db.receipts import Opened
from tests import cast as casting
from tests import school, sheets

YOUTH = 24
# Of a dozen shuffled rows or more that are laid beside one another more than this many meet by chance once in a
# million times, and here some hundred ways are tried.
BY_CHANCE = 8
HANGS = {("needs", "need_events"), ("needs", "need_contacts"), ("needs", "audit_entries")}
KEYS = {
    "responses": "id",
    "receipts": "code_hash",
    "needs": "id",
    "drafts": "key_hash",
    "parental_codes": "code_hash",
}


class Left:
    """What the youth left: for each, in the order of the answers, the keys of their rows in each table."""

    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {name: [] for name in KEYS}
        self.codes: list[str] = []
        self.devices: list[str] = []

    def add(self, device: str, code: str, draft_key: str, agreed: str, opened: Opened) -> None:
        self.devices.append(device)
        self.codes.append(code)
        self.rows["responses"].append(opened.response_id.hex if opened.response_id else "")
        self.rows["receipts"].append(secrets.keyed_hash("receipt", code))
        self.rows["needs"].append(opened.need_id.hex if opened.need_id else "")
        self.rows["drafts"].append(draft_key)
        self.rows["parental_codes"].append(agreed)


@pytest.fixture
def left(any_database: URL, now: datetime, caplog: pytest.LogCaptureFixture) -> Left:
    caplog.set_level(logging.DEBUG)
    with engine.transaction() as session:
        cast = casting.gather(session, now=now)
        link = school.a_school(session, cast, now)
        wave, _ = sheets.at(session, link, now)
        agreed = school.codes(session, cast, now, n=YOUTH)
    everybody = Left()
    for number in range(YOUTH):
        device = f"a-device-{number:02}-of-this-branch"
        asks = dict(sheets.ASKS) if number % 2 else {"Q2": ["HOU"]}
        with engine.transaction() as session:
            before = set(session.scalars(select(Draft.key_hash)))
            code = school.answer(
                session, link, agreed[number], now + timedelta(minutes=number), device, **asks
            )
            (draft_key,) = set(session.scalars(select(Draft.key_hash))) - before
            opened = receipts.open_receipt(session, code=code, device="", now=now)
            assert opened is not None
            key = slip_codes.key(ParentalCode, agreed[number], wave.id, cast.branch_c)
        everybody.add(device, code, draft_key, key, opened)
    with engine.transaction() as session:
        months.turn(session, now=now + timedelta(days=4))
    with engine.transaction() as session:
        months.mix(session, now=now + timedelta(days=4))
    return everybody


@pytest.fixture
def session(left: Left) -> Iterator[Session]:
    """The eyes of whoever has the database after the next turn."""
    with engine.reading() as reading:
        yield reading


def orders(session: Session, table: str) -> dict[str, list[str]]:
    """Return the keys of a table's rows in every order that the database shows of itself."""
    key = KEYS[table]
    asked = {
        "as they come": f"SELECT {key} FROM {table}",
        "by key": f"SELECT {key} FROM {table} ORDER BY {key}",
    }
    if session.get_bind().dialect.name == "postgresql":
        asked |= {
            "as they lie": f"SELECT {key} FROM {table} ORDER BY ctid",
            "as they were written": f"SELECT {key} FROM {table} ORDER BY xmin::text::bigint, ctid",
        }
    return {
        name: [str(row[0]).replace("-", "") for row in session.execute(text(query))]
        for name, query in asked.items()
    }


def met(one: list[str], other: list[str], truth: dict[str, str]) -> int:
    """Return how many rows that are laid side by side belong to the same youth."""
    return sum(truth.get(a) == b for a, b in zip(one, other, strict=False))


def test_no_order_of_rows_joins_two_tables(session: Session, left: Left) -> None:
    found = {}
    for a, b in itertools.permutations(KEYS, 2):
        truth = {x: y for x, y in zip(left.rows[a], left.rows[b], strict=True) if x and y}
        for (how_a, rows_a), (how_b, rows_b) in itertools.product(
            orders(session, a).items(), orders(session, b).items()
        ):
            # Only rows that have one to be joined with; whoever guesses may start from either end.
            one = [row for row in rows_a if row in truth]
            other = [row for row in rows_b if row in truth.values()]
            found[a, how_a, b, how_b] = max(met(one, other, truth), met(one[::-1], other, truth))
    worst = max(found, key=lambda clue: found[clue])
    assert found[worst] <= BY_CHANCE, f"{worst}: {found[worst]} of {YOUTH}"


def test_no_order_of_rows_is_the_order_of_the_answers(session: Session, left: Left) -> None:
    for table, rows in left.rows.items():
        came = [row for row in rows if row]
        for how, shown in orders(session, table).items():
            same = sum(a == b for a, b in zip(came, shown, strict=False))
            assert same <= BY_CHANCE, f"{table}, {how}: {same} of {len(came)}"


def test_no_counts_that_were_raised_together_show_it(session: Session, left: Left) -> None:
    if session.get_bind().dialect.name == "postgresql":
        keys = "wave_id, branch_id, age_band, is_doubtful, question, row, cell"
        assert session.scalar(text("SELECT count(DISTINCT xmin::text) FROM tallies")) == 1
        lying = session.execute(text(f"SELECT {keys} FROM tallies ORDER BY ctid")).all()
        assert len(lying) > YOUTH
        assert lying == session.execute(text(f"SELECT {keys} FROM tallies ORDER BY {keys}")).all()


def test_no_length_and_no_date_sets_one_apart(session: Session, left: Left) -> None:
    assert len({len(row.contents_sealed) for row in session.scalars(select(Receipt))}) == 1
    assert len({row.forget_on for row in session.scalars(select(Receipt))}) == 1
    sent = session.scalars(select(Draft)).all()
    assert {(row.answers_sealed, row.touched_at, row.rating_set, row.rotation) for row in sent} == {
        (None, None, 0, 0)
    }
    assert len({row.submitted_on for row in sent}) == 1
    assert len({row.code_sealed for row in sent}) == 1, "the codes are forgotten after the day"
    assert len({row.raised_on for row in session.scalars(select(Need))}) == 1


def test_no_key_of_one_table_stands_in_another(session: Session, left: Left) -> None:
    kept = {
        table: " ".join(str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {table}")))
        for table in inspect(session.connection()).get_table_names()
    }
    for a in KEYS:
        for row in filter(None, left.rows[a]):
            for table in kept.keys() - {a}:
                # What happened to a need, and how to reach its youth, hang on the need itself.
                if (a, table) not in HANGS:
                    assert row not in kept[table].replace("-", ""), f"a key of {a} stands in {table}"


def test_a_guardian_s_code_says_only_that_it_was_used(session: Session, left: Left) -> None:
    rows = session.scalars(select(ParentalCode)).all()
    assert {(row.wave_id, row.branch_id, row.draft_key, row.is_used) for row in rows} == {
        (rows[0].wave_id, rows[0].branch_id, None, True)
    }


def test_the_logs_name_neither_device_nor_code_nor_row(
    session: Session, left: Left, caplog: pytest.LogCaptureFixture
) -> None:
    said = caplog.text.replace("-", "")
    for known in (*left.codes, *left.devices, *itertools.chain(*left.rows.values())):
        assert not known or known.replace("-", "") not in said


def test_whose_device_it_was_is_gone_with_the_release(session: Session, left: Left, now: datetime) -> None:
    hashes = {row.device_hash for row in session.scalars(select(Response))}
    assert None not in hashes
    # Another subkey than the draft's: laid side by side the two tell nothing.
    assert not hashes & {row.key_hash for row in session.scalars(select(Draft))}
