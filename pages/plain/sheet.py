"""One device's answer sheet as the plain survey sees it: its pages, and what a form says of them."""

from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from db import asking, drafts, paging
from db.asking import Item
from db.drafts import DraftState
from db.links import LinkedBranch
from db.vocabulary import QuestionKind
from pages.plain import addresses, keeping, rendering
from pages.plain.middleware import DEVICE_COOKIE, INVITE_COOKIE
from pages.shared import answering, sessions
from pages.shared.answering import PLACE, Came, Survey

# Which page of this renderer the draft stands on, beside `PLACE`: one screen may lie on two pages.
PAGE = "page"
# In an address: whether an answer that was sent is to be deleted too is asked once more.
TOO_YOUNG = "young"
# Between an item's key and an option of it in a field's name.
OPTION = "|"


@dataclass(frozen=True)
class Sheet:
    """One answer to one survey as it stands. device : what it is keyed by, "" while that is missing.

    draft : None before the consent. origin : what the addresses begin with that are handed out.
    """

    survey: Survey
    device: str
    draft: DraftState | None
    origin: str

    @property
    def whose(self) -> dict[str, Any]:
        """Return what names the draft."""
        branch_id = self.survey.branch.branch_id
        return {"device": self.device, "wave_id": self.survey.wave.id, "branch_id": branch_id}

    @property
    def address(self) -> str:
        """Return where it is filled in."""
        return f"/s/{self.survey.branch.token}"

    @property
    def lacks_code(self) -> bool:
        """Tell whether an invite code has to be typed first."""
        return self.survey.wave.takes_codes and not self.device

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered so far."""
        return dict(self.draft.answers) if self.draft else {}

    def again(self) -> "Sheet":
        """Return the same sheet as the database has it now."""
        return replace(self, draft=sessions.read(drafts.load, **self.whose))

    def pages(self, answers: dict[str, Any]) -> list[tuple[str, list[Item]]]:
        """Return the pages of this answer in order, given what it has answered."""
        assert self.draft is not None
        shown = asking.items(self.survey.wave.form, self.survey.asking(self.draft, answers), answers)
        return paging.shown_pages(self.survey.pages, shown)

    def save(self, changes: dict[str, Any]) -> None:
        """Write answers into the draft."""
        branch_id = self.survey.branch.branch_id
        wave = self.survey.wave
        sessions.write(drafts.save, device=self.device, wave=wave, branch_id=branch_id, changes=changes)

    def place(self, answers: dict[str, Any], paged: list[tuple[str, list[Item]]]) -> int:
        """Return which page to show: the one it stands on, unless it has since moved on in the other renderer."""
        for n, (name, items) in enumerate(paged):
            if name == answers.get(PAGE) and answers.get(PLACE) in {item.screen for item in items}:
                return n
        return paging.page_with(answers.get(PLACE), paged)


def page_of(
    sheet: Sheet, template: str, *, status: int = 200, is_kept: bool = False, **values: Any
) -> Response:
    """Return a page of the survey. is_kept : see `rendering.page`."""
    survey = sheet.survey
    return rendering.page(
        template,
        status=status,
        is_kept=is_kept,
        survey=survey,
        branch=survey.branch,
        address=sheet.address,
        **values,
    )


def end_page(sheet: Sheet, title: str, words: str, *, care: str = "") -> Response:
    """Return the page after which nothing follows."""
    return page_of(sheet, "survey_end.html", title=title, words=words, care=care)


_open: keeping.Kept[Survey | LinkedBranch] = keeping.Kept()


def sheet_of(request: Request) -> Sheet | LinkedBranch:
    """Return this device's answer to the survey of the link in the address, or only the branch when none is open.

    Refuses: link_unknown, link_revoked.
    """
    came = Came(request.cookies.get(DEVICE_COOKIE, ""), request.cookies.get(INVITE_COOKIE, "")[:20])
    token = request.path_params["token"]
    found = _open.get(token, lambda: sessions.read(answering.find_survey, token=token))
    if isinstance(found, LinkedBranch):
        return found
    device, draft = sessions.read(answering.open_draft, survey=found, came=came)
    return Sheet(found, device, draft, addresses.origin(request))


def field_of(item: Item, option: str = "") -> str:
    """Return the name of the field that holds an item's answer, or one option of a multi choice."""
    return f"{item.key}{OPTION}{option}" if option else item.key


def given(item: Item, fields: dict[str, str]) -> Any:
    """Return the answer to an item that a form holds; None for nothing."""
    kind = item.question.kind
    if kind is QuestionKind.MULTI:
        return [code for code in item.codes if field_of(item, code) in fields] or None
    value = fields.get(field_of(item), "")
    if kind is QuestionKind.CONSENT:
        return True if value else None
    return value or None
