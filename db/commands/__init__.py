"""The operator's commands, one module per group. `python -m db` runs them."""

from db.commands import accounts, answers, files, house, rosters, standing_links, wjx

GROUPS = (house, answers, accounts, standing_links, rosters, wjx, files)

__all__ = ["GROUPS"]
