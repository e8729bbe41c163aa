"""导入问卷星 — the district turns an export of 问卷星 into a closed survey of one branch, or of many at once."""

from db.vocabulary import Role
from pages.shared import parts, saving, sign_in, wjx_label_parts, wjx_parts

actor = sign_in.require(Role.DISTRICT)

parts.heading(
    "导入问卷星",
    "把问卷星下载的答卷（按选项文本、按选项序号或按分数），导入为已结束的调查，并发布结果。IP、时间、来源、昵称，还有像姓名、电话的题，都不保存。",
)
saving.show_notice()
wjx_parts.show_result()
wjx_parts.take_file(actor)
wjx_label_parts.show_remembered(actor)
