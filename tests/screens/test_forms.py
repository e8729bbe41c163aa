"""What a form may bring: only from a page of this site, of a known and small size, without files."""

import pytest

from tests.cast import PASSWORD
from tests.screens.serving import plain_client, post


@pytest.fixture
def client(settled):
    with plain_client() as found:
        yield found


def sign_in(client, *, password=PASSWORD, **but):
    return post(client, "/sign-in", username="chen", password=password, **but)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "", "referer": "http://evil.example/x"},
        {"origin": ""},
    ],
)
def test_a_form_of_another_site_is_refused(client, headers):
    response = sign_in(client, headers=headers)
    assert response.status_code == 403
    assert "不是从本站页面发出的" in response.text
    assert "sid=" not in response.headers.get("set-cookie", "")


def test_an_old_browser_without_origin_is_known_by_its_referrer(client):
    headers = {"origin": "", "referer": "http://testserver/sign-in"}
    assert sign_in(client, headers=headers).status_code == 303


def test_a_form_that_is_too_large_is_not_read(client):
    assert sign_in(client, password="x" * 200_000).status_code == 413


@pytest.mark.parametrize("length", ["many", "-5", "0x9"])
def test_a_form_of_unknown_length_is_not_read(client, length):
    assert sign_in(client, headers={"content-length": length}).status_code == 413


def test_a_form_that_brings_a_file_is_told_what_to_do(client):
    headers = {"origin": "http://testserver"}
    response = client.post("/sign-in", files={"username": ("a.txt", b"chen")}, headers=headers)
    assert response.status_code == 400
    assert "没有读懂这次提交" in response.text
    assert "刷新后再提交" in response.text
