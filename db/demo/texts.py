"""What youth and cadres of the demo say. Invented, without a name, a number or an address."""

ACCEPTS = ("收到，我们这就去了解情况。", "谢谢您告诉我们，正在联系有关方面。", "")
NOTES = ("已经和负责的同志谈过一次，等对方答复。", "方案已经报上去，正在等经费。")
QUESTIONS = {
    "EMP": "您希望什么时间、做哪一类工作？写个大概就可以。",
    "EDU": "您更方便周末还是工作日晚上？",
    "HOU4": "请问是哪一栋宿舍？大概几点没有热水？",
}
QUESTION = "能再说说具体情况吗？写个大概就可以，不用写姓名。"
ANSWERS = {
    "EMP": "文员或者仓库都可以，白天上班最好。",
    "EDU": "周末上午方便一些。",
    "HOU4": "靠东边那一栋，晚上十点以后。",
}
ANSWER = "主要是晚上和周末，其他时间都可以。"
DECLINES = (
    "这件事超出我们能办的范围，已向上级反映；有了新的政策，我们会在公告里告知。",
    "问过主管部门，今年的名额已经用完，明年三月可以再申请。",
)
EXTENDS = "场地方还在走审批，需要多等几天，批下来马上开放。"
TRANSFERS = "这件事要几个单位一起商量，支部请团（工）委出面协调。"
DEFERS = "场馆正在大修，最快下个月底开放。到期我们再看，先跟您说一声。"
RESUMES = "场馆开放了，接着为您办。"
REFERRED_TO = "12355青少年服务台"
REFERS = "一位青年想请你们帮忙：{request}本人不留姓名，请把答复交给团支部转告。"
REOPENS = ("只好了两天，又和原来一样了。", "还没有解决，通知的时间去了没有人。")
SETTLED_AGAIN = "抱歉上次没有办彻底。这次我们到现场看过，问题已经处理，并安排了专人每周检查。"
WORDS = (
    "谢谢支部的关心。",
    "希望活动能早一点通知。",
    "上个月的活动很好，还想参加。",
    "夜班的人总是赶不上活动，希望也能照顾到。",
    "小心愿：有一个能安静看书的地方。",
)
ALIAS, CONTACT = "小禾", "演示用联系方式"


def question_of(sub_item: str) -> str:
    """Return what the handler asks back."""
    return QUESTIONS.get(sub_item) or QUESTIONS.get(sub_item[:3], QUESTION)


def answer_of(sub_item: str) -> str:
    """Return what the youth answers to it."""
    return ANSWERS.get(sub_item) or ANSWERS.get(sub_item[:3], ANSWER)
