"""A phone's bad network: a proxy before the server that breaks every connection when it is told to."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any

CHUNK = 65_536


class CuttingProxy:
    """Passes everything on to a port of this machine until `cut`; refuses newcomers until `mend`.

    url : its address, without a slash at the end.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.is_cut = False
        self.keeps_answers = False
        self.live: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server: asyncio.Server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Break all connections at once, without a word."""
        self._run(self._cut())

    def keep_answers(self) -> None:
        """Pass on what is asked and keep what is answered, until `mend`."""
        self.keeps_answers = True

    def mend(self) -> None:
        """Let connections through again."""
        self.is_cut = self.keeps_answers = False

    def close(self) -> None:
        """End the proxy."""
        self.cut()
        self._run(self._close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout=30)

    async def _cut(self) -> None:
        self.is_cut = True
        for writer in list(self.live):
            writer.transport.abort()

    async def _close(self) -> None:
        self.server.close()
        while pending := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(pending)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(self._pump(reader, back), self._pump(there, writer, is_answer=True))

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool = False
    ) -> None:
        self.live.add(writer)
        try:
            while data := await reader.read(CHUNK):
                if is_answer and self.keeps_answers:
                    continue
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            self.live.discard(writer)
            writer.transport.abort() if self.is_cut else writer.close()
