"""办理跟踪 — under construction."""

from pages.shared import parts, sign_in

actor = sign_in.require()

parts.under_construction("办理跟踪")
