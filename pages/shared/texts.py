"""What refusals and dates read like in Chinese. Every sentence says what to do next."""

# long: a table of sentences, looked up by code and not read through
from collections import defaultdict
from datetime import date, datetime

from db import workdays
from db.engine import SHANGHAI
from db.errors import Faulty, Refused, RowFault
from db.periods import Period
from db.vocabulary import ReleaseKind

SENTENCES: dict[str, str] = {
    # Signing in
    "sign_in_wrong": "用户名或密码不对，请重新输入。连续输错{most}次，账号会锁定15分钟。",
    "sign_in_locked": "输错次数过多，账号已锁定，请{minutes}分钟后再试；忘记密码请联系上级管理员重置。",
    "account_ended": "这个账号已停用或到期，请联系上级管理员。",
    "sign_in_ended": "登录已经结束（到期、退出或账号停用），刚才的操作没有保存。请重新登录后再办。",
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
    "pairings_full": "一名团干部最多同时结{most}对，请先结束不再联系的，再结新的对子。",
    "office_handed_over": "这个账号已经停用，不用再交接。",
    "deed_hidden_above": "这件实事是上级改为不公开的，要重新公开，请联系上级。",
    "deed_done_before_begun": "完成日期早于开始登记的日期（{begun_on}），请核对。",
    "work_in_hand": "没有保存：手上还有没交出去的事（承办的需求{n_needs}件、协办或等着接手的{n_helping}件、结对{n_pairings}对、只给本人看的谈话内容和备注{n_texts}条）。请先换届交接；确实来不及交接的，请勾选“不交接”，再提交一次。",
    "successor_unknown": "这位同事不能接手，请从名单里重新选择。",
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
    "declared_youth_too_many": "青年人数“{value}”太大，最多填{most}。请核对是不是多写了几位；不清楚可以不填。",
    "district_exists": "本区已经建立，请直接登录。",
    "branch_unknown": "没有找到名为“{name}”的团支部，请核对名称。",
    "branch_name_ambiguous": "有{n}个团支部叫“{name}”，请先改名区分，再操作。",
    "organisation_closed": "“{name}”已停用，请先启用它，或选择另一个组织。",
    "organisation_has_below": "它下面还有{n}个组织在使用，请先移走或停用它们，再停用这个组织。",
    "organisation_has_needs": "还有{n}件需求没有办完，青年在等。请先办结或转交上级，再停用这个组织。",
    "district_stays": "区级组织不能停用。",
    "own_account_change": "不能修改自己的角色、组织和期限，请由另一位管理员操作。",
    # Guardians
    "guardian_needed": "区级必须有一位专办人：青年写下危险信号时，总要有人马上看到。请选择一位。",
    "guardian_not_here": "敏感需求专办人设在团（工）委或区一级，{level}不用设。",
    "guardian_does_not_fit": "请选择本组织在用的团（工）委或团区委账号作专办人。",
    "crisis_mark_unknown": "没有这条危机提示，或它由专办人打开。请刷新页面再看。",
    "guardian_only": "这条需求比较敏感，只由本组织指定的专办人打开和办理。如需协助，请找专办人。",
    "is_guardian": "该账号是“{organisation}”的敏感需求专办人，请先另行指定专办人，再改动账号。",
    # First start
    "set_up_link_unknown": "这个启用链接无效，请复制服务器终端最后一行的完整链接。",
    "set_up_done": "本系统已经启用，启用链接失效。请直接登录。",
    "demo_failed": "演示数据没有载入成功。请在服务器上运行 python -m db demo 查看原因，或选择“建立本区”。",
    "demo_needs_empty_database": "数据库里已有账号或组织，演示数据没有载入。请换一个空的数据库再试。",
    "not_a_demo": "这里不是演示数据，不能换身份看。请用自己的账号登录。",
    "demo_account_gone": "这个演示账号已停用或改动，不能换成这个身份。请重新载入演示数据。",
    "demo_size_out_of_range": "演示数据的规模超出范围：团支部1—{branches}个，月份1—{months}个，每支部份数不小于0。",
    "district_name_missing": "请填写本区团委的名称。",
    # Standing links and codes
    "link_unknown": "这个链接不存在，请重新扫描支部的二维码，或在首页输入支部码。",
    "link_revoked": "这个链接已停用，请向团支部要新的二维码。",
    "address_is_loopback": (
        "现在的地址只有这台电脑自己打得开，印出去别人扫不了。请管理员设置 PUBLIC_URL（青年能打开的网址）后重启，"
        "或用本机的局域网地址打开本站，再打印。"
    ),
    "branch_code_unknown": "没有找到这个支部码，请核对6位字符后再输入。",
    "code_unknown": "没有找到这个查询码，请核对8位字符后再输入。",
    "too_many_tries": "试错次数过多，请过一会儿再试。",
    # Waves and releases
    "wave_unknown": "没有找到这次调查，请返回列表重新选择。",
    "wave_still_open": "调查还在进行，{closes_on}截止后再发布；确需提前发布，请选择提前结束。",
    "wave_released": "这个月的结果已经发布，开放日期不能再改。",
    "month_over": "这个月已经过去，开放日期不能再改。",
    "wave_has_opened": "调查已经开启，开始日期不能再改；截止日期可以改。",
    "wave_is_open": "本月调查正在进行，不用再开启。",
    "wave_is_closed": "本月调查现在没有开放，不用截止。",
    "no_branch": "还没有团支部，没有开启。请先在“组织”里添加团支部。",
    "days_out_of_month": "开始和截止日期都要在{month}这个月内，请重新选择。",
    "opens_after_it_closes": "截止日期不能早于开始日期，请重新选择。",
    "closes_in_past": "截止日期已经过去。要马上截止，请用“现在截止”。",
    "release_unknown": "没有找到这份结果，或您无权查看，请返回重新选择月份和范围。",
    # Answering
    "answer_required": "这一题还没有回答，请回答后继续。",
    "answer_malformed": "这一题的回答没有读懂，请重新选择。",
    "answer_unknown_option": "这一题的选项已经变化，请重新选择。",
    "answer_too_many": "这一题选得太多了，请去掉几项再继续。",
    "answer_exclusive": "“都没有”“不清楚”这类选项不能与其他选项同时选，请只留一种。",
    "answer_too_long": "内容太长了，请删短一些再继续。",
    "answers_incomplete": "还有题目没有答完，请回到标出的题目补上，再提交。",
    "answers_purged": "{month}的答卷已满12个月，按期删除了，不能再计数或导出；统计结果保留。",
    "branch_has_sensitive_needs": "这个支部还有{n}件敏感需求没有办完。请先让支部转交上级团（工）委，再标记学生任书记。",
    "not_for_a_student": "这是敏感需求，该支部由学生任书记，不能退回，请由团（工）委办理。",
    "pairing_end_before_contact": "最近一次联系是{last}，结束日期不能比它早。",
    "wave_not_opened": "这次调查还没有开放，不能发布结果。",
    "period_backwards": "结束的月份不能早于开始的月份，请重新选择。",
    "period_too_long": "一次最多导出{most}个月，请把时段选短一些。",
    "handbook_of_a_branch": "工作手册是团支部的，请用团支部的账号导出。",
    "wjx_not_needed": "只有问卷答卷能按问卷星的格式导出，请去掉 --wjx。",
    "wjx_raw_as_xlsx": "含团支部的答卷要带水印，请用 xlsx 格式导出。",
    "members_beyond_people": "团员人数不能比实到人数多，请核对；不清楚可以不填。",
    "picture_too_large": "照片太大，请选{most}MB以内的照片，或先在手机上缩小。",
    "picture_too_many_points": "照片的像素太多（最多{most}万像素），请先在手机上缩小，或截图后再选。",
    "picture_unreadable": "这个文件不是能打开的照片（JPG、PNG或WebP），请重新选一张。",
    "pictures_full": "一条记录最多放{most}张照片，请先删去一张。",
    "picture_there_already": "这张照片已经在这条记录里了，不用再加。",
    "picture_unknown": "没有找到这张照片，可能刚被删去。请刷新页面再看。",
    "one_month_only": "答卷一次只导出一个月，请去掉结束月份。",
    "codes_out_of_range": "每次可以生成1—{most}张，请改一下张数。",
    "codes_not_taken": "本月还没有改用邀请码，请先在“链接与二维码”里打开。",
    "too_many_slips": "一个支部一个月最多生成{most}张，已经够用了。",
    "invite_missing": "这份问卷凭邀请码填写。请重新扫码，输入纸条上的邀请码，接着填写。",
    "invite_unknown": "没有找到这个邀请码，请核对纸条上的8位字符。邀请码只用于本月、本支部的问卷。",
    "crossed": "刚才同时有很多人在保存，这次没有存上。请再点一次。",
    "too_many_slip_codes": "输错次数过多，请{minutes}分钟后再试。",
    "answer_gone": "这份回答已经删除（满12个月自动删除），不能再看，也不能再更正。",
    "draft_in_the_way": "这台设备上还有另一份问卷（没有填完，或查询码还显示着）。请先把它填完或删除，或点“我已保存”，再来更正。",
    "already_answered": "这部手机本月已经提交过问卷，不用再填。想了解进展，请用查询码查询。",
    "consent_missing": "请先看说明并勾选同意，再开始填写；不同意可以直接离开。",
    "under_14": "本问卷面向14周岁及以上的青年，已填内容已经删除。感谢关注。",
    "children_not_taken": "这里没有开启学校模式，不用同意码。需要时请联系区团委在“本区设置”里开启。",
    "parental_code_unknown": "没有找到这个同意码，请核对纸条上的8位字符。同意码只用于本月、本支部的问卷。",
    "parental_code_used": "这个同意码已经用过，或正在另一台设备上使用。一个同意码只能交一份问卷，请向老师再要一张。",
    "parental_code_missing": "未满14周岁，要先输入监护人的同意码才能提交。没有同意码也没关系，可以退出。",
    "draft_gone": "这份问卷已经提交或删除，不能再修改。请从支部链接重新进入。",
    "wave_closed": "本次问卷已经截止。您仍可以从支部链接“提一个需求”。",
    "form_stale": "这张表已经提交过，或页面打开太久。请复制写好的内容，刷新后再提交。",
    "no_questionnaire": "还没有可用的月度问卷，请区团委先发布问卷。",
    "version_published": "已发布的问卷不能再改，请新建一个版本。",
    "nothing_to_publish": "类别与已发布的问卷相同，没有要发布的改动。",
    # On paper
    "paper_closed": "现在没有正在收答卷的调查，不能打印，也不能录入。请在调查开启后再来。",
    "paper_sheet_gone": "这张卷子已经撤销，不用再撤。",
    "paper_empty": "除了年龄什么都没有录，没有保存。空白的卷子不用录，请清空，录下一张。",
    "paper_version_unknown": "请填卷子右上角的卷号（1—{most}）。",
    "paper_number_unknown": "没有“{given}”这个编号。可以填：{known}。",
    "paper_number_twice": "“{given}”录了两次，请核对。",
    "paper_one_only": "这一题只选一项。卷子上勾了几项的，这一题留空。",
    "paper_closer_twice": "第{given}类录了两次。同一类只录一个具体方面；卷子上勾了几个的，只录“{given}”。",
    "paper_ratings_count": "应该是{wanted}个数字，录了{n}个，请从头核对。没打分的用“-”占位。",
    "paper_rating_unknown": "第{place}个（{category}）没有“{given}”这个分。可以填：{known}；没打分的填“-”。",
    "paper_too_many": "最多选{most}项。卷子上勾多了的，这一题留空。",
    "paper_exclusive": "“0”不能和别的一起选。卷子上都勾了的，这一题留空。",
    "paper_too_long": "超过{most}字了，请录前{most}字。",
    "paper_adults_only": "17岁及以下的卷子，标“18岁以上”的具体方面不录，只录类别号。",
    "paper_age_missing": "没填年龄段的卷子不能录：不知道是不是满了14周岁。请把它销毁，清空后录下一张。",
    "paper_under_14": "未满14周岁的卷子不能录，请马上销毁。清空后录下一张。",
    # 本月加问
    "extra_no_wave": "本月调查还没有开启，开启后就能加问。请在调查开启后再来。",
    "extra_too_late": "本月调查已经截止，加问不能再改。下个月可以再加。",
    "extra_too_many": "本月已经改过{most}次题目，不能再换。可以停止加问，下个月再加。",
    "extra_text_malformed": "题目请填1—{most}字。",
    "extra_options_malformed": "选项请填{least}—{most}个，每行一个，每个不超过{longest}字，不要重复。",
    "extra_identifies": "题目里有“{words}”，答案可能让人认出是谁。请换一种问法；确实不会认出人，请勾选“我看过提醒”，再保存。",
    # Categories
    "category_gone": "没有找到这个类别，请刷新页面重新选择。",
    "category_label_malformed": "类别名称请填1—{most}字。",
    "category_exists": "同一级里已有“{name}”（含已停用的），请换一个名称，或恢复原来的。",
    "categories_too_many": "在用的已有{most}个，手机上放不下了。请先停用一个，再添加或恢复。",
    "categories_too_few": "在用的一级类别太少，问卷会没有题可问。请先添加或恢复别的类别。",
    "category_stays": "“{name}”要一直保留，用来收其他类别放不下的需求。",
    # Settings
    "days_malformed": "请选择起止日期，结束不早于开始，一次最多{most}天。",
    "day_note_too_long": "说明太长，请删到{limit}字以内。",
    "days_are_so_already": "这些日子本来就是这样安排的，不用再设。",
    "day_not_marked": "这一天没有另行设置，请刷新页面核对。",
    "contact_incomplete": "联系人和电话请都填写；都清空则不显示。",
    "contact_name_too_long": "联系人太长，请删到{limit}字以内。",
    "contact_needed": "学校模式要告诉监护人可以找谁：请先在“给青年的联系人”里填好联系人和电话；开启期间不能清空。",
    "phone_malformed": "电话请填数字和横线，例如 010-12345678 转 801。",
    # Needs
    "category_unknown": "请选择需求属于哪一类。",
    "sub_item_missing": "请选择想办的是哪一件事。",
    "text_missing": "请填写“{name}”，再提交。",
    "text_too_long": "“{name}”太长，请删到{limit}字以内。",
    "contact_missing": "请留下联系方式；不想留，请取消“愿意被联系”。",
    "contact_too_long": "联系方式太长，请删到{limit}字以内。",
    "consent_contact_missing": "留联系方式需要您单独同意，请勾选；不同意请把联系方式清空。",
    "consent_sensitive_missing": "这类内容比较敏感，请勾选同意后再提交。",
    "contact_gone": "联系方式已按期限删除，请在办理记录里留言。",
    "need_unknown": "没有找到这条需求，或不归您办理。请返回列表核对。",
    "need_gone": "这条需求已经撤回或按期限删除。",
    "proposal_changed": "要转出的文字刚刚改过，请看新的，再决定同意不同意。",
    "not_agreed": "青年还没有同意转出，请先不要转。",
    "sent_already": "已经登记过转出，不用再登记。",
    "thread_has_grown": "这件事刚刚有了新进展，请看下面的最新情况，需要时再提交。",
    "move_impossible": "这条需求现在是“{state}”，不能“{verb}”。请刷新后看最新进展。",
    "move_not_yours": "“{verb}”由{party}以外的一方操作，请看页面上您可以做的事。",
    "owner_unknown": "这位同事不能承办本组织的需求，请从名单里重新选择。",
    "extended_already": "这条需求已经从{extended_from}延过一次期，不能再延。请告知进展，尽快办结。",
    "deadline_passed": "已经过了办理期限，不能再延期。请告知青年进展，尽快办结。",
    "extension_out_of_range": "新的期限要晚于{due}，最晚到{last}，请重新选择。",
    "recheck_not_asked": "这件事现在没有回访。您的评价和要求请在上面的表里写。",
    "recheck_answered": "这次回访您已经回答过，谢谢。要改主意，可以请求重新办理。",
    "never_merged": "敏感需求不合并，请单独办理。",
    "merge_missing": "请先选择和哪一条合并。",
    "not_to_merge_with": "不能和这一条合并：它已经办结、已并入别的，或不在这里办理。请重新选择。",
    "leads_others": "已经有别的需求并入这一条，它不能再并入别的。请先分开。",
    "not_merged": "这条需求没有和别的合并，不用分开。",
    "ask_first": "请同事承办要先征得同意：请用“请同事接办”，对方同意后才换人。",
    "not_in_charge": "这条需求由另一位同事承办，请由承办人移交，或请书记指定。",
    "not_asked": "没有请您接办这条需求，或已经改请别人。请看最新情况。",
    "deferred_long_enough": "暂缓合计最长{months}个月，不能再往后放。请继续办理，或说明为什么办不了。",
    "review_out_of_range": "再看的日子请选在{first}到{last}之间。",
    "nobody_above": "{name}还没有可以办理需求的账号，暂时不能转交。请先电话联系上级。",
    "sent_past_the_branch": "这条需求是青年直接交给上级的，不能交给支部。请继续办理，或说明原因。",
    "outcome_missing": "请选择办理结果：已解决、部分解决或没有解决。",
    "rating_missing": "请打1—5分，再提交。",
    "youth_only": "这一步只能由提需求的青年本人操作。您已用工作账号登录，请退出后再试。",
    "receipt_exists": "这个查询码已经登记过，请直接查询进展。",
    "too_many_codes": "查询码输错次数过多，请{minutes}分钟后再试。",
    # Talks and claims
    "channel_missing": "请选择是怎么谈的。",
    "youth_group_missing": "请选择和哪类青年谈的。",
    "talk_reason_missing": "请选择因为什么谈的。",
    "next_before_today": "下次联系的日期已经过去，请选今天或以后；不用提醒，请清空。",
    "too_many_categories": "涉及的类别最多选{most}个，请去掉几个。",
    "alias_too_long": "化名太长，请删到{limit}字以内。",
    "agreement_missing": "转为需求要先征得对方同意，请勾选；没有同意，请关掉“转为需求”再保存。",
    "talk_unknown": "没有找到这次谈心，或不是您记的。请返回列表核对。",
    "talk_text_unknown": "没有您可以打开的谈话内容：可能没有记，也可能只给记录人本人看。",
    "already_claimed": "青年已经领取查询码，不能再出示认领码。",
    "need_has_receipt": "这条需求是青年自己提的，提交时已经得到查询码，不用认领。",
    "claim_unknown": "这个认领链接不存在或已换新，请团干部重新出示二维码。",
    "claim_used": "这个认领链接已经用过，查询码只给第一次领取的手机。不是您领的，请告诉团干部。",
    "claim_expired": "这个认领链接已超过{days}天，请团干部重新出示二维码。",
    "summary_sensitive": "这类需求比较敏感，不能公开。感谢您的用心，请不要在其他地方提起。",
    "summary_not_settled": "这条需求现在是“{state}”，办结以后才能公开。",
    "summary_missing": "请用一两句话写明办之前和办之后的情况。",
    "summary_too_long": "公开摘要太长，请每段删到{limit}字以内。",
    "summary_unknown": "没有找到这份公开摘要，或不归您审核。请返回列表核对。",
    # Deeds
    "deed_unknown": "没有找到这件实事，请返回列表核对。",
    "title_missing": "请用一句话写明办了什么。",
    "title_too_long": "标题太长，请删到{limit}字以内。",
    "beneficiaries_out_of_range": "受益人数请填1—{limit}之间的整数；不清楚可以不填。",
    "title_telling": "标题里有“{words}”，公开后可能认出人。请改一下；确实不会认出人，请勾选“我看过提醒”再保存。",
    "deed_serves_needs": "这件实事对应着青年的需求，不能删去。对应错了，请先在“更正”里去掉，再删；已用它办结的，可以改标题，或改为不公开。",
    "deed_stays": "这件实事不能由上级删去，请和支部核对。写错的可以直接在这里更正；已办完、不想公开的，请点“不公开”。",
    "deed_is_done": "这件实事已经办完，请刷新后再看。",
    "deed_given_up": "这件实事已经中止，不能再改。要重新办，请另登记一件。",
    "fields_emptied": "没有保存：原来填写的{names}被清空了。要保留，请填回去；确实要清空，请勾选“确定清空”，再保存一次。",
    # The month: activities, pairings, the five duties
    "line_missing": "请填写{name}。",
    "line_too_long": "{name}太长，请删到{limit}字以内。",
    "people_out_of_range": "{name}请填0—{limit}之间的整数；不清楚可以不填。",
    "day_ahead": "日期不能晚于今天。办完以后再来登记就行。",
    "activity_unknown": "没有找到这次活动，可能刚刚被删去。请看下面的列表核对。",
    "pairing_unknown": "没有找到这个结对，或不归您的支部。请返回列表核对。",
    "pairing_ended": "这个结对已在{ended_on}结束，不能再登记。请返回列表，需要时重新结对。",
    "contact_unknown": "没有找到这次联系，可能刚刚被删去。请看下面的记录核对。",
    "contact_before_pairing": "日期不能早于结对的日期（{paired_on}），请重新选择。",
    "note_not_yours": "联系内容只由结对的团干部本人填写。请清空这一栏再保存，这次联系照样会记下。",
    "exemption_reason_missing": "请选一个原因；选“其他”时，请写几个字说明。",
    "exemption_unknown": "这一项没有标“未开展”或“本月不适用”，请刷新后再看。",
    "month_ahead": "这个月还没有到，请先看本月。",
    "month_not_ripe": "每月{day}日起才能确认，到时再来就行。",
    "month_not_of_branch": "{month}本支部还没有建立或已停用，不能登记。请选在这以后的日期。",
    "month_still_open": "{month}的情况{until}前（含当天）由支部自己更正，过后上级才能更正。请联系支部。",
    "reason_naming": "没有保存：“{name}”里有“{words}”，像是姓名、号码或房间，别人会看到。请改成不认得出是谁的说法，再保存。",
    "correction_reason_missing": "请写明更正的原因，支部会看到。",
    "contact_after_end": "这个结对已在{ended_on}结束，请选更早的日期。",
    "month_closed": "{month}的情况已在{until}截止更正，不能再改。需要更正，请联系上级团委。",
    # Files in and out
    "file_unreadable": "没有读到文件“{name}”，请核对路径和读取权限。",
    "file_empty": "文件是空的，没有导入。请重新下载或另存，再导入。",
    "file_too_big": "文件超过{most}MB，没有导入。请分成几个文件，分几次导入；问卷星可以按时间分段下载。",
    "file_too_big_unpacked": "文件展开后大得不像表格，没有导入。请用WPS或Excel打开原表，另存为新文件再导入。",
    "file_too_many_rows": "文件超过{most}行，没有导入。数据没有这么多的，请删去表格下面多余的行；真有这么多的，请分成几个文件，分几次导入。",
    "file_too_many_columns": "表格超过{most}列，没有导入。请删去表格右边多余的列，另存后再导入。",
    "file_locked": "文件设有打开密码，没有导入。请在WPS或Excel中取消密码，另存后再导入。",
    "file_damaged": "文件不完整或已损坏，没有导入。请重新下载或另存，再导入。",
    "file_of_another_kind": "这个文件其实是{kind}，不是表格，没有导入。请选择.xls、.xlsx或.csv文件。",
    "file_has_merged_cells": "表里有合并的单元格（{cells}），没有导入。请取消合并，每行都填全，再导入。",
    "file_has_formulas": "表里有公式（{cells}），没有导入。请复制这些格，选择性粘贴为“数值”，再导入。",
    "wjx_not_an_export": "第1行没有“序号”列或没有“1、……”这样的题目列，不是问卷星的答卷数据。请在问卷星“查看下载答卷”中下载；有几张工作表的只读第一张，答卷在后面的请移到最前。",
    "wjx_mode_unknown": "答案都是数字，看不出是按选项序号还是按分数下载的。请选明（命令行用 --mode ordinals 或 --mode scores），再导入。",
    "wjx_column_unnamed": "第{column}列没有标题，没有导入。请补上标题或删去这一列，再导入。",
    "wjx_column_unknown": "第{column}列“{name}”不是问卷星答卷里应有的列，没有导入。请删去这一列，再导入。",
    "wjx_numbering": "第{column}列“{name}”的题号比前面的题小，题目顺序被改动过。请重新从问卷星下载原文件。",
    "wjx_row_long": "第{row}行的内容超出了标题的{most}列，没有导入。请核对这一行，或重新下载原文件。",
    "wjx_row_short": "第{row}行只有{n}列，标题有{most}列，文件可能没有下载完整。请重新下载原文件。",
    "wjx_number_malformed": "第{row}行的序号不是正整数，没有导入。请核对这一行，或重新下载原文件。",
    "wjx_number_twice": "第{row}行的序号{number}与前面重复，没有导入。请删去重复的一行，或重新下载原文件。",
    "wjx_no_answers": "文件只有标题，没有答卷。请等有人填写后再下载导入。",
    "wjx_all_left_out": "每一题都像是姓名、电话等能认出人的内容，或者选了不导入，没有可以导入的题。请核对文件；确实要导入的题，请指定怎样读（命令行用 --map）。",
    "wjx_asks_the_same": "{month}已经导入过同样题目的问卷“{title}”，不知道这份是不是它的新版本，没有导入。请选明：是新版本就替换它，是另一次调查就另外加入（命令行用 --replaces 月份 或 --beside）。",
    "wjx_replaces_nothing": "{month}没有导入过同样题目的问卷，没有可以替换的。请核对月份。",
    "import_nearly_same": "{month}已经导入过几乎相同的问卷（{n}份），两份结果相减会看出少数人的回答，没有导入。请等相差{least}份以上，再导入完整的新文件。",
    "wjx_map_unknown": "没有找到“{name}”这一题（或不止一题）。请用题号指定，例如3；有重复题号时用W3_1。",
    "wjx_map_malformed": "不认识“{name}”。每一题可以指定为categories（需求类别）、choice（选择题）、number（数字本身）、text（文字）或leave_out（不导入）。",
    "wjx_map_not_text": "“{name}”每个选项各占一列，是多选题，不能读作文字。请改回自动或选择题。",
    "wjx_labels_missing": "文件是{mode}下载的，没有写明数字各指哪个选项，{names}等{n}题还不能计数，没有导入。请填好选项名称（命令行用 --alias-template 写出、--alias 读入）；打分题、量表题可读作数字本身（--map 题号=number）。",
    "wjx_label_malformed": "选项名称请写1—{most}字，不含“┋”“〖”“〗”。",
    "wjx_label_chain": "“{value}”计作“{label}”，“{label}”又计作“{other}”，不知道该算哪个。请让两者直接计作同一个名称。",
    "wjx_labels_heading": "选项名称表的标题行不对：{name}。标题应为“题目、文件里的值、份数、计作”（或question、value、n、label），其中份数可以没有。请用写出的模板填写。",
    "wjx_labels_empty": "选项名称表里没有内容。请从第2行起填写，再导入。",
    "wjx_labels_faulty": "选项名称表有{n}处要改，什么都没有导入。请按上面的说明改好，再导入一次。",
    "wjx_labels_gone": "这一题记住的名称已经没有了，请刷新后再看。",
    "wjx_label_cell_missing": "没有填“{name}”。请填上，或删去这一行。",
    "wjx_label_question_unknown": "答卷里没有“{name}”这一题（或不止一题）。请核对题目，也可以只写题号，例如3；有重复题号时用W3_1。",
    "wjx_label_of_text": "“{name}”是文字题，没有选项。请删去这一行，或先把这一题指定为选择题。",
    "wjx_label_twice": "“{value}”在第{row}行已经写过了。请删去重复的一行。",
    "wjx_label_two": "“{value}”在第{row}行计作“{label}”，这里又计作“{other}”。请只留一个。",
    "wjx_label_same_score": "分数{value}在第{row}行计作“{label}”，这里又计作“{other}”：两个选项分数相同，文件里分不开。请写一个合起来的名称，或把这一题读作数字本身。",
    "wjx_map_too_many": "“{name}”有{n}个选项，多于{most}个，不能作为需求类别。请核对题号。",
    "wjx_label_too_long": "“{name}”有超过{most}字的选项，不能作为需求类别。请核对题号。",
    "wjx_not_a_branch": "问卷只能导入到一个团支部，请选择团支部。",
    "wjx_branch_column_unknown": "没有名为“{name}”的列（或不止一列），不知道每份答卷属于哪个团支部。请核对列的标题。",
    "wjx_branch_missing": "有{n}行没有写团支部。请补上，或删去这些行。",
    "wjx_branch_unknown": "没有找到名为“{name}”的团支部（{n}行）。请改成“组织”里的名称，或先添加这个团支部。",
    "wjx_branch_refused": "“{name}”：{why}",
    "wjx_branches_faulty": "有{n}处要改，什么都没有导入。请按上面的说明改好，再导入一次。",
    "wjx_title_malformed": "请填写问卷标题（不超过{most}字）。",
    "month_in_future": "月份不能晚于本月。文件里的提交时间如不准确，请另行指定月份。",
    # A roster of organisations and accounts
    "roster_no_table": "没有找到名册：这个文件里没有“组织”或“账号”表的标题行。请用下载的模板填写，不要改标题行。",
    "roster_heading_missing": "“{sheet}”表缺少“{names}”列，没有导入。请用下载的模板填写，不要改标题行。",
    "roster_heading_unknown": "“{sheet}”表的“{name}”列不在模板里，没有导入。系统不收集别的信息，请删去这一列。",
    "roster_heading_twice": "“{sheet}”表的“{name}”列出现了两次，没有导入。请删去一列。",
    "roster_table_twice": "有两张表都是“{sheet}”，没有导入。请合并成一张。",
    "roster_empty": "“组织”和“账号”两张表里都没有内容。请从第2行起填写，再导入。",
    "roster_too_many": "一次最多导入{most}行，没有导入。请分成几个文件，先导入组织，再导入账号。",
    "roster_has_faults": "名册有{n}处要改，什么都没有导入。请按上面的说明改好，再导入一次。",
    "roster_cell_missing": "没有填“{name}”。请填上，或删去这一行。",
    "roster_word_unknown": "“{name}”不能填“{value}”。请从这些里选一个：{words}。",
    "roster_day_over": "“使用到哪一天”是{day}，已经过去了，账号添加后就不能用。请核对；一直使用的可以空着。",
    "roster_number_malformed": "青年人数“{value}”不是大于0的整数。请改成数字；不清楚可以空着。",
    "roster_day_malformed": "日期“{value}”没有读懂。请写成 2027-08-31 这样的形式；长期使用可以空着。",
    "roster_begins_a_formula": "“{value}”以等号或加减号开头，会被表格当成公式。请去掉开头的符号。",
    "roster_not_below": "本区已经建立，名册里只填它下面的组织。请删去这一行。",
    "roster_no_district": "还没有建立本区，不能导入名册。请先用启用链接或 add-person 建立本区。",
    "roster_organisation_unknown": "没有找到组织“{name}”。请核对名称{hint}；新组织请先填在“组织”表里。",
    "roster_organisation_ambiguous": "有{n}个组织叫“{name}”。请在前面写上它的上级，例如“{example}”。",
    "roster_parent_faulty": "上级“{name}”那一行（第{row}行）要先改好，这一行才能导入。",
    "roster_row_twice": "“{name}”在第{row}行已经有了。请删去重复的一行。",
    "roster_organisation_differs": "“{name}”已经有了，但{what}与这里不同。名册只添加、不修改：请在“组织”里修改，或把这一行改成一致。",
    "roster_person_differs": "用户名“{name}”已经有了，但{what}与这里不同。是另一个人请换一个用户名；是同一个人请在“账号”里修改。",
    "raw_needed": "按团支部导出答卷会缩小到少数人，需要同时写明 --raw 和 --reason；不指定团支部可直接导出全区数据。",
    "reason_missing": "导出原始答卷须写明理由（--reason，不超过{most}字）。",
    "raw_not_needed": "--raw 和 --reason 只用于导出答卷，请去掉后再试。",
    "wave_not_released": "{month}的调查结果还没有发布，发布后才能导出答卷。",
    "answers_too_few": "{month}的答卷不足{least}份，逐份导出可能认出个人，没有导出。请查看已发布的结果。",
    "out_unwritable": "不能写入“{name}”，请核对文件夹和权限。",
    # Commands
    "database_url_malformed": "环境变量 DATABASE_URL 写得不对，或缺少它的驱动，系统不能运行。请管理员核对；不设置时使用默认的SQLite。",
    "month_malformed": "月份请写成 2026-06 这样的形式。",
    "organisation_name_unknown": "没有找到名为“{name}”的组织，请核对名称。",
    "organisation_name_ambiguous": "有{n}个组织叫“{name}”，请先改名区分，再操作。",
    # Two at once
    "changed_meanwhile": "刚刚有人改过这条内容，您的修改没有保存。请看新的内容，再决定是否修改。",
    "value_impossible": "有的内容太大或含有无法保存的字符，没有保存。请检查后重新填写。",
    "exists_already": "同样的内容已经存在，没有重复保存。请刷新页面核对。",
    # The house itself
    "database_unreachable": "系统暂时连不上数据库，刚才的操作没有保存。请稍后重试；仍不行请联系管理员。",
    "database_busy": "现在使用的人较多，刚才的操作没有保存。请稍等几秒再试。",
    "database_broken": "系统的数据库不完整或已损坏，暂停服务。请管理员查看日志，必要时用备份恢复后重启。",
    "database_of_another_version": "数据库由另一个版本的系统使用过，暂停服务。请管理员改用较新的版本启动。",
    "data_folder_unusable": "服务器的数据文件夹不能使用，系统暂停服务。请管理员检查 WUGEYI_DATA 指向的文件夹、权限和磁盘空间。",
    "key_missing": "服务器缺少加密密钥文件，系统暂停服务。请管理员把原来的密钥放回数据目录后重启。",
    "key_malformed": "服务器的加密密钥格式不对，系统暂停服务。请管理员检查密钥后重启。",
    "key_wrong": "服务器的加密密钥与数据库不符，系统暂停服务。请管理员换回原来的密钥后重启。",
    "starting": "系统正在启动，请稍等片刻再刷新。",
}
UNKNOWN = "这一步没有办成，内容没有保存。请刷新页面再试；仍不行请联系管理员。"


def sentence(refused: Refused) -> str:
    """Return the Chinese sentence of a refusal, its facts filled in."""
    facts: dict[str, str] = defaultdict(str)
    facts.update({name: shown(value, name) for name, value in refused.facts.items()})
    return SENTENCES.get(refused.code, UNKNOWN).format_map(facts)


def fault_place(fault: RowFault) -> str:
    """Return where a fault of a file lies: “账号”第3行."""
    return f"“{fault.sheet}”第{fault.row}行" if fault.sheet else f"第{fault.row}行"


def fault_lines(refused: Faulty) -> list[str]:
    """Return one line per fault of a file: where, what is wrong, how to mend it."""
    return [f"{fault_place(fault)}：{sentence(fault.refused)}" for fault in refused.rows]


def shown(value: object, name: str) -> str:
    """Return a fact as sentences show it: a date by its day, what is named "month" by its month."""
    if isinstance(value, Refused):
        return sentence(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date) and name == "month":
        return month(value)
    return day(value) if isinstance(value, date) else str(value)


def day(value: date) -> str:
    """2026年6月18日."""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: date) -> str:
    """2026年6月."""
    return f"{value.year}年{value.month}月"


QUARTERS, HALVES = "一二三四", "上下"


def period(value: Period) -> str:
    """2026年6月, 2026年第二季度, 2026年上半年, 2026年全年."""
    year, index = value.first.year, value.first.month - 1
    if value.kind is ReleaseKind.QUARTER:
        return f"{year}年第{QUARTERS[index // 3]}季度"
    if value.kind is ReleaseKind.HALF_YEAR:
        return f"{year}年{HALVES[index // 6]}半年"
    return f"{year}年全年" if value.kind is ReleaseKind.YEAR else month(value.first)


def holidays(until: date) -> str:
    """Say that working days up to a day are counted without the year's holidays; "" where they are known."""
    return "" if workdays.is_announced(until.year) else unannounced(until.year)


def unannounced(year: int) -> str:
    """Say how working days are counted while the holidays of a year are not known."""
    return f"{year}年节假日安排未公布，先按周一到周五算工作日，元旦、五一、国庆的法定假日除外。"


def may_move(until: date) -> str:
    """Say beside a deadline that it was counted without the year's holidays; "" where they are known."""
    return "" if workdays.is_announced(until.year) else "（节假日安排未公布，可能顺延）"


def moment(value: datetime) -> str:
    """2026年6月18日 10:05, in Shanghai."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)} {local:%H:%M}"


def answers_so_far(n: int) -> str:
    """How many have answered while the survey is open: below ten no running number, which would time a person."""
    return f"已收到{n}份" if n >= 10 else "还没有人填" if n == 0 else "已收到不足10份"
