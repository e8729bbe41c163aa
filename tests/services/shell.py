"""Runs the operator's commands: here, or as a program of its own."""

import os
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from db import engine, secrets
from db.__main__ import main
from db.engine import ROOT


@dataclass(frozen=True)
class Done:
    """What a command did. lines, said : standard output and standard error."""

    code: int
    lines: list[str]
    said: str


def at_a_shell(*arguments: str | Path) -> Done:
    """Run `python -m db` as a program of its own, with the environment of the test."""
    done = subprocess.run(
        [sys.executable, "-m", "db", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.splitlines(), done.stderr)


def db(*arguments: str | Path) -> Done:
    """Run a command here, as `at_a_shell` would: starting a program takes longer than most commands."""
    secrets.forget_key()
    engine.forget_engine()
    out, said = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(said):
        try:
            code = main([*map(str, arguments)])
        except SystemExit as ended:
            code = ended.code
    secrets.forget_key()
    return Done(code, out.getvalue().splitlines(), said.getvalue())


def did(*arguments: str | Path) -> list[str]:
    """Run a command that works; what it printed."""
    done = db(*arguments)
    assert (done.code, done.said) == (0, ""), done.said
    return done.lines


def refused(code: str, *arguments: str | Path) -> str:
    """Run a command that is refused with `code`; its one line."""
    done = db(*arguments)
    assert done.code == 1
    assert re.fullmatch(rf"[^\n]*[\u4e00-\u9fff][^\n]*。（{code}）\n", done.said), done.said
    assert done.lines == []
    return done.said
