"""首页 — under construction."""

from pages.shared import parts

parts.under_construction("首页")
