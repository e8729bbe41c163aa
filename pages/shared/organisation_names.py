"""Names of organisations, told apart: where two have the same name, the name above stands before it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from db.organisations import OrganisationRow


def told_apart(chains: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """Return id → name, with as many of the names above before it as it takes to tell it from all others.

    chains : id → its name, then the names above it, the nearest first.
    """
    used = dict.fromkeys(chains, 1)
    while True:
        names = {key: "·".join(reversed(chain[: used[key]])) for key, chain in chains.items()}
        times = Counter(names.values())
        alike = [key for key in chains if times[names[key]] > 1 and used[key] < len(chains[key])]
        if not alike:
            return names
        for key in alike:
            used[key] += 1


def of_tree(tree: Iterable[OrganisationRow]) -> dict[int, str]:
    """Return id → name of the organisations of a tree, told apart; in the order given."""
    rows = {row.id: row for row in tree}
    return told_apart({key: list(_upwards(rows, key)) for key in rows})


def indented(tree: Iterable[OrganisationRow]) -> dict[int, str]:
    """Return the same as a picker of the whole tree shows it: below one another, and closed ones marked."""
    rows = list(tree)
    names = of_tree(rows)
    return {
        row.id: "　" * row.depth + names[row.id] + ("" if row.is_active else "（已停用）") for row in rows
    }


def _upwards(rows: Mapping[int, OrganisationRow], key: int | None) -> Iterable[str]:
    while key is not None and key in rows:
        yield rows[key].name
        key = rows[key].parent_id
