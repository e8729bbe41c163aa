"""Many youth at once before the Streamlit survey, as the server sees them: one websocket each, tap after tap."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)
PATIENCE = 120
# What is chosen where the first option would end the survey or make it longer than most are.
CHOSEN = ("23—28岁", "不用")
NOT_CHOSEN = ("暂时没有需要",)
INPUTS = ("radio", "button_group", "checkbox")
GO_ON = re.compile("下一步|提交|开始填写")
SEND = "提交"
MOST_TAPS = 80
COOKIE = re.compile(r"(did=[^;]+)")


@dataclass(frozen=True)
class Element:
    """What stands at one place of a page."""

    kind: str
    proto: Any
    fragment: str


@dataclass
class Youth:
    """One tab. taps, submits : seconds that each took; code : the receipt code in the end."""

    url: str
    path: str
    cookie: str = ""
    elements: dict[tuple[int, ...], Element] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    taps: list[float] = field(default_factory=list)
    submits: list[float] = field(default_factory=list)
    code: str | None = None
    page_hash: str = ""
    socket: ClientConnection | None = None

    @asynccontextmanager
    async def at_the_page(self) -> AsyncIterator["Youth"]:
        """Open the page as a browser does: the document first, which brings the cookie, then the websocket."""
        self.cookie = await asyncio.to_thread(self._fetch)
        async with connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            origin=self.url,
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],
            additional_headers={"Cookie": self.cookie},
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            proxy=None,
        ) as self.socket:
            await self._run("")
            yield self

    def _fetch(self) -> str:
        with urlopen(f"{self.url}{self.path}", timeout=PATIENCE) as answer:
            found = COOKIE.search(answer.headers.get("set-cookie", ""))
        return found[1] if found else ""

    async def _run(self, fragment: str, pressed: str = "") -> float:
        message = BackMsg()
        wanted = message.rerun_script
        where, _, wanted.query_string = self.path.partition("?")
        wanted.page_name, wanted.page_script_hash, wanted.fragment_id = (
            where.lstrip("/"),
            self.page_hash,
            fragment,
        )
        wanted.context_info.timezone, wanted.context_info.locale = "Asia/Shanghai", "zh-CN"
        wanted.context_info.url = f"{self.url}{where}"
        wanted.widget_states.widgets.extend(self.states.values())
        if pressed:
            wanted.widget_states.widgets.add(id=pressed, trigger_value=True)
        begun = time.perf_counter()
        assert self.socket is not None
        await self.socket.send(message.SerializeToString())
        await asyncio.wait_for(self._take(fragment), PATIENCE)
        return time.perf_counter() - begun

    async def _take(self, fragment: str) -> None:
        assert self.socket is not None
        seen: set[tuple[int, ...]] = set()
        while True:
            answer = ForwardMsg.FromString(await self.socket.recv())
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.page_hash = answer.navigation.page_script_hash
            elif kind == "delta":
                place = tuple(answer.metadata.delta_path)
                seen.add(place)
                element = answer.delta.new_element
                name = element.WhichOneof("type") or ""
                proto = getattr(element, name) if name else None
                self.elements[place] = Element(name, proto, answer.delta.fragment_id)
            elif kind == "script_finished" and answer.script_finished in DONE:
                break
        # What was not drawn again is gone: of the whole page, or of the part that was run.
        self.elements = {
            place: element
            for place, element in self.elements.items()
            if place in seen or (fragment and element.fragment != fragment)
        }
        # A browser keeps no value of a widget that is not there: the server would take it for a change.
        alive = {getattr(element.proto, "id", "") for element in self.elements.values()}
        self.states = {key: state for key, state in self.states.items() if key in alive}

    async def fill_in(self, think: float) -> None:
        """Answer everything that is asked, with a pause of `think` seconds before each tap, and submit."""
        for _ in range(MOST_TAPS):
            code = next((e.proto.code_text for e in self.elements.values() if e.kind == "code"), None)
            if code is not None:
                self.code = code
                return
            await asyncio.sleep(think)
            await self._tap()

    async def _tap(self) -> None:
        for element in self.elements.values():
            if element.kind in INPUTS and element.proto.id not in self.answered:
                self.answered.add(element.proto.id)
                self.states[element.proto.id] = _answer(element)
                self.taps.append(await self._run(element.fragment))
                return
        button = next(
            e for e in self.elements.values() if e.kind == "button" and GO_ON.fullmatch(e.proto.label)
        )
        seconds = await self._run(button.fragment, button.proto.id)
        (self.submits if button.proto.label == SEND else self.taps).append(seconds)

    async def press(self, times: int) -> None:
        """Press the only button of a bare page again and again."""
        button = next(e for e in self.elements.values() if e.kind == "button")
        for _ in range(times):
            self.taps.append(await self._run(button.fragment, button.proto.id))


def _answer(element: Element) -> WidgetState:
    state = WidgetState(id=element.proto.id)
    if element.kind == "checkbox":
        state.bool_value = True
        return state
    labels = [getattr(option, "content", option) for option in element.proto.options]
    free = [label for label in labels if label not in NOT_CHOSEN]
    chosen = next((label for label in free if label in CHOSEN), free[0])
    if element.kind == "radio":
        state.string_value = chosen
    else:
        state.string_array_value.data.append(chosen)
    return state


async def all_at_once(url: str, path: str, *, n: int, over: float, think: float) -> tuple[list[Youth], float]:
    """Let `n` youth arrive evenly over some seconds and answer; return them, and how long it took."""
    everybody = [Youth(url, path) for _ in range(n)]

    async def one(number: int, youth: Youth) -> None:
        await asyncio.sleep(over * number / n)
        async with youth.at_the_page():
            await youth.fill_in(think)

    begun = time.perf_counter()
    # Whoever fails is counted as one without a code; the others go on.
    await asyncio.gather(*(one(i, y) for i, y in enumerate(everybody)), return_exceptions=True)
    return everybody, time.perf_counter() - begun


async def bare(url: str, times: int) -> Youth:
    """Press the button of a bare page."""
    youth = Youth(url, "/")
    async with youth.at_the_page():
        await youth.press(times)
    return youth
