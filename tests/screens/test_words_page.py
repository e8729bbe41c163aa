"""青年的话: the branch reads what was handed over, as it was typed; nobody else gets the page."""

import pytest

from db import engine, words
from tests import sheets
from tests.screens.conftest import District, OpenPage

PAGE = "cadre/words.py"
WRITTEN = "想周末打羽毛球 [点这里](http://evil.example)"


def test_words_are_shown_as_typed_once_they_are_handed_over(open_page: OpenPage, district: District) -> None:
    with engine.transaction() as session:
        sheets.answer(session, district.link_a, "phone", engine.now(), Q11=WRITTEN)
    assert not open_page(PAGE, person=district.cast.chen).text
    with engine.transaction() as session:
        words.hand_over(session)
    page = open_page(PAGE, person=district.cast.chen)
    assert not page.exception
    assert [text.value for text in page.text] == [WRITTEN]


def test_another_branch_reads_nothing(open_page: OpenPage, district: District) -> None:
    with engine.transaction() as session:
        sheets.answer(session, district.link_a, "phone", engine.now(), Q11=WRITTEN)
        words.hand_over(session)
    assert not open_page(PAGE, person=district.cast.zhao).text


@pytest.mark.parametrize("who", ["wang", "li", "zhou", "wu"])
def test_it_is_no_page_of_those_above(open_page: OpenPage, district: District, who: str) -> None:
    with pytest.raises(ValueError, match=r"words\.py"):
        open_page(PAGE, person=getattr(district.cast, who))
