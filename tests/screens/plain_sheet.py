"""Filling in the plain survey as a text browser does: for tests of its pages."""

import html
import re

from sqlalchemy import select
from starlette.testclient import TestClient

from db import engine

FIELD = re.compile(
    r'<(?:input|textarea)[^>]*?type="(radio|checkbox|text)"[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"'
)
AREA = re.compile(r'<textarea[^>]*name="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="page" value="([^"]+)"')


def start(client: TestClient, token: str):
    assert "开始填写" in client.get(f"/s/{token}").text
    answer = client.post(f"/s/{token}", data={"step": "start", "agreed": "1"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/s/{token}")
    return client.get(f"/s/{token}")


def filled(page: str, **wanted: str) -> dict[str, str]:
    """Fill in the page's form: what is wanted by question code, else the first choice that ends nothing."""
    text = html.unescape(page)
    found = HIDDEN.search(text)
    assert found, text
    fields = {"page": found[1], "step": "next"}
    for kind, name, value in FIELD.findall(text):
        code = re.split(r"[:|]", name)[0]
        if code in wanted:
            if value == wanted[code] or kind == "text":
                fields[name] = value if kind != "text" else wanted[code]
        elif kind == "radio" and value not in ("under-14", "code_only", "contact"):
            fields.setdefault(name, value)
        elif kind == "checkbox" and code in ("Q12e", "Q12h"):
            fields[name] = value
    for name in AREA.findall(text):
        fields[name] = wanted.get(name, "")
    return fields


def walk(client: TestClient, token: str, **wanted: str) -> list[str]:
    """Fill in the whole survey, page by page; return every page seen, the last one too."""
    pages = [start(client, token).text]
    for _ in range(15):
        if not HIDDEN.search(pages[-1]):
            return pages
        answer = client.post(f"/s/{token}", data=filled(pages[-1], **wanted))
        assert answer.status_code == 303, answer.text
        pages.append(client.get(answer.headers["location"]).text)
    raise AssertionError("the survey never ends")


def stored(kind: type) -> list:
    with engine.reading() as session:
        return list(session.scalars(select(kind)))
