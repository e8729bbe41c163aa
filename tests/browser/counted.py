"""A phone in one hand: every tap and field is counted, and every screen that comes is looked over."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from pages.shared import saving
from tests.browser.steps import settled, too_wide_by

# What is ours in Latin letters: numbers of needs, a variable's name.
OURS = re.compile(r"X\d{4}-\w{4}|PUBLIC_URL")
# All that can be seen, and what a screen reader says of it; not codes and addresses to copy, nor icons, which
# are letters in a font of pictures.
WORDS = """() => {
    const apart = "script, style, noscript, [role=img], [data-testid=stCode], .code, .line, .wu-line";
    const seen = element => !element.closest(apart) && element.checkVisibility({visibilityProperty: true})
        && !getComputedStyle(element).fontFamily.includes("Material Symbols");
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        if (seen(texts.currentNode.parentElement)) { found.push(texts.currentNode.nodeValue); }
    }
    const names = ["placeholder", "aria-label", "title"];
    for (const element of document.querySelectorAll("[placeholder], [aria-label], [title]")) {
        if (seen(element)) { found.push(...names.map(name => element.getAttribute(name) || "")); }
    }
    return found;
}"""


@dataclass
class Counted:
    """A page, and what was done on it since the entry began: taps, and fields that were filled in.

    least : how many pixels high whatever is tapped has to be. last_tap : when, in seconds of a clock of its own.
    """

    page: Page
    least: float = 0
    taps: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    last_tap: float = -1.0

    def tap(self, name: str, *, then: str, role: str = "button", within: Locator | None = None) -> None:
        """Tap a button or a link, and wait for words that only the next screen has."""
        self.touch(name, (within or self.page).get_by_role(role, name=name, exact=True))
        self.sees(then)

    def choose(self, question: str, answer: str) -> None:
        """Fill in a field by tapping one of its options."""
        options = self.page.get_by_role("radiogroup", name=question, exact=True)
        option = options.get_by_role("radio", name=answer, exact=True)
        self.tick(question, option)
        expect(option).to_be_checked()
        self.looks_right()

    def tick(self, question: str, target: Locator) -> None:
        """Fill in a field by one tap."""
        self.touch(question, target)
        self.fields.append(question)

    def write(self, question: str, text: str) -> None:
        """Fill in a field by typing."""
        # Behind the question may stand how long the answer may be.
        self.page.get_by_label(re.compile(rf"^{re.escape(question)} ?(（\d+字以内）)?$")).fill(text)
        self.fields.append(question)

    def card(self, title: str) -> Locator:
        """Return the card of a Streamlit page that begins with a title."""
        cards = self.page.get_by_test_id("stMain").get_by_test_id("stLayoutWrapper")
        return cards.filter(has_text=re.compile(f"^{title}")).first

    def touch(self, name: str, target: Locator) -> None:
        """Tap anything, with a finger."""
        expect(target).to_be_visible()
        box = target.bounding_box()
        assert box is not None, name
        assert box["height"] >= self.least, f"{name} is {box['height']} px high"
        # A person reads what was said before tapping on; within a second it would be the same tap.
        self.page.wait_for_timeout(1000 * max(0.0, self.last_tap + saving.SAME_TAP - time.monotonic()))
        target.tap()
        self.last_tap = time.monotonic()
        self.taps.append(name)

    def sees(self, *texts: str) -> None:
        """Wait for these words on a page that has done its work, and look it over."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()
        self.looks_right()

    def looks_right(self) -> None:
        """Nothing scrolls sideways, and no word is English."""
        if self.page.get_by_test_id("stApp").count():
            settled(self.page)
        assert too_wide_by(self.page) <= 0, f"{self.page.url} scrolls sideways"
        found = {text.strip() for text in self.page.evaluate(WORDS)}
        english = {text for text in found if re.search("[A-Za-z]{2}", OURS.sub("", text))}
        assert not english, f"{self.page.url} says {english}"

    @contextmanager
    def entry(self, name: str, *, fields: int, taps: int) -> Iterator[None]:
        """Count what is done inside from zero; fail when it is more than this."""
        self.taps, self.fields = [], []
        yield
        counted = f"{name}: {len(self.fields)} fields {self.fields}, {len(self.taps)} taps {self.taps}"
        assert len(self.fields) <= fields, counted
        assert len(self.taps) <= taps, counted
