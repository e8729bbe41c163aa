"""What the audit log's codes read like in Chinese."""

from analysis.indicators import INDICATORS
from db.audit_log import LogRow
from db.exchange.export_nouns import ExportNoun
from db.vocabulary import Verb

VERBS: dict[str, str] = {
    **{verb.value: verb.label for verb in Verb},
    # Accounts
    "sign_in": "登录",
    "lock_account": "输错密码过多，账号锁定",
    "add_person": "添加账号",
    "change_person": "修改账号",
    "reset_password": "重置密码",
    "change_password": "修改自己的密码",
    "end_account": "停用账号",
    "reopen_account": "重新启用账号",
    "hand_over_office": "换届交接，停用账号",
    "print_hand_over": "打印换届交接清单",
    # Organisations
    "set_up_district": "建立本区",
    "add_organisation": "添加组织",
    "change_organisation": "修改组织",
    "move_organisation": "移动组织",
    "close_organisation": "停用组织",
    "reopen_organisation": "重新启用组织",
    "renew_link": "停用并换新固定链接",
    "take_codes": "改用邀请码填问卷",
    "take_devices": "改回凭设备填问卷",
    "mint_codes": "生成邀请码",
    "mint_parental_codes": "生成同意码",
    "type_in_paper": "开始录入纸质问卷",
    "take_back_paper": "撤销录入的一张纸质问卷",
    "open_crisis_mark": "打开危机提示的原话",
    "handle_crisis_mark": "处置危机提示",
    "name_guardian": "指定敏感需求专办人",
    "clear_guardian": "取消敏感需求专办人",
    # The month and its questionnaire
    "open_wave": "开启调查",
    "close_wave": "截止调查",
    "set_wave_days": "调整调查日期",
    "release": "发布结果",
    "release_period": "发布季度、半年或全年结果",
    "retally": "重新计数",
    "purge_answers": "按期删除答卷",
    "publish_version": "发布新版问卷",
    "add_question": "本月加问一题",
    "withdraw_question": "停止本月加问",
    "add_category": "添加需求类别",
    "change_category": "修改需求类别",
    "shift_category": "调整类别顺序",
    "retire_category": "停用需求类别",
    "restore_category": "恢复需求类别",
    # Settings
    "mark_days": "设置工作日",
    "unmark_day": "撤销工作日设置",
    "change_contact": "修改给青年的联系人",
    "change_minors_mode": "修改未满14周岁的处理方式",
    # Needs, deeds, files
    "open_contact": "查看青年联系方式",
    "add_deed": "记录实事",
    "correct_deed": "更正实事对应的需求",
    "change_deed": "更正实事",
    "finish_deed": "实事办完",
    "give_up_deed": "实事中止",
    "hide_deed": "实事改为不公开",
    "show_deed": "实事改为公开",
    "strike_deed": "删去实事",
    # The branch's month
    "record_activity": "登记活动",
    "correct_activity": "更正活动",
    "strike_activity": "删去活动",
    "complete_activity": "补充活动",
    "complete_deed": "补充实事",
    "add_picture": "添加照片",
    "remove_picture": "删去照片",
    "pair_up": "结对",
    "record_contact": "登记结对联系",
    "strike_contact": "删去结对联系",
    "end_pairing": "结束结对",
    "assign_pairing": "指定结对人",
    "exempt": "标为本月不适用",
    "explain_undone": "标为未开展并说明原因",
    "withdraw_exemption": "撤回未开展或不适用的说明",
    "confirm_month": "确认本月情况",
    "change_confirmed_month": "更正已确认的月份",
    # Talks, claims and public summaries
    "record_talk": "记录谈心",
    "open_talk": "打开谈心内容",
    "change_talk": "修改谈心记录",
    "delete_talk": "删除谈心记录",
    "renew_claim": "换新认领二维码",
    "write_summary": "写公开摘要",
    "publish_summary": "发布公开摘要",
    "decline_summary": "退回公开摘要",
    "look_as_visitor": "演示：查看统计",
    "export": "导出",
    "download_chart": "下载图表",
    "import_roster": "导入名册",
    "import_wjx": "导入问卷星答卷",
    "replace_wjx": "用新版本替换导入的问卷",
    "keep_labels": "记住选项名称",
    "forget_labels": "忘掉选项名称",
}
KINDS = {
    "need": "需求",
    "person": "账号",
    "organisation": "组织",
    "wave": "调查",
    "month": "月份",
    "day": "日期",
    "category": "类别",
    "version": "问卷版本",
    "setting": "设置",
    "deed": "实事",
    "activity": "活动",
    "pairing": "结对",
    "talk": "谈心",
    "chart": "图表",
    **{noun.value: noun.label for noun in ExportNoun},
    "codebook": "问卷编码表",
    "handbook": "团支部工作手册",
    "minors_list": "未成年人信息处理清单",
}
DOERS = {"system": "系统自动"}


def verb(code: str) -> str:
    """Return what was done, in words; an unknown code as it is."""
    return VERBS.get(code, f"其他操作（{code}）")


def doer(who: str, name: str) -> str:
    """Return who did it: a person's name, the server's operator, or the system."""
    if name:
        return name
    kind, _, key = who.partition(":")
    return f"服务器管理员（{key}）" if kind == "operator" else DOERS.get(who, "已删除的账号")


def subject(row: LogRow) -> str:
    """Return what it was done to: its kind, and its name or number where it has one."""
    name = INDICATORS[row.name].name if row.kind == "chart" and row.name in INDICATORS else row.name
    return f"{KINDS.get(row.kind, '')} {name}".strip() or "—"
