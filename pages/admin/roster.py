"""导入名册 — the district adds many organisations and accounts at once from a filled-in Excel file."""

from db.vocabulary import Role
from pages.shared import parts, roster_parts, saving, sign_in

actor = sign_in.require(Role.DISTRICT, Role.ADMIN)

parts.heading("导入名册", "一次添加很多组织和账号：下载模板，填好，上传，核对后确认。只添加，不修改已有的。")
saving.show_notice()
roster_parts.show_passwords()
roster_parts.offer_template(actor)
roster_parts.take_file(actor)
