"""Passwords between two transactions: the hash is read, the password verified, then what came of it is written.

Verifying takes long by intention; within a transaction it would hold SQLite's one write lock meanwhile.
"""

from db import passwords, people, set_up, sign_ins
from db.rights import Actor
from db.sign_ins import SignedIn
from pages.shared import sessions


def sign_in(*, username: str, password: str) -> SignedIn:
    """Sign in, or return why not; a name that does not exist takes the same steps."""
    checked = passwords.check(sessions.read(sign_ins.look_up, username=username), password)
    return sessions.write(sign_ins.finish, username=username, checked=checked)


def change_password(*, actor: Actor, old: str, new: str, token: str | None) -> None:
    """Change one's own password. Refuses: what `people.change_password` refuses."""
    checked = passwords.check(sessions.read(people.look_up_password, actor=actor), old)
    sessions.write(
        people.change_password,
        actor=actor,
        old=checked,
        new=new,
        new_hash=passwords.hash_of(new) if checked.is_right else "",
        token=token,
    )


def set_up_district(*, token: str, password: str, **values: str) -> Actor:
    """Set the district up with its first account. Refuses: what `set_up.use_link` refuses."""
    # First the link: nobody without one has anything hashed.
    sessions.read(set_up.check_link, token=token)
    password_hash = passwords.hash_of(password)
    return sessions.write(
        set_up.use_link, token=token, password=password, password_hash=password_hash, **values
    )
