"""问卷结果 — under construction."""

from pages.shared import parts, sign_in

actor = sign_in.require()

parts.under_construction("问卷结果")
