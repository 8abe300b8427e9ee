"""Scams on accounts, parcels and files: takeovers, stolen agents, rerouted parcels, poisoned archives, insiders."""

from collections.abc import Iterator

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.papers import resident_id, spoiled
from kedun.lab.shopday.people import PROVINCES, address_in, phone_of
from kedun.lab.shopday.rhythm import until_hour
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["t15", "t16", "t17", "t18", "t32", "t38"]

Play = Iterator[int | Row]


def t15(s: Scene) -> Play:
    """A poisoned archive: drawings that only a computer can open."""
    r = s.r
    s.person = s.world.stranger()
    s.outcome("fraud", between(r, 1, 30) * HOUR)
    s.open_chat()
    s.stage = "P0"
    yield s.say("hello")
    yield gap(r, MINUTE)
    yield s.reply("greet")
    yield gap(r, MINUTE)
    s.stage = "P4"
    yield s.say("")
    name, kind = pick(
        r,
        (
            ("产品图纸.zip", "archive"),
            ("瑕疵照片.rar", "archive"),
            ("报价明细.pdf.exe", "executable"),
            ("违规名单.chm", "script"),
            ("退款凭证.lnk", "shortcut"),
            ("最新税务名单.bat", "script"),
        ),
    )
    for again in range(between(r, 1, 2)):
        yield gap(r, MINUTE)
        yield s.file(
            name, kind, encrypted=kind == "archive" and r() < 0.75, kind_matches_name=r() < 0.4, opened=bool(again)
        )
        yield gap(r, 4 * MINUTE)
        yield s.say("", external_link=r() < 0.2)
    if r() < 0.4:  # it worked: the agent's machine works for somebody else
        s.stage = "P7"
        yield between(r, 1, 10) * HOUR
        yield s.access("export", between(r, 200, 3_000), has_ticket=False, off_hours=True, above_usual=True)
        yield gap(r, 4 * MINUTE)
        yield s.access("broadcast", between(r, 20, 400), has_ticket=False, external_link=True)
        s.world.send_home(s.agent)


def t16(s: Scene) -> Play:
    """A customer's account taken over: new phone, new number, then the dear order."""
    r = s.r
    s.outcome("chargeback" if r() < 0.5 else "fraud", between(r, 8, 140) * HOUR)
    s.extra = {
        "device_id": f"d{between(r, 0, 1 << 40):010x}",
        "ip": f"45.{between(r, 0, 255)}.{between(r, 0, 255)}.{between(r, 1, 254)}",
        "emulator": r() < 0.4,
        "proxy": r() < 0.6,
        "verified_level": 0,
    }
    s.stage = "P1"
    if r() < 0.5:
        s.open_chat()
        yield s.say("", third_person=r() < 0.6)
        yield gap(r, MINUTE)
        yield s.verify(
            "history",
            passed=False,
            wrong_answers=between(r, 2, 3),
            third_person=r() < 0.5,
            public_facts_only=True,
            vague=r() < 0.5,
            claims_to_act_for=r() < 0.4,
            level_asked=4,
            resident_id=spoiled(resident_id(r)) if r() < 0.4 else resident_id(r),
        )
        yield gap(r, 3 * MINUTE)
    yield s.login(device_new=True, distance_km=between(r, 400, 2_600), since_last_login_s=between(r, 600, 7_000))
    s.stage = "P4"
    for what in ("phone", "password", "notification")[: between(r, 2, 3)]:
        yield gap(r, 3 * MINUTE)
        yield s.change(
            what,
            device_new=True,
            old_contact_confirmed=False,
            distance_km=between(r, 400, 2_600),
            accounts_on_phone=between(r, 1, 9),
        )
    s.stage = "P5"
    yield between(r, 3, 26) * MINUTE
    if s.shop.id != "s03" and r() < 0.7:
        s.go_to(min(2, len(s.world.shops) - 1))
    s.choose(pick(r, ("手机", "黄金", "虚拟卡券", "珠宝", "名表")), between(r, 1, 2))
    province = pick(r, PROVINCES)
    bits = between(r, 0, 1 << 44)
    yield s.order(
        ship_province=province,
        address=address_in(province, bits),
        phone=phone_of(bits),
        urgent=r() < 0.8,
        bargained=False,
        asked_specs=False,
        address_matches_registered=False,
        address_kind=pick(r, ("station", "locker", "hotel", "home")),
    )
    yield gap(r, 40 * SECOND)
    yield s.pay(s.amount, points_moved=between(r, 0, 1) * between(r, 100, 20_000), urgent=True)


def t17(s: Scene) -> Play:
    """An agent's account is stolen: a night of records, then a link to everyone."""
    r = s.r
    yield until_hour(s.now, between(r, 1, 4)) + between(r, 0, 40) * MINUTE
    s.outcome("fraud", between(r, 4, 40) * HOUR)
    s.stage = "P0"
    device = f"d{between(r, 0, 1 << 40):010x}"
    place = {"ip": f"45.{between(r, 0, 255)}.{between(r, 0, 255)}.{between(r, 1, 254)}"}
    yield s.staff(
        "login",
        {
            **place,
            "succeeded": True,
            "device_new": True,
            "distance_km": between(r, 500, 3_000),
            "sub_account": True,
            "since_last_login_s": between(r, 3_000, 7_000),
            "two_factor": False,
            "off_hours": True,
            "proxy": r() < 0.7,
        },
        device=device,
    )
    s.stage = "P4"
    for _ in range(between(r, 8, 30)):
        yield gap(r, 14 * SECOND)
        yield s.access("view", between(r, 1, 8), has_ticket=False, off_hours=True, **place)
    yield gap(r, 3 * MINUTE)
    yield s.access("export", between(r, 300, 5_000), has_ticket=False, off_hours=True, above_usual=True, **place)
    if r() < 0.6:
        s.stage = "P7"
        yield gap(r, 5 * MINUTE)
        yield s.staff(
            "account_change",
            {
                **place,
                "change": pick(r, ("auto_reply", "app_grant", "role")),
                "made_by": "agent",
                "registered": False,
                "sub_account": True,
                "device_new": True,
                "two_factor": False,
                "off_hours": True,
            },
            device=device,
        )
        yield gap(r, 2 * MINUTE)
        yield s.access("broadcast", between(r, 30, 600), has_ticket=False, external_link=True, off_hours=True, **place)
    s.world.send_home(s.agent)


def t18(s: Scene) -> Play:
    """A dear parcel is sent elsewhere by somebody who did not order it."""
    r = s.r
    s.go_to(min(2, len(s.world.shops) - 1))
    s.choose(pick(r, ("名表", "奢侈品", "黄金", "珠宝")), 1)
    s.outcome("fraud", between(r, 6, 90) * HOUR)
    s.stage = "P0"
    yield s.order()
    yield gap(r, 50 * SECOND)
    yield s.pay()
    s.stage = "P1"
    yield between(r, 5, 110) * MINUTE
    s.extra = {"device_id": f"d{between(r, 0, 1 << 40):010x}", "verified_level": 0, "proxy": r() < 0.5}
    s.open_chat()
    yield s.say("", third_person=r() < 0.4)
    yield gap(r, 2 * MINUTE)
    if r() < 0.5:
        yield s.verify("history", passed=False, wrong_answers=between(r, 1, 3), public_facts_only=True)
        yield gap(r, 2 * MINUTE)
    s.stage = "P5"
    province = pick(r, PROVINCES)
    yield s.reroute(
        pick(r, ("address", "address", "recipient")),
        s.amount,
        by_order_account=r() < 0.2,
        province_changed=r() < 0.85,
        ship_province=province,
        address=f"{province}{pick(r, ('客运站', '城中村', '会展'))}{pick(r, ('代收点', '快捷酒店', '货运仓'))}",
        address_kind=pick(r, ("station", "hotel", "forwarder", "public")),
        recipient_changed=r() < 0.8,
        phone_changed=r() < 0.8,
        phone=phone_of(between(r, 0, 1 << 40)),
        made_by="agent" if r() < 0.4 else "customer",
    )


def t32(s: Scene) -> Play:
    """An insider looks up, copies and carries out buyers' records."""
    r = s.r
    s.outcome("fraud", between(r, 2, 20) * DAY)
    s.stage = "P0"
    night = r() < 0.5
    if night:
        yield until_hour(s.now, between(r, 22, 23)) + between(r, 0, 50) * MINUTE
    leaving = r() < 0.3
    for _ in range(between(r, 6, 28)):
        yield gap(r, 25 * SECOND if r() < 0.7 else 10 * MINUTE)
        yield s.access(
            pick(r, ("view", "view", "view", "screenshot", "copy")),
            between(r, 1, 4),
            has_ticket=r() < 0.25,
            other_shop=r() < 0.25,
            leaving_soon=leaving,
            above_usual=r() < 0.5,
        )
    yield gap(r, 10 * MINUTE)
    yield s.access(
        pick(r, ("export", "usb", "export")),
        between(r, 120, 4_000),
        has_ticket=False,
        leaving_soon=leaving,
        above_usual=True,
        registered=False,
    )
    s.world.send_home(s.agent)


def t38(s: Scene) -> Play:
    """The shop's collecting code is lent out: strangers' money in, out again at once."""
    r = s.r
    s.outcome("fraud", between(r, 3, 20) * DAY)
    s.stage = "P5"
    payee = f"x{between(r, 0, 10**8):08d}"
    s.choose()
    for _ in range(between(r, 2, 5)):
        amount = between(r, 30, 300) * 10_000
        s.amount, s.placed_at = amount, s.now
        yield s.pay(
            amount_fen=amount,
            payer_is_orderer=False,
            payer_id=f"p{between(r, 0, 1 << 40):010x}",
            payee=payee if r() < 0.4 else f"{s.shop.id}-settle",
            payee_kind="personal" if r() < 0.5 else "company",
            payer_matches_contract=False,
            proof="screenshot" if r() < 0.4 else "receipt",
        )
        yield gap(r, 9 * MINUTE)
        yield s.transfer(
            amount * 95 // 100,
            payee,
            "personal",
            "turnover",
            amount * 95 // 100,
            borrowed_account=r() < 0.8,
            first_payee=False,
            payee_confirmed=False,
            out_of_process=True,
            has_ticket=False,
            remark_disguised=r() < 0.6,
            split=r() < 0.5,
        )
        yield gap(r, 30 * MINUTE)
