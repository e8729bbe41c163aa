"""Values that no keyboard types and a house that is not in order: pages with a sentence, never a fault."""

import pytest
from streamlit.testing.v1 import AppTest

from db import engine
from pages.plain import middleware, start
from pages.shared import typed
from tests.screens.serving import plain_client, post


def test_control_characters_are_left_out_and_lines_stay_lines():
    assert typed.cleaned("a\x00b\x1bc\x85\ud800\r\n\td") == "abc\n\td"
    assert typed.cleaned("工资\u202e1000\u2066元") == "工资1000元"
    assert typed.cleaned("青年 Lan-7　🙂") == "青年 Lan-7　🙂"


@pytest.mark.parametrize("number", ["99999999999", "9" * 30, "9" * 5000, "-1", "x", "1e3", "１"])
def test_a_poster_of_an_impossible_number_is_not_found(client, number):
    response = client.get(f"/poster/{number}")
    assert response.status_code == 404
    assert "找不到页面" in response.text


@pytest.mark.parametrize("path", ["/q/a%00b", "/w/%00", "/set-up/%1b", "/needs%00", "/%00"])
def test_an_address_with_control_characters_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_form_and_a_query_lose_their_control_characters(client, district, monkeypatch):
    assert client.get("/go?code=ABC%00234&to=survey").headers["location"] == f"/q/{district.link_a}"
    assert 'value="/needs"' in client.get("/sign-in?next=/ne%00eds").text
    assert 'value="chen"' in post(client, "/sign-in", username="ch\x00en\x1b", password="wrong").text


def test_what_a_page_saves_loses_them_too(settled):
    def page():
        import streamlit as st

        from db.vocabulary import Level
        from pages.shared import saving

        def service(session, *, name, level, n):
            st.session_state.got = (name, level, n)

        saving.save(service, name="a\x00b\nc", level=Level.BRANCH, n=3)

    found = AppTest.from_function(page).run()
    name, level, n = found.session_state.got
    assert (name, n, type(level).__name__) == ("ab\nc", 3, "Level")


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("DATABASE_URL", "nonsense", "DATABASE_URL 写得不对"),
        ("DATABASE_URL", "mysql://here/x", "DATABASE_URL 写得不对"),
        ("DATABASE_URL", "postgresql://here:port/x", "DATABASE_URL 写得不对"),
        ("DATABASE_URL", "sqlite:///{here}/garbage", "数据库不完整或已损坏"),
        ("WUGEYI_DATA", "{here}/garbage", "数据文件夹不能使用"),
    ],
)
def test_a_house_that_is_not_in_order_comes_up_and_says_so(
    monkeypatch, tmp_path, caplog, variable, value, sentence
):
    (tmp_path / "garbage").write_text("garbage " * 500)
    monkeypatch.setenv(variable, value.format(here=tmp_path))
    engine.forget_engine()
    monkeypatch.setattr(middleware.log, "propagate", True)
    with plain_client() as client:
        monkeypatch.setattr(middleware.Readiness, "refusal", None)
        assert not start.prepare()
        for path in ("/", "/sign-in", "/q/abc"):
            page = client.get(path, headers={"cookie": "sid=somebody"})
            assert (page.status_code, sentence in page.text) == (503, True)
        assert client.get("/healthz").status_code == 503
    assert not any(record.exc_info for record in caplog.records)
    assert len([r for r in caplog.records if r.getMessage().startswith("not ready: ")]) == 1
