"""One youth before the Streamlit survey in a browser, with the database in sight: for stories of the survey."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from db import drafts, engine, invites
from db.asking import Item
from db.vocabulary import QuestionKind
from pages.plain.middleware import DEVICE_COOKIE
from pages.shared.answering import PLACE, Survey
from tests.browser.cutting import CuttingProxy
from tests.browser.servers import RunningApp
from tests.browser.steps import settled

# What leads through every question: a sensitive category, a request, contact data.
WANTED = {"Q1": "23-28", "Q2": "PSY", "Q8": "some", "Q12": "contact"}
TYPED = "晚上总睡不好，想找人聊聊"
# Longer than any server or browser needs on a busy machine; who waits for it has failed.
PATIENCE = 60.0


@dataclass
class Sitting:
    """One youth at one phone. given : what was answered and must not be lost, item key → answer.

    invite : the invite code that was typed, "" where the phone itself stands for its youth.
    """

    context: BrowserContext
    page: Page
    app: RunningApp
    proxy: CuttingProxy
    survey: Survey
    given: dict[str, object]
    invite: str = ""
    heard: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Listen to what the server says to each page of the phone."""
        for page in self.context.pages:
            page.on("websocket", self._listen)
        self.context.on("page", lambda page: page.on("websocket", self._listen))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._hear)

    def _hear(self, said: str | bytes) -> None:
        # What Streamlit says is bytes.
        is_end = isinstance(said, bytes) and ForwardMsg.FromString(said).HasField("script_finished")
        self.heard += is_end

    def n_runs(self) -> int:
        """Return how many runs of its pages the phone has heard the end of."""
        # Whatever has come in meanwhile is told while the browser is asked for something.
        self.page.wait_for_timeout(0)
        return self.heard

    @property
    def address(self) -> str:
        """Return where the standing link leads."""
        return f"{self.proxy.url}/q/{self.survey.branch.token}"

    def draft(self) -> drafts.DraftState | None:
        """Return the draft of this phone as the database has it."""
        own = next(c["value"] for c in self.context.cookies() if c["name"] == DEVICE_COOKIE)
        device = invites.device_of(self.invite) if self.invite else own
        with engine.reading() as session:
            return drafts.load(
                session,
                device=device,
                wave_id=self.survey.wave.id,
                branch_id=self.survey.branch.branch_id,
            )

    def shown(self) -> list[Item]:
        """Return the questions of the screen on which the draft stands."""
        draft = self.draft()
        assert draft is not None
        screens = self.survey.screens(draft, draft.answers)
        return dict(screens).get(draft.answers.get(PLACE), screens[0][1])

    def kept(self) -> dict[str, object]:
        """Return what the database holds of what was given."""
        draft = self.draft()
        return {key: draft.answers.get(key) for key in self.given} if draft else {}


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fail with `what` when it never does."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def begin(at: Sitting) -> None:
    """Open the standing link, agree and begin."""
    at.page.goto(at.address)
    agree(at)


def agree(at: Sitting) -> None:
    """Agree on the cover that is shown, and begin."""
    at.page.get_by_test_id("stCheckbox").locator("label").click()
    at.page.get_by_role("button", name="开始填写").click()
    until(lambda: at.draft() is not None, "the survey does not begin")


def ready(at: Sitting, item: Item) -> None:
    """Wait until a question can be tapped."""
    expect(at.page.get_by_text(item.text[:10]).last).to_be_visible()
    settled(at.page)


def answer(at: Sitting, item: Item) -> None:
    """Give one answer as a youth does, and wait until it is in the database."""
    kind = item.question.kind
    if kind is QuestionKind.TEXT:
        value: object = TYPED[: item.question.max_chars]
        # Typed, and left as it is: no other field is touched.
        at.page.get_by_role("textbox", name=item.text[:6]).press_sequentially(str(value))
    elif kind is QuestionKind.CONSENT:
        value = True
        at.page.get_by_test_id("stCheckbox").filter(has_text=item.text[:8]).locator("label").click()
    else:
        code = WANTED.get(item.question.code) or next(o.code for o in item.options if not o.stops)
        value = [code] if kind is QuestionKind.MULTI else code
        at.page.get_by_test_id("stMain").get_by_text(item.label_of(code), exact=True).last.click()
    at.given[item.key] = value
    until(lambda: at.kept() == at.given, f"{item.key} is not in the draft")


def go_on(at: Sitting) -> bool:
    """Tap 下一步 where the survey does not go on by itself; tell whether there was one."""
    before = at.shown()
    draft = at.draft()
    assert draft is not None
    if before == at.survey.screens(draft, draft.answers)[-1][1]:
        return False
    ready(at, before[0])
    at.page.get_by_role("button", name="下一步").click()
    until(lambda: at.shown() != before, f"the survey stays at {before[0].key}")
    return True
