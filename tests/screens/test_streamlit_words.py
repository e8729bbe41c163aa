"""Every English word of Streamlit's that we put into Chinese is still one of its words: an upgrade undoes none unseen."""

import re
from pathlib import Path

import pytest
import streamlit

from db.engine import ROOT

SCRIPT = (ROOT / "pages" / "plain" / "static" / "browser.js").read_text("utf-8")
BUNDLES = Path(streamlit.__file__).parent / "static" / "static" / "js"
# What the browser puts together of parts.
MADE_OF = {
    "Press Enter to apply": ("Press Enter to", "apply"),
    "Press Enter to submit form": ("Press Enter to", "submit form"),
    "Press Ctrl+Enter to apply": ("+Enter to", "`Ctrl`", "apply"),
    "Press ⌘+Enter to apply": ("+Enter to", "`⌘`", "apply"),
    "The page that you have requested does not seem to exist. Running the app's main page.": (
        "The page that you have requested does not seem to exist",
        "Running the app's main page",
    ),
}


def keys_of(table: str) -> list[str]:
    block = SCRIPT[SCRIPT.index(f"var {table} = {{") :]
    return re.findall(r'^\s+"((?:[^"\\]|\\.)*)":', block[: block.index("\n  };")], re.M)


@pytest.fixture(scope="module")
def bundle() -> str:
    # What the server says when a download fails is shown as it is.
    server = Path(streamlit.__file__).parent / "runtime" / "backend_operation_handler.py"
    return "\n".join(file.read_text("utf-8") for file in [*sorted(BUNDLES.glob("*.js")), server])


@pytest.mark.parametrize("said", keys_of("TEXTS") + keys_of("LABELS"))
def test_streamlit_still_says_it_in_these_words(bundle: str, said: str) -> None:
    for part in MADE_OF.get(said, (said,)):
        assert part in bundle, part


def test_every_word_is_put_into_chinese_once() -> None:
    keys = keys_of("TEXTS") + keys_of("LABELS")
    assert len(keys) == len(set(keys)) > 60
