"""Sockets of the server: what is written leaves at once."""

import socket

import pytest

from pages.plain import sockets


@pytest.mark.skipif(not sockets.OPEN_FILES.is_dir(), reason="only where the system lists open files")
def test_a_connection_to_a_listening_socket_does_not_wait_for_acknowledgements() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert sockets.send_at_once() >= 1
        with socket.create_connection(listening.getsockname()):
            taken, _ = listening.accept()
            with taken:
                assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
