"""需求办理 — under construction."""

from pages.shared import parts, sign_in

actor = sign_in.require()

parts.under_construction("需求办理")
