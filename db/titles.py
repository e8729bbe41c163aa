"""What in a title or a reason may tell who it was for: others read it. A hint before saving, never a judgement.

A name is taken for one where it stands as names do: with a form of address, behind 小 or 老, or between a word such as
给 and what was done. A character that is a surname is none where a word of everyday use begins with it.
"""

import re
import unicodedata
from collections.abc import Iterator

from db.surnames import COMMON, COMPOUND, OTHER, WORDS

HANZI = "\u4e00-\u9fff"
CALLED = "同学|同志|师傅|先生|女士|小姐|阿姨|大哥|大姐|大爷|大妈|大娘|奶奶|爷爷|叔叔|伯伯|婆婆|医生|护士|老师"
# Days, months and school years are written in digits too.
DATES = re.compile(
    r"(?<!\d)(?:20\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|20\d{2}[-./年](?:0?[1-9]|1[0-2])[-./月](?:0?[1-9]|[12]\d|3[01])"
    r"|20\d{2}\s*[-~—–至]\s*20\d{2})(?!\d)"
)
# What is counted behind a number.
COUNTED = "年月日元人名份个户棵米平吨斤件套本台次余多万岁时点间只张把辆盏条届级"
NOT_COUNTED = rf"(?!\d|\s*[{COUNTED}])"
DONE = (
    r"(?:[找买修送装办换补辅讲搬做写打扫缴垫筹捐挂争报改洗配募拿取租订购盖拍谋凑借还刷贴]"
    r"|解决|联系|介绍|申请|安装|接送|接回|代办|代领|协调|落实|庆祝|过生日|治病|清理|开通|上门|理发|提供|准备|读书|上学|入学|就医|住院|落户)"
)
REACHING = (
    # A telephone, and any other number of seven digits and more: a document, an account.
    re.compile(r"(?<!\d)1[3-9]\d(?:[\s._·-]?\d){8}(?!\d)"),
    re.compile(rf"(?<!\d)\d(?:[\s-]?\d){{6,}}{NOT_COUNTED}"),
    re.compile(
        r"(?:微信|QQ|抖音|小红书|支付宝|邮箱)(?:号码|号|群|id|[\s:])*[a-z0-9_-]{5,}|(?<![a-z])[wv]x[\s:_][a-z0-9_-]{4,}",
        re.I,
    ),
    re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    re.compile(
        r"[A-Za-z]?\d{1,4}\s*(?:室|寝|宿舍|房(?![间价租])|号门|床(?!被|棉|褥|毯|垫|单|上|铺盖|[A-Za-z\d]))"
    ),
    re.compile(rf"(?:宿舍|寝室|房间|房号)\s*[A-Za-z]?\d+{NOT_COUNTED}"),
    re.compile(
        rf"(?:(?<![A-Za-z])[A-Za-z]|\d{{1,3}})\s*(?:座|号楼|[栋幢]楼|[栋幢]|单元|楼)\s*-?\d{{3,4}}{NOT_COUNTED}"
    ),
    re.compile(rf"(?<!\d)\d{{1,3}}[-—]\d{{1,2}}[-—]\d{{3,4}}{NOT_COUNTED}"),
    re.compile(rf"(?<=[给帮替为])[A-Za-z]?\d{{3,4}}(?={DONE}|的)"),
)
# A house alone. Not where houses are counted, nor what is shared in or before one.
HOUSE = re.compile(
    r"[A-Za-z]?\d{1,4}\s*(?:号楼|单元|[栋幢](?![\u4e00-\u9fff]{0,2}楼))"
    r"(?!下|顶|道|外|前|后|旁|门口|大厅|电梯|架空|周边|附近|全体|居民|住户|公共)"
)
SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{COMMON}{OTHER}])"
# Characters that no given name has: of grammar, of places, of groups.
GIVEN = (
    r"(?![的了在给到送不个名位等们被把让从对是没也都就又各每该些种两几"
    r"校区县市镇村街巷乡路桥楼班级届院系部边期员厂队组场馆站店厅室房屋舍堤坝岸庄沟屯湾族类样者])"
    rf"[{HANZI}]"
)
ADDRESSED = re.compile(rf"(?=((?:{SURNAME})({GIVEN}){{0,2}}(?:{CALLED})))")
BLURRED = re.compile(rf"(?=({SURNAME}()[某×xX*]))")
HELPED = re.compile(
    rf"(?<=[给帮为替陪助望问访])(?<![因作认成视]为)(?=({SURNAME}({GIVEN}){{1,2}}?)(?:{DONE}|家|的|[(,、,。]))"
    rf"|(?<=[看探]望|[慰]问|走访)(?=({SURNAME}({GIVEN}){{1,2}})$)"
)
# What somebody is, before the name: a word of two characters for each, as a look-behind asks.
OFFICE = "|".join(
    rf"(?<={office})" for office in ("书记", "支书", "委员", "干部", "主任", "责人", "因为", "由于")
)
ABSENT = re.compile(
    rf"(?:(?<![{HANZI}])|{OFFICE}|(?<=[因和与]))(?=({SURNAME}({GIVEN}){{1,2}}?)"
    r"(?:请假|生病|住院|受伤|手术|怀孕|去世|有事|家里|没来|没有来|不来|不在|不愿|不肯|不想|拒绝|出差|离职|辞职|调走|失联|获|休假|休产假|产假|不能|没空|家中|父亲|母亲))"
)
# What stands before a name: whoever it is done for or with, or what somebody is.
BEFORE = frozenset(
    "给帮为替陪送教和与及同跟对向让请问望访是叫的把被由从在了好助、工员生年区室楼班村街人友长者属户童儿亲名位校院部所店厂司站组队姓"
)
SHORT = re.compile(
    # Not 大小, 敬老; not what is small or old itself.
    rf"(?<![大中从最缩弱胆细渺窄幼微较敬养尊爱孝古苍衰])(?=([小老][{COMMON}金肖董夏付闫覃])"
    rf"(?![^到去进在从回往\W\d]?[区路镇村厂庄营桥沟屯湾坝巷街]))"
)
NOT_SHORT = frozenset(["小白", "小于", "小龙", "小钱", "小米", "小房", "老房", "老龙", "小万", "老白"])


def telling(title: str) -> list[str]:
    """Return the pieces of a title that look like somebody's name, number or room, each once.

    >>> telling("给302室王小明同学修好了灯，电话138 0000 0000")
    ['138 0000 0000', '302室', '王小明同学']
    >>> telling("给宿舍装了两台热水器，为高中同学送考")
    []
    """
    text = _plain(title)
    return _outermost([*_found(text, REACHING), *(m.group() for m in HOUSE.finditer(text)), *_names(text)])


def naming(reason: str) -> list[str]:
    """Return the same of a reason, where a house alone tells nobody: 3号楼停电 is one.

    >>> naming("小张有事，电话13800000000")
    ['13800000000', '小张']
    """
    text = _plain(reason)
    return _outermost([*_found(text, REACHING), *_names(text)])


def _plain(text: str) -> str:
    return DATES.sub("、", unicodedata.normalize("NFKC", text))


def _found(text: str, signs: tuple[re.Pattern[str], ...]) -> Iterator[str]:
    for sign in signs:
        yield from (found.group() for found in sign.finditer(text))


def _outermost(pieces: list[str]) -> list[str]:
    once = list(dict.fromkeys(pieces))
    return [piece for piece in once if not any(piece != other and piece in other for other in once)]


def _names(text: str) -> Iterator[str]:
    for sign in (ADDRESSED, BLURRED):
        for found in sign.finditer(text):
            if _may_begin(text, found.start()) and not (found.group(2) and _is_word(text, found.start())):
                yield found.group(1)
    for found in (*HELPED.finditer(text), *ABSENT.finditer(text)):
        if not _is_word(text, found.start()):
            yield found[found.lastindex or 0]
    for found in SHORT.finditer(text):
        if found.group(1) not in NOT_SHORT and not _is_word(text, found.start() + 1):
            yield found.group(1)


def _may_begin(text: str, at: int) -> bool:
    """Tell whether a name may begin there: not in the middle of a word."""
    before = text[at - 1 : at]
    return not before or not (before.isalnum()) or before in BEFORE or text[max(at - 2, 0) : at] in WORDS


def _is_word(text: str, at: int) -> bool:
    return text[at : at + 2] in WORDS and not text.startswith(COMPOUND, at)
