"""What a table that leaves the house holds, and the one rule for its cells: never a formula that somebody else wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import SHANGHAI
from db.workdays import today

# What makes a spreadsheet take a text for a formula, full-width forms included: Chinese input types those.
BEGINS_A_FORMULA = tuple("=+-@\t\r＝＋－＠")

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Table:
    """What an export holds.

    cover : label and value, for the cover sheet of an xlsx; the number of rows is added there.
    watermark : who took it, when and why, for raw answers; "" for any other export.
    is_ledger : laid out as a form to print and sign (xlsx): title, 填报单位, footer.
    unit, day : what stands there as 填报单位 and 填报日期; "" and None to be filled in by hand.
    inside : of a ledger that stays in the house: what is said in place of 填报单位; nobody signs it. "" for a form.
    widths : of the columns, in letters (a Chinese one takes two); () for all alike.
    cover_is_last : whoever reads the file by machine finds the rows first; nothing stands above their heads.
    empty : what an xlsx says in place of rows when there are none.
    """

    title: str
    cover: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    watermark: str = ""
    is_ledger: bool = False
    unit: str = ""
    day: date | None = None
    inside: str = ""
    widths: tuple[int, ...] = ()
    empty: str = ""
    cover_is_last: bool = False


def in_words(day: date) -> str:
    """Return a day as paper has it: 2026年6月8日."""
    return f"{month_in_words(day)}{day.day}日"


def moment_in_words(moment: datetime) -> str:
    """Return a moment in Shanghai: 2026年6月8日 10:05."""
    return f"{in_words(today(moment))} {moment.astimezone(SHANGHAI):%H:%M}"


def month_in_words(day: date) -> str:
    """Return a day's month: 2026年6月."""
    return f"{day.year}年{day.month}月"


def defused(cell: Cell) -> str | int | float:
    """Return a cell as it is written: a date as 2026-06-18, a text that would be a formula behind an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell


def undefused(cell: str) -> str:
    """Return a text as it was before `defused`.

    >>> undefused("'+1"), undefused("'80s")
    ('+1', "'80s")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(BEGINS_A_FORMULA) else cell
