"""What a button takes along, read from the source of the pages: which of it is what a field held when it was drawn.

A value is followed from where a widget or the session's state gives it: into names, into the functions it is given to, out
of those that return it. Names of keys do not count (texts with holes), nor what was loaded for a choice: it was shown.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.engine import ROOT

FIELDS = frozenset(
    [
        "selectbox",
        "radio",
        "checkbox",
        "toggle",
        "text_input",
        "text_area",
        "number_input",
        "date_input",
        "time_input",
        "multiselect",
        "pills",
        "segmented_control",
        "file_uploader",
        "slider",
        "select_slider",
        "data_editor",
    ]
)
LOADED = ("loading.load", "sessions.read")
# Who binds a callback → at which place it stands; what is bound comes after it.
BINDING = {"saving.once": 1, "quick_entry.button": 2, "quick_entry.strike": 1, "need_taking.once": 2}
Place = tuple[str, str]


def dotted(found: ast.AST) -> str:
    """Return a name as it is written, "?" for what is none."""
    if isinstance(found, ast.Name):
        return found.id
    return f"{dotted(found.value)}.{found.attr}" if isinstance(found, ast.Attribute) else "?"


@dataclass
class Module:
    """One file: its functions, what it calls imported ones, and which names hold a value at its top."""

    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef]
    imported: dict[str, Place]
    held: set[str] = field(default_factory=set)


@dataclass
class Reading:
    """All pages; grows until nothing new is found. given, giving : parameters and functions through which a value goes."""

    modules: dict[str, Module]
    given: set[tuple[str, str, str]] = field(default_factory=set)
    giving: set[Place] = field(default_factory=set)

    def place(self, module: Module, called: ast.expr) -> Place:
        """Return where a called function stands, as far as its name tells."""
        if isinstance(called, ast.Attribute):
            return dotted(called.value), called.attr
        name = dotted(called)
        return (module.name, name) if name in module.functions else module.imported.get(name, ("", name))

    def function(self, place: Place) -> ast.FunctionDef | None:
        """Return a function of the pages."""
        found = self.modules.get(place[0])
        return found.functions.get(place[1]) if found else None

    def holds(self, found: ast.AST, module: Module, held: set[str]) -> bool:
        """Tell whether an expression gives what a field held. held : the names that do."""
        name = dotted(found)
        if isinstance(found, ast.Lambda | ast.JoinedStr):
            return False
        if name.startswith("st.session_state") or name in held:
            return True
        if isinstance(found, ast.Call):
            called, place = dotted(found.func), self.place(module, found.func)
            if called.startswith("st.session_state"):
                return True
            if place[1] in FIELDS or place in self.giving:
                return True
            if called in LOADED or called.startswith("st.") or self.function(place):
                return False
        return any(self.holds(part, module, held) for part in ast.iter_child_nodes(found))

    def names(self, body: list[ast.AST], module: Module, held: set[str]) -> set[str]:
        """Return which names hold a value, in what is written here."""
        for _ in range(3):
            for node in body:
                if isinstance(node, ast.Assign) and self.holds(node.value, module, held):
                    held |= {name for target in node.targets for name in _stored(target)}
                elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                    held |= _stored(node.target) if self.holds(node.value, module, held) else set()
                elif isinstance(node, ast.For | ast.comprehension) and self.holds(node.iter, module, held):
                    held |= _stored(node.target)
        return held - {"st"}

    def follow(self, module: Module, function: ast.FunctionDef) -> set[str]:
        """Return the names that hold a value in a function, and note what it gives on and back."""
        body = list(ast.walk(function))
        own = {n.id for n in body if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        mine = {of for file, name, of in self.given if (file, name) == (module.name, function.name)}
        held = self.names(body, module, mine | (module.held - own))
        if any(isinstance(n, ast.Return) and n.value and self.holds(n.value, module, held) for n in body):
            self.giving.add((module.name, function.name))
        self.give(body, module, held)
        return held

    def give(self, body: list[ast.AST], module: Module, held: set[str]) -> None:
        """Note which parameters get a value."""
        for call in body:
            place = self.place(module, call.func) if isinstance(call, ast.Call) else ("", "")
            taker = self.function(place)
            if not isinstance(call, ast.Call) or taker is None:
                continue
            names = [one.arg for one in (*taker.args.posonlyargs, *taker.args.args)]
            pairs = [*zip(names, call.args, strict=False), *((k.arg or "", k.value) for k in call.keywords)]
            self.given |= {(*place, name) for name, value in pairs if self.holds(value, module, held)}

    def read(self) -> None:
        """Follow everything until nothing new comes."""
        before = None
        while before != (before := (len(self.given), len(self.giving), self._tops())):
            for module in self.modules.values():
                top = [n for n in module.tree.body if not isinstance(n, ast.FunctionDef | ast.ClassDef)]
                body = [part for node in top for part in ast.walk(node)]
                module.held = self.names(body, module, module.held)
                self.give(body, module, module.held)
                for function in module.functions.values():
                    self.follow(module, function)

    def _tops(self) -> int:
        return sum(len(module.held) for module in self.modules.values())


def _stored(target: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


def bound(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Return (file, function, expression) of every value of a field that is bound to a button."""
    for module in reading.modules.values():
        for function in module.functions.values():
            held = reading.follow(module, function)
            calls = [n for n in ast.walk(function) if isinstance(n, ast.Call)]
            yield from _bound(reading, module, function.name, calls, held)
        top = [n for n in module.tree.body if not isinstance(n, ast.FunctionDef | ast.ClassDef)]
        calls = [n for node in top for n in ast.walk(node) if isinstance(n, ast.Call)]
        yield from _bound(reading, module, "", calls, module.held)


def _bound(
    reading: Reading, module: Module, where: str, calls: list[ast.Call], held: set[str]
) -> Iterator[tuple[str, str, str]]:
    for call in calls:
        for act, values in _buttons(reading, module, call):
            if _is_guarded(module, act, call):
                continue
            for value in values:
                if reading.holds(value, module, held):
                    yield module.name, where, ast.unparse(value)
            # A callback that reads a name of the page reads it as it was drawn.
            callback = module.functions.get(dotted(act))
            read = {n.id for n in ast.walk(callback) if isinstance(n, ast.Name)} if callback else set()
            yield from ((module.name, where, name) for name in sorted(read & module.held))


def _buttons(reading: Reading, module: Module, call: ast.Call) -> Iterator[tuple[ast.expr, list[ast.expr]]]:
    """Return callback and values of a call that makes a button."""
    place = reading.place(module, call.func)
    name = ".".join(place)
    if name in BINDING:
        at = BINDING[name]
        yield call.args[at], [*call.args[at + 1 :], *(k.value for k in call.keywords)]
    given = {k.arg: k.value for k in call.keywords}
    if place[1] not in FIELDS and "on_click" in given:
        yield given["on_click"], [given[name] for name in ("args", "kwargs") if name in given]


def _is_guarded(module: Module, act: ast.expr, call: ast.Call) -> bool:
    if any(k.arg == "above" for k in call.keywords):
        return True
    # Through names: act = saving.as_drawn(…).
    made, names = [act], {dotted(act)}
    for node in reversed([n for n in ast.walk(module.tree) if isinstance(n, ast.Assign)]):
        if _stored(node.targets[0]) & names:
            made.append(node.value)
            names.add(dotted(node.value))
    calls = (n for part in made for n in ast.walk(part) if isinstance(n, ast.Call))
    return any(dotted(call.func).endswith("as_drawn") for call in calls)


def read_pages(root: Path = ROOT / "pages") -> Reading:
    """Return all pages, read."""
    modules = {}
    for file in sorted(root.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        imported = {
            name.asname or name.name: ((node.module or "").split(".")[-1], name.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
        # Pages of two roles may have one name; nobody imports them.
        name = file.stem if file.parent.name == "shared" else f"{file.parent.name}/{file.stem}"
        modules[name] = Module(name, tree, functions, imported)
    reading = Reading(modules)
    reading.read()
    return reading
