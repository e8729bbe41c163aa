"""Streamlit's own command line with the house's clock set: `python -m tests.browser.at_a_moment MOMENT run app.py`.

The clock goes on from that moment. What a month's end allows can so be tested on any day.
"""

import sys
from datetime import datetime

from streamlit.web import cli

from db import engine


def set_clock(moment: datetime) -> None:
    """Let the house believe that it is `moment` just now."""
    present = engine.now
    ahead = moment - present()
    engine.now = lambda: present() + ahead


if __name__ == "__main__":
    set_clock(datetime.fromisoformat(sys.argv.pop(1)))
    cli.main(prog_name="streamlit")
