"""Scams on payments: stolen cards, payers under a spell, dirty money, paid too much, cards of credit for the asking."""

from collections.abc import Iterator
from typing import Any

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.papers import company_code, mailbox, spoiled
from kedun.lab.shopday.people import PROVINCES, address_in, name_of, phone_of
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["t24", "t25", "t26", "t27", "t28", "t29"]

Play = Iterator[int | Row]


def t24(s: Scene) -> Play:
    """Many accounts, one device, one address: coupons eaten or stock blocked, never paid."""
    r = s.r
    s.outcome("fraud", between(r, 3, 60) * HOUR)
    s.stage = "P5"
    device = f"d{between(r, 0, 1 << 40):010x}"
    province = pick(r, PROVINCES)
    address = address_in(province, between(r, 0, 1 << 44))
    ip = f"45.{between(r, 0, 255)}.{between(r, 0, 255)}.{between(r, 1, 254)}"
    hoard = r() < 0.3
    s.choose(None, 1)
    base = s.amount
    for n in range(between(r, 5, 12)):
        if not hoard or n == 0:
            s.person = s.world.stranger()
        s.extra = {"device_id": device, "ip": ip, "emulator": r() < 0.7}
        s.quantity, s.amount = (between(r, 4, 9), base) if hoard else (1, max(base * 7 // 10, 100))
        yield s.order(
            address=f"{address}{'' if hoard else n + 1}",
            recipient_serial=not hoard and r() < 0.8,
            ship_province=province,
            coupon_fen=0 if hoard else base * 3 // 10,
            asked_specs=False,
            bargained=False,
            address_matches_registered=False,
        )
        yield gap(r, 30 * SECOND)
        if not hoard:
            yield s.pay(base * 3 // 10, coupon_fen=base * 3 // 10, method="alipay", payer_id=f"p{device[1:]}")
        yield gap(r, 2 * MINUTE)


def _fence(s: Scene) -> dict[str, Any]:
    """Where stolen goods go: somebody else's name, a place without a door."""
    r = s.r
    province, bits = pick(r, PROVINCES), between(r, 0, 1 << 44)
    return {
        "ship_province": province,
        "address": address_in(province, bits),
        "phone": phone_of(bits),
        "recipient_name": name_of(bits),
        "address_kind": pick(r, ("forwarder", "station", "hotel", "locker", "home")),
        "address_matches_registered": False,
        "urgent": r() < 0.75,
        "bargained": False,
        "asked_specs": False,
        "contact_phone": f"17{between(r, 0, 1)}{between(r, 0, 10**8 - 1):08d}" if r() < 0.4 else phone_of(bits),
        "email": mailbox(r, throw_away=r() < 0.3),
    }


def t25(s: Scene) -> Play:
    """Stolen cards: small tries until one works, then something dear, fast."""
    r = s.r
    s.person = s.world.stranger() if r() < 0.7 else s.person
    s.outcome("chargeback", between(r, 6, 40) * DAY)
    abroad = r() < 0.6
    s.extra = {"proxy": r() < 0.6, "emulator": r() < 0.4, "ip_country": pick(r, ("RU", "VN", "NG", "US", "CN"))}
    s.stage = "P0"
    yield s.login(device_new=True)
    yield between(r, 1, 15) * MINUTE
    if s.shop.id not in {"s01", "s03"}:
        s.go_to(0 if r() < 0.6 else min(2, len(s.world.shops) - 1))
    s.choose(pick(r, ("手机", "显卡", "黄金", "名表", "奢侈品", "3C")), 1)
    for _ in range(12):  # something worth the trouble
        if s.amount >= 90_000:
            break
        s.choose(s.item.category if s.item is not None else None, 1)
    fence = _fence(s)
    fence.update(cross_border=abroad, ship_country=pick(r, ("US", "GB", "MY")) if abroad else "CN")
    yield s.order(**fence)
    card: dict[str, Any] = {
        "method": "card",
        "card_kind": pick(r, ("credit", "credit", "prepaid", "virtual")),
        "card_country": pick(r, ("US", "GB", "BR", "FR")) if abroad else "CN",
        "cross_border": abroad,
        "ship_country": fence["ship_country"],
        "holder_name_matches": False,
        "address_matches_registered": False,
        "language_matches": r() < 0.4,
        "timezone_matches": r() < 0.4,
    }
    for n in range(between(r, 1, 5)):
        yield gap(r, 45 * SECOND)
        small = n == 0 and r() < 0.6
        yield s.pay(
            succeeded=small,
            card=f"k{between(r, 0, 1 << 40):010x}",
            cvv_match=small or r() < 0.4,
            avs_match=False,
            three_ds="failed" if r() < 0.5 else "none",
            channel_switches=n,
            **({**card, "amount_fen": between(r, 100, 900)} if small else card),
        )
    s.stage = "P5"
    yield gap(r, 45 * SECOND)
    yield s.pay(
        s.amount,
        card=f"k{between(r, 0, 1 << 40):010x}",
        cvv_match=r() < 0.7,
        avs_match=r() < 0.3,
        three_ds=pick(r, ("none", "downgraded", "passed")),
        urgent=True,
        **card,
    )
    if r() < 0.4:
        yield gap(r, 4 * MINUTE)
        s.open_chat()
        yield s.say("")


def t26(s: Scene) -> Play:
    """Somebody talked into paying: several strangers pay for one receiver's orders, then they come asking."""
    r = s.r
    s.person = s.world.stranger() if r() < 0.7 else s.person
    s.outcome("fraud", between(r, 5, 70) * HOUR)
    s.stage = "P1"
    fence = _fence(s)
    receiver = f"r{between(r, 0, 1 << 40):010x}"
    for _ in range(between(r, 1, 4)):
        s.stage = "P5"
        s.choose(pick(r, ("手机", "3C", "黄金", "奶粉")), 1)
        yield s.order(**{**fence, "recipient_key": receiver})
        yield gap(r, 90 * SECOND)
        yield s.pay(
            s.amount,
            payer_is_orderer=False,
            payer_id=f"p{between(r, 0, 1 << 40):010x}",
            recipient_key=receiver,
            payer_name=name_of(between(r, 0, 1 << 20)),
            urgent=True,
        )
        yield between(r, 2, 40) * MINUTE
        if r() < 0.3:
            s.open_chat()
            yield s.say("")
    if r() < 0.4:
        s.stage = "P7"
        yield between(r, 1, 20) * HOUR
        yield s.pay(
            0, succeeded=True, payer_is_orderer=False, complaint="fraud", order_state="paid", recipient_key=receiver
        )


def t27(s: Scene) -> Play:
    """Dirty money buys goods: no haggling, a stranger pays, the rest goes back elsewhere."""
    r = s.r
    s.person = s.world.stranger()
    s.outcome("fraud", between(r, 4, 30) * DAY)
    s.stage = "P1"
    s.open_chat()
    yield s.say("")
    yield gap(r, 2 * MINUTE)
    firm = f"{pick(r, PROVINCES)}{pick(r, ('鑫隆', '万通', '顺发'))}贸易有限公司"
    s.choose(pick(r, ("手机", "黄金", "白酒", "显卡", "食品")), between(r, 10, 60))
    s.stage = "P2"
    yield s.order(
        company_order=True,
        invoice_title=firm,
        payer_name=name_of(between(r, 0, 1 << 20)),
        urgent=r() < 0.8,
        bargained=False,
        asked_specs=False,
        asks_personal_account=r() < 0.7,
        company_abnormal=r() < 0.4,
        uscc=spoiled(company_code(r)) if r() < 0.4 else company_code(r),
        address_kind=pick(r, ("forwarder", "station", "work")),
        address_matches_registered=False,
    )
    s.stage = "P5"
    parts = between(r, 1, 3)
    extra = s.amount // 20 if r() < 0.5 else 0
    for _ in range(parts):
        yield between(r, 4, 50) * MINUTE
        yield s.pay(
            (s.amount + extra) // parts,
            amount_fen=(s.amount + extra) // parts,
            method="bank_transfer",
            payer_is_orderer=False,
            payer_id=f"p{between(r, 0, 1 << 40):010x}",
            payer_matches_contract=False,
            company_order=True,
            payee=f"x{s.story:08d}" if r() < 0.4 else f"{s.shop.id}-corp",
            payee_kind="personal" if r() < 0.4 else "company",
            difference_refund_asked=bool(extra) and r() < 0.5,
        )
    if extra:
        yield between(r, 10, 90) * MINUTE
        yield _difference_back(s, extra)


def t28(s: Scene) -> Play:
    """Paid too much, says a picture: the difference back, to another card."""
    r = s.r
    s.person = s.world.stranger() if r() < 0.6 else s.person
    s.outcome("fraud", between(r, 1, 40) * HOUR)
    s.stage = "P2"
    s.choose(None, between(r, 1, 3))
    yield s.order()
    yield gap(r, 3 * MINUTE)
    extra = between(r, 500, 5_000) * 100
    s.open_chat()
    yield s.say("")
    yield gap(r, MINUTE)
    yield s.file("转账截图.png", "image", image_tampered=round(0.3 + r() * 0.7, 2))
    s.stage = "P5"
    yield gap(r, 2 * MINUTE)
    yield s.pay(
        amount_fen=s.amount + extra,
        method="bank_transfer",
        proof=pick(r, ("screenshot", "screenshot", "sms")),
        difference_refund_asked=r() < 0.7,
        succeeded=r() < 0.3,
        payer_is_orderer=r() < 0.5,
    )
    yield gap(r, 9 * MINUTE)
    yield _difference_back(s, extra)


def t29(s: Scene) -> Play:
    """Gift cards: a false manager tests the codes, or a new account buys all there are."""
    r = s.r
    s.outcome("fraud", between(r, 1, 60) * HOUR)
    s.go_to(min(5, len(s.world.shops) - 1))
    s.stage = "P1"
    if r() < 0.4:
        s.person = s.world.stranger()
        s.open_chat()
        yield s.say("", claims_official=True)
        yield gap(r, 2 * MINUTE)
        s.stage = "P5"
        amount = between(r, 10, 60) * 10_000
        yield s.transfer(
            amount,
            f"x{between(r, 0, 10**8):08d}",
            "personal",
            "gift_card",
            amount,
            claims_official=True,
            first_payee=True,
            payee_confirmed=False,
            has_ticket=False,
            out_of_process=True,
        )
        return
    s.person = s.world.stranger()
    s.extra = {"emulator": r() < 0.5, "proxy": r() < 0.5}
    s.stage = "P5"
    for _ in range(between(r, 2, 6)):
        item = s.choose("虚拟卡券")
        s.choose(item=item, quantity=max(60_000 // item.mean + between(r, 1, 5), 2))
        yield s.order(urgent=True, asked_specs=False, bargained=False)
        yield gap(r, 20 * SECOND)
        yield s.pay(
            s.amount,
            method="card",
            card=f"k{between(r, 0, 1 << 40):010x}",
            card_kind=pick(r, ("credit", "virtual", "prepaid")),
            card_country="CN",
            cvv_match=True,
            three_ds="none",
        )
        yield gap(r, 2 * MINUTE)


def _difference_back(s: Scene, extra: int) -> Row:
    """What was paid too much is asked back, to somebody else's own account."""
    return s.refund(
        "compensation",
        "other",
        extra,
        amount_fen=extra,
        original_route=False,
        account_changed=True,
        goes_to_payer=False,
        payee=f"x{between(s.r, 0, 10**8):08d}",
        payee_kind="personal",
    )
