"""Words that say what the number beside them is, found in one pass by one automaton.

A cue is a class and a span. The classes are named by what they announce; `goods` announces a number that is
nobody's: a model, a batch, a size. Words stand as people write them, so common capitals are listed.
"""

from collections.abc import Mapping
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from kedun.guard.entities.places import PLACES
from kedun.guard.entities.titles import NAME_LABELS, TITLES

__all__ = ["COMPANIES", "TELLING", "Cue", "cues_of", "has_disguised_cue"]

Cue = tuple[str, int, int]
"""Class, start, end."""

COMPANIES = {
    "SF": "顺丰 顺风快递 顺丰快递 顺丰速运 顺丰单号 SF单号",
    "ZTO": "中通 中通快递 ZTO zto",
    "YTO": "圆通 圆通快递 圆通速递 YTO yto",
    "YUNDA": "韵达 韵达快递 YUNDA yunda",
    "STO": "申通 申通快递 STO sto",
    "JT": "极兔 极兔快递 极兔速递",
    "JD": "京东快递 京东物流",
    "EMS": "EMS ems 邮政 邮政快递 邮政包裹 中国邮政",
    "DPK": "德邦 德邦快递 德邦物流",
}
"""Courier companies by the code the formal check knows them by."""

_WORDS: Mapping[str, str] = {
    **COMPANIES,
    "order": """订单号 订单编号 订单号码 订单ID 订单id 定单号 单子号 交易订单号 售后单号 售后编号 售后单 退款编号 退款单号 退款单
        拍单号 交易编号 主订单号 子订单号 淘宝单号 拼多多单号 京东单号 抖音单号 采购单号 Order order""",
    "orderw": "订单 定单 下单 拍下 单子 这单 那单 此单",
    "number": "单号 编号 流水号 交易号 凭证号 参考号 商户单号 商户订单号",
    "courier": """快递单号 快递单 快递号 快递编号 运单号 运单 运单编号 物流单号 物流编号 物流号 面单号 退货单号 退货物流单号 寄回单号
        退回单号 发货单号 退货快递单号 包裹单号 跟踪号 追踪号 tracking Tracking 货运单号 寄件单号 揽收单号 换货单号""",
    "courierw": "快递 物流 包裹 寄回 寄出 寄件 派件 派送 签收 揽收 菜鸟 百世 退回 驿站",
    "card": """卡号 银行卡号 银行卡 储蓄卡 储蓄卡号 信用卡 信用卡号 借记卡 借记卡号 贷记卡 收款账号 收款账户 银行账号 银行账户
        收款卡 收款卡号 打款账号 打款账户 对公账户 转入卡号 付款卡号 工行 建行 农行 中行 交行 招行 邮储 工商银行 建设银行 农业银行
        中国银行 招商银行 交通银行 邮政储蓄 开户行 账号 账户 帐号 帐户 卡 card Card 汇款到 打到 转到 存折""",
    "id": "身份证 身份证号 身份证号码 证件号 证件号码 证号 身份号码 身份信息 ID号 实名",
    "company": "统一社会信用代码 社会信用代码 信用代码 税号 纳税人识别号 纳税识别号 营业执照 营业执照号 注册号 执照号 开票 发票抬头 公司代码",
    "passport": "护照 护照号 护照号码 护照编号 通行证 通行证号 passport Passport PASSPORT",
    "phone": """电话 手机 手机号 手机号码 电话号码 号码 联系 联系方式 联系电话 联系我 来电 致电 回拨 回电 拨打 打给 打我 预留手机 tel Tel TEL
        phone Phone mobile Mobile 手机尾号 短信 拨 呼叫 本机 通话 备用号 收货电话 call Call""",
    "landline": "座机 固话 座机号 固定电话 座机号码 办公电话 总机 前台电话 传真 区号",
    "hotline": """热线 客服电话 客服热线 服务热线 官方电话 投诉电话 官方客服 客服 人工客服 报警 报警电话 举报电话 反诈 反诈专线 拨通 打了 打
        电话打 人工台 自称 来自 显示 接到 专线 官方号码 银行短信 咨询 市民热线 投诉 拨号""",
    "money": """转 转账 转给 转了 转我 转你 转您 退 退款 退我 退你 退您 退了 退给 付 付款 付了 支付 支付了 充 充值 充了 充值了 打款 汇款 汇 借 借我 借款 贷款
        赔 赔付 赔偿 赔我 赔您 补 补偿 补差价 差价 返现 返 返利 佣金 价格 金额 押金 保证金 定金 订金 赚 赚了 收益 本金 提现 转过来 转过去 到账
        入账 余额 额度 总价 实付 应付 亏 亏了 投 投资 投了 骗 骗了 损失 日赚 月入 日入 工资 红包 存 存入 垫付 垫 刷 花 花了 卖 收 收您 收你""",
    "trade": """支付宝交易号 交易单号 支付宝订单号 支付宝流水号 支付单号 支付订单号 转账单号 微信支付单号 微信交易单号 微信转账单号
        支付流水号 支付交易号 微信订单号 商户号 transaction_id trade_no""",
    "wechat": """微信 微信号 微信ID 微信id VX vx Vx vX WX wx Wx wechat WeChat Wechat weixin WeiXin Weixin 薇信 威信 维信 V信 v信 w信 W信 wei信
        微x 微X 薇x 微信同号 徽信 嶶信 微芯 薇 加微信 加薇信 加微 加薇 加v 加V 加我 加一下 绿泡泡 我微 ➕v ➕V +v +V 卫星号 卫星 加W 加w 微""",
    "qq": """QQ qq Qq QQ号 qq号 Q号 q号 扣扣 扣扣号 抠抠 口口 球球 企鹅 企鹅号 QQ群 qq群 QQ群号 qq群号 群号 扣群 Q群 q群 扣扣群 企鹅群
        加群 进群 群聊 加QQ 加qq 加Q 加q 加扣 扣Q 扣q 叩叩 🐧""",
    "code": """验证码 校验码 动态码 动态口令 动态密码 短信码 短信验证码 手机验证码 确认码 激活码 一次性密码 登录码 验证代码 校验代码 随机码 安全验证码 认证码
        OTP otp 授权码 验证嘛 验证吗 驗證碼 短信密码 支付验证码 动态验证码""",
    "password": """密码 支付密码 登录密码 取款密码 交易密码 口令 查询密码 银行卡密码 解锁密码 账号密码 密碼 PIN码 pin码 pin PIN
        password Password PASSWORD pwd PWD passwd passcode 锁屏密码 卡密码 U盾密码 网银密码""",
    "cvv": """CVV cvv CVV2 cvv2 CVC cvc CVC2 cvc2 Cvv CVV码 cvv码 CVN CVN2 cvn2 安全码 卡背面 背面三位 背面后三位 背面末三位 签名栏 后三码 末三码
        背面3位 背面后3位 背面末3位 背后三位 背面数字 卡片背面""",
    "paycode": "付款码 收付款码 刷卡码 付款条码 付款条形码 支付条码 付款码数字 付款数字 付款码上的数字",
    "goods": """型号 货号 款号 款式编号 SKU sku Sku 条码 条形码 商品编号 商品编码 商品ID 商品id 商品码 编码 批号 批次 批次号 生产批号 序列号 SN sn S/N
        IMEI imei 串号 版本 版本号 ISBN isbn 尺码 尺寸 库存 销量 浏览量 邮编 邮政编码 工号 客服工号 房间号 取件码 提货码 提取码 取货码 优惠码 优惠券码 券码 兑换码
        邀请码 识别码 防伪码 核销码 色号 件号 料号 规格 货架号 店铺ID 店铺号 会员号 会员卡号 房号 座位号 车牌 车牌号 航班 航班号 车次 车架号 发动机号 门禁 学号
        准考证号 考号 印次 标准号 执行标准 许可证 许可证号 备案号 批准文号 专利号 文号 密码锁 柜号 邮箱大小 像素 显卡 主板 处理器 硬盘 系统 固件 驱动 升级 更新
        粉丝 播放量 阅读量 点赞 浏览 直播间 直播间号 房间 抖音号 快手号 编号为 叫号 排队号 排号 取餐码 取餐号 排队 桌号 材质 功率 电压 容量 型材 门牌 游戏ID 游戏id UID uid 快递柜""",
    "tail": "尾号 末四位 后四位 后4位 尾数 后三位 前三位 前六位 末尾 开头 以",
    "net": "IP ip Ip IP地址 ip地址 服务器 登录地址 主机 网关 DNS dns 端口 登录IP 登录ip 登陆IP 内网 外网 公网 远程 网段 代理 白名单 访问",
    "birthday": "生日 出生 出生日期 生于",
    "title": TITLES,
    "name": NAME_LABELS,
    "place": PLACES,
}

TELLING = frozenset({"wechat", "qq", "code", "password", "cvv", "paycode", "card", "id", "phone", "order"})
"""Classes worth looking for in disguise."""

_PHRASES = {"code": ("verification code", "Verification code", "one-time code", "login code", "SMS code")}


def _words_of(kind: str) -> tuple[str, ...]:
    return (*_WORDS[kind].split(), *_PHRASES.get(kind, ()))


_CLASSES: tuple[str, ...] = tuple(kind for kind in _WORDS for _ in _words_of(kind))
_DISGUISABLE = ("微信", "vx", "wx", "验证码", "校验码", "密码", "扣扣", "qq", "付款码", "卡号", "身份证")


@cache
def _automaton() -> AhoCorasick:
    return AhoCorasick([word for kind in _WORDS for word in _words_of(kind)], matchkind=MatchKind.LeftmostLongest)


def cues_of(text: str) -> list[Cue]:
    """The cues of a text without lone surrogates, in order and without overlap."""
    return [(_CLASSES[index], start, end) for index, start, end in _automaton().find_matches_as_indexes(text)]


def has_disguised_cue(clean: str, bare: str) -> bool:
    """Whether a sensitive word stands in the bare text that is not to be seen in the clean one."""
    return any(word in bare and word not in clean for word in _DISGUISABLE)
