"""Filling in the plain survey as a text browser does: for tests of its pages."""

import html
import re
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from db import asking, drafts, engine, paging, responses
from db.vocabulary import QuestionKind
from pages.plain.sheet import PAGE, field_of
from pages.shared.answering import PLACE
from tests import sheets

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


def at_the_last_page(session: Session, link: str, device: str, now: datetime) -> dict[str, str]:
    """Fill in a draft up to the last page; return the form of that page."""
    answers = sheets.fill_in(session, link, device, now, Q2=["EMP"])
    wave, branch = sheets.at(session, link, now)
    where = {"device": device, "branch_id": branch.branch_id}
    draft = drafts.load(session, wave_id=wave.id, **where)
    assert draft is not None
    draws = {"rating_set": draft.rating_set, "rotation": draft.rotation}
    asked = asking.items(
        wave.form, responses.asking_of(wave=wave, branch=branch, answers=answers, **draws), answers
    )
    name, shown = paging.shown_pages(paging.pages(wave.form), asked)[-1]
    drafts.save(session, wave=wave, changes={PAGE: name, PLACE: shown[0].screen}, now=now, **where)
    form = {"step": "next", "page": name}
    for item in shown:
        value = answers.get(item.key)
        if item.question.kind is QuestionKind.MULTI:
            form |= {field_of(item, code): code for code in value or ()}
        elif value:
            form[field_of(item)] = str(value)
    return form
