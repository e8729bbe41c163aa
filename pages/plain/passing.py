"""Files that pass between a browser and Streamlit, which itself would take them from anybody and give them to whoever
has their address.
"""

import re

from db.exchange import chart_files, export
from db.rights import Actor
from pages.shared import menu

# What a page made for a download. Streamlit itself would give it to whoever has its address.
MADE = "/media/"
# The ending of its address tells whose files one is of: those of branches are open to branches only.
OF_BRANCHES = (".bin", ".docx", ".jpg")
TAKEN = re.compile(r"/_stcore/upload_file(/|$)")


def may_pass(path: str, actor: Actor | None) -> bool:
    """Tell whether a request for an address may be answered as far as files go.

    A file goes to, and comes from, only those whose pages make such files or ask for them.
    """
    if TAKEN.search(path):
        return actor is not None and not actor.must_change_password and menu.takes_files(actor.role)
    if not path.startswith(MADE):
        return True
    if actor is None:
        return False
    is_of_branch = export.may_have(actor) and not chart_files.may_have(actor)
    if path.endswith(OF_BRANCHES):
        return is_of_branch
    # Charts and their tables; for the administrator the sheets of a roster alone.
    is_sheet_of_roster = path.endswith(".xlsx") and menu.takes_files(actor.role)
    return not is_of_branch and (export.may_have(actor) or is_sheet_of_roster)
