"""Scams that show mostly in chat: a victim asks us, or a stranger works on an agent. DOMAIN 2.1.2.

Each function is one type played by its stages (P0 … P7). What the guard would read out of the words (red line
asked, contact off the platform, claimed office, stage) is given as facts, and is missing in some stories, as it
would be.
"""

from collections.abc import Iterator

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = [
    "t01",
    "t02",
    "t03",
    "t04",
    "t05",
    "t06",
    "t07",
    "t08",
    "t09",
    "t10",
    "t11",
    "t12",
    "t13",
    "t14",
    "t30",
    "t31",
    "t33",
    "t34",
    "t35",
    "t36",
    "t37",
]

Play = Iterator[int | Row]


def _begin(s: Scene, stage: str, *, minutes: int = 40) -> None:
    """Open the chat at a stage; the truth is known some minutes after, when the agent or the police say so."""
    s.outcome("fraud", between(s.r, minutes // 2, minutes * 3) * MINUTE)
    s.open_chat()
    s.stage = stage


def _victim_tells(
    s: Scene, *, asked: str = "none", told: tuple[float, float, float] = (0.6, 0.3, 0.2), lost_fen: int = 0
) -> Play:
    """A customer tells us what somebody told them; some have paid already.

    `told` is how likely a contact off the platform, a link and an office are named.
    """
    r = s.r
    contact, link, official = told
    yield s.say("hello")
    yield gap(r, 30 * SECOND)
    yield s.reply("greet")
    yield gap(r, 40 * SECOND)
    yield s.say("", external_contact=r() < contact, external_link=r() < link, claims_official=r() < official)
    yield gap(r, 50 * SECOND)
    yield s.reply("warn_off")
    s.stage = "P4" if asked != "none" else "P3"
    yield gap(r, 60 * SECOND)
    yield s.say("", red_line_asked=asked, external_contact=r() < contact, mentions_payment=r() < 0.7, vague=r() < 0.3)
    if lost_fen:
        s.stage = "P5"
        yield between(r, 3, 40) * MINUTE
        yield s.say(
            "T01-lost", lost_fen, complaint="fraud", external_contact=True, paid_impostor=True, mentions_payment=True
        )
    yield gap(r, 60 * SECOND)
    yield s.reply("warn_off")


def _lost(s: Scene, share: float = 0.35) -> int:
    return between(s.r, 800, 30_000) * 100 if s.r() < share else 0


def t01(s: Scene) -> Play:
    """False after-sales service promises compensation."""
    _begin(s, "P2")
    yield from _victim_tells(s, asked="code" if s.r() < 0.6 else "screen", lost_fen=_lost(s))


def t02(s: Scene) -> Play:
    """False courier compensates a lost parcel."""
    _begin(s, "P2")
    yield from _victim_tells(s, told=(0.6, 0.8, 0.2), asked="screen" if s.r() < 0.5 else "none", lost_fen=_lost(s))


def t03(s: Scene) -> Play:
    """A free insurance that must be cancelled today."""
    _begin(s, "P2")
    yield from _victim_tells(s, told=(0.3, 0.3, 0.6), asked="screen", lost_fen=_lost(s))


def t04(s: Scene) -> Play:
    """A customer's helper wants the agent's screen, or ours seems to want the customer's."""
    _begin(s, "P3")
    yield s.say("hello")
    yield gap(s.r, 40 * SECOND)
    yield s.say("", red_line_asked="screen", external_contact=True)
    s.stage = "P4"
    yield gap(s.r, 2 * MINUTE)
    yield s.say("", red_line_asked="screen", asks_secrecy=s.r() < 0.4, complaint="fraud" if s.r() < 0.3 else "none")


def t05(s: Scene) -> Play:
    """A phishing link for the agent or the customer, from a throw-away account."""
    s.person = s.world.stranger()
    _begin(s, "P1")
    r = s.r
    s.extra = {"proxy": r() < 0.6}
    yield s.say("hello", claims_official=r() < 0.5)
    yield gap(r, 30 * SECOND)
    yield s.reply("greet")
    s.stage = "P4"
    for _ in range(between(r, 1, 3)):
        yield gap(r, 40 * SECOND)
        yield s.say(
            "",
            external_link=True,
            claims_official=r() < 0.6,
            red_line_asked=pick(r, ("code", "password", "none")),
        )


def t06(s: Scene) -> Play:
    """The buyer of a copied shop looks for an order that is not ours."""
    _begin(s, "P5")
    r = s.r
    yield s.say(
        "",
        order_number=f"{between(r, 10**7, 10**8)}",
        order_platform=pick(r, ("taobao", "jd", "other")),
        complaint="fraud",
    )
    yield gap(r, MINUTE)
    yield s.reply("warn_off")
    yield gap(r, 2 * MINUTE)
    yield s.say("", external_link=r() < 0.7, complaint="fraud")


def t07(s: Scene) -> Play:
    """A cheap offer off the platform under our name."""
    _begin(s, "P3")
    yield from _victim_tells(s, told=(0.9, 0.3, 0.2), lost_fen=_lost(s, 0.3))


def t08(s: Scene) -> Play:
    """Away from the platform: an agent's private deal, or a stranger in our name."""
    r = s.r
    _begin(s, "P3", minutes=300)
    s.choose(None, 1)
    yield s.say("hello")
    yield gap(r, 40 * SECOND)
    insider = r() < 0.6
    if insider:
        yield s.reply("", external_contact=True)
        s.stage = "P5"
        yield gap(r, 3 * MINUTE)
        yield s.reply("", s.amount, external_contact=True, asks_secrecy=r() < 0.5)
        if r() < 0.5:
            yield between(r, 5, 60) * MINUTE
            yield s.transfer(
                s.amount,
                f"x{between(r, 0, 10**8):08d}",
                "personal",
                "other",
                s.amount,
                out_of_process=True,
                first_payee=True,
                payee_confirmed=False,
                has_ticket=False,
            )
    else:
        s.person = s.world.stranger()
        for _ in range(3):
            yield s.say("", external_contact=True)
            yield gap(r, MINUTE)


def t09(s: Scene) -> Play:
    """Paid reviews: a customer is in a group already and owes a deposit."""
    _begin(s, "P3")
    yield from _victim_tells(s, told=(0.9, 0.3, 0.2), lost_fen=_lost(s, 0.4))


def t10(s: Scene) -> Play:
    """A prize card in a parcel."""
    _begin(s, "P3")
    yield from _victim_tells(s, told=(0.7, 0.7, 0.2), lost_fen=_lost(s, 0.2))


def _agent_pays(s: Scene, purpose: str, low: int, high: int, *, times: int = 1, **facts: object) -> Play:
    """An agent believes it and pays from hand to hand, in one or several goes."""
    r = s.r
    payee = f"x{between(r, 0, 10**8):08d}"
    for n in range(times):
        amount = between(r, low, high) * 100
        yield s.transfer(
            amount,
            payee,
            "personal" if r() < 0.75 else "company",
            purpose,
            amount,
            **{
                "first_payee": n == 0,
                "payee_confirmed": False,
                "out_of_process": r() < 0.8,
                "has_ticket": False,
                "split": times > 1,
                **facts,
            },
        )
        yield gap(r, 6 * MINUTE)


def t11(s: Scene) -> Play:
    """The platform's inspector wants a deposit within half an hour."""
    r = s.r
    s.person = s.world.stranger()
    _begin(s, "P1")
    yield s.say("", claims_official=True)
    yield gap(r, 60 * SECOND)
    s.stage = "P2"
    yield s.say("", claims_official=True, external_link=r() < 0.5, threatens=True)
    s.stage = "P3"
    yield gap(r, 2 * MINUTE)
    yield s.say("", claims_official=True, external_link=True, external_contact=r() < 0.6)
    if r() < 0.7:
        s.stage = "P5"
        yield gap(r, 7 * MINUTE)
        yield from _agent_pays(s, "deposit", 900, 5_000, times=between(r, 1, 3), claims_official=True)


def t12(s: Scene) -> Play:
    """A buyer who cannot pay and a helper who explains why."""
    r = s.r
    s.person = s.world.stranger()
    _begin(s, "P1")
    s.choose(None, 1)
    yield s.say("")
    yield gap(r, 2 * MINUTE)
    s.stage = "P3"
    yield s.file("付款失败截图.png", "image", image_tampered=round(0.5 + r() * 0.5, 2))
    yield gap(r, MINUTE)
    yield s.say("", external_contact=True, external_link=r() < 0.6, claims_official=r() < 0.5)
    if r() < 0.6:
        s.stage = "P5"
        yield gap(r, 8 * MINUTE)
        yield from _agent_pays(s, "activation", 500, 3_000, times=between(r, 1, 2), claims_official=r() < 0.6)


def t13(s: Scene) -> Play:
    """The boss in a private chat: pay now, tell nobody."""
    r = s.r
    _begin(s, "P1", minutes=200)
    s.person = s.world.stranger()
    yield s.say("", claims_official=True, asks_secrecy=r() < 0.6)
    yield gap(r, 2 * MINUTE)
    s.stage = "P2"
    yield s.say("", claims_official=True, asks_secrecy=True)
    s.stage = "P5"
    yield gap(r, 12 * MINUTE)
    if r() < 0.75:
        yield from _agent_pays(
            s, pick(r, ("supplier", "other")), 5_000, 90_000, claims_official=True, asks_secrecy=True
        )
    else:
        yield s.access("export", between(r, 150, 900), has_ticket=False, out_of_process=True)
        s.world.send_home(s.agent)


def t14(s: Scene) -> Play:
    """Police on the line: a secret inquiry and a safe account."""
    r = s.r
    _begin(s, "P1", minutes=90)
    s.person = s.world.stranger()
    yield s.say("", claims_official=True, threatens=True)
    yield gap(r, 3 * MINUTE)
    s.stage = "P3"
    yield s.say("", claims_official=True, asks_secrecy=True, red_line_asked="screen", safe_account=r() < 0.7)
    yield gap(r, 5 * MINUTE)
    s.stage = "P5"
    if r() < 0.5:
        yield from _agent_pays(
            s, "safe_account" if r() < 0.6 else "unfreeze", 3_000, 60_000, claims_official=True, asks_secrecy=True
        )
    else:
        yield s.access("export", between(r, 30, 300), has_ticket=False, out_of_process=True)
        s.world.send_home(s.agent)


def t30(s: Scene) -> Play:
    """Compensation in digital coins, once a wallet is activated."""
    _begin(s, "P3")
    yield from _victim_tells(s, told=(0.7, 0.3, 0.2), lost_fen=_lost(s, 0.4))


def t31(s: Scene) -> Play:
    """Borrow first, then be refunded."""
    _begin(s, "P4")
    yield from _victim_tells(s, told=(0.6, 0.3, 0.2), asked="face" if s.r() < 0.4 else "none", lost_fen=_lost(s, 0.5))


def t33(s: Scene) -> Play:
    """A friend, a courier, a colleague would like to hear the buyer's address read out."""
    r = s.r
    _begin(s, "P0", minutes=60)
    s.person = s.world.stranger() if r() < 0.7 else s.person
    for n in range(between(r, 1, 4)):
        yield s.say("", third_person=True, claims_official=r() < 0.2)
        yield gap(r, MINUTE)
        yield s.verify(
            "history",
            passed=False,
            claims_to_act_for=True,
            third_person=True,
            wrong_answers=between(r, 1, 3),
            vague=r() < 0.6,
            public_facts_only=True,
            level_asked=1,
            items_confirmed=between(r, 0, 3),
        )
        yield gap(r, 3 * MINUTE)
        if n == 0 and r() < 0.4:
            yield s.access("view", 1, has_ticket=False)
            yield gap(r, 30 * SECOND)
            yield s.reply("T33-told", customers_disclosed=1)


def t34(s: Scene) -> Play:
    """The boss's face and voice, made by a machine."""
    r = s.r
    _begin(s, "P1", minutes=120)
    yield s.reply("", claims_official=True)
    yield between(r, 2, 20) * MINUTE
    s.stage = "P5"
    yield from _agent_pays(s, "supplier", 20_000, 400_000, claims_official=True, asks_secrecy=r() < 0.7)


def t35(s: Scene) -> Play:
    """Customs: the parcel is damaged, taxes first."""
    _begin(s, "P2")
    yield from _victim_tells(s, asked="code" if s.r() < 0.3 else "none", lost_fen=_lost(s))


def t36(s: Scene) -> Play:
    """Somebody will bring the lost money back, for a fee."""
    _begin(s, "P2")
    yield from _victim_tells(s, told=(0.7, 0.3, 0.7), lost_fen=_lost(s, 0.3))


def t37(s: Scene) -> Play:
    """An agent is offered well-paid calls and codes on the side."""
    r = s.r
    _begin(s, "P0", minutes=2 * 24 * 60)
    s.person = s.world.stranger()
    for _ in range(between(r, 2, 4)):
        yield s.say("", external_contact=True, red_line_asked="code" if r() < 0.5 else "none")
        yield gap(r, 3 * MINUTE)
    s.outcome("fraud", DAY + HOUR)
