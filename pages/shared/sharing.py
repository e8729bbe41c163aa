"""What a branch hands out: the address of its standing link, the QR code, the words for a group chat."""

import ipaddress
import os
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

import segno

from db.errors import Conflict
from db.links import LinkedBranch
from db.need_ledger import Pressing
from db.need_lines import LateAt
from db.vocabulary import DueState, Duty
from pages.shared import menu, texts

MOST_NAMED = 8


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


def branch_reminder(branch: str, *, month: date, needs: Pressing, undone: Sequence[Duty], origin: str) -> str:
    """Return what is left to do as a text for the cadres' group chat, counts and a link; "" for nothing."""
    parts = []
    if needs.to_accept:
        parts.append(f"待受理{needs.to_accept}件")
    if needs.in_progress:
        parts.append(f"办理中{needs.in_progress}件")
    if needs.late:
        parts.append(f"其中逾期{needs.late}件，请先办")
    left = [f"需求{'，'.join(parts)}"] if parts else []
    left += [f"五个一还差：{'、'.join(duty.label for duty in undone)}"] if undone else []
    if not left:
        return ""
    return f"【{branch}】{month.month}月提醒：{'；'.join(left)}。登录处理：{origin}/{menu.MONTH.url_path}"


def committee_reminder(
    name: str, *, today: date, counts: Mapping[DueState, int], late: Sequence[LateAt], origin: str
) -> str:
    """Return how the open needs of a committee stand, as a text for its group chat; "" where none is open.

    Who handles what is late is named, as on the page; no person is.
    """
    total = sum(counts.values())
    if not total:
        return ""
    words = [f"待办{total}件"] + [
        f"{due.label}{counts[due]}件" for due in (DueState.LATE, DueState.NEAR) if counts[due]
    ]
    risen = sum(at.n_risen for at in late)
    words += [f"逾期较久、已上升一级{risen}件"] if risen else []
    places = "、".join(f"{at.handler}{at.n}件" for at in late[:MOST_NAMED])
    more = f"等{len(late)}个单位" if len(late) > MOST_NAMED else ""
    where = f"逾期的在：{places}{more}。" if late else ""
    return (
        f"【{name}】{texts.day(today)}需求办理提醒：{'，'.join(words)}。{where}"
        f"请登录办理，办不了的说明原因或转交上级：{origin}/{menu.NEEDS.url_path}"
    )


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
