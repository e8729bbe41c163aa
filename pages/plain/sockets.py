"""Answers leave at once instead of waiting for the browser's acknowledgement.

Streamlit makes its listening socket without naming the protocol, and asyncio switches Nagle's algorithm off for
named TCP only. Every answer in several pieces then waits for a delayed acknowledgement: 40 ms on Linux, up to 200 ms
on Windows. What is set on the listening socket holds for every connection it takes.
"""

import socket
from contextlib import suppress
from pathlib import Path

# Where Linux lists what a process has open; elsewhere nothing is changed.
OPEN_FILES = Path("/proc/self/fd")


def send_at_once() -> int:
    """Switch Nagle's algorithm off for the sockets this process listens on; return how many."""
    n = 0
    for entry in OPEN_FILES.iterdir() if OPEN_FILES.is_dir() else ():
        with suppress(OSError):
            n += _is_changed(int(entry.name))
    return n


def _is_changed(descriptor: int) -> bool:
    found = socket.socket(fileno=descriptor)
    try:
        is_tcp = found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM
        if not is_tcp or not found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return False
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return True
    finally:
        # The descriptor stays with whom it belongs to.
        found.detach()
