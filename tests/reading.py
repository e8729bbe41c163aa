"""Reads the code of the house for tests/test_house.py: files, functions, strings, the README's blocks."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

from db import rights, vocabulary
from db.engine import ROOT
from db.vocabulary import Word

CODE_FOLDERS = ("analysis", "db", "pages", "tests")
TEXT_ENDINGS = {".py", ".html", ".css", ".js", ".json", ".toml", ".txt", ".md", ".mako", ".svg", ""}
ROLES = ("youth", "cadre", "committee", "admin")
GUARDED_ROLES = ("cadre", "committee", "admin")


def code_files(*folders: str) -> list[Path]:
    """Return the Python files below these folders (all of ours without any), and app.py where all are meant."""
    found = [f for folder in folders or CODE_FOLDERS for f in sorted((ROOT / folder).rglob("*.py"))]
    if not folders and (ROOT / "app.py").exists():
        found.append(ROOT / "app.py")
    return found


def text_files() -> list[Path]:
    """Return every text file of the project, whatever folder it is in."""
    skipped = {".git", ".venv", "data", "__pycache__", ".hypothesis", "screenshots"}
    found = []
    for top in sorted(ROOT.iterdir()):
        if top.name in skipped or top.name.endswith("_cache"):
            continue
        found += [top] if top.is_file() else [f for f in sorted(top.rglob("*")) if f.is_file()]
    return [f for f in found if f.suffix in TEXT_ENDINGS and not skipped & set(f.parts)]


def name_of(file: Path) -> str:
    """Return a file's path as messages show it."""
    return file.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text("utf-8"), name_of(file))


def pages_of(*roles: str) -> list[Path]:
    """Return the page files of these roles."""
    found = [f for role in roles for f in sorted((ROOT / "pages" / role).glob("*.py"))]
    return [f for f in found if f.name != "__init__.py"]


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(tree: ast.Module) -> Iterator[Function]:
    """Yield every function, methods and inner ones included."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def length_of(function: Function) -> int:
    """Count the lines of a function's body: without its signature, one parameter a line, and its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def is_excused(file: Path, line: int | None = None) -> bool:
    """Tell whether `# long: reason` stands on or above this line, or at the margin for a whole file."""
    lines = file.read_text("utf-8").splitlines()
    if line is None:
        return any(re.match(r"# long: \w", text) for text in lines)
    return any(re.search(r"# long: \w", text) for text in lines[max(line - 2, 0) : line])


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and value of every string that is not a docstring."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.lineno, node.value


def called(node: ast.AST) -> str:
    """Return the last name of what is called: `transaction` for `engine.transaction()`; "" for no call."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def imported(tree: ast.Module) -> set[str]:
    """Return the names of all imported modules, "a.b" for `from a import b` too."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def between(text: str, mark: str) -> str:
    """Return what stands between `<!-- mark -->` and `<!-- /mark -->`; ValueError if one is missing."""
    start, end = text.index(f"<!-- {mark} -->"), text.index(f"<!-- /{mark} -->")
    return text[start:end].split("-->", 1)[1].strip()


def glossary() -> str:
    """Return the README's glossary: every word of db.vocabulary and of the rights table, as a table."""
    rows = ["| Word | Meaning | Codes and labels |", "|---|---|---|"]
    for name, kind in {"Noun": rights.Noun, "Act": rights.Act, **vars(vocabulary)}.items():
        if isinstance(kind, type) and issubclass(kind, Word) and kind is not Word:
            meaning = (kind.__doc__ or "").split("\n")[0].rstrip(".")
            members = "、".join(f"`{member.value}` {member.label}" for member in kind)
            rows.append(f"| `{name}` | {meaning} | {members} |")
    return "\n".join(rows)


def calls_with(argument: str, folder: str) -> list[str]:
    """Return where a function below this folder is called with a keyword of this name."""
    return [
        f"{name_of(file)}:{call.lineno}"
        for file in code_files(folder)
        for call in ast.walk(tree_of(file))
        if isinstance(call, ast.Call) and any(keyword.arg == argument for keyword in call.keywords)
    ]
