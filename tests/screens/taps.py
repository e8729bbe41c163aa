"""A tap on a button by what it says, and two clicks of one tap as a browser sends them."""

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button


def labelled(page: AppTest, label: str) -> Button:
    """Return the first button that says this."""
    return next(button for button in page.button if button.label == label)


def press(page: AppTest, label: str, nth: int = 0) -> AppTest:
    """Click a button by what it says, the first one of several; return the page as it is then."""
    [button for button in page.button if button.label == label][nth].click().run()
    assert not page.exception, page.exception
    return page


def twice_before_drawing(page: AppTest, label: str) -> AppTest:
    """Click twice before the browser has drawn anything: the second click brings the same fields and address."""
    labelled(page, label).click()
    sent, address = page._tree.get_widget_states(), dict(page.query_params)
    page._run(sent)
    for name in {*page.query_params, *address}:
        page.query_params[name] = address.get(name, [])
    return page._run(sent)


def twice_after_drawing(page: AppTest, label: str) -> AppTest:
    """Click, and click again on the same button drawn anew; a click on nothing sends nothing."""
    labelled(page, label).click().run()
    there = [button for button in page.button if button.label == label]
    return there[0].click().run() if there else page
