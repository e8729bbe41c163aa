"""An export of 问卷星: who answered stays outside, and the same answers come in once however the file was saved."""

import pytest

from db import secrets
from db.exchange import wjx
from db.models import Response, Wave
from tests.services.files import META, as_csv, as_xls, as_xlsx
from tests.services.test_wjx_import import bring_in

ASKED = ["1、您最需要哪方面的帮助", "2、您的姓名", "3、怎么找到您", "4、还有什么想说的"]
PHONE = "138 0000 000{}"


def rows(n=8):
    answers = [("就业创业" if i % 2 else "住房安居", "某某", PHONE.format(i), f"想法{i}") for i in range(n)]
    return [[*META, *ASKED], *([str(i), *["x"] * (len(META) - 1), *a] for i, a in enumerate(answers, 1))]


def codes(file):
    return [question.code for question in file.questions], [question.code for question in file.left_out]


def test_a_text_that_tells_who_answered_is_left_out_by_its_heading_or_its_digits(session, cast, now):
    file = wjx.parse(as_csv(rows()))
    assert codes(file) == (["W1", "W4"], ["W2", "W3"])
    bring_in(session, cast, now, file=file)
    kept = [secrets.unseal(secrets.TEXT, row.text_sealed) for row in session.query(Response)]
    assert len(kept) == 8
    assert not any("某某" in words or "138" in words for words in kept)


def test_the_operator_decides_otherwise_either_way():
    file = wjx.parse(as_csv(rows()), mapping={"2": "text", "4": "leave_out", "1": "leave_out"})
    assert codes(file) == (["W2"], ["W1", "W3", "W4"])


def test_a_choice_is_never_taken_for_a_name():
    table = rows(30)
    table[0][-3] = "2、您的年级"
    for at, row in enumerate(table[1:]):
        row[-3] = ("初一", "初二")[at % 2]
    assert codes(wjx.parse(as_csv(table)))[1] == ["W3"]


@pytest.mark.parametrize(
    "save", [lambda t: as_csv(t, "gb18030"), as_xls, as_xlsx, lambda t: as_csv([t[0], *t[:0:-1]])]
)
def test_the_same_answers_saved_otherwise_come_in_once(session, cast, now, save):
    first = bring_in(session, cast, now, content=as_csv(rows()))
    again = bring_in(session, cast, now, content=save(rows()))
    assert (again.is_new, again.wave_id) == (False, first.wave_id)
    one_more = bring_in(session, cast, now, content=as_csv(rows(9)), title="又一份", replaces=())
    assert one_more.is_new


def test_a_file_that_came_in_when_files_were_known_by_their_bytes_is_known_still(session, cast, now):
    file = wjx.parse(as_csv(rows()))
    first = bring_in(session, cast, now, file=file)
    session.get_one(Wave, first.wave_id).source_digest = file.file_digest
    session.flush()
    assert not bring_in(session, cast, now, file=file).is_new
