"""What a correction leaves empty: nothing that stood in a record goes without the person saying so."""

from collections.abc import Mapping

from db.errors import Invalid


def require_meant(changes: Mapping[str, tuple[object, object]], *, is_meant: bool) -> None:
    """Let nothing that stands in a record be emptied by a correction, unless the person says that it is meant.

    changes : what a field is called on the page → (what stands there, what it is to be). Refuses: fields_emptied.
    """
    emptied = [
        name for name, (before, after) in changes.items() if has_value(before) and not has_value(after)
    ]
    if emptied and not is_meant:
        raise Invalid("fields_emptied", names="、".join(emptied))


def has_value(value: object) -> bool:
    """Tell whether something stands in a field; nought does."""
    return value is not None and value not in ("", (), [])
