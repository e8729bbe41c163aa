"""A route with nothing but the write of one answer: what the last page of a survey cannot cost less than.

`streamlit run tests/bench/bare_route.py` serves POST /write: one sheet and 24 counts in one transaction, on a database
of the house's own kind in the folder WUGEYI_DATA. No questions, no rules, no receipt.
"""

import uuid
from pathlib import Path

import streamlit as st
from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, String, Table, Uuid
from sqlalchemy.dialects.sqlite import insert
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from db import engine

COUNTS = 24
_tables = MetaData()
_sheets = Table(
    "sheets",
    _tables,
    Column("id", Uuid, primary_key=True),
    Column("answers", JSON),
    Column("sealed", LargeBinary),
)
_counts = Table("counts", _tables, Column("cell", String, primary_key=True), Column("n", Integer))
_adding = insert(_counts)
_adding = _adding.on_conflict_do_update(index_elements=["cell"], set_={"n": _counts.c.n + _adding.excluded.n})


def _write(answers: dict[str, str]) -> None:
    with engine.transaction() as session:
        session.execute(_sheets.insert(), {"id": uuid.uuid4(), "answers": answers, "sealed": b"x" * 200})
        session.execute(_adding, [{"cell": f"cell {n}", "n": 1} for n in range(COUNTS)])


async def write(request: Request) -> Response:
    """Take a form of one page and write it."""
    async with request.form() as form:
        await run_in_threadpool(_write, {name: str(value) for name, value in form.items()})
    return PlainTextResponse("ok")


_tables.create_all(engine.engine())
app = st.App(Path(__file__).with_name("bare_page.py"), routes=[Route("/write", write, methods=["POST"])])
