"""Taking one step with a need: which service each step calls, what is said when it worked, how fields are named."""

from collections.abc import Callable, Iterable
from typing import Any

from db import deferrals, duplicates, follow_up, hand_overs, referrals, transfers
from db.need_ledger import NeedFile
from db.rights import Actor
from db.vocabulary import Verb
from pages.shared import minding, need_cards, saving

WORDS_LIMIT = follow_up.NOTE_LIMIT
READ_BY_YOUTH = "青年凭查询码会看到这段话。请不要写姓名、电话等个人信息。"
DONE = {
    Verb.ACCEPT: "已受理，青年会看到。",
    Verb.TAKE_OVER: "已接手，青年会看到。",
    Verb.START: "已记下：开始办理。",
    Verb.ASK: "问题已发给青年，等待补充。",
    Verb.NOTE: "已告诉青年。",
    Verb.SETTLE: "已办结，等青年确认。",
    Verb.DECLINE: "已把原因告诉青年。",
    Verb.ASSIGN: "已改承办人。青年只看到“已安排专人办理”。",
    Verb.EXTEND: "已延期，青年会看到新的期限和原因。",
    Verb.TRANSFER: "已转交上级，青年会看到。",
    Verb.RETURN: "已退回原支部，青年会看到。",
    Verb.DEFER: "已暂缓，青年会看到原因和再看的日子。",
    Verb.RESUME: "已恢复办理，青年会看到。",
    Verb.PROPOSE: "已请青年决定。青年同意以前，请不要转出。",
    Verb.HAND_ON: "已请同事接办。对方同意以前，仍由原承办人负责。",
    Verb.TAKE_ON: "已接办，从现在起由您承办，期限不变。",
    Verb.TURN_DOWN: "已回复不接办，仍由原承办人负责。",
    Verb.SHARE: "已改协办人。青年看不到。",
    Verb.MERGE: "已合并：那一条办结时，这一条一起办结。两位青年各自评价。",
    Verb.SPLIT: "已分开，单独办理。",
}
SERVICES: dict[Verb, Callable[..., Any]] = {
    Verb.ACCEPT: follow_up.accept,
    Verb.TAKE_OVER: transfers.take_over,
    Verb.START: follow_up.start,
    Verb.ASK: follow_up.ask,
    Verb.NOTE: follow_up.note,
    Verb.SETTLE: follow_up.settle,
    Verb.DECLINE: follow_up.decline,
    Verb.ASSIGN: follow_up.assign,
    Verb.EXTEND: follow_up.extend,
    Verb.TRANSFER: transfers.transfer,
    Verb.RETURN: transfers.give_back,
    Verb.DEFER: deferrals.defer,
    Verb.RESUME: deferrals.resume,
    Verb.PROPOSE: referrals.propose,
    Verb.HAND_ON: hand_overs.hand_on,
    Verb.TAKE_ON: hand_overs.take_on,
    Verb.TURN_DOWN: hand_overs.turn_down,
    Verb.SHARE: hand_overs.share,
    Verb.MERGE: duplicates.merge,
    Verb.SPLIT: duplicates.split,
}
# Seldom needed, behind 更多. After one of them 更多 is folded: the next one would lie ready under the finger.
RARE = (
    Verb.ASSIGN, Verb.HAND_ON, Verb.SHARE, Verb.EXTEND, Verb.TRANSFER, Verb.PROPOSE, Verb.DEFER,
    Verb.MERGE, Verb.SPLIT,
)  # fmt: skip
CHOICES = ("choice", "more")
# After these the need is somebody else's, and its page is closed to whoever took the step.
GIVES_AWAY = (Verb.TRANSFER, Verb.RETURN)


def key(file: NeedFile, verb: Verb | None, field: str) -> str:
    """Return the key of a field: of this need alone, so that no words land at another one."""
    return f"{verb or 'step'}_{field}_{file.row.id}"


def once(
    actor: Actor,
    file: NeedFile,
    verb: Verb,
    fields: dict[str, str],
    *,
    above: Iterable[str] = (),
    **values: Any,
) -> dict[str, Any]:
    """Return key and callback of the button that takes one step.

    fields, values : as for `take`. above : keys of fields that the form was drawn for.
    """
    act = saving.as_drawn(above, take, what=verb.label)
    return saving.once(key(file, verb, "go"), act, actor, file, verb, fields, **values)


def take(actor: Actor, file: NeedFile, verb: Verb, fields: dict[str, str], **values: Any) -> None:
    """Take one step, with what the fields (name in the service → key of the widget) hold now."""
    typed = minding.held(fields)
    saving.save(
        SERVICES[verb],
        actor=actor,
        need_id=file.row.id,
        version=file.version,
        clear=(*fields.values(), *(key(file, None, name) for name in CHOICES if verb in RARE)),
        done=DONE[verb],
        then=lambda _: need_cards.open_need(None) if verb in GIVES_AWAY else None,
        **typed,
        **values,
    )
