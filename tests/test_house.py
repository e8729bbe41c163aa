"""The house itself: tools, structure, sizes, words. What imports alone can say is in pyproject.toml."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from db.engine import ROOT
from tests import reading

LONGEST_FUNCTION = 30
LONGEST_FILE = 250
LONGEST_PAGE = 120
UNFINISHED = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
CHINESE_THEN_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?!\d)")
HOST = re.compile(r"\bhttps?://([^\s/\"'<>()`:,;\\]+)")
OUR_HOSTS = re.compile(r"127\.0\.0\.1|localhost|testserver|www\.w3\.org|(\w+\.)*example(\.\w+)?|[{<\[].*")


def run(*command: str) -> None:
    """Run one of our tools from this environment; its report is the failure."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        # It has no `-m` of its own.
        ("-c", "from importlinter.cli import lint_imports_command as lint; lint(['--no-logo'])"),
    ],
    ids=["ruff check", "ruff format", "mypy", "import contracts"],
)
def test_the_tools_have_nothing_to_say(command):
    run(*command)


def test_no_other_folder_stands_at_the_top():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines() if "/" in line}
    assert tops <= {"analysis", "db", "pages", "tests", ".streamlit", ".ci"}


def test_beside_the_role_folders_stands_only_the_streamlit_script():
    loose = {file.name for file in (ROOT / "pages").glob("*.py")}
    assert loose <= {"__init__.py", "frame.py"}


def test_app_and_lower_floor_leave_the_database_and_streamlit_to_others():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lower = next(c["layers"][-1] for c in contracts if c.get("containers") == ["pages.shared"])
    for name in re.findall(r"\((\w+)\)", lower):
        for file in [
            ROOT / "pages" / "shared" / f"{name}.py",
            *(ROOT / "pages" / "shared" / name).rglob("*.py"),
        ]:
            if file.exists():
                tops = {module.split(".")[0] for module in reading.imported(reading.tree_of(file))}
                assert "streamlit" not in tops, reading.name_of(file)
    app = ROOT / "app.py"
    if app.exists():
        assert not {"sqlalchemy", "altair", "db.models"} & reading.imported(reading.tree_of(app))


def test_no_function_and_no_file_is_longer_than_can_be_read_at_once():
    too_long = []
    for file in reading.code_files():
        if "versions" in file.parts:
            continue
        n_lines = len(file.read_text("utf-8").splitlines())
        if n_lines > LONGEST_FILE and not reading.is_excused(file):
            too_long.append(f"{reading.name_of(file)}: {n_lines} lines")
        too_long += [
            f"{reading.name_of(file)}:{function.lineno} {function.name}: {reading.length_of(function)} lines"
            for function in reading.functions(reading.tree_of(file))
            if reading.length_of(function) > LONGEST_FUNCTION
            and not reading.is_excused(file, function.lineno)
        ]
    assert not too_long, "\n".join(too_long)


def test_no_page_is_longer_than_a_page():
    pages = [*reading.pages_of(*reading.ROLES), ROOT / "pages" / "frame.py"]
    lengths = {reading.name_of(f): len(f.read_text("utf-8").splitlines()) for f in pages if f.exists()}
    excused = {reading.name_of(f) for f in pages if f.exists() and reading.is_excused(f)}
    assert {n: length for n, length in lengths.items() if length > LONGEST_PAGE and n not in excused} == {}


def test_services_neither_commit_nor_ask_the_clock():
    edges = {"engine.py", "__main__.py"}
    for file in reading.code_files("db", "analysis"):
        if file.name in edges or {"commands", "migrations"} & set(file.parts) or file.name == "commands.py":
            continue
        for node in ast.walk(reading.tree_of(file)):
            where = f"{reading.name_of(file)}:{getattr(node, 'lineno', '')}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"commit", "rollback", "utcnow"}, where
                owner = getattr(node.func.value, "id", "")
                assert (owner, node.func.attr) not in {("datetime", "now"), ("date", "today")}, where


def test_nothing_is_drawn_while_a_transaction_is_open():
    for file in reading.code_files("pages"):
        for node in ast.walk(reading.tree_of(file)):
            if not isinstance(node, ast.With):
                continue
            if {reading.called(item.context_expr) for item in node.items} & {"transaction", "reading"}:
                names = {n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)}
                assert "st" not in names, f"{reading.name_of(file)}:{node.lineno}"


def test_pages_leave_transactions_to_the_shared_parts():
    for file in reading.pages_of(*reading.ROLES):
        assert not {"db.engine.transaction", "db.engine.reading"} & reading.imported(reading.tree_of(file))


def test_every_page_is_in_the_menu_once():
    menu = ROOT / "pages" / "shared" / "menu.py"
    for file in reading.pages_of(*reading.ROLES):
        entry = f"{file.parent.name}/{file.stem}"
        found = [s for _, s in reading.strings(reading.tree_of(menu)) if re.search(rf"{entry}(\.py)?$", s)]
        assert len(found) == 1, f"{entry} is in the menu {len(found)} times"


def test_every_entry_of_the_menu_is_a_page():
    menu = ROOT / "pages" / "shared" / "menu.py"
    entries = [s for _, s in reading.strings(reading.tree_of(menu)) if re.fullmatch(r"[\w/]+\.py", s)]
    assert [entry for entry in entries if not (ROOT / "pages" / entry).exists()] == []


def is_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call)


def test_every_page_behind_the_sign_in_begins_with_its_guard():
    for file in reading.pages_of(*reading.GUARDED_ROLES):
        # The docstring comes first; constants may stand before the guard, nothing that does something.
        body = [n for n in reading.tree_of(file).body[1:] if not isinstance(n, ast.Import | ast.ImportFrom)]
        doing = [
            ast.unparse(n.value) for n in body if isinstance(n, ast.Assign | ast.Expr) and is_call(n.value)
        ]
        assert doing, reading.name_of(file)
        assert re.match(r"sign_in\.\w+\(", doing[0]), f"{reading.name_of(file)}: no guard"


def test_every_form_takes_a_double_tap_for_one():
    for file in reading.code_files("pages"):
        for node in ast.walk(reading.tree_of(file)):
            if isinstance(node, ast.Call) and reading.called(node) == "form_submit_button":
                given = {reading.called(word.value) for word in node.keywords if word.arg is None}
                assert given == {"once"}, f"{reading.name_of(file)}:{node.lineno}"


def test_what_is_typed_behind_the_sign_in_is_kept_in_mind():
    drawn_here = {"pages/shared/parts.py", "pages/shared/questions.py"}
    for file in [*reading.pages_of(*reading.GUARDED_ROLES), *reading.code_files("pages/shared")]:
        if reading.name_of(file) not in drawn_here:
            called = {reading.called(node) for node in ast.walk(reading.tree_of(file))}
            assert not called & {"text_input", "text_area"}, f"{reading.name_of(file)}: use parts.text_line"


def test_every_refusal_has_its_sentence():
    texts = ROOT / "pages" / "shared" / "texts.py"
    if not texts.exists():
        assert not reading.pages_of(*reading.ROLES), "pages, but no pages/shared/texts.py"
        return
    known = {text for _, text in reading.strings(reading.tree_of(texts))}
    refusals = {"NotFound", "NotAllowed", "Invalid", "Conflict", "TooLate", "Unavailable"}
    codes = {
        node.args[0].value: f"{reading.name_of(file)}:{node.lineno}"
        for file in reading.code_files("db", "pages")
        for node in ast.walk(reading.tree_of(file))
        if reading.called(node) in refusals and node.args and isinstance(node.args[0], ast.Constant)
    }
    assert {code: where for code, where in codes.items() if code not in known} == {}


def test_no_text_box_drops_what_is_pasted_too_long():
    # Streamlit's max_chars does, whole and without a word: the service refuses, and the text stays.
    assert reading.calls_with("max_chars", "pages") == []


def test_chinese_is_punctuated_in_full_width():
    wrong = []
    for file in reading.code_files("pages", "db", "analysis"):
        for line, text in reading.strings(reading.tree_of(file)):
            if CHINESE_THEN_HALF_WIDTH.search(text):
                wrong.append(f"{reading.name_of(file)}:{line} {text[:60]}")
    for file in reading.text_files():
        is_ours = file.parts[len(ROOT.parts)] in {"pages", "db", "analysis"}
        if is_ours and file.suffix in {".html", ".json", ".toml"}:
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                if CHINESE_THEN_HALF_WIDTH.search(line):
                    wrong.append(f"{reading.name_of(file)}:{number} {line.strip()[:60]}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_left_unfinished_and_nothing_points_outside():
    for file in reading.text_files():
        text = file.read_text("utf-8")
        assert not re.search(rf"\b({UNFINISHED})\b", text), reading.name_of(file)
        outside = [host for host in HOST.findall(text) if not OUR_HOSTS.fullmatch(host)]
        assert not outside, f"{reading.name_of(file)}: {outside}"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned(name):
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"-r requirements\.txt|[\w.-]+(\[\w+\])?==[\w.]+", line), line


def test_what_is_imported_is_required_by_name():
    required = re.findall(r"^([\w.-]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    required = {name.lower().replace("_", "-") for name in required}
    owners = importlib.metadata.packages_distributions()
    for file in [*reading.code_files("pages", "db", "analysis"), ROOT / "app.py"]:
        for module in reading.imported(reading.tree_of(file)) if file.exists() else ():
            found = {owner.lower().replace("_", "-") for owner in owners.get(module.split(".")[0], ())}
            assert not found or found & required, f"{reading.name_of(file)}: {module}"


def test_the_readme_shows_the_tree_as_it_is():
    drawn = reading.between((ROOT / "README.md").read_text("utf-8"), "tree")
    named = set(re.findall(r"^([\w.-]+(?:/[\w.-]+)*)(?:/?)(?=\s)", drawn, re.M))
    assert {name for name in named if not (ROOT / name).exists()} == set()
    folders = {"pages", "db", "analysis", "tests"}
    folders |= {
        Path("pages", f.name).as_posix() for f in (ROOT / "pages").iterdir() if (f / "__init__.py").exists()
    }
    assert folders - named == set()


def test_the_readme_s_glossary_is_the_vocabulary():
    written = reading.between((ROOT / "README.md").read_text("utf-8"), "glossary")
    assert written == reading.glossary(), "take it from: python -m tests.glossary"
