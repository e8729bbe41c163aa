"""What a correction leaves empty: nothing that stood in a record goes without the person saying so."""

from collections.abc import Collection, Mapping

from db.errors import Invalid


def require_meant(changes: Mapping[str, tuple[object, object]], *, meant: Collection[str]) -> None:
    """Let nothing that stands in a record be emptied by a correction, unless the person says of that very field that it is meant.

    changes : what a field is called on the page → (what stands there, what it is to be). meant : the fields that are meant
    to be empty, by the same names. Refuses: fields_emptied.
    """
    emptied = [
        name for name, (before, after) in changes.items() if has_value(before) and not has_value(after)
    ]
    if not set(emptied) <= set(meant):
        raise Invalid("fields_emptied", names="、".join(emptied))


def has_value(value: object) -> bool:
    """Tell whether something stands in a field; nought does."""
    return value is not None and value not in ("", (), [])
