"""What can be exported, and what each file says of itself (口径)."""

from collections.abc import Mapping

from db.exchange.extent import Extent
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


LEDGERS = tuple(noun for noun in ExportNoun if noun is not ExportNoun.RESPONSES)
# What counts as of the period and what is left out: of one branch, and of everything below an organisation.
EXPLAINED: Mapping[ExportNoun, tuple[str, str]] = {
    ExportNoun.NEEDS: (
        "需求按提出月份计入，只列由本支部办理的。",
        "需求按提出月份计入。办理本组织以外的需求不含原话和支部，敏感类别只写“敏感类”，来源归到上级团（工）委。",
    ),
    ExportNoun.DEEDS: (
        "实事按完成月份计入，没有完成的按开始月份计入。",
        "实事按完成月份计入，没有完成的按开始月份计入。下级的实事只写对应几件需求，不写编号、方面和责任人。",
    ),
    ExportNoun.PAIRINGS: (
        "列出期间内结对中的青年。联系只写日期和方式，不含说了什么。",
        "按支部计数，不含任何青年的化名和联系内容。新结对、结束、联系按发生日期计入，在结为期末数。",
    ),
    ExportNoun.ACTIVITIES: ("活动按举办日期计入。人数是人，不是人次。",) * 2,
    ExportNoun.TALKS: (
        "谈心按谈话日期计入。不含谈话内容、涉及的需求类别和青年的化名。",
        "按支部计次数，不含谈话对象和内容。",
    ),
    ExportNoun.DUTIES: (
        "按登记自动统计。问卷不计可能需要核实的，不足10份时只说范围；受益人数未填的按0计。支部不在运行的月份不列。",
    )
    * 2,
    ExportNoun.RESPONSES: ("月度问卷逐份答卷，不含填写的文字。顺序与填写先后无关。",) * 2,
}
# What only the branch's own people are given, and have to take care of.
PERSONAL: Mapping[ExportNoun, str] = {
    ExportNoun.NEEDS: "含青年原话，只供办理使用，上报前请删去这一列。",
    ExportNoun.PAIRINGS: "青年写化名，只供本支部使用，上报前请删去这一列。",
}
WITH_BRANCH, WITHOUT_BRANCH = "含团支部和年龄段。", "不含团支部和年龄段。"


def explained(noun: ExportNoun, extent: Extent, *, is_raw: bool) -> str:
    """Return what a file says of itself."""
    branch, above = EXPLAINED[noun]
    if noun is ExportNoun.RESPONSES:
        return above + (WITH_BRANCH if is_raw else WITHOUT_BRANCH)
    if not extent.is_branch:
        return above
    return branch + (PERSONAL.get(noun, "") if extent.is_own else "")
