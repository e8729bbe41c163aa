"""链接与二维码 — under construction."""

from pages.shared import parts

parts.under_construction("链接与二维码")
