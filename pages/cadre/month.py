"""本月 — under construction."""

from pages.shared import parts

parts.under_construction("本月")
