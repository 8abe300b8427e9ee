"""Who takes part: customers, households, dormitories, agents. Everything follows from a number by arithmetic.

A customer is not stored: their province, address, device, card and habits are computed from the seed and
their number when needed, and only a small cache, the count of their orders in this stream and a bounded
memory of who moved are kept. So a pool of a million costs what a pool of a thousand costs, but two bytes each.
"""

from typing import Any

from kedun.lab.shopday.chance import SECOND, Table, mix

__all__ = ["PROVINCES", "Person", "address_in", "name_of", "phone_of"]

PROVINCES = (
    "广东", "江苏", "浙江", "山东", "河南", "四川", "上海", "北京", "湖北", "湖南", "河北", "福建", "安徽",
    "陕西", "辽宁", "重庆", "江西", "广西", "云南", "天津", "黑龙江", "山西", "贵州", "吉林", "内蒙古", "新疆",
    "甘肃", "海南", "宁夏", "青海", "西藏",
)  # fmt: skip
_PROVINCE = Table(*((max(40 - i, 4), name) for i, name in enumerate(PROVINCES)))
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏"
_GIVEN = (
    "伟", "芳", "娜", "敏", "静", "磊", "洋", "勇", "艳", "杰", "涛", "明", "霞", "平", "刚", "桂英", "子涵", "浩然",
    "雨桐", "梓轩", "欣怡", "俊杰", "晓燕", "建国", "志强", "秀兰", "文博", "佳琪", "思远", "若曦", "一凡", "嘉豪",
    "海燕", "春梅",
)  # fmt: skip
_TOWNS = ("东湖", "南山", "西城", "北苑", "新华", "高新", "江岸", "临港", "青云", "河滨", "云溪", "长宁")
_ROADS = (
    "桂花", "梧桐", "望江", "学府", "建设", "和平", "人民", "滨河", "银杏", "月湖", "星光", "松涛", "朝阳", "锦绣",
)  # fmt: skip
_SEGMENTS = (
    "138", "139", "136", "150", "151", "158", "159", "186", "187", "188", "189", "133", "177", "181", "198", "199",
)  # fmt: skip
_NETS = (36, 58, 101, 112, 117, 120, 183, 223)
_GROUPS = Table((885, "ordinary"), (75, "elder"), (15, "minor"), (25, None))
_KINDS = Table((60, "home"), (18, "work"), (10, "locker"), (12, "station"))
_METHODS = Table((44, "alipay"), (38, "wechat"), (6, "unionpay"), (10, "card"), (2, "digital_yuan"))

_VERIFIED = (1, 2, 2, 2, 2, 2, 3, 3)
_YEAR_S = 365 * 86_400
_DORMITORY = 48
_HOUSEHOLD = 4


def name_of(bits: int) -> str:
    """A plain Chinese name."""
    return _SURNAMES[bits % len(_SURNAMES)] + _GIVEN[(bits >> 8) % len(_GIVEN)]


def phone_of(bits: int) -> str:
    """A formally right mobile number."""
    return f"{_SEGMENTS[bits % 16]}{(bits >> 5) % 100_000_000:08d}"


def address_in(province: str, bits: int) -> str:
    """A made-up address in a province."""
    town, road = _TOWNS[bits % 12], _ROADS[(bits >> 7) % 14]
    return f"{province}{town}区{road}路{(bits >> 14) % 400 + 1}号{(bits >> 24) % 30 + 1}幢{(bits >> 32) % 2800 + 101}室"


class Person:
    """One customer as a story sees them. `number` is theirs for ever; `born_us` is when the account was opened.

    `kind` is the kind of their address; a household shares address and device, a dormitory shares address and
    internet address. `method` is how they like to pay, `verified` the strength of verification in force.
    """

    __slots__ = (
        "base_orders", "bits", "born_us", "device", "dormitory", "group", "household", "ip", "key", "kind", "method",
        "more", "moved_to", "night_owl", "number", "province", "roof", "verified",
    )  # fmt: skip

    def __init__(self, seed: int, number: int, *, start_us: int, newcomer_us: int | None = None) -> None:
        bits = mix(seed, number)
        more = mix(seed ^ 0x5A5A5A5A, number)
        self.bits, self.more, self.number, self.key = bits, more, number, f"c{number:08d}"
        settled = newcomer_us is None
        self.dormitory = settled and number // _DORMITORY % 97 == 7
        self.household = settled and not self.dormitory and number // _HOUSEHOLD % 9 == 3
        # People who live together share the bits their home is made of.
        if self.dormitory:
            roof = mix(seed ^ 0x71, number // _DORMITORY)
        else:
            roof = mix(seed ^ 0x72, number // _HOUSEHOLD) if self.household else mix(seed ^ 0x73, number)
        self.roof, self.moved_to = roof, ""
        self.province = _PROVINCE.at(roof)
        self.kind = "station" if self.dormitory else _KINDS.at(bits >> 9)
        together = self.household and bits & 1 == 0
        self.device = f"d{(roof if together else more) & 0xFFFFFFFFFF:010x}"
        place = roof if self.dormitory or self.household else bits
        self.ip = f"{_NETS[place % 8]}.{place >> 8 & 255}.{place >> 16 & 255}.{place >> 24 & 255}"
        self.group = _GROUPS.at(more >> 20)
        self.method = _METHODS.at(more >> 13)
        self.night_owl = bits >> 40 & 15 == 3
        if newcomer_us is None:
            age_s = (bits >> 20) % (6 * _YEAR_S) * ((more >> 40) % 1000) // 1000 + 86_400
            self.born_us = start_us - age_s * SECOND
            self.base_orders = age_s * (1 + (more >> 50) % 14) // _YEAR_S
            self.verified = _VERIFIED[bits >> 44 & 7]
        else:
            self.born_us, self.base_orders = newcomer_us, 0
            self.verified = 1 + (bits >> 44 & 3 != 0)

    @property
    def name(self) -> str:
        """Their name."""
        return name_of(self.bits >> 3)

    @property
    def phone(self) -> str:
        """Their mobile number."""
        return phone_of(self.more)

    @property
    def address(self) -> str:
        """Where they live now."""
        if self.moved_to:
            return self.moved_to
        if self.dormitory:
            return f"{self.province}{_TOWNS[self.roof % 12]}大学{self.roof % 19 + 1}号宿舍楼"
        return address_in(self.province, self.roof)

    @property
    def card(self) -> str:
        """Their card's token."""
        return f"k{self.more >> 24:010x}"

    @property
    def payer(self) -> str:
        """Their payer's identifier."""
        return f"p{self.bits >> 24:010x}"

    def facts(self, now: int, orders: int) -> dict[str, Any]:
        """What is known of the customer and their device at `now`, after `orders` orders in this stream."""
        found: dict[str, Any] = {
            "device_id": self.device,
            "ip": self.ip,
            "account_age_s": (now - self.born_us) // SECOND,
            "orders_before": self.base_orders + orders,
            "verified_level": self.verified,
            "emulator": False,
            "proxy": False,
        }
        if self.bits >> 50 & 15:
            found["ip_country"] = "CN"
        if self.group is not None:
            found["customer_group"] = self.group
        return found
