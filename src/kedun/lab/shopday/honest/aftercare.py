"""Honest people after the sale: questions, goods that come back, complaints with a cause."""

from collections.abc import Iterator

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, Table, between, gap, pick
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["angry", "ask", "give_back", "old_order_back", "serial_size_trier"]

Play = Iterator[int | Row]

_WHY = Table(
    (48, "no_reason"), (18, "quality"), (13, "damage"), (7, "missing"), (7, "not_received"), (4, "fake"), (3, "other")
)


def give_back(s: Scene) -> Play:
    """One honest refund; the reason decides whether goods come back and what is shown as evidence."""
    r = s.r
    reason = _WHY.draw(r)
    s.open_chat()
    yield s.say("damage" if reason in {"damage", "quality"} else "return")
    yield gap(r, 60 * SECOND)
    yield s.reply("policy")
    yield gap(r, 3 * MINUTE)
    if reason in {"damage", "quality", "missing"} and r() < 0.8:
        yield s.file(
            f"IMG_{between(r, 1000, 9999)}.jpg",
            "image",
            image_tampered=round(r() * r() * 0.45, 2),
            image_reused=False,
            exif_conflict=r() < 0.03,
        )
        yield gap(r, 4 * MINUTE)
    if reason == "not_received":
        yield s.refund("refund_only", reason, goods_received=False, evidence_percent=between(r, 60, 100))
    elif reason in {"damage", "missing", "other"} or (reason == "quality" and s.amount < 8_000):
        part = s.amount if r() < 0.5 else max(s.amount * between(r, 10, 50) // 100, 100)
        yield s.refund(
            "refund_only" if r() < 0.7 else "compensation",
            reason,
            amount_fen=part,
            goods_received=False,
            image_tampered=round(r() * r() * 0.4, 2),
            image_reused=False,
            exif_conflict=False,
            evidence_percent=between(r, 62, 100),
            evidence_refusals=1 if r() < 0.04 else 0,
        )
    else:
        odd = r()
        yield s.refund(
            "return_refund",
            reason,
            evidence_percent=between(r, 70, 100),
            **s.returned(requested_ago=between(r, 2, 6) * DAY, seal_intact=odd > 0.04),
        )


def _past_order(s: Scene, category: str | None = None) -> None:
    """An order of before the stream, in its state of today."""
    s.choose(category, 1)
    s.order_id = f"o{s.world.number():010d}"
    s.placed_at = s.paid_at = s.now - between(s.r, 2, 9) * DAY


def old_order_back(s: Scene) -> Play:
    """An order of last week comes back."""
    _past_order(s)
    s.outcome("refunded", HOUR)
    yield from give_back(s)


def serial_size_trier(s: Scene) -> Play:
    """Orders three sizes, keeps one: a high rate of returns and nothing wrong with it."""
    r = s.r
    s.outcome("refunded", DAY)
    for _ in range(between(r, 2, 3)):
        _past_order(s, "服饰")
        yield s.refund("return_refund", "no_reason", **s.returned())
        yield gap(r, 8 * MINUTE)


def ask(s: Scene) -> Play:
    """A question, an answer, sometimes a look at the customer's record by the agent."""
    r = s.r
    s.open_chat()
    topic = pick(r, ("hello", "parcel", "parcel", "specs", "invoice", "return", "address", "ask_code"))
    misread = topic == "ask_code" and r() < 0.03  # asks about a code, and is taken for one who wants it
    yield s.say(
        topic,
        external_contact=r() < 0.006,
        mentions_payment=r() < 0.1,
        red_line_asked="code" if misread else "none",
    )
    yield gap(r, 45 * SECOND)
    if r() < 0.4:
        yield s.access("view", 1)
        yield gap(r, 20 * SECOND)
    yield s.reply()
    for _ in range(between(r, 0, 3)):
        yield gap(r, 50 * SECOND)
        yield s.say(pick(r, ("parcel", "specs", "thanks", "bargain")), vague=r() < 0.03)
        yield gap(r, 40 * SECOND)
        yield s.reply(pick(r, ("answer", "policy")))
    if r() < 0.12:
        yield gap(r, 40 * SECOND)
        passed = r() < 0.92
        yield s.verify(
            pick(r, ("history", "code", "platform")),
            passed=passed,
            level_asked=1,
            wrong_answers=0 if passed else 1,
            claims_to_act_for=r() < 0.05,
        )


def angry(s: Scene) -> Play:
    """Bad goods and a sharp tongue: threatens a bad review, asks for what is due and no more."""
    r = s.r
    _past_order(s)
    s.outcome("refunded", 2 * HOUR)
    s.open_chat()
    yield s.say("angry", threatens=True, demands_money=False)
    yield gap(r, MINUTE)
    yield s.reply("policy")
    yield gap(r, 2 * MINUTE)
    yield s.say("damage", threatens=r() < 0.3)
    yield gap(r, 3 * MINUTE)
    yield s.refund(
        "refund_only" if s.amount < 20_000 else "compensation",
        "quality",
        threatens=True,
        goods_received=False,
        amount_fen=max(s.amount // 2, 100),
        evidence_percent=between(r, 60, 100),
    )
