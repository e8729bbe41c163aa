"""办理跟踪 — under construction."""

from pages.shared import parts

parts.under_construction("办理跟踪")
