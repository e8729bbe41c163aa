"""What can be exported, and what each file says of itself (口径)."""

from collections.abc import Mapping

from db.exchange.extent import Extent
from db.rights import Noun
from db.vocabulary import Word


class ExportNoun(Word):
    """What can be exported."""

    NEEDS = "needs", "青年需求台账"
    DEEDS = "deeds", "实事清单"
    PAIRINGS = "pairings", "结对台账"
    ACTIVITIES = "activities", "活动记录"
    TALKS = "talks", "谈心登记表"
    DUTIES = "duties", "五个一月度统计表"
    RESPONSES = "responses", "问卷答卷"
    NEED_WORDS = "need_words", "青年需求台账（含原话）"
    ALIASES = "aliases", "结对台账（含化名）"


# Copies that stay with those who do the work, and the right that opens each.
WORKING_COPIES: Mapping[ExportNoun, Noun] = {
    ExportNoun.NEED_WORDS: Noun.NEED_TEXT,
    ExportNoun.ALIASES: Noun.PAIRING,
}
LEDGERS = tuple(
    noun for noun in ExportNoun if noun is not ExportNoun.RESPONSES and noun not in WORKING_COPIES
)
# What counts as of the period and what is left out: of one branch, and of everything below an organisation.
EXPLAINED: Mapping[ExportNoun, tuple[str, str]] = {
    ExportNoun.NEEDS: (
        "需求按提出月份计入，只列由本支部办理的，转交上级的留一行。不含原话、编号和青年评价。"
        "办理期限是首次承诺的期限；反馈日期只在青年作出评价后才有。敏感的只写“敏感类”和月份；"
        "上一季度每月答卷都少的支部不列类别和办理措施。",
        "需求按提出月份计入，不含支部、编号、原话和青年评价；日期只到月。同一团（工）委当月至少两个答卷较多的支部"
        "都有的类别才列出，敏感的只写“敏感类”。",
    ),
    ExportNoun.DEEDS: (
        "实事按完成月份计入，没有完成的按开始月份计入，中止的不写原因。不写对应哪件需求。",
        "实事按完成月份计入，没有完成的按开始月份计入。不写对应的需求和责任人。",
    ),
    ExportNoun.PAIRINGS: (
        "列出期间内结对中的青年，不写化名。日期只到月，联系只写次数，不含方式和说了什么。",
        "按支部计数，不含任何青年的化名和联系内容。新结对、结束、联系按发生日期计入，在结为期末数。",
    ),
    ExportNoun.ACTIVITIES: ("活动按举办日期计入。人数是人，不是人次。",) * 2,
    ExportNoun.TALKS: (
        "谈心按谈话日期计入，只写日期、方式和谈话人，不写对象和缘由，没有内容。",
        "按支部计次数，不含谈话对象和内容。",
    ),
    ExportNoun.DUTIES: (
        "按登记自动统计。问卷不计可能需要核实的，不足10份时只说范围；受益人数未填的按0计。支部不在运行的月份不列。",
    )
    * 2,
    ExportNoun.RESPONSES: ("月度问卷逐份答卷，不含填写的文字。顺序与填写先后无关。",) * 2,
    ExportNoun.NEED_WORDS: ("需求按提出月份计入，只列由本单位办理的。含青年原话，只供办理使用。",) * 2,
    ExportNoun.ALIASES: ("列出期间内结对中的青年。含化名和联系的日期、方式，只供本支部使用。",) * 2,
}
WITH_BRANCH, WITHOUT_BRANCH = "含团支部和年龄段。", "不含团支部和年龄段。"


def explained(noun: ExportNoun, extent: Extent, *, is_raw: bool) -> str:
    """Return what a file says of itself."""
    branch, above = EXPLAINED[noun]
    if noun is ExportNoun.RESPONSES:
        return above + (WITH_BRANCH if is_raw else WITHOUT_BRANCH)
    return branch if extent.is_branch else above


def inside(noun: ExportNoun, extent: Extent) -> str:
    """Return what stands above a copy that stays in the house, "" for any other file."""
    if noun not in WORKING_COPIES:
        return ""
    return f"仅{'本支部' if extent.is_branch else '本单位'}办理用，不外传"
