"""Names of people, as hints: a surname before a form of address (张女士), or a name behind a label (收件人：李晓明).

Without either nothing is guessed: Han names look like any two or three characters. `value` is the name alone.
"""

import re
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit
from kedun.guard.entities.page import Page
from kedun.guard.entities.titles import COMPOUND, SURNAMES

__all__ = ["find", "masked"]

_HAN = re.compile(r"[一-龥]{2,6}")
_BETWEEN = re.compile(r"\s?(?:改成了?|改为|换成了?|是|为|叫|叫做|写|填|:|：|=|的是|就是|姓名){0,3}\s?[:：]?\s?")
_NEVER_GIVEN = frozenset(
    "的了是在有我你您他她它们这那哪什么吗呢吧啊呀和与跟及或把被给让向往从到就都也还不没别很太要想会能可以能应该请问号码手机电话地址身份证收发退换买卖下单"
    "拍付款钱元块打寄送来去上看说讲做用找叫得着过个只件些点次年月日时分期今昨前后里外中住已帮您但因为所又再先从嘛之订客服麻烦谢快并且啦哦对每几多少其此"
)
_STRICT = frozenset(
    "姓名 我叫 名字叫 名字是 收件人 收货人 收件人姓名 收货人姓名 户名 开户名 账户名 持卡人 收款人 付款人 汇款人 真实姓名 寄件人 发件人 叫做 名叫 机主 户主 收货姓名 收件姓名 开户人 法定代表人".split()
)
_NO_NAMES = frozenset(
    "高兴 黄牛 安卓 江苏 江西 江南 白金 金牌 方便 马上 于是 钱包 万一 元旦 安全 安装 安排 金额 高级 高端 高价 高中 平台 平时 明白 明天 明确 明显 白色 黄色 黄金 黑色 蓝色 红色 金色 张贴 张开 何时 何必 何况 "
    "任何 常用 常见 常常 常规 时间 时候 和平 成都 成功 成人 程序 程度 段时 应用 应当 单位 单独 单身 单亲 单价 方法 方式 方向 方案 方面 车主 车间 车险 路上 路过 路人 万元 余额 余下 水果 水电 华为 华人 "
    "文件 文员 文具 文字 强烈 强制 温州 杭州 苏州 徐州 常州 郑州 贺州 柳州 石家 石油 石材 石头 祝您 祝你 房东 房产 房子 房间 房租 符合 祖国 边上 司机 连接 连续 容易 古代 农村 农民 农行 农业 农商 牛奶 牛仔 牛肉 通过 通知 通用 通话 "
    "广告 广东 广州 国家 国内 国际 关系 关于 关键 查询 查看 查到 查过 权限 支付 游戏 游客 康复 武汉 武器 景区 龙岗 龙华 叶子 黎明 宝贝 宝宝 宝妈 贝壳 雷达 雷锋 汤圆 安心 安卓 都可 都是 相关 相信 全部 全额 全国 全新 全家 全职 "
    "干净 干嘛 干什 计划 计算 解决 解释 解绑 解除 宣传 符号 白天 白领 白条 白班 毛衣 毛巾 毛病 纪念 项目 项链 童装 童鞋 林业 高考 高铁 夏天 夏季 夏装 冷静 冷冻 辛苦 空调 曾经 曾用 沙发 充值 晚上 申请 申诉 池塘 红包 谈谈 谷歌 "
    "施工 严重 严格 戚戚 孔子 金融 金卡 姜汤 云南 云端 潘多 范围 苗条 花费 花呗 花生 方形 任务 任性 常态 乐意 时尚 卡号 齐全 顾客 顾虑 平安 平价 平常 平衡 黄页 和解 尹始 祁门 狄仁 米饭 米色 贝克 戴尔 宋体 熊猫 舒服 舒适 屈臣 祝福 董事 阮籍 蓝牙 "
    "席位 季节 季度 麻辣 强迫 贾宝 路由 危险 危机 童年 颜色 颜值 梅花 盛大 林子 钟点 钟表 高速 高额 高温 蔡司 田园 胡乱 凌晨 万分 万达 柯南 管理 管家 卢布 莫名 经常 经过 房贷 应付 宗旨 丁香 单号 洪水 包装 包裹 包邮 包退 包括 包含 石化 吉他 龚俊 程式 邢台 裴多 "
    "陆续 荣耀 荣幸 封面 封号 封装 储存 储蓄 靳东 巴士 山东 山西 侯爵 班级 班长 仰望 宁波 宁夏 宁可 厉害 武术 刘海 束缚 龙头 司法 黎族 薄荷 白银 蒲公 索赔 索尼 赖账 卓越 池州 乔丹 闻到 党员 翟天 谭木 劳动 劳务 申通 燕窝 尚未 尚且 农药 温度 温馨 柴油 习惯 鱼竿 向前 向您 向你 易碎 易付 慎重 "
    "廖化 步骤 都没 满意 满减 满足 弘扬 匡威 国产 国庆 文章 东西 东莞 东北 欧洲 师傅 师范 巩固 利用 越来 越快 师兄 融资 冷门 简单 简介 饶有 关注 关闭 曾在 查收 公司 公安 公章 公众 商家 商户 付费 代理 代办 代购 代付 代收 代发 代写 涂料 晋江 区域 麦当 漆面 帅哥 佘山 兰州 尧舜 "
    "车队 车行 车票 新人 新手 新疆 新款 老板 老师 老婆 老公 老人 老客 卖家 买家 店主 学生 会员 用户 客户 客服 商城 仲裁 祝好 关机 关门 谈判 江湖 江山 江门 海外 车牌 司令 温柔 安徽 安利 安慰 安静 池子 范本 任职 安庆 连锁 金华 黄山 黄石 夏威 常德 柳工 方正 包头 广西 贵州 贵阳 贵公 贵司 贵店 易购 房管 石膏 苗族 满族 农户 牧民 封控 师生 解放 解答 都好 全款 全程".split()
)
_ALONE_AFTER = frozenset("共价额是部计数量结得之体有会要觉裁线监站局行台署")
_STOP = re.compile(r"[和与跟及或的是在给找向对让叫请位问被帮把到]")


def find(page: Page) -> Iterator[Hit]:
    """The names beside forms of address and labels."""
    for kind, start, end in page.cues:
        if kind == "title":
            hit = _before_title(page.text, start, end)
        elif kind == "name":
            hit = _after_label(page.text, page.text[start:end], end)
        else:
            continue
        if hit is not None:
            yield hit


def masked(name: str) -> str:
    """The surname and a star (DOMAIN 4.3.1).

    >>> masked("李晓明"), masked("欧阳娜娜")
    ('李*', '欧阳*')
    """
    return (name[:2] if name[:2] in COMPOUND else name[:1]) + "*"


def _before_title(text: str, start: int, end: int) -> Hit | None:
    title = text[start:end]
    if len(title) == 1 and text[end : end + 1] in _ALONE_AFTER:
        return None
    if title in {"哥", "姐"} and text[end : end + 1] in {"哥", "姐", "妹", "弟"}:
        return None
    for length in (2, 1):
        first = start - length
        if first >= 0 and (text[first:start] in COMPOUND if length == 2 else text[first] in SURNAMES):
            longer = _full_name(text, start)
            name = longer or text[first:start]
            if length == 1 and not longer and _in_a_word(text, first, title):
                return None
            return Hit("person_name", start - len(name), end, name, 0.8, "person_name.title", masked(name) + title)
    name = _full_name(text, start)
    if name is None or name in _NO_NAMES or len(title) == 1:
        return None
    return Hit("person_name", start - len(name), end, name, 0.7, "person_name.title", masked(name) + title)


def _full_name(text: str, end: int) -> str | None:
    """A full name that ends at a place: one that begins where a word must, or is tied by no function word."""
    for length in (3, 2):
        first = end - length
        if first < 0 or text[first] not in SURNAMES or _NEVER_GIVEN.intersection(text[first + 1 : end]):
            continue
        before = text[first - 1 : first] if first else ""
        if (not before or not "一" <= before <= "龥" or _STOP.match(before)) and text[
            first : first + 2
        ] not in _NO_NAMES:
            if all("一" <= sign <= "龥" for sign in text[first:end]):
                return text[first:end]
    return None


_WORD_ENDS = frozenset(
    "平安 西安 公安 保安 治安 关于 由于 对于 等于 属于 那时 小时 当时 及时 准时 什么 其中 支付 应付 到付 红包 钱包 书包 面包 背包 这么 怎么 年轻 最高 提高 新高 很高 升高 身高 手表 开水 快乐 音乐 喜欢 阳光 中国 全国 外国 美国 "
    "英国 韩国 三国 法国 德国 现金 押金 佣金 定金 基金 奖金 资金 黄金 开车 汽车 停车 上车 打车 货车 火车 汽水 一万 好多 一方 对方 官方 双方 地方 警方 厂方 卖方 买方 明年 办公 马路 网路 一路 走路 什么时候 成为 认为 简单 订单 下单 账单 名单 菜单 接单 保单 刷单".split()
)


def _in_a_word(text: str, first: int, title: str) -> bool:
    """Whether the surname is the end of a common word, and so no surname."""
    return text[first - 1 : first + 1] in _WORD_ENDS or (title in {"师傅", "师"} and text[first] == "大")


def _after_label(text: str, label: str, end: int) -> Hit | None:
    between = _BETWEEN.match(text, end)
    at = between.end() if between else end
    if label in {"我是", "本人", "他叫", "她叫"} and at != end:
        return None
    run = _HAN.match(text, at)
    if run is None:
        return None
    name = _name_at(run[0], strict=label in _STRICT)
    if name is None:
        return None
    rest = text[at + len(name) : at + len(name) + 1]
    tied = label in _STRICT or at > end
    if not tied and "一" <= rest <= "龥":
        return None
    confidence = 0.85 if label in _STRICT else 0.65 if at > end else 0.5
    return Hit("person_name", at, at + len(name), name, confidence, "person_name.label", masked(name))


def _name_at(han: str, *, strict: bool) -> str | None:
    """The name Han characters begin with. One character after the surname when a second could not be given."""
    surname = 2 if han[:2] in COMPOUND else 1 if han[0] in SURNAMES else 0
    if not surname or han[:2] in _NO_NAMES or han[surname : surname + 1] in _NEVER_GIVEN or len(han) <= surname:
        return None
    two = han[surname : surname + 2]
    given = two if len(two) == 2 and two[1] not in _NEVER_GIVEN else two[:1]
    if not strict and len(han) > surname + len(given) and han[surname + len(given)] not in _NEVER_GIVEN:
        return None
    return han[:surname] + given
