"""需求分析 — under construction."""

from pages.shared import parts

parts.under_construction("需求分析")
