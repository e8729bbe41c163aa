"""The view by domain (领域): what the youth of each domain need, at district level only.

Domains are a second way of dividing the district's answers beside committees. Committees come first; a domain
is shown only where nothing small follows from both together (`analysis.crossing`), and of it no near-empty and
no near-full cell (`analysis.banding`). Domain × committee is no view and never becomes one.
"""

from collections.abc import Mapping

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import auditing, banding, crossing
from analysis.disclosure import Shown, gate
from analysis.earlier import once_withheld
from analysis.withholding import Limits
from db import tallies
from db.models import Wave, WaveBranch
from db.releases import knowing
from db.vocabulary import Domain

DISTRICT = "district"
NEEDS_OF = "domain:"  # the name of a domain's view begins with it
ASKED = tallies.PICKED
LINE = ["question", "row", "cell"]


def view_of(domain: Domain) -> str:
    """Return the name of a domain's view."""
    return f"{NEEDS_OF}{domain.value}"


def gated(
    session: Session,
    wave: Wave,
    *,
    counted: pd.DataFrame,
    nobody: pd.DataFrame,
    committees: Mapping[str, Shown],
    sensitive: list[str],
    limits: Limits,
    bounds: knowing.Bounds,
    before: Mapping[str, list[Shown]],
) -> dict[str, Shown]:
    """Return view name → what may be shown of each domain that had a branch when the wave opened.

    counted : as from `frames.tallies`. nobody : every count there can be, n 0. committees : what is shown
    of them in the same release, by id. bounds : as from `knowing.bounds_of`. before : domain → what the number before
    told of it.
    """
    asked = counted[counted["question"].isin(["", ASKED])]
    asked = asked.assign(
        group=asked["domain"].fillna(crossing.REST),
        other=asked["committee_id"].astype("string").fillna(crossing.REST),
    )
    possible = nobody[nobody["question"].isin(["", ASKED])]
    query = select(WaveBranch.domain).where(WaveBranch.wave_id == wave.id).distinct()
    domains = sorted(domain for domain in session.scalars(query) if domain)
    parts = [asked.assign(group=DISTRICT), asked[asked["group"] != crossing.REST]]
    parts += [possible.assign(group=group) for group in (DISTRICT, *domains)]
    shown = gate(
        pd.concat([part[["group", *LINE, "n"]] for part in parts], ignore_index=True),
        district=DISTRICT,
        sensitive=sensitive,
        limits=limits,
        further=[
            crossing.beside(committees, asked[asked["cell"] == ""]),
            banding.near_ends,
            once_withheld(before),
            auditing.audit(knowing.of_domains(asked, bounds, committees)),
        ],
    )
    return {view_of(domain): shown[domain] for domain in domains}
