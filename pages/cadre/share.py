"""链接与二维码 — under construction."""

from pages.shared import parts, sign_in

actor = sign_in.require()

parts.under_construction("链接与二维码")
