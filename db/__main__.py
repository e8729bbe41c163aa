"""`python -m db COMMAND`: the operator's commands. Each brings the database up to date first and checks the key."""

import argparse
import sys
from collections.abc import Sequence

from db import keys, migrations
from db.commands import GROUPS
from db.engine import engine, forget_engine
from db.errors import Faulty, Refused
from db.faults import as_refusals
from pages.shared import texts


def parser() -> argparse.ArgumentParser:
    """Return the parser with every command in it."""
    made = argparse.ArgumentParser(
        prog="python -m db", description="系统维护命令。每个命令会先更新数据库并检查密钥。"
    )
    commands = made.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in GROUPS:
        group.add(commands)
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did what it says, 1 with one line on standard error when it was refused."""
    args = parser().parse_args(argv)
    try:
        with as_refusals():
            args.n_migrations = migrations.upgrade(engine())
            keys.prepare()
            args.run(args)
    except Refused as refused:
        lines = texts.fault_lines(refused) if isinstance(refused, Faulty) else []
        sys.stderr.write("\n".join([*lines, f"{texts.sentence(refused)}（{refused.code}）", ""]))
        return 1
    finally:
        forget_engine()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
