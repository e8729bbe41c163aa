"""Faults of the house and values no database can hold: refusals with a sentence, never an exception of a library."""

import sqlite3

import pytest
from sqlalchemy import select, text

from db import engine, keys
from db.errors import Invalid, Unavailable
from db.faults import as_refusals
from db.models import Organisation
from pages.shared import texts


def code_of(kind, deed):
    with pytest.raises(kind) as refusal, as_refusals():
        deed()
    assert refusal.value.code in texts.SENTENCES
    return refusal.value.code


@pytest.fixture
def house(monkeypatch, tmp_path):
    """Set the database's address or the data folder: `house(DATABASE_URL=…)`."""

    def stands(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, str(value).format(here=tmp_path))
        engine.forget_engine()
        return tmp_path

    yield stands
    engine.forget_engine()


@pytest.mark.parametrize(
    "url",
    ["nonsense", "postgresql://here:port/x", "nothing://here/x", "mysql://here/x", "sqlite+none:///:memory:"],
)
def test_an_address_that_is_none_is_said_to_be_none(house, url):
    house(DATABASE_URL=url)
    assert code_of(Unavailable, keys.prepare) == "database_url_malformed"


@pytest.mark.parametrize("folder", ["{here}/file", "{here}/file/below"])
def test_a_data_folder_that_cannot_be_one_is_said_so(house, tmp_path, folder):
    (tmp_path / "file").touch()
    house(WUGEYI_DATA=folder)
    assert code_of(Unavailable, keys.prepare) == "data_folder_unusable"


def test_a_file_that_is_no_database_is_broken(house, tmp_path):
    (tmp_path / "x.db").write_text("garbage " * 500)
    house(DATABASE_URL="sqlite:///{here}/x.db")
    assert code_of(Unavailable, keys.prepare) == "database_broken"


def test_a_database_with_tables_of_others_is_broken(house, tmp_path):
    other = sqlite3.connect(tmp_path / "x.db")
    other.execute("CREATE TABLE people (x)")
    other.close()
    house(DATABASE_URL="sqlite:///{here}/x.db")
    assert code_of(Unavailable, keys.prepare) == "database_broken"


def test_a_database_of_a_later_version_is_said_to_be_one(any_database):
    with engine.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert code_of(Unavailable, keys.prepare) == "database_of_another_version"


def test_a_broken_database_is_broken_on_every_read(any_database):
    def read():
        with engine.reading() as session:
            session.execute(text("SELECT * FROM no_such_table"))

    assert code_of(Unavailable, read) == "database_broken"


def test_a_number_no_database_can_hold_is_a_refusal_or_not_there(any_database):
    def read():
        with engine.reading() as session:
            found = session.scalar(select(Organisation).where(Organisation.id == 10**30))
        assert found is None
        raise Invalid("value_impossible")

    assert code_of(Invalid, read) == "value_impossible"


def test_a_text_no_database_can_hold_is_a_refusal_or_not_there(any_database):
    def read():
        with engine.reading() as session:
            assert session.scalar(select(Organisation).where(Organisation.name == "a\x00b")) is None
        raise Invalid("value_impossible")

    assert code_of(Invalid, read) == "value_impossible"


def test_a_bug_stays_a_bug():
    with pytest.raises(ZeroDivisionError), as_refusals():
        _ = 1 / 0
    with pytest.raises(BrokenPipeError), as_refusals():
        raise BrokenPipeError
