"""The application as a whole: it starts only with the settings it needs, and a bug in a page stays in Chinese."""

import gc
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter

import pytest
import streamlit as st
from streamlit import config
from streamlit.runtime import app_session
from streamlit.testing.v1 import AppTest

import app
from db.engine import ROOT
from pages.plain.routes import ROUTES

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))


def test_the_settings_in_the_repository_are_enough_to_start():
    app.check_options()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("runner.postScriptGC", True),
        ("logger.enableRich", True),
        ("client.disableDataExport", False),
        ("server.trustedUserHeaders", {"x-other": "sub"}),
    ],
)
def test_the_start_fails_loudly_without_what_the_house_cannot_do_without(monkeypatch, name, value):
    present = st.get_option
    monkeypatch.setattr(st, "get_option", lambda asked: value if asked == name else present(asked))
    with pytest.raises(SystemExit, match=name):
        app.check_options()


def test_options_that_are_kept_are_the_options_and_nobody_can_change_them_for_the_next(monkeypatch):
    monkeypatch.setattr(config, "get_options_for_section", config.get_options_for_section)
    monkeypatch.setattr(app_session, "to_snake_case", app_session.to_snake_case)
    app.read_options_once.cache_clear()
    before = config.get_options_for_section("theme")
    app.read_options_once()
    config.get_options_for_section("theme").clear()
    assert config.get_options_for_section("theme") == before
    # By these names Streamlit asks at each run; under others nothing would be kept.
    asked = inspect.getsource(app_session._populate_theme_msg)
    assert "config.get_options_for_section(section)" in asked
    assert " to_snake_case(option_name)" in asked
    assert app_session.to_snake_case("backgroundColor") == "background_color"


def test_what_is_loaded_at_the_start_is_not_looked_through_again():
    loaded = len(gc.get_objects())
    try:
        app.keep_for_good()
        assert len(gc.get_objects()) < loaded / 10
    finally:
        gc.unfreeze()


@pytest.mark.parametrize("section", ["server", "runner", "client", "browser", "logger"])
def test_every_setting_of_the_file_is_in_force(section):
    for name, value in CONFIG[section].items():
        assert st.get_option(f"{section}.{name}") == value


def test_no_font_or_style_of_the_theme_comes_from_outside():
    assert "http" not in str(CONFIG["theme"])


def test_the_script_is_named_so_that_no_folder_of_pages_lies_beside_it():
    assert app.app.script_path.is_absolute()
    assert not (app.app.script_path.parent / "pages").exists()


def test_a_bug_in_a_page_is_said_in_chinese():
    def broken() -> None:
        import app

        app.show_script_error(ValueError("王小明"))

    page = AppTest.from_function(broken).run()
    assert "这一页出错了" in page.error[0].value
    assert "王小明" not in page.error[0].value


def test_no_two_plain_routes_answer_the_same_address():
    answered = Counter(
        (re.sub(r"\{[^}]*\}", "{}", route.path), method)
        for route in ROUTES
        for method in route.methods - {"HEAD"}
    )
    assert [address for address, n in answered.items() if n > 1] == []


def test_a_command_does_not_wait_for_what_only_figures_need():
    loaded = "import db.__main__, sys; print(*{'scipy.stats', 'scipy.optimize', 'altair'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""
