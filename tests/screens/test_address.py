"""The address is written when a page is drawn: not before, also when it stops early, and not when it breaks off."""

from streamlit.testing.v1 import AppTest


def drawn(how: str) -> AppTest:
    def page(how: str) -> None:
        import streamlit as st

        from pages.shared import address

        with address.written_at_the_end():
            address.keep("month", "2026-06")
            address.keep("scope", "3")
            st.text(str(st.query_params.to_dict()))
            if how == "stops":
                address.stop()
            if how == "breaks":
                raise ValueError("broken off")

    at = AppTest.from_function(page, args=(how,))
    at.query_params["month"] = "2026-05"
    return at.run()


def test_nothing_is_written_while_a_page_is_being_drawn():
    at = drawn("ends")
    assert at.text[0].value == "{'month': '2026-05'}"
    assert at.query_params == {"month": "2026-06", "scope": "3"}


def test_a_page_that_stops_early_keeps_its_filters_too():
    assert drawn("stops").query_params == {"month": "2026-06", "scope": "3"}


def test_a_page_that_breaks_off_leaves_the_address_alone():
    at = drawn("breaks")
    assert at.exception
    assert at.query_params == {"month": "2026-05"}


def test_a_part_of_a_page_that_is_drawn_alone_writes_at_once():
    def part() -> None:
        import streamlit as st

        from pages.shared import address

        address.keep("flow", "sums")
        st.text(str(st.query_params.to_dict()))

    assert AppTest.from_function(part).run().text[0].value == "{'flow': 'sums'}"
