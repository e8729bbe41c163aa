"""What in a deed's title may tell who it was for: everybody can read the title. A hint before saving, never a judgement."""

import re

SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹章苏潘范彭鲁韦马方任袁柳唐罗薛雷贺汤"
    "郝毕顾孟黄穆萧尹姚邵汪祁毛米戴宋庞熊舒梁杜阮季贾江童郭梅林刁钟徐邱骆蔡田胡凌霍万卢莫房丁邓石崔吉龚程邢裴陆翁段侯全武刘叶黎龙白蒲赖谭姬廖曾高余于"
)
# Words in which a surname is none.
ORDINARY = re.compile("应届毕业|毕业生|任何|方便|小黄车|小白楼|小范围|小石桥|小田径|小江湖")
CALLED = "同学|同志|师傅|先生|女士|小姐|阿姨|大哥|大姐|医生|护士"
TELLING = (
    # Seven digits and more, whatever stands between them: a telephone or a document.
    re.compile(r"\d(?:[\s-]?\d){6,}"),
    re.compile(r"[A-Za-z]?\d{1,4}\s*(?:室|寝|宿舍|房|号楼|栋|幢|单元|床|号门)"),
    re.compile(r"(?:宿舍|寝室|房间)\s*[A-Za-z]?\d+"),
    re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}(?:{CALLED})"),
    re.compile(rf"[小老][{SURNAMES}](?![\u4e00-\u9fff]*[区路镇村厂])"),
    re.compile(rf"[{SURNAMES}][某×xX]"),
)


def telling(title: str) -> list[str]:
    """Return the pieces of a title that look like somebody's name, number or room, each once.

    >>> telling("给302室王小明同学修好了灯，电话138 0000 0000")
    ['138 0000 0000', '302室', '王小明同学']
    >>> telling("给宿舍装了两台热水器")
    []
    """
    title = ORDINARY.sub("、", title)
    return list(dict.fromkeys(found.group() for sign in TELLING for found in sign.finditer(title)))
