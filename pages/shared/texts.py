"""What refusals and dates read like in Chinese. Every sentence says what to do next."""

from collections import defaultdict
from datetime import date, datetime

from db.engine import SHANGHAI
from db.errors import Refused

SENTENCES: dict[str, str] = {
    # Signing in
    "sign_in_wrong": "用户名或密码不对，请重新输入。连续输错{most}次，账号会锁定15分钟。",
    "sign_in_locked": "输错次数过多，账号已锁定，请{minutes}分钟后再试；忘记密码请联系上级管理员重置。",
    "account_ended": "这个账号已停用或到期，请联系上级管理员。",
    "sign_in_needed": "请先登录，再打开这个页面。",
    "password_change_needed": "首次登录请先修改密码，再继续使用。",
    "password_wrong": "原密码不对，请重新输入。",
    "password_unchanged": "新密码与原密码相同，请换一个。",
    "password_short": "密码太短，请至少设{least}位。",
    "password_long": "密码太长，请不超过{most}位。",
    "password_simple": "密码太简单，请至少包含大写字母、小写字母、数字、符号（含汉字）中的{least}类。",
    "password_common": "这个密码太常见，或包含用户名，容易被猜到，请换一个。",
    "password_mismatch": "两次输入的新密码不一致，请重新输入。",
    "other_site": "这次提交不是从本站页面发出的，没有保存。请回到本站页面，刷新后再提交一次。",
    # Rights and accounts
    "no_right": "您的账号没有“{act}{noun}”的权限。如工作需要，请联系区团委管理员。",
    "wrong_role": "这个页面不对您的账号开放，请从菜单进入您的页面。",
    "person_unknown": "没有找到这个账号，请核对用户名。",
    "own_account": "不能停用自己的账号，请由另一位管理员操作。",
    "username_malformed": "用户名请用3—40位小写字母、数字、点、横线，以字母或数字开头。",
    "username_taken": "这个用户名已有人使用，请换一个。",
    "name_missing": "请填写姓名（不超过{most}字）。",
    "role_does_not_fit": "“{role}”账号不能设在{level}下，请换一个组织或角色。",
    # Organisations
    "organisation_unknown": "没有找到这个组织，或您无权查看，请返回列表重新选择。",
    "organisation_name_malformed": "组织名称请填2—{most}字。",
    "organisation_exists": "同一上级下已有“{name}”，请核对，或换一个名称。",
    "parent_does_not_fit": "{level}不能直接设在{parent}下，请重新选择上级组织。",
    "domain_missing": "请为团支部选择所属领域。",
    "domain_not_wanted": "只有团支部需要选择领域，请去掉领域。",
    "declared_youth_malformed": "青年人数请填大于0的整数；不清楚可以不填。",
    "district_exists": "本区已经建立，请直接登录。",
    "branch_unknown": "没有找到名为“{name}”的团支部，请核对名称。",
    "branch_name_ambiguous": "有{n}个团支部叫“{name}”，请先改名区分，再操作。",
    # First start
    "set_up_link_unknown": "这个启用链接无效，请复制服务器终端最后一行的完整链接。",
    "set_up_done": "本系统已经启用，启用链接失效。请直接登录。",
    "demo_failed": "演示数据没有载入成功。请在服务器上运行 python -m db demo 查看原因，或选择“建立本区”。",
    "district_name_missing": "请填写本区团委的名称。",
    # Standing links and codes
    "link_unknown": "这个链接不存在，请重新扫描支部的二维码，或在首页输入支部码。",
    "link_revoked": "这个链接已停用，请向团支部要新的二维码。",
    "branch_code_unknown": "没有找到这个支部码，请核对6位字符后再输入。",
    "code_unknown": "没有找到这个查询码，请核对8位字符后再输入。",
    "too_many_tries": "试错次数过多，请过一会儿再试。",
    # Waves and releases
    "wave_unknown": "没有找到这次调查，请返回列表重新选择。",
    "wave_still_open": "调查还在进行，{closes_on}截止后再发布；确需提前发布，请选择提前结束。",
    "release_unknown": "没有找到这份结果，或您无权查看，请返回重新选择月份和范围。",
    # Two at once
    "changed_meanwhile": "刚刚有人改过这条内容，您的修改没有保存。请看新的内容，再决定是否修改。",
    "exists_already": "同样的内容已经存在，没有重复保存。请刷新页面核对。",
    # The house itself
    "database_unreachable": "系统暂时连不上数据库，刚才的操作没有保存。请稍后重试；仍不行请联系管理员。",
    "database_busy": "现在使用的人较多，刚才的操作没有保存。请稍等几秒再试。",
    "key_missing": "服务器缺少加密密钥文件，系统暂停服务。请管理员把原来的密钥放回数据目录后重启。",
    "key_malformed": "服务器的加密密钥格式不对，系统暂停服务。请管理员检查密钥后重启。",
    "key_wrong": "服务器的加密密钥与数据库不符，系统暂停服务。请管理员换回原来的密钥后重启。",
    "starting": "系统正在启动，请稍等片刻再刷新。",
}
UNKNOWN = "这一步没有办成，内容没有保存。请刷新页面再试；仍不行请联系管理员。"


def sentence(refused: Refused) -> str:
    """Return the Chinese sentence of a refusal, its facts filled in."""
    facts: dict[str, str] = defaultdict(str)
    facts.update({name: shown(value) for name, value in refused.facts.items()})
    return SENTENCES.get(refused.code, UNKNOWN).format_map(facts)


def shown(value: object) -> str:
    """Return a value as sentences show it."""
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)


def day(value: date) -> str:
    """2026年6月18日."""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: date) -> str:
    """2026年6月."""
    return f"{value.year}年{value.month}月"


def moment(value: datetime) -> str:
    """2026年6月18日 10:05, in Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)} {local:%H:%M}"


def clock(value: datetime) -> str:
    """10:05, in Shanghai."""
    return f"{value.astimezone(SHANGHAI):%H:%M}"
