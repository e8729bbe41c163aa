"""What a branch hands out: the address of its standing link, the QR code, the words for a group chat."""

import ipaddress
import os
from datetime import date
from urllib.parse import urlsplit

import segno

from db.errors import Conflict
from db.links import LinkedBranch
from pages.shared import texts


def origin(seen: str) -> str:
    """Return what the addresses youth reach begin with: PUBLIC_URL, else scheme and host of `seen`."""
    public = os.environ.get("PUBLIC_URL", "").strip().rstrip("/")
    if public:
        return public
    address = urlsplit(seen)
    return f"{address.scheme}://{address.netloc}"


def is_loopback(address: str) -> bool:
    """Tell whether an address works on this very computer only."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def require_public(address: str) -> None:
    """Refuse to print what nobody else can open. Refuses: address_is_loopback."""
    if is_loopback(address):
        raise Conflict("address_is_loopback")


def link(origin: str, branch: LinkedBranch) -> str:
    """Return the standing link in full."""
    return f"{origin}/q/{branch.token}"


def children_notice_link(origin: str, branch: LinkedBranch) -> str:
    """Return where guardians read 《儿童个人信息告知书》, in full."""
    return f"{origin}/s/{branch.token}/notice"


def claim_link(origin: str, token: str) -> str:
    """Return the one-time link of a need's receipt in full."""
    return f"{origin}/c/{token}"


def qr_image(address: str) -> str:
    """Return a QR code as the address of a picture (SVG), dark on white whatever the page's colours."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(scale=10, border=4, dark="#10201f", light="#ffffff"))


def group_text(branch: LinkedBranch, address: str, *, month: date | None, closes_on: date | None) -> str:
    """Return the notice for a group chat; without an open survey (`month` None) it invites wishes."""
    if month is None or closes_on is None:
        return (
            f"【{branch.branch_name}】生活、学习、工作上有什么需要，随时可以告诉我们：不记名，办得怎么样凭查询码能查到。"
            f"链接：{address}（打不开时请复制到手机浏览器）"
        )
    return (
        f"【{branch.branch_name}】{month.month}月青年需求小调查来啦：不记名，约3分钟。您的需要，我们来办。"
        f"链接：{address}（{texts.day(closes_on)}截止。打不开时请复制到手机浏览器）"
        "提过需求的，从同一个链接进去点“查进展”。"
    )
