"""Releasing a survey early, by hand: it ends first, so that what is told can be worked out while nobody waits."""

from db import releases
from db.rights import Actor
from pages.shared import sessions


def ended_and_worked_out(actor: Actor, wave_id: int | None) -> dict[str, object]:
    """End a survey and return what its release will tell, as `releases.release_by_hand` takes it."""
    assert wave_id is not None
    sessions.write(releases.end_early, actor=actor, wave_id=wave_id)
    return {"worked_out": sessions.read(releases.work_out, wave_id=wave_id)}
