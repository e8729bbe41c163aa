"""A name that is Markdown or HTML is shown as it was typed, on every page that shows one."""

import re

import pytest
from sqlalchemy import select

from db import engine, settings
from db.exchange import wjx, wjx_import
from db.models import Deed, Need, Organisation, Person
from db.rights import Operator
from db.vocabulary import NeedState, Role
from pages.shared import menu, typed
from tests import builders
from tests.committee_screens import a_finished_need, answered, release
from tests.services.files import ANSWERS, a_table, as_csv

HOSTILE = "[领补贴](http://evil.example)*粗*:red[z]<i>www.evil.cn#"
# Elements whose text is not read as Markdown.
PLAIN = ("text", "code", "arrow_data_frame", "iframe")
RAW = re.compile(r"(?<!\\)\[领|(?<!\\)\]\(|://|(?<!\\)\*粗|(?<!\\):red\[z|(?<!\\)<i>|www\.evil")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("东风社区团支部", "东风社区团支部"),
        ("X-202611-007", "X-202611-007"),
        ("[a](b)", r"\[a\](b)"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("- a\n# b", "\\- a \\# b"),
        ("http://evil.example", "http\\:\u2060//evil.example"),
        ("WWW.a.b c@d.e", "WWW\u2060.a.b c\u2060@d.e"),
        (":material/home:", "\\:\u2060material/home\\:"),
        ("10:05", "10\\:05"),
        ("`$x$` |", "\\`\\$x\\$\\` \\|"),
    ],
)
def test_markdown_finds_nothing_in_a_safe_name(text, shown):
    assert typed.safe(text) == shown


def rename(session):
    for organisation in session.scalars(select(Organisation)).all():
        organisation.name = f"{HOSTILE}{organisation.id}"
    for person in session.scalars(select(Person)).all():
        person.name = HOSTILE[:40]
    for deed in session.scalars(select(Deed)).all():
        deed.title = HOSTILE
    settings.put(session, "district_name", HOSTILE)


def hostile_file():
    rows = [[str(cell).replace("男", HOSTILE) for cell in row] for row in a_table(answers=ANSWERS * 3)[1:]]
    header = [cell.replace("您的性别", HOSTILE) for cell in a_table()[0]]
    return wjx.parse(as_csv([header, *rows]))


@pytest.fixture
def hostile(settled, now):
    """Everybody and every organisation has such a name; a month is released, a file imported, needs are there."""
    with engine.transaction() as session:
        answered(session, settled.branch_a, 20)
        release(session)
        wjx_import.import_wjx(
            session,
            actor=Operator("root"),
            file=hostile_file(),
            branch_id=settled.branch_a,
            title=HOSTILE,
            now=engine.now(),
        )
        for place in (settled.branch_a, settled.committee):
            builders.a_need(session, settled.branch_a, now=now, organisation_id=place)
        a_finished_need(session, settled.branch_a, rating=5, now=now)
        builders.a_link(session, settled.branch_a, now=now)
        rename(session)
    return settled


def read_as_markdown(page):
    """Return every text of a page that Markdown reads."""
    found = []
    for node in page:
        if node.type in PLAIN or not hasattr(node, "proto"):
            continue
        if node.type == "html":
            assert "<i>" not in node.proto.body
            continue
        if node.type == "table":
            frame = node.value
            found += [str(cell) for cell in [*frame.columns, *frame.to_numpy().ravel()]]
            continue
        fields = ("body", "label", "help", "delta")
        found += [
            text for text in (getattr(node.proto, name, "") for name in fields) if isinstance(text, str)
        ]
        if node.type in ("radio", "button_group", "metric"):
            found += [str(option) for option in getattr(node.proto, "options", ())]
    return found


CASES = [
    (role, path)
    for role, who in [
        ("chen", Role.SECRETARY),
        ("wang", Role.COMMITTEE),
        ("li", Role.DISTRICT),
        ("zhou", Role.ADMIN),
    ]
    for path in sorted({page.path for page in menu.PAGES[who]})
]


def nothing_is_markup(page):
    assert not page.exception
    found = read_as_markdown(page)
    assert [text for text in found if RAW.search(text)] == []
    return any("领补贴" in text for text in found)


@pytest.mark.parametrize(("who", "path"), CASES)
def test_a_hostile_name_is_no_link_on_any_page(hostile, open_page, who, path):
    # The sidebar names the person on every page.
    assert nothing_is_markup(open_page(path, person=getattr(hostile, who)))


def test_an_imported_questionnaire_is_shown_as_it_was_typed(hostile, open_page):
    page = open_page("committee/results.py", person=hostile.wang)
    assert any("1. \\[领补贴" in heading.value for heading in page.subheader)
    assert any("领补贴" in str(table.value) for table in page.table)


def test_a_hostile_name_is_no_link_in_a_need_or_a_notice(hostile, open_page):
    with engine.reading() as session:
        need = session.scalar(select(Need.id).where(Need.state == NeedState.RAISED))
    assert nothing_is_markup(open_page("cadre/needs.py", person=hostile.chen, need=str(need)))
    page = open_page("admin/organisations.py", person=hostile.li)
    page.text_input(key="organisation_name").set_value(HOSTILE + "新")
    page.button[0].click().run()
    assert nothing_is_markup(page)
    assert page.success or page.error


def test_a_hostile_name_is_no_link_in_the_survey(district, open_page):
    with engine.transaction() as session:
        rename(session)
    page = open_page("youth/survey.py", t=district.link_a)
    for _ in range(2):
        assert nothing_is_markup(page)
        page.checkbox(key="agreed").check().run()
    page.button(key="start").click().run()
    nothing_is_markup(page)
    assert nothing_is_markup(open_page("youth/home.py"))
