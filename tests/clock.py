"""The real clock, asked when a test runs and not when it is read in: between the two midnight may pass in Shanghai."""

from datetime import date

from db import engine, workdays


def today() -> date:
    """Return the date in Shanghai now."""
    return workdays.today(engine.now())


def month() -> date:
    """Return the first day of the month in Shanghai now."""
    return workdays.month_of(today())
