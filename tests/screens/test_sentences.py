"""The sentences of refusals: each is given what it names."""

import ast
import string

from db import errors
from pages.shared.texts import SENTENCES
from tests import reading

KINDS = {kind.__name__ for kind in errors.Refused.__subclasses__()}


def test_what_a_sentence_names_is_given_with_the_refusal():
    bare = []
    for file in reading.code_files("db", "pages"):
        for node in ast.walk(reading.tree_of(file)):
            if not isinstance(node, ast.Call) or reading.called(node) not in KINDS or not node.args:
                continue
            code, given = node.args[0], {word.arg for word in node.keywords}
            if isinstance(code, ast.Constant) and None not in given:
                named = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[code.value]) if name}
                bare += [f"{reading.name_of(file)}:{node.lineno} {name}" for name in named - given]
    assert not bare, "\n".join(bare)
