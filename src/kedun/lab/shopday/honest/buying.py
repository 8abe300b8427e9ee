"""Honest people buying: plain purchases and the odd ones that look like fraud. Shapes: see `Scene`."""

from collections.abc import Iterator
from typing import Any

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, Table, between, gap, pick
from kedun.lab.shopday.honest.aftercare import give_back
from kedun.lab.shopday.papers import company_code, mailbox, spoiled
from kedun.lab.shopday.people import PROVINCES, address_in, name_of, phone_of
from kedun.lab.shopday.rhythm import is_sales_night
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["buy", "plain"]

Play = Iterator[int | Row]

_QUANTITY = Table((80, 1), (13, 2), (4, 3), (2, 4), (1, 6))
_AFTER = Table((880, "nothing"), (30, "asks"), (55, "back"), (15, "cancel"), (11, "address"), (6, "review"))
_FIRMS = ("恒达", "瑞丰", "启明", "华源", "中辰", "佳信")
_TRADES = ("科技", "商贸", "咨询", "机电")
_STREETS = ("Maple Road", "Station Street", "Harbour Lane", "Orchard Avenue")
_DEAR = ("手机", "3C", "珠宝", "黄金", "显卡", "奢侈品", "名表")


def _chat(s: Scene, topics: tuple[str, ...]) -> Play:
    """A short talk with an agent before or after the order."""
    if s.conversation is None:
        s.open_chat()
    r = s.r
    for topic in topics:
        yield s.say(topic, external_contact=topic == "honest_wechat" or r() < 0.004)
        yield gap(r, 40 * SECOND)
        yield s.reply()
        yield gap(r, 50 * SECOND)


def _talk(s: Scene) -> Play:
    """What an ordinary buyer may want to know."""
    r = s.r
    topics = ["hello", "specs"]
    if r() < 0.25:
        topics.append("bargain")
    if r() < 0.02:
        topics.append("honest_wechat")
    elif r() < 0.015:
        topics.append("honest_boss")
    yield from _chat(s, tuple(topics))


def _pay(s: Scene, facts: dict[str, Any]) -> Play:
    """Pay, now and then after failing once or twice and taking another card."""
    r = s.r
    if r() < 0.035:
        yield s.pay(succeeded=False, **facts)
        yield gap(r, 50 * SECOND)
        if r() < 0.35:
            yield s.pay(succeeded=False, **facts)
            yield gap(r, 70 * SECOND)
        if r() < 0.5:
            other = "alipay" if s.person.method != "alipay" else "wechat"
            facts = {**facts, "method": other, "channel_switches": 1}
    elif s.person.method in {"card", "unionpay"} and r() < 0.03:
        facts = {**facts, "card_kind": "prepaid" if r() < 0.6 else "virtual"}
    yield s.pay(**facts)


def buy(s: Scene, order: dict[str, Any] | None = None, pay: dict[str, Any] | None = None, *, fate: str = "") -> Play:
    """Look, ask, order, pay, and what comes after. `order` and `pay` are facts laid over the plain ones."""
    r, person = s.r, s.person
    fate = fate or _AFTER.draw(r)
    delay = between(r, 2, 8) * DAY + between(r, 0, 23) * HOUR
    if fate == "cancel":
        delay = between(r, 3, 50) * MINUTE
    if fate in {"back", "cancel"}:
        s.outcome("refunded", delay)
    if r() < 0.42:
        yield s.login()
        yield gap(r, 3 * MINUTE)
    if r() < 0.3:
        yield from _talk(s)
    if s.item is None:
        s.choose(quantity=_QUANTITY.draw(r))
    order = dict(order or {})
    if is_sales_night(s.now):
        order.setdefault("coupon_fen", s.amount // 1000 * between(r, 30, 150))
        s.amount = max(s.amount - order["coupon_fen"], 100)
    elif r() < 0.25 and s.amount > 3_000:
        order.setdefault("coupon_fen", between(r, 1, 10) * 200)
        s.amount = max(s.amount - order["coupon_fen"], 100)
    if person.night_owl and r() < 0.1:
        order.setdefault("urgent", True)
    yield s.order(**order)
    if r() < 0.03:
        return  # never paid
    yield gap(r, 55 * SECOND)
    yield from _pay(s, pay or {})
    if fate == "back":
        yield delay
        yield from give_back(s)
    elif fate == "cancel":
        yield delay
        yield s.refund("refund_only", "no_reason", goods_received=False)
    elif fate == "address":
        yield between(r, 5, 300) * MINUTE
        yield from _mend_address(s)
    elif fate == "asks":
        yield between(r, 20, 70) * HOUR
        yield from _chat(s, ("parcel", "thanks"))
    elif fate == "review":
        yield between(r, 70, 130) * HOUR
        yield from _chat(s, ("angry", "thanks"))


def _mend_address(s: Scene) -> Play:
    """The buyer typed the old address, or somebody else will take the parcel in."""
    r, person = s.r, s.person
    yield from _chat(s, ("address",))
    yield s.verify("platform", verified_level=2)
    yield between(r, 20, 200) * SECOND
    away = r() < 0.15
    province = pick(r, PROVINCES) if away else person.province
    yield s.reroute(
        "recipient" if r() < 0.25 else "address",
        verified_level=2,
        province_changed=province != person.province,
        ship_province=province,
        address=address_in(province, between(r, 0, 1 << 44)),
        address_kind=pick(r, ("home", "home", "home", "home", "work", "work", "work", "station")),
        recipient_changed=r() < 0.25,
        phone_changed=r() < 0.2,
    )


def plain(s: Scene) -> Play:
    """Somebody buys something."""
    yield from buy(s)


def returns_only(s: Scene) -> Play:
    """A purchase that will come back or be cancelled: what fills the days before the stream starts."""
    yield from buy(s, fate="back" if s.r() < 0.8 else "address")


def gift(s: Scene) -> Play:
    """A present sent to somebody else in another province."""
    r = s.r
    province = pick(r, PROVINCES)
    bits = between(r, 0, 1 << 44)
    s.choose(pick(r, ("食品", "美妆", "珠宝", "白酒", "家居", "服饰")), 1 + (r() < 0.2))
    if r() < 0.5:
        yield from _chat(s, ("gift",))
    yield from buy(
        s,
        {
            "gift": True,
            "ship_province": province,
            "address": address_in(province, bits),
            "recipient_name": name_of(bits),
            "phone": phone_of(bits),
            "recipient_key": f"r{bits & 0xFFFFFFFFFF:010x}",
            "address_matches_registered": False,
            "address_kind": "home",
        },
        {"recipient_key": f"r{bits & 0xFFFFFFFFFF:010x}"},
    )


def company(s: Scene) -> Play:
    """An office buys for its people, with an invoice, by transfer from the company's account."""
    r = s.r
    firm = f"{s.person.province}{pick(r, _FIRMS)}{pick(r, _TRADES)}有限公司"
    s.choose(pick(r, ("3C", "家居", "食品", "图书", "手机")), between(r, 5, 60))
    yield from _chat(s, ("specs", "invoice"))
    if r() < 0.2:
        yield s.file("采购清单.pdf" if r() < 0.7 else "规格书.zip", "pdf" if r() < 0.7 else "archive")
        yield gap(r, 4 * MINUTE)
    late = r() < 0.06  # the head office pays for the branch
    payer = firm if not late else firm.replace("有限公司", "集团有限公司")
    yield from buy(
        s,
        {
            "company_order": True,
            "invoice_title": firm,
            "payer_name": payer,
            "address_kind": "work",
            "asks_personal_account": False,
            "bargained": r() < 0.7,
            "asked_specs": True,
            "company_abnormal": r() < 0.01,
            "uscc": company_code(r) if r() < 0.97 else spoiled(company_code(r)),
        },
        {
            "company_order": True,
            "payer_name": payer,
            "method": "bank_transfer",
            "payer_matches_contract": not late,
            "payee": f"{s.shop.id}-corp",
            "payee_kind": "company",
        },
    )


def moving(s: Scene) -> Play:
    """A customer moves house: changes the address first, then orders things for the new flat."""
    r, person = s.r, s.person
    province = pick(r, PROVINCES) if r() < 0.4 else person.province
    address = address_in(province, between(r, 0, 1 << 44))
    yield s.login(distance_km=between(r, 5, 900) if province != person.province else between(r, 1, 30))
    yield gap(r, 5 * MINUTE)
    yield s.change("address", registered=True)
    old = person.province
    s.world.move(person, province, address)
    yield between(r, 2, 600) * MINUTE
    for _ in range(between(r, 1, 4)):
        s.choose(pick(r, ("家居", "家居", "3C", "其他")), _QUANTITY.draw(r))
        yield from buy(s, {"registered_province": old, "address_matches_registered": r() < 0.7}, fate="nothing")
        yield between(r, 3, 90) * MINUTE


def spree(s: Scene) -> Play:
    """Many orders in one evening: a sale, or payday."""
    r = s.r
    for _ in range(between(r, 3, 6)):
        s.go_to(s.world.shop_index())
        s.choose(None, _QUANTITY.draw(r))
        yield from buy(s, fate="nothing" if r() < 0.93 else "cancel")
        s.outcome("honest", 15 * DAY)
        yield gap(r, 14 * MINUTE)


def newcomer(s: Scene) -> Play:
    """A new customer; one in six starts with something dear."""
    r = s.r
    first = s.choose(pick(r, _DEAR) if r() < 0.08 else None, 1)
    if r() < 0.75 and s.choose().mean > first.mean:  # most try a shop with something cheap
        s.choose(item=first)
    yield between(r, 2, 30) * MINUTE
    mail, phone = mailbox(r), s.person.phone
    facts: dict[str, Any] = {"asked_specs": r() < 0.6, "bargained": r() < 0.4}
    if r() < 0.3:
        facts["email"] = mail if r() < 0.98 else mail.replace("@", " ")
        facts["contact_phone"] = phone if r() < 0.97 else phone[:-1]
    yield from buy(s, facts)


def group_buy(s: Scene) -> Play:
    """A neighbourhood's buyer orders for her whole group: same address, many pieces, a contact in the note."""
    r = s.r
    s.choose(pick(r, ("食品", "奶粉", "家居")), between(r, 4, 20))
    yield from buy(s, {"address_kind": "station", "note_has_contact": r() < 0.2, "recipient_serial": r() < 0.1})


def dormitory(s: Scene) -> Play:
    """Students of one house, one after the other, by the same door and the same wireless."""
    r, first = s.r, s.person.number // 48 * 48
    for _ in range(between(r, 2, 5)):
        s.person = s.world.person(min(first + between(r, 0, 47), s.world.pool - 1))
        s.choose(pick(r, ("食品", "图书", "服饰", "美妆")), 1)
        yield from buy(s, fate="nothing")
        yield between(r, 4, 120) * MINUTE


def family(s: Scene) -> Play:
    """Two or three of a household order from the same tablet."""
    r, first = s.r, s.person.number // 4 * 4
    device = s.person.device
    for n in range(3 if r() < 0.2 else 2):
        s.person = s.world.person(min(first + n, s.world.pool - 1))
        s.extra = {"device_id": device}
        s.choose(None, 1)
        yield from buy(s, fate="nothing")
        yield between(r, 5, 300) * MINUTE


def abroad(s: Scene) -> Play:
    """A Chinese student or worker abroad, or a foreign buyer: another country's card, address and internet."""
    r = s.r
    country = pick(r, ("SG", "JP", "US", "AU", "MY", "GB", "CA"))
    card = country if r() < 0.6 else "CN"
    s.extra = {
        "ip_country": country,
        "ip": f"81.{between(r, 0, 255)}.{between(r, 0, 255)}.{between(r, 1, 254)}",
        "proxy": r() < 0.06,
    }
    street = f"{country} {between(r, 1, 300)} {pick(r, _STREETS)}, unit {between(r, 1, 90)}"
    s.choose(pick(r, ("服饰", "食品", "美妆", "家居", "图书")), _QUANTITY.draw(r))
    yield from buy(
        s,
        {
            "ship_country": country,
            "ship_province": "海外",
            "address": street,
            "cross_border": True,
            "address_matches_registered": False,
            "address_kind": "forwarder" if r() < 0.12 else "home",
            "route_plausible": True,
        },
        {
            "method": "card",
            "card_country": card,
            "ship_country": country,
            "cross_border": True,
            "avs_match": r() < 0.96,
            "three_ds": pick(r, ("passed", "passed", "passed", "none")),
            "language_matches": r() < 0.85,
            "timezone_matches": True,
            "address_matches_registered": card == country,
            "fraud_tag_country": False,
        },
        fate="nothing",
    )


def paid_by_another(s: Scene) -> Play:
    """A friend or a parent pays for the order (代付)."""
    r = s.r
    s.choose(None, 1)
    if r() < 0.3:
        yield from _chat(s, ("proxy_pay",))
    yield from buy(
        s,
        None,
        {
            "payer_is_orderer": False,
            "payer_id": f"p{between(r, 0, 1 << 40):010x}",
            "payer_name": name_of(between(r, 0, 1 << 20)),
        },
    )


def in_parts(s: Scene) -> Play:
    """A deposit first and the rest when the sale opens: two payments, neither of the whole amount."""
    r = s.r
    s.choose(pick(r, ("手机", "家居", "3C", "美妆")), 1)
    yield s.order()
    yield gap(r, 40 * SECOND)
    deposit = s.amount // 10
    yield s.pay(amount_fen=deposit)
    yield between(r, 1, 30) * HOUR
    yield s.pay(amount_fen=s.amount - deposit)


def card_trouble(s: Scene) -> Play:
    """The limit is reached, the second card is refused too, the third works."""
    r = s.r
    s.choose(pick(r, _DEAR) if r() < 0.5 else None, 1)
    yield s.order()
    yield gap(r, MINUTE)
    yield s.pay(succeeded=False, method="card", card=s.person.card, card_country="CN")
    yield gap(r, 50 * SECOND)
    yield s.pay(
        succeeded=False, method="card", card=f"k{between(r, 0, 1 << 40):010x}", card_country="CN", channel_switches=1
    )
    yield gap(r, 80 * SECOND)
    if r() < 0.3:
        yield from _chat(s, ("pay_failed",))
    yield s.pay(method="alipay", channel_switches=2)


def traveller(s: Scene) -> Play:
    """On a trip: signs in far from home and has something sent to the hotel."""
    r = s.r
    province = pick(r, PROVINCES)
    yield s.login(distance_km=between(r, 300, 2400), device_new=False)
    yield gap(r, 6 * MINUTE)
    s.choose(pick(r, ("服饰", "美妆", "图书", "食品")), 1)
    yield from buy(
        s,
        {
            "ship_province": province,
            "address": f"{province}{pick(r, ('江景', '会展', '火车站'))}酒店前台",
            "address_kind": "hotel",
            "address_matches_registered": False,
            "urgent": r() < 0.25,
        },
        fate="nothing",
    )
