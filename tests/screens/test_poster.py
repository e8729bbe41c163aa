"""/poster/ID: one sheet to print, for whoever may see the branch's link."""

import pytest

from tests.screens import serving


@pytest.fixture
def poster(district, client, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "https://youth.example")

    def opened(branch_id, *, person=None):
        if person is not None:
            serving.sign_in(client, person)
        return client.get(f"/poster/{branch_id}")

    return opened


def test_the_poster_carries_name_code_picture_and_address(district, poster):
    page = poster(district.cast.branch_a, person=district.cast.chen)
    assert page.status_code == 200
    for part in (
        "东风社区团支部",
        "ABC234",
        "data:image/svg+xml",
        f"https://youth.example/q/{district.link_a}",
    ):
        assert part in page.text
    assert "建议用手机浏览器打开" in page.text
    assert len(page.content) < 30_000
    assert "<script" not in page.text


def test_it_says_what_to_do_when_the_address_works_on_this_computer_only(district, poster, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "http://localhost:8501")
    page = poster(district.cast.branch_a, person=district.cast.chen)
    assert page.status_code == 409
    assert "PUBLIC_URL" in page.text
    assert "svg" not in page.text.split("</head>")[1].replace("/icon.svg", "")


def test_without_a_public_address_it_takes_the_one_it_was_opened_by(district, poster, monkeypatch):
    monkeypatch.delenv("PUBLIC_URL")
    page = poster(district.cast.branch_a, person=district.cast.chen)
    assert f"http://testserver/q/{district.link_a}" in page.text


def test_who_is_not_signed_in_is_asked_to(district, poster):
    page = poster(district.cast.branch_a)
    assert (page.status_code, page.headers["location"]) == (
        303,
        f"/sign-in?next=/poster/{district.cast.branch_a}",
    )


def test_a_committee_prints_for_its_branches_and_nobody_for_another_s(district, poster):
    cast = district.cast
    assert poster(cast.branch_a, person=cast.wang).status_code == 200
    for person, branch in ((cast.chen, cast.branch_c), (cast.wang, cast.branch_c), (cast.chen, 999_999)):
        assert poster(branch, person=person).status_code == 404
    assert poster(cast.branch_a, person=cast.zhou).status_code == 403


def test_a_branch_without_a_link_has_no_poster(district, poster):
    assert poster(district.cast.branch_b, person=district.cast.zhao).status_code == 404
