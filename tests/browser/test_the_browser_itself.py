"""The browser fixtures keep their promises: Chinese, the right size, and nobody outside is asked."""

import http.server
import threading

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def tiny_site():
    """A site of one page on this machine."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<html lang=zh-CN><title>青年</title><p>您好".encode())

        def log_message(self, *parts):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_phone_is_narrow_speaks_chinese_can_be_touched_and_says_that_it_is_a_phone(page, tiny_site):
    page.goto(tiny_site)
    seen = page.evaluate(
        "[innerWidth, navigator.language, navigator.maxTouchPoints > 0, /Mobile/.test(navigator.userAgent)]"
    )
    assert page.title() == "青年"
    assert seen[1:] == ["zh-CN", True, True]
    assert page.viewport_size == {"width": 390, "height": 844}


def test_a_desk_is_wide(desk_browser, tiny_site):
    page = desk_browser.new_page()
    page.goto(tiny_site)
    assert page.evaluate("innerWidth") == 1440


def test_whoever_asks_another_host_is_stopped_and_seen(page, tiny_site, asked_outside):
    page.goto(tiny_site)
    answer = page.evaluate("fetch('http://example.invalid/x').catch(() => 'stopped')")
    assert answer == "stopped"
    assert asked_outside == ["http://example.invalid/x"]
    asked_outside.clear()
