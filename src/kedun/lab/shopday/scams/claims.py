"""Scams on refunds: money without goods, goods swapped, pictures made, threats sold. DOMAIN 2.1.2 T19 to T23."""

from collections.abc import Iterator

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["t19", "t20", "t21", "t22", "t23"]

Play = Iterator[int | Row]


def _bought(s: Scene, category: str | None = None) -> None:
    """Something bought last week, now claimed."""
    s.choose(category, 1)
    s.order_id = f"o{s.world.number():010d}"
    s.placed_at = s.paid_at = s.now - between(s.r, 2, 9) * DAY


def t19(s: Scene) -> Play:
    """Money only, again and again, and no more pictures."""
    r = s.r
    s.outcome("fraud", between(r, 1, 12) * DAY)
    s.stage = "P2"
    for n in range(between(r, 3, 8)):
        s.go_to(s.world.shop_index())
        _bought(s)
        s.open_chat()
        s.stage = "P2"
        yield s.say("", threatens=r() < 0.4)
        yield gap(r, 2 * MINUTE)
        if r() < 0.6:
            yield s.file(f"IMG_{between(r, 1000, 9999)}.jpg", "image", image_reused=n > 0 and r() < 0.5)
            yield gap(r, 2 * MINUTE)
        s.stage = "P5"
        dear = r() < 0.3
        yield s.refund(
            "refund_only",
            pick(r, ("quality", "missing", "not_received", "fake")),
            s.amount,
            goods_received=False,
            evidence_refusals=between(r, 0, 3),
            threatens=r() < 0.4,
            evidence_percent=between(r, 0, 45),
            image_reused=n > 0 and r() < 0.5,
            similar_customers=between(r, 0, 5),
            high_item_only=dear,
            mixed_price_items=dear,
            intercepted=r() < 0.2,
        )
        yield between(r, 10, 240) * MINUTE if r() < 0.75 else between(r, 10, 40) * HOUR


def t20(s: Scene) -> Play:
    """A tracking number and no parcel."""
    r = s.r
    s.outcome("fraud", between(r, 1, 9) * DAY)
    number = f"YT{between(r, 10**12, 10**13 - 1)}"
    for _ in range(between(r, 2, 5)):
        _bought(s, pick(r, ("服饰", "3C", "美妆")))
        s.open_chat()
        s.stage = "P2"
        yield s.say("")
        yield gap(r, 3 * MINUTE)
        s.stage = "P5"
        empty = r() < 0.5
        facts = s.returned(requested_ago=between(r, 5, 60) * HOUR)
        facts.update(
            return_number=number,
            courier_number=number,
            courier_company="YTO",
            return_track_matches=r() < 0.15,
            goods_received=empty,
        )
        if r() < 0.5:
            facts["return_created_at"] = facts["requested_at"] - between(r, 1, 20) * HOUR
        if empty:
            facts.update(returned_weight_g=facts["shipped_weight_g"] * between(r, 5, 28) // 100)
        else:
            del facts["returned_weight_g"], facts["serial_matches"], facts["seal_intact"]
        yield s.refund("return_refund", pick(r, ("no_reason", "quality")), s.amount, **facts)
        yield between(r, 5, 200) * MINUTE


def t21(s: Scene) -> Play:
    """Back comes something else."""
    r = s.r
    s.outcome("fraud", between(r, 4, 80) * HOUR)
    s.go_to(pick(r, (0, min(2, len(s.world.shops) - 1))))
    _bought(s, pick(r, ("手机", "名表", "显卡", "奢侈品", "3C")))
    s.stage = "P2"
    s.open_chat()
    yield s.say("")
    yield between(r, 2, 30) * MINUTE
    s.stage = "P5"
    facts = s.returned(serial_matches=r() < 0.2, seal_intact=r() < 0.25)
    facts["returned_weight_g"] = facts["shipped_weight_g"] * between(r, 70, 118) // 100
    yield s.refund(
        "return_refund", pick(r, ("quality", "no_reason", "fake")), s.amount, high_item_only=r() < 0.5, **facts
    )
    yield gap(r, 30 * SECOND)
    yield s.say("", threatens=r() < 0.5)


def t22(s: Scene) -> Play:
    """Damage drawn by a machine."""
    r = s.r
    s.outcome("fraud", between(r, 2, 90) * HOUR)
    _bought(s)
    s.open_chat()
    s.stage = "P2"
    yield s.say("")
    made = round(0.55 + r() * 0.44, 2)
    for _ in range(between(r, 1, 3)):
        yield gap(r, 2 * MINUTE)
        yield s.file(
            f"破损{between(r, 1, 9)}.png", "image", image_tampered=made, exif_conflict=r() < 0.4, image_reused=r() < 0.3
        )
    yield gap(r, 4 * MINUTE)
    yield s.say("")
    s.stage = "P5"
    yield gap(r, 3 * MINUTE)
    part = max(s.amount * between(r, 30, 100) // 100, 100)
    yield s.refund(
        "refund_only",
        "damage",
        part,
        amount_fen=part,
        goods_received=False,
        image_tampered=made,
        image_reused=r() < 0.3,
        exif_conflict=r() < 0.4,
        evidence_refusals=between(r, 0, 3),
        evidence_percent=between(r, 20, 70),
        similar_customers=between(r, 0, 4),
    )


def t23(s: Scene) -> Play:
    """Pay, or the review stays: a claim as a trade."""
    r = s.r
    s.outcome("fraud", between(r, 1, 12) * DAY)
    _bought(s, pick(r, ("食品", "美妆", "服饰")))
    s.open_chat()
    s.stage = "P2"
    yield s.say("", threatens=True)
    yield gap(r, 2 * MINUTE)
    yield s.reply("policy")
    s.stage = "P6"
    for _ in range(between(r, 1, 3)):
        yield gap(r, 5 * MINUTE)
        yield s.say("", threatens=True, demands_money=True, external_contact=r() < 0.5)
    yield between(r, 5, 300) * MINUTE
    demand = between(r, 500, 5_000) * 100
    yield s.refund(
        "compensation",
        pick(r, ("quality", "fake", "other")),
        demand,
        amount_fen=demand,
        threatens=True,
        demands_money=True,
        goods_received=False,
        evidence_refusals=between(r, 0, 2),
        similar_customers=between(r, 0, 8),
        evidence_percent=between(r, 10, 60),
    )
