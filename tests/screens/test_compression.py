"""Streamlit's scripts go out compressed, whole, and compressed once."""

import asyncio
import gzip

import brotli
import pytest
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from pages.plain.compression import Compressed


def a_script(asked: list[str]):
    async def below(scope, receive, send):
        asked.append(scope["path"])
        headers = [(b"content-type", b"text/javascript"), (b"etag", b'"1"'), (b"content-length", b"9000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 4500, "more_body": True})
        await send({"type": "http.response.body", "body": b"x" * 4500})

    return below


@pytest.mark.parametrize(
    ("takes", "coding", "opened"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=1.0, gzip;q=0.8", "br", brotli.decompress),
    ],
)
def test_each_browser_gets_the_best_it_takes_and_all_of_it(takes, coding, opened):
    client = TestClient(Compressed(a_script([])))
    for _ in range(2):
        with client.stream("GET", "/static/js/a.js", headers={"accept-encoding": takes}) as answer:
            assert answer.headers["content-encoding"] == coding
            assert answer.headers["vary"] == "Accept-Encoding"
            assert opened(b"".join(answer.iter_raw())) == b"x" * 9000


def test_a_script_is_compressed_for_whoever_takes_it_and_only_once():
    asked = []
    client = TestClient(Compressed(a_script(asked)), headers={"accept-encoding": "gzip"})
    first, second = client.get("/static/js/a.js"), client.get("/static/js/a.js")
    assert first.text == second.text == "x" * 9000
    assert first.headers["content-encoding"] == "gzip"
    assert int(first.headers["content-length"]) < 100
    assert asked == ["/static/js/a.js"]
    plain = client.get("/static/js/a.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == "x" * 9000


async def _a_long_script(scope, receive, send):
    async def parts():
        for _ in range(20):
            yield b"x" * 1000
            await asyncio.sleep(0.001)

    await StreamingResponse(parts(), media_type="text/javascript")(scope, receive, send)


def test_a_browser_that_leaves_in_the_middle_cuts_no_script_short_for_the_next():
    served = Compressed(_a_long_script)
    headers = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/static/js/b.js", "headers": headers}

    async def gone():
        return {"type": "http.disconnect"}

    async def nowhere(message):
        pass

    asyncio.run(served(scope, gone, nowhere))
    assert TestClient(served).get("/static/js/b.js").text == "x" * 20_000
