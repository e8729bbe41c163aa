"""What a log line may hold: of an exception its kind and place, never its message, which quotes what people typed."""

import logging
from typing import Any

from db.errors import Refused
from pages.plain.middleware import where

_usual = logging.getLogRecordFactory()


def keep_quiet() -> None:
    """See to it for every logger of this process, Streamlit's and the server's too. Calling it again is harmless.

    At the record, not by filters: each of Streamlit's loggers prints by itself, and new ones come at any time.
    """
    logging.setLogRecordFactory(_quiet)


def _quiet(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _usual(*args, **kwargs)
    error = record.exc_info[1] if record.exc_info else None
    record.exc_info, record.exc_text = None, None
    record.msg = _short(record.msg)
    if isinstance(record.args, tuple):
        record.args = tuple(_short(value) for value in record.args)
    if error is not None:
        record.msg, record.args = f"{record.getMessage()}: {where(error)}", ()
    return record


def _short(value: object) -> Any:
    # A refusal is made for the log: a code and plain facts, nothing that anybody typed.
    if isinstance(value, BaseException) and not isinstance(value, Refused):
        return where(value)
    return value
