"""The operator's commands, one module per group. `python -m db` runs them."""

from db.commands import accounts, answers, files, house, standing_links

GROUPS = (house, answers, accounts, standing_links, files)

__all__ = ["GROUPS"]
