"""问卷结果 — under construction."""

from pages.shared import parts

parts.under_construction("问卷结果")
