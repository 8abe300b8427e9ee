"""Names of values for people, (Chinese, English)."""

from collections.abc import Mapping

__all__ = [
    "ACTIONS",
    "CATEGORIES",
    "CHANGES",
    "ENVELOPE_NAMES",
    "METHODS",
    "OPERATIONS",
    "PURPOSES",
    "REASONS",
    "REFUNDS",
    "REROUTES",
    "STORIES",
    "VALUES",
]  # fmt: skip

Names = Mapping[str, tuple[str, str]]

ACTIONS: Names = {
    "allow": ("放行", "allow"),
    "warn": ("提示", "warn"),
    "verify": ("核验", "verify"),
    "review": ("复核", "review"),
    "hold": ("暂停", "hold"),
    "block": ("阻断", "block"),
}
CATEGORIES: Names = {
    "手机": ("手机", "mobile phone"),
    "3C": ("数码", "electronics"),
    "显卡": ("显卡", "graphics card"),
    "黄金": ("黄金", "gold"),
    "珠宝": ("珠宝", "jewellery"),
    "名表": ("名表", "watch"),
    "奢侈品": ("奢侈品", "luxury goods"),
    "虚拟卡券": ("虚拟卡券", "gift cards"),
    "奶粉": ("奶粉", "baby formula"),
    "白酒": ("白酒", "spirits"),
    "服饰": ("服饰", "clothing"),
    "家居": ("家居", "household"),
    "食品": ("食品", "food"),
    "美妆": ("美妆", "cosmetics"),
    "图书": ("图书", "books"),
    "其他": ("其他", "other goods"),
}
METHODS: Names = {
    "alipay": ("支付宝", "Alipay"),
    "wechat": ("微信", "WeChat Pay"),
    "unionpay": ("银联", "UnionPay"),
    "card": ("银行卡", "card"),
    "digital_yuan": ("数字人民币", "digital yuan"),
    "bank_transfer": ("对公转账", "bank transfer"),
    "other": ("其他方式", "another way"),
}
REFUNDS: Names = {
    "refund_only": ("仅退款", "a refund without return"),
    "return_refund": ("退货退款", "a refund for returned goods"),
    "compensation": ("补偿", "compensation"),
    "chargeback": ("拒付", "a chargeback"),
}
REASONS: Names = {
    "quality": ("质量问题", "quality"),
    "damage": ("破损", "damage"),
    "missing": ("少件", "parts missing"),
    "not_received": ("未收到", "not received"),
    "fake": ("疑似假货", "said to be fake"),
    "no_reason": ("七天无理由", "no reason needed"),
    "other": ("其他", "other"),
}
PURPOSES: Names = {
    "refund": ("退款", "refund"),
    "compensation": ("补偿", "compensation"),
    "unfreeze": ("解冻费", "unfreezing fee"),
    "tax": ("税费", "tax"),
    "activation": ("开通认证费", "activation fee"),
    "turnover": ("走流水", "turnover"),
    "deposit": ("保证金", "deposit"),
    "supplier": ("供应商货款", "supplier"),
    "top_up": ("充值", "top-up"),
    "gift_card": ("礼品卡", "gift cards"),
    "safe_account": ("“安全账户”", "“safe account”"),
    "other": ("其他", "other"),
}
CHANGES: Names = {
    "phone": ("改绑手机号", "Changes the bound mobile number"),
    "password": ("修改密码", "Changes the password"),
    "email": ("修改邮箱", "Changes the e-mail address"),
    "address": ("修改地址", "Changes the address"),
    "payee": ("修改收款账户", "Changes the payee"),
    "closure": ("注销账户", "Closes the account"),
    "nickname": ("修改昵称", "Changes the nickname"),
    "notification": ("关闭通知", "Turns notices off"),
    "role": ("变更角色权限", "Changes a role"),
    "auto_reply": ("修改自动回复", "Changes the automatic reply"),
    "app_grant": ("授权第三方应用", "Grants an app access"),
    "two_factor": ("变更二次验证", "Changes two-factor sign-in"),
}
REROUTES: Names = {
    "address": ("改收货地址", "Changes the delivery address"),
    "recipient": ("改收件人", "Changes the recipient"),
    "intercept": ("拦截包裹", "Intercepts the parcel"),
    "resend": ("要求补发", "Asks to send again"),
    "hold": ("要求暂存", "Asks to hold the parcel"),
}
OPERATIONS: Names = {
    "view": ("查看", "Views"),
    "export": ("导出", "Exports"),
    "copy": ("复制", "Copies"),
    "screenshot": ("截屏", "Takes a screenshot of"),
    "usb": ("拷到 U 盘", "Copies to a USB stick"),
    "broadcast": ("群发消息给", "Sends a message to all of"),
}
STORIES: Names = {
    "purchase": ("普通购物", "an ordinary purchase"),
    "gift": ("给外地亲友送礼", "a present sent to another province"),
    "company": ("公司采购", "an office buying for its people"),
    "moving_house": ("搬家", "moving house"),
    "spree": ("一晚上连下几单", "several orders in one evening"),
    "newcomer": ("新客户", "a new customer"),
    "group_buy": ("社区团购", "a neighbourhood's group order"),
    "dormitory": ("学生宿舍", "students of one dormitory"),
    "family_device": ("一家人共用平板", "a family sharing a tablet"),
    "abroad": ("身在海外", "a customer abroad"),
    "paid_by_another": ("亲友代付", "paid by a friend or parent"),
    "paid_in_parts": ("定金加尾款", "a deposit and the rest"),
    "card_trouble": ("卡限额，换卡再付", "a card at its limit, then another"),
    "traveller": ("出差旅行", "a traveller"),
    "look_round": ("随便看看", "just looking"),
    "tidy_account": ("整理账户资料", "tidying the account"),
    "new_phone": ("换了新手机", "a new handset"),
    "lost_phone": ("手机丢了", "a lost phone"),
    "question": ("普通咨询", "a question"),
    "old_order_back": ("退掉上周的订单", "returning last week's order"),
    "size_trier": ("多买几个尺码试穿", "trying several sizes"),
    "angry": ("真的买到次品", "truly bad goods"),
    "agent_shift": ("坐席当班", "an agent's shift"),
    "export": ("仓库发货清单", "the warehouse's list"),
    "finance": ("财务付款", "the finance desk"),
    "shop_settings": ("店铺设置", "the shop's settings"),
}
_PLACES: Names = {
    "home": ("住家", "home"),
    "work": ("单位", "work"),
    "locker": ("快递柜", "locker"),
    "station": ("驿站", "pick-up station"),
    "hotel": ("酒店", "hotel"),
    "forwarder": ("货代仓", "forwarder"),
    "public": ("公共场所", "public place"),
}
_RED_LINES: Names = {
    "none": ("无", "none"),
    "code": ("验证码", "code"),
    "password": ("密码", "password"),
    "cvv": ("安全码", "CVV"),
    "face": ("人脸", "face"),
    "screen": ("屏幕共享", "shared screen"),
    "payment_code": ("付款码", "payment code"),
}
_PROOFS: Names = {
    "receipt": ("平台回执", "receipt"),
    "screenshot": ("截图", "screenshot"),
    "sms": ("短信", "text message"),
    "none": ("无", "none"),
}
_KINDS: Names = {
    "platform": ("平台", "platform"),
    "company": ("企业", "company"),
    "personal": ("个人", "personal"),
}
_CARDS: Names = {
    "debit": ("借记卡", "debit"),
    "credit": ("信用卡", "credit"),
    "prepaid": ("预付卡", "prepaid"),
    "virtual": ("虚拟卡", "virtual"),
}
_COMPLAINTS: Names = {
    "none": ("无", "none"),
    "payment": ("支付", "payment"),
    "unauthorised": ("未授权", "not authorised"),
    "fraud": ("被骗", "fraud"),
}
_METHODS_OF_CHECKING: Names = {
    "history": ("历史订单", "past orders"),
    "code": ("验证码", "code"),
    "totp": ("动态口令", "one-time password"),
    "callback": ("回拨", "calling back"),
    "document": ("证件", "document"),
    "screenshot": ("截图", "screenshot"),
    "platform": ("平台核验", "the platform"),
}
_FILES: Names = {
    "image": ("图片", "image"),
    "video": ("视频", "video"),
    "pdf": ("PDF", "PDF"),
    "document": ("文档", "document"),
    "archive": ("压缩包", "archive"),
    "executable": ("可执行文件", "program"),
    "script": ("脚本", "script"),
    "shortcut": ("快捷方式", "shortcut"),
    "other": ("其他", "other"),
}
_GROUPS: Names = {
    "ordinary": ("普通", "ordinary"),
    "elder": ("老人", "elderly"),
    "minor": ("未成年人", "minor"),
    "distressed": ("慌乱", "distressed"),
}
_STATES: Names = {
    "unpaid": ("未付款", "unpaid"),
    "paid": ("已付款", "paid"),
    "shipped": ("已发货", "shipped"),
    "signed": ("已签收", "signed for"),
    "closed": ("已关闭", "closed"),
}
_SECURE: Names = {
    "passed": ("通过", "passed"),
    "failed": ("失败", "failed"),
    "downgraded": ("降级", "downgraded"),
    "none": ("未验证", "none"),
}
_MAKERS: Names = {
    "customer": ("客户", "customer"),
    "agent": ("坐席", "agent"),
    "system": ("系统", "system"),
    "relative": ("亲属", "relative"),
}
_FORMATS: Names = {
    "ok": ("正确", "right"),
    "length": ("位数不对", "wrong length"),
    "characters": ("含非法字符", "wrong characters"),
    "checksum": ("校验位错", "wrong check digit"),
    "birthdate": ("出生日期不存在", "no such birthday"),
    "region": ("地区码不存在", "no such region"),
    "repeated": ("重复数字", "repeated digits"),
    "segment": ("号段不存在", "no such number range"),
    "virtual": ("虚拟运营商", "virtual operator"),
    "service": ("服务号码", "service number"),
    "syntax": ("格式错误", "malformed"),
    "disposable": ("一次性邮箱", "throw-away"),
    "mismatch": ("不相符", "does not fit"),
    "unknown": ("无法判断", "cannot tell"),
}
VALUES: Mapping[str, Names] = {
    "category": CATEGORIES,
    "method": METHODS,
    "refund_kind": REFUNDS,
    "reason": REASONS,
    "purpose": PURPOSES,
    "change": CHANGES,
    "logistics_change": REROUTES,
    "operation": OPERATIONS,
    "address_kind": _PLACES,
    "red_line_asked": _RED_LINES,
    "proof": _PROOFS,
    "payee_kind": _KINDS,
    "card_kind": _CARDS,
    "complaint": _COMPLAINTS,
    "verification_method": _METHODS_OF_CHECKING,
    "file_kind": _FILES,
    "customer_group": _GROUPS,
    "order_state": _STATES,
    "three_ds": _SECURE,
    "made_by": _MAKERS,
    "resident_id_format": _FORMATS,
    "uscc_format": _FORMATS,
    "contact_phone_format": _FORMATS,
    "email_format": _FORMATS,
    "card_number_format": _FORMATS,
    "order_number_format": _FORMATS,
    "courier_number_format": _FORMATS,
}
ENVELOPE_NAMES: Names = {
    "at": ("事件时间", "time of the event"),
    "channel": ("渠道", "channel"),
    "shop": ("店铺", "shop"),
    "customer_id": ("客户", "customer"),
    "order_id": ("订单", "order"),
    "agent_id": ("坐席", "agent"),
    "conversation_id": ("会话", "conversation"),
}
