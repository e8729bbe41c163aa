"""A correction tells nothing that the number before it withheld: whoever has both would know what neither tells."""

from collections.abc import Iterable, Mapping

from analysis.disclosure import Shown
from analysis.withholding import Counts, Key, Limits, Reason, Rule, Withheld


def once_withheld(before: Mapping[str, Iterable[Shown]]) -> Rule:
    """Return a rule that withholds again whatever of a group was withheld before; it stands before the audit.

    before : group → what the number before told of it. A group of which nothing stands there is left alone. A cell that
    was told as a band and is at no end any more is withheld, with no band.
    """
    keys = {key for group, views in before.items() for shown in views for key in _withheld(group, shown)}

    def rule(counts: Counts, limits: Limits, withheld: Withheld) -> Withheld:
        here = (key for key in keys if key[0] in counts.bases and key[1:3] in counts.lines)
        return {key: Reason.BESIDE if key[3] else Reason.SIBLING for key in here if key not in withheld}

    return rule


def _withheld(group: str, shown: Shown) -> Iterable[Key]:
    if shown.note:
        yield (group, "", "", "")
    for question, row, cell, *_, note in shown.rows:
        if note:
            yield (group, str(question), str(row), str(cell))
