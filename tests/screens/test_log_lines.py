"""What the terminal says of a bug: kind and place, never what somebody typed."""

import io
import logging
import re
import sys

import pytest
from streamlit.error_util import handle_uncaught_app_exception

from db.errors import Unavailable
from pages.plain import log_lines


@pytest.fixture
def said():
    """Quiet lines, read as the terminal shows them."""
    before = logging.getLogRecordFactory()
    log_lines.keep_quiet()
    logger = logging.getLogger("streamlit.error_util")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def a_bug():
    try:
        raise ValueError("王小明 13800000000")
    except ValueError as error:
        return error


def test_a_bug_in_a_page_is_one_line_of_kind_and_place(said):
    handle_uncaught_app_exception(a_bug())
    assert re.fullmatch(r"Uncaught app execution: ValueError at test_log_lines.py:\d+\n", said.getvalue())


def test_a_refusal_is_named_by_its_code(said):
    logging.getLogger("streamlit.error_util").error("not ready: %s", Unavailable("key_wrong"))
    assert said.getvalue() == "not ready: key_wrong\n"


@pytest.mark.parametrize("name", ["streamlit.error_util", "made.only.now", "asyncio"])
def test_no_logger_prints_an_exception_s_message(said, name):
    logger = logging.getLogger(name)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    try:
        raise ValueError("王小明 13800000000")
    except ValueError as error:
        logger.exception("not read")
        logger.error("%s of %s", error, "a file")
        logger.error(error)
        logger.error("100% sure", exc_info=sys.exc_info())
    logger.removeHandler(handler)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 4
    assert all("ValueError at test_log_lines.py" in line for line in lines)
    assert "13800000000" not in stream.getvalue()
