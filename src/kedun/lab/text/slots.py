"""Values for the slots of our corpora: invented, of the right form."""

import random
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files

__all__ = ["SLOTS"]

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玉兰雪梅子轩浩然梓涵欣怡思远晓东海燕志远文博"
_TABLE: Mapping[str, list[str]] = tomllib.loads((files("kedun.lab.text") / "slots.toml").read_text(encoding="utf-8"))
_MAILS = ("@qq.com", "@163.com", "@gmail.com", "@126.com", "@sina.com")


def _pick(table: str) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(_TABLE[table])


def _digits(count: int) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices("0123456789", k=count))


def _letters(count: int) -> Callable[[random.Random], str]:
    return lambda rng: "".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=count))


def _phone(rng: random.Random) -> str:
    return rng.choice(("13", "15", "17", "18", "19")) + _digits(9)(rng)


def _name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))


def _amount(rng: random.Random) -> str:
    value = rng.choice((rng.randint(2, 99) * 100, rng.randint(10, 99) * 1000, rng.randint(1000, 99999)))
    return rng.choice(
        (f"{value}", f"{value}", f"{value}.00", f"{value / 10000:g}万" if value % 1000 == 0 else f"{value}")
    )


def _small(rng: random.Random) -> str:
    return str(rng.choice((rng.randint(1, 30), rng.randint(10, 299), rng.randint(10, 99) + 0.9)))


def _badurl(rng: random.Random) -> str:
    brand, word = rng.choice(_TABLE["brand"]), rng.choice(_TABLE["bad_word"])
    suffix = rng.choice(_TABLE["bad_suffix"])
    host = rng.choice(
        (
            f"{brand}-{word}.{suffix}",
            f"{word}.{brand}{word}.{suffix}",
            f"{word}{brand}.{suffix}",
            f"www.{brand}{word}.{suffix}",
            f"{_letters(5)(rng)}.{suffix}",
            f"{brand}{_digits(2)(rng)}.{suffix}",
            f"{rng.choice(_TABLE['short'])}/{_letters(6)(rng)}",
        )
    )
    tail = rng.choice(("", "", "/", "/tk", f"/{_digits(4)(rng)}", "/login", "/m"))
    return rng.choice(("", "", "http://", "https://")) + host + tail


def _url(rng: random.Random) -> str:
    page = rng.choice(_TABLE["good_page"]).format(_digits(rng.choice((6, 9, 12)))(rng))
    short = f"{rng.choice(_TABLE['short'])}/{_letters(6)(rng)}"
    more = rng.choice(("", "88", "house", "mall", _digits(2)(rng)))
    site = f"{rng.choice(('www.', 'm.', ''))}{rng.choice(_TABLE['shop_site'])}{more}"
    own = site + rng.choice((".com", ".cn", ".com.cn", ".net"))
    return rng.choice(
        (page, rng.choice(("", "http://", "https://")) + short, own, "http://" + own + rng.choice(("", "/hd", "/m/a")))
    )


def _order(rng: random.Random) -> str:
    dated = f"25{rng.randint(1, 12):02}{rng.randint(1, 28):02}-{_digits(15)(rng)}"
    return rng.choice((_digits(12)(rng), _digits(18)(rng), _digits(19)(rng), dated))


def _tracking(rng: random.Random) -> str:
    return rng.choice(("SF", "YT", "JT", "JDVC", "77", "75", "43")) + _digits(12)(rng)


def _date(rng: random.Random) -> str:
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{month}月{day}日",
            f"{month}月{day}号",
            f"202{rng.randint(0, 6)}年{month}月{day}日",
            f"{month}-{day}",
            f"{month}.{day}",
        )
    )


def _time(rng: random.Random) -> str:
    hour, minute = rng.randint(8, 22), rng.randint(0, 59)
    return rng.choice((f"{hour}:{minute:02}", f"{hour}点", f"{hour}点{minute}分", f"{hour}时许"))


def _address(rng: random.Random) -> str:
    street = f"{rng.choice(_TABLE['road'])}路{rng.randint(1, 300)}号{rng.randint(1, 30)}栋{rng.randint(101, 3204)}"
    return f"{rng.choice(_TABLE['city'])}市{rng.choice(_TABLE['district'])}{street}"


def _resident_id(rng: random.Random) -> str:
    born = f"19{rng.randint(60, 99)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return rng.choice(("110101", "310115", "440305", "330106")) + born + _digits(3)(rng) + rng.choice("0123456789X")


def _wechat(rng: random.Random) -> str:
    word = _letters(rng.randint(2, 6))(rng)
    return rng.choice((word + _digits(rng.randint(3, 6))(rng), "wxid_" + word + _digits(4)(rng), _phone(rng)))


SLOTS: Mapping[str, Callable[[random.Random], str]] = {
    "order": _order,
    "phone": _phone,
    "landline": lambda rng: f"0{rng.choice(('10', '21', '571', '755', '28'))}-{_digits(8)(rng)}",
    "name": _name,
    "surname": lambda rng: rng.choice(_SURNAMES),
    "amount": _amount,
    "small": _small,
    "bank": _pick("bank"),
    "platform": _pick("platform"),
    "shop": lambda rng: rng.choice(_TABLE["shop"]) + rng.choice(("旗舰店", "专营店", "官方店", "小店", "家居", "")),
    "courier": _pick("courier"),
    "tracking": _tracking,
    "url": _url,
    "badurl": _badurl,
    "wechat": _wechat,
    "qq": lambda rng: _digits(rng.choice((8, 9, 10)))(rng).lstrip("0") or "10001",
    "code": lambda rng: _digits(rng.choice((4, 6, 6)))(rng),
    "product": _pick("product"),
    "date": _date,
    "time": _time,
    "city": _pick("city"),
    "district": _pick("district"),
    "address": _address,
    "idno": _resident_id,
    "card": lambda rng: rng.choice(("6222", "6217", "6228", "6214")) + _digits(rng.choice((12, 15)))(rng),
    "company": lambda rng: rng.choice(_TABLE["city"]) + rng.choice(_TABLE["company"]) + "有限公司",
    "app": _pick("app"),
    "meeting": lambda rng: rng.choice((_digits(9), lambda r: "-".join(_digits(3)(r) for _ in range(3))))(rng),
    "email": lambda rng: _letters(6)(rng) + _digits(3)(rng) + rng.choice(_MAILS),
    "percent": lambda rng: f"{rng.randint(1, 60)}%",
    "n": lambda rng: str(rng.randint(2, 9)),
}
"""A maker of values for every slot name."""
