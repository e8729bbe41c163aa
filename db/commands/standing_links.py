"""links."""

import argparse
from typing import TYPE_CHECKING

from db import engine, links, organisations
from db.commands.edge import operator, say

if TYPE_CHECKING:
    from db.commands.edge import Commands


def add(commands: "Commands") -> None:
    """Add the command of this group."""
    parser = commands.add_parser(
        "links",
        help="列出各团支部的固定链接",
        description="每个团支部一行：/q/<token>，制表符，名称。没有链接的支部会新建一个。",
    )
    parser.add_argument("--branch", metavar="NAME", help="只列这一个团支部")
    parser.set_defaults(run=show)


def show(args: argparse.Namespace) -> None:
    """Print one line per branch; a branch without a link gets one."""
    actor, now = operator(), engine.now()
    with engine.transaction() as session:
        if args.branch:
            chosen = {organisations.find_branch(session, name=args.branch).id: args.branch.strip()}
        else:
            chosen = {row.id: row.name for row in organisations.branches_for(session, actor=actor)}
        tokens = {key: links.add_link(session, branch_id=key, now=now).token for key in chosen}
    say(*(f"/q/{tokens[key]}\t{name}" for key, name in chosen.items()))
