"""需求办理 — under construction."""

from pages.shared import parts

parts.under_construction("需求办理")
