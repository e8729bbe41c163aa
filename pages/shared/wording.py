"""Longer texts that youth read, the same in both renderers."""

from db import crisis_words
from db.board import Board
from db.drafts import NOTICE_VERSION
from db.links import LinkedBranch
from db.needs import Message
from db.paper_form import Hint
from db.vocabulary import NeedState, Verb
from pages.shared import texts
from pages.shared.typed import safe

HELP_LINES = (
    "如果您正感到难以承受，请现在就联系身边信任的人，或拨打：12356 全国统一心理援助热线、"
    "12355 青少年服务台；紧急情况请拨打 110 或 120。这里不是紧急求助渠道。"
)
ALSO_READ = "写到伤害自己或受到侵害的，上级团委指定的专办人也会看到，同样不知道您是谁。"
NO_WAY_IN_AN_EMERGENCY = "这里不是紧急求助渠道。"
NOT_FOR_EMERGENCIES = f"这里不是紧急求助渠道，可能要到下一个工作日才有人看到。{ALSO_READ}"
CARE = (
    "您说的事情让我们很牵挂。如果您正感到难以承受，请现在就联系身边信任的人，或拨打：12356 全国统一心理援助热线、"
    "12355 青少年服务台；紧急情况请拨打 110 或 120。"
)
# Once it is sent.
CARE_SENT = "您写的话会由上级团委指定的专办人看到，但不知道您是谁。这里不是紧急求助渠道。"
STOPPED = (
    "谢谢你愿意参加！按照法律规定，未满14周岁的同学参加调查需要先取得监护人同意，"
    "本问卷暂不收集你的回答，刚才填的内容已经删除。想说的话可以告诉班主任、辅导员或爸爸妈妈；"
    "有烦恼时，也可以拨打 12355 青少年服务台。"
)
# At schools of a district in school mode.
PARENTAL_STEP = (
    "填写前，请监护人先阅读《儿童个人信息告知书》并同意，再输入老师发给家长的同意码。"
    "没有同意码也没关系，不填不会有任何影响。"
)
STOPPED_WITHOUT_CODE = (
    "没有同意码也没关系，不填不会有任何影响，刚才填的内容已经删除。想说的话可以告诉班主任、辅导员或爸爸妈妈；"
    "有烦恼时，也可以拨打 12355 青少年服务台。"
)
LEAVING_WITHOUT_CODE = "退出时，刚才填的会全部删掉。"
# Of whoever turns out to be under 14 while correcting an answer: see `own_answers.stop`.
LEAVING_CORRECTION_WITHOUT_CODE = "退出时，刚才填的和以前提交的回答都会删掉，请求办理的事也会撤回。"
ALSO_READ_FROM_PAPER = "写到伤害自己或受到侵害的，录入后上级团委指定的专办人也会看到这段话。"
# To whoever typed it in, who may know the hand.
GRAVE_WORDS_ON_PAPER = (
    "刚录的这张，写的话像是有人遇到危险，已提示上级团委指定的专办人。如果您知道是谁写的，请不要让对方独处，马上联系家属、"
    "单位和专业人员：12356 全国统一心理援助热线、12355 青少年服务台；紧急情况请拨打 110 或 120。"
)
# On paper, where nobody is seen answering and nothing can be asked for.
PAPER_TOO_YOUNG = "请到此为止，不用交：纸质问卷不收"
NO_REQUEST_ON_PAPER = "想请团组织帮您办一件事？纸上不收，因为没有查询码，办好没办好没法告诉您。"
# In a correction this would end more than what was just filled in, so it is asked once more.
TOO_YOUNG = (
    "你选了“未满14周岁”。按照法律规定，未满14周岁的同学参加调查需要先取得监护人同意，本问卷暂不收集你的回答。"
    "确认后，以前提交的回答会删除，请求办理的事会撤回，不能恢复。"
)
# Above the receipt code, and where it is not shown (any more).
SENT, ANSWERED = "提交成功，谢谢！", "已经填写，谢谢！"
_KEEP = "请截图或抄下来：只有凭它才能看到办理进展、确认办没办好。"
KEEP_THE_CODE = f"{_KEEP}点“我已保存”后不再显示；不点，也只保留到今天24点。"
# Where the phone goes from hand to hand.
KEEP_THE_CODE_NOW = f"{_KEEP}点“我已保存”或“下一位”，或者再输一次邀请码，就不再显示。"
CORRECTING = "正在更正已经提交的回答。重新提交以前，原来的回答照样有效。"
CORRECTED = "新的回答已经代替原来的，查询码不变。"
ALREADY_SENT = "本月的问卷这台设备已经提交过。查询码不再显示，请用保存的查询码查进展。"
CODE_USED = "这个邀请码已经用过，问卷已经提交。查询码不再显示，请用保存的查询码查进展。"
LEFT = "草稿已删除，没有提交任何内容。想再填时，重新打开链接就行。"
LEFT_CORRECTION = "已放弃更正，原来的回答不变。"
DELETED = "您的回答已经删除。"
# What stays when an answer is deleted.
LASTING = "写的话如果曾经提示给上级专办人，那条提示由专办人保存12个月。"
NO_COOKIES = "您的浏览器没有允许 Cookie，填的内容没法保存。请允许后刷新，或换一个浏览器打开。"
# What a cadre may say at the beginning of a talk, and what to mind.
TALK_OPENING = (
    "先说明：聊天内容我不会外传；涉及人身安全或侵害未成年人的情况，我必须按规定报告；"
    "如果需要别人帮忙，会先征得您同意。您愿意的话，我只记两三句要点，方便后续跟进；也可以什么都不记。"
)
TALK_ADVICE = (
    "少说教，多倾听；不承诺办不到的事；不打听与需求无关的隐私。",
    "对方情绪激动或提到伤害自己时，不要让对方独处，请马上联系家属、单位和专业人员："
    "12356 全国统一心理援助热线、12355 青少年服务台；紧急情况请拨打 110 或 120。",
)
# A step of a need as its youth reads it, where the handler's word would say too much or too little.
STEPS: dict[Verb, str] = {
    Verb.RAISE: "您提出了需求",
    Verb.CLAIM: "您领取了查询码",
    Verb.ANSWER: "您补充了说明",
    Verb.CONFIRM: "您作了评价",
    Verb.REOPEN: "您请求重新办理",
    Verb.WITHDRAW: "您撤回了需求",
    Verb.ASK: "请您补充",
    Verb.ASSIGN: "已安排专人办理",
    Verb.EXTEND: "延期办理",
    Verb.DEFER: "暂缓办理",
    Verb.PROPOSE: "想转给有关单位，请您同意",
    Verb.AGREE: "您同意转给有关单位",
    Verb.REFUSE: "您不同意转出，继续办理",
    Verb.RETRACT: "没有收到您的答复，不转出，继续办理",
    Verb.MERGE: "和别人提的同一件事一起办理，办好后告诉您，由您自己评价",
    Verb.SPLIT: "改为单独办理",
    Verb.REMIND: "再请您说一声：办好了吗？",
    Verb.LAPSE: "没有收到您的评价，先结束；您随时还可以评价",
    Verb.RELAY: "查询码没有人领取，按谈话人的转述结束；您随时还可以评价",
    Verb.TRANSFER: "转交上级团（工）委办理",
    Verb.TAKE_OVER: "上级已接手办理",
    Verb.RETURN: "上级退回团支部办理",
    Verb.HAND_OVER: "原来的办理单位已停用，转由上级办理",
}


def board_line(board: Board) -> str:
    """Return the sentence below the three numbers of a public board: which needs they count, where the rest is."""
    month = texts.month(board.month)
    if not board.raised:
        return f"{month}没有收到请求办理的需求。"
    rest = [f"正在办理{board.open}件"] if board.open else []
    rest += [f"暂时办不了{board.declined}件（原因凭查询码可看）"] if board.declined else []
    return f"{month}提出的需求，截至今天{'：' if rest else '的情况'}{'，'.join(rest)}。"


def is_told(message: Message) -> bool:
    """Tell whether a step says anything: that the system handed a new need to its handler does not."""
    return message.verb is not Verb.HAND_OVER or message.state is NeedState.TRANSFERRED


def told(message: Message) -> str:
    """Return a step of a need in words for its youth, with the new deadline where it set one."""
    words = STEPS.get(message.verb, message.verb.label)
    if message.until is None:
        return words
    day = texts.day(message.until)
    if message.verb is Verb.DEFER:
        return f"{words}，{day}前再看能不能办"
    day += texts.may_move(message.until)
    return f"{words}至{day}" if message.verb is Verb.EXTEND else f"{words}，新的期限是{day}"


def receipt_line(code: str, origin: str) -> str:
    """Return a receipt code and where it is used as one line, to be copied and sent to oneself."""
    return f"查询码 {code}，查进展：{origin}/r"


def cover_lines(branch: LinkedBranch) -> tuple[str, ...]:
    """Return what stands before the first question: a greeting, then what there is to know, line by line."""
    name = branch.branch_name
    return (
        f"您好！{name}想知道您这个月最需要什么帮助，好把实事办到点子上。约20次点击，3分钟内。",
        "不用填姓名、电话和身份证号；选择题只公布汇总，少于10人的分组不显示分布；",
        f"您写的话和请求跟进的内容，{name}的团干部会看到，但不会看到您是谁；人少时，别人可能从内容猜到您；",
        "自愿参加，随时可以退出；参加与否和评优、考核、入团入党都没有关系；",
        "提交后得到的“查询码”，可以随时查看办理进展，也可以更正或删除自己的回答。",
    )


def cover(branch: LinkedBranch) -> str:
    """Return the same as Markdown."""
    greeting, *lines = map(safe, cover_lines(branch))
    return "\n".join([greeting, "", *(f"- {line}" for line in lines)])


def notice(branch: LinkedBranch) -> str:
    """Return the short privacy notice, with its version."""
    name = branch.branch_name
    return (
        f"本问卷由{name}（{branch.committee_name}）收集，用于了解青年需求、改进服务。"
        "我们不收集姓名、身份证号和定位；年龄只分段。选择题只公布汇总，少于10人的分组不显示分布；"
        "核对数据时，系统管理员可以导出不含文字的逐份记录，每次都留记录。"
        f"您写的话和请求跟进的内容，{name}的团干部会看到，但不会看到您是谁；"
        f"选择“直接交给上级团委”的，只有上级团委看到。{ALSO_READ}请注意：人少时，别人可能从内容猜到您。"
        "问卷原始记录最多保存12个月；请求办理的事，随办理记录另外保存。凭查询码，您可以查看办理进展，查看、下载、删除自己的回答，截止前还可以更正；"
        f"也可以不填写任何一道选填题。{ask(branch)}（告知书第{NOTICE_VERSION}版）"
    )


def keep_the_code(*, takes_codes: bool) -> str:
    """Return what to do with a receipt code that is shown. takes_codes : the survey is answered by invite codes."""
    return KEEP_THE_CODE_NOW if takes_codes else KEEP_THE_CODE


def leaving_without_code(*, is_correction: bool) -> str:
    """Return what becomes of the answers of somebody under 14 who has no code of a guardian's."""
    return LEAVING_CORRECTION_WITHOUT_CODE if is_correction else LEAVING_WITHOUT_CODE


def ask(branch: LinkedBranch) -> str:
    """Return whom to ask, as the notice ends; "" while the district has named nobody."""
    contact = branch.contact
    return f"联系人：{contact.name}，电话：{contact.phone}。" if contact.phone else ""


def paper_notice(branch: LinkedBranch) -> tuple[str, ...]:
    """Return what stands at the head of a questionnaire on paper, line by line; its version is `db.paper_sheets`'."""
    name = branch.branch_name
    return (
        "和手机上的是同一份问卷，手机上填过的请不要再填。自愿填写，不填没有任何影响，和评优、考核、入团入党都没有关系。",
        "不用写姓名、电话和身份证号，也不要写能认出自己或别人的内容。",
        f"填好后对折，投进收集箱；没有收集箱的，交给团干部。由{name}的团干部打开、逐张录入系统，录入后销毁：录入的人会看到这张纸，"
        "可能从字迹或内容猜到是谁。",
        "选择题只公布汇总，少于10人的分组不显示分布；核对数据时，系统管理员可以导出不含文字的逐份记录，每次都留记录。"
        "录入的记录最多保存12个月。纸上没有查询码，交出后找不出是哪一张，不能再看、更正或删除。",
        f"填好并交回，就表示看过以上说明，同意录入。{ask(branch)}（纸质告知第1版）",
    )


def paper_hint(hint: Hint) -> str:
    """Return who answers a question on paper: 第7题勾2、3的请答."""
    numbers = "、".join(hint.numbers)
    return f"第{hint.name}题勾{numbers}的{'请答' if hint.is_for else '不用答'}"


def care(*said: str) -> str:
    """Return the help card for what was just sent, "" when nothing in it sounds like danger."""
    return CARE + CARE_SENT if any(crisis_words.found(text) for text in said) else ""
