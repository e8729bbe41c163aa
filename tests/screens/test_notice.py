"""The privacy notice: whoever agreed to a version agreed to these very words."""

from hashlib import sha256

from db.drafts import NOTICE_VERSION
from db.links import LinkedBranch
from pages.shared import wording

# Version → fingerprint of its words. Add a line for new words; never change one.
WORDS = {"2": "43220e2eb8f33214"}


def test_new_words_have_a_new_version():
    branch = LinkedBranch(1, "甲支部", 2, "乙团委", "token", "CODE23")
    words = sha256(wording.notice(branch).encode()).hexdigest()[:16]
    assert WORDS[NOTICE_VERSION] == words, "raise db.drafts.NOTICE_VERSION and add the new fingerprint here"
    assert f"第{NOTICE_VERSION}版" in wording.notice(branch)
