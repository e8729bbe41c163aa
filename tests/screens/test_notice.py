"""The privacy notice: whoever agreed to a version agreed to these very words."""

from hashlib import sha256

from db import minors
from db.drafts import NOTICE_VERSION
from db.links import LinkedBranch
from pages.plain import rendering
from pages.shared import wording

# Version → fingerprint of its words. Add a line for new words; never change one.
WORDS = {"2": "43220e2eb8f33214", "3": "4202db9d65ec5910"}
CHILDRENS_WORDS = {"1": "2b574956b36497e0", "2": "8fe62c2c7a7803b6"}
BRANCH = LinkedBranch(1, "甲支部", 2, "乙团委", "token", "CODE23")


def test_new_words_have_a_new_version():
    words = fingerprint(wording.notice(BRANCH))
    assert WORDS[NOTICE_VERSION] == words, "raise db.drafts.NOTICE_VERSION and add the new fingerprint here"
    assert f"第{NOTICE_VERSION}版" in wording.notice(BRANCH)


def test_new_words_for_guardians_have_a_new_version():
    version = minors.NOTICE_VERSION
    said = rendering.fragment("_children_notice.html", branch=BRANCH, contact="找谁", version=version)
    assert CHILDRENS_WORDS[version] == fingerprint(said), (
        "raise minors.NOTICE_VERSION and add the new fingerprint here"
    )
    assert f"第{version}版" in said


def fingerprint(words: str) -> str:
    return sha256(words.encode()).hexdigest()[:16]
