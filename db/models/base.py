"""What all tables share: naming of constraints, column types for words, keys and sealed text."""

import uuid
from typing import Annotated

from sqlalchemy import JSON, Enum, LargeBinary, MetaData, Uuid
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.vocabulary import Word

# Fixed names, the same on both databases, so that migrations can name what they change.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMING)


# A key that tells nothing about order. Tables that use it for what youth do also have no rowid on SQLite
# (`WITHOUT_ORDER`), since a rowid would count the answers as they come in.
RandomKey = Annotated[uuid.UUID, mapped_column(Uuid, primary_key=True, default=uuid.uuid4)]
WITHOUT_ORDER = {"sqlite_with_rowid": False}

# Text encrypted by db.secrets; the column never holds it in clear.
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
Facts = Annotated[dict[str, object], mapped_column(JSON)]


def words(kind: type[Word], name: str) -> Enum:
    """Return a column type that stores the codes of `kind` and refuses any other (a named check constraint)."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
