"""One browser tab as the server sees it: Streamlit's own websocket, without a browser."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
PATIENCE = 120
FAILED = "这一页出错了"


@dataclass(frozen=True)
class Run:
    """One run of a page. seconds : from the request to its end. kilobytes : what was sent. failed : with an error."""

    seconds: float
    kilobytes: float
    failed: bool


class Tab:
    """A tab that opens one page: `with Tab(url, "/needs", cookies) as tab: tab.run()`."""

    def __init__(self, url: str, path: str, cookies: dict[str, str]) -> None:
        self.url, self.cookies = url, cookies
        self.page, _, self.query = path.lstrip("/").partition("?")
        self.page_hash = ""
        self.hashes: set[str] = set()

    def __enter__(self) -> "Tab":
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.socket = connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            origin=self.url,
            subprotocols=["streamlit", self.cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")],
            additional_headers={"Cookie": cookie},
            max_size=None,
            compression=None,
            proxy=None,
        )
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    def run(self) -> Run:
        """Run the page once, as opening it or a change of a widget does."""
        message = BackMsg()
        wanted = message.rerun_script
        wanted.query_string, wanted.page_name, wanted.page_script_hash = self.query, self.page, self.page_hash
        wanted.cached_message_hashes.extend(self.hashes)
        wanted.context_info.timezone, wanted.context_info.locale = "Asia/Shanghai", "zh-CN"
        wanted.context_info.url = f"{self.url}/{self.page}"
        begun = time.perf_counter()
        self.socket.send(message.SerializeToString())
        n_bytes, failed = 0, False
        while True:
            raw = self.socket.recv(timeout=PATIENCE)
            n_bytes += len(raw)
            answer = ForwardMsg.FromString(raw)
            failed = failed or self._is_fault(answer)
            kind = answer.WhichOneof("type")
            if answer.metadata.cacheable and answer.hash:
                self.hashes.add(answer.hash)
            # Which page this is: the frame's navigation says it; the session itself knows the frame only.
            if kind == "navigation":
                self.page_hash = answer.navigation.page_script_hash
            elif kind == "script_finished" and answer.script_finished in DONE:
                return Run(time.perf_counter() - begun, n_bytes / 1000, failed)

    @staticmethod
    def _is_fault(answer: ForwardMsg) -> bool:
        if answer.WhichOneof("type") == "page_not_found":
            return True
        element = answer.delta.new_element
        return element.WhichOneof("type") == "exception" or FAILED in element.alert.body
