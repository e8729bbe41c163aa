"""The key and the database belong together: made together, checked at every start and sign-in."""

import hmac

from sqlalchemy.orm import Session

from db import migrations, secrets, settings
from db.engine import engine, reading, transaction
from db.errors import Unavailable


def check(session: Session) -> None:
    """Compare the key with the one this database was made with; a new database takes the present one.

    Refuses: key_missing, key_malformed, key_wrong.
    """
    if not is_right(session):
        settings.put(session, "key_fingerprint", secrets.fingerprint())
        session.flush()


def is_right(session: Session) -> bool:
    """Tell whether the key was checked and is this database's own; False for a database that has none yet.

    Writes nothing. Refuses: key_missing, key_malformed, key_wrong.
    """
    recorded = settings.get(session, "key_fingerprint")
    if recorded is None:
        return False
    if not hmac.compare_digest(recorded, secrets.fingerprint()):
        raise Unavailable("key_wrong")
    return True


def prepare() -> None:
    """Bring the database up to date and see that the key is its own. For every start of server or command.

    A key file is made only for a database that has had none: a lost key must be noticed, not replaced.
    Refuses: key_missing, key_malformed, key_wrong.
    """
    migrations.upgrade(engine())
    with reading() as session:
        is_new = settings.get(session, "key_fingerprint") is None
    if is_new:
        secrets.make_key_file()
    with transaction() as session:
        check(session)
