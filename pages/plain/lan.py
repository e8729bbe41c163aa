"""Whether a phone in the same network reaches this server, and under which address."""

import socket

# A documentation address: a datagram socket that is only connected sends nothing, but learns its own end.
SOMEWHERE = ("192.0.2.1", 9)
CONNECT_SECONDS = 0.5


def own_address() -> str | None:
    """Return this machine's address in the local network; None where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(SOMEWHERE)
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith(("127.", "0.")) else address


def listens(host: str, port: int) -> bool:
    """Tell whether somebody on this machine listens at an address: tried, since settings only say what was meant."""
    try:
        with socket.create_connection((host, port), CONNECT_SECONDS):
            return True
    except OSError:
        return False
