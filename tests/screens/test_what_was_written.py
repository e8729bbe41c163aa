"""What a form brought that can be saved no more is shown, to be copied; never dropped in silence."""

from starlette.testclient import TestClient

from pages.plain.middleware import INVITE_COOKIE
from tests.screens.conftest import District
from tests.screens.test_invite_pages import codes, come

__all__ = ["codes"]


def test_what_was_written_is_shown_when_the_draft_is_gone(client: TestClient, district: District) -> None:
    client.get(f"/s/{district.link_a}")
    client.post(f"/s/{district.link_a}", data={"step": "start", "agreed": "1"})
    client.post(f"/s/{district.link_a}", data={"page": "Q1", "step": "leave"})
    for said, expected in (("想要一间自习室", 404), ("", 303)):
        sent = client.post(
            f"/s/{district.link_a}", data={"page": "Q11", "Q11": said, "step": "next"}, follow_redirects=False
        )
        assert sent.status_code == expected
        assert said in sent.text


def test_what_was_written_is_shown_when_the_code_was_forgotten(
    client: TestClient, district: District, codes: list[str]
) -> None:
    come(client, district, codes[0])
    client.post(f"/s/{district.link_a}", data={"step": "start", "agreed": "1"})
    client.cookies.delete(INVITE_COOKIE)
    sent = client.post(f"/s/{district.link_a}", data={"page": "Q11", "Q11": "想要一间自习室", "step": "next"})
    assert ("想要一间自习室" in sent.text, "输入纸条上的邀请码" in sent.text) == (True, True)
