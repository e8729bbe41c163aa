"""What all commands share: who runs them, their transaction, their output."""

import argparse
import getpass
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import Conflict, Invalid, NotFound
from db.exchange import sheets
from db.models import Organisation
from db.rights import Operator

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def operator() -> Operator:
    """Return whoever runs the command, as the audit log names them."""
    try:
        return Operator(getpass.getuser())
    except (OSError, KeyError):
        # A container may run under a number that has no name.
        return Operator("unknown")


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


def month_of_text(text: str) -> date:
    """Read "2026-06". Refuses: month_malformed."""
    try:
        year, month = text.split("-")
        if len(year) != 4 or len(month) != 2:
            raise ValueError
        return date(int(year), int(month), 1)
    except ValueError:
        raise Invalid("month_malformed", field="month") from None


def content_of(path: Path) -> bytes:
    """Return what a file to import holds. Refuses: file_unreadable."""
    try:
        # One byte more than may be, so that no more than that is ever read.
        with path.open("rb") as file:
            return file.read(sheets.MOST_BYTES + 1)
    except OSError:
        raise Invalid("file_unreadable", name=path.name) from None


def organisation_named(session: Session, *, name: str) -> Organisation:
    """Return the one organisation of this name. Refuses: organisation_name_unknown, organisation_name_ambiguous."""
    rows = session.scalars(select(Organisation).where(Organisation.name == name.strip())).all()
    if not rows:
        raise NotFound("organisation_name_unknown", name=name)
    if len(rows) > 1:
        raise Conflict("organisation_name_ambiguous", name=name, n=len(rows))
    return rows[0]
