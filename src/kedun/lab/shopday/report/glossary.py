"""Names of values for people, (Chinese, English)."""

from collections.abc import Mapping

__all__ = [
    "ACTIONS", "CATEGORIES", "CHANGES", "METHODS", "OPERATIONS", "PURPOSES", "REASONS", "REFUNDS",
    "REROUTES", "STORIES",
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
