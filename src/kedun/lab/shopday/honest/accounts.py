"""Honest changes of accounts: new phones, lost phones, new names."""

from collections.abc import Iterator

from kedun.lab.shopday.chance import HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.honest.buying import buy
from kedun.lab.shopday.papers import resident_id
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["look_round", "lost_phone", "new_phone", "tidy_account"]

Play = Iterator[int | Row]


def look_round(s: Scene) -> Play:
    """Signs in, looks, leaves."""
    r = s.r
    if r() < 0.03:
        yield s.login(succeeded=False)
        yield gap(r, 30 * SECOND)
    away = r() < 0.02
    yield s.login(distance_km=between(r, 200, 1800) if away else int(r() * 30))


def tidy_account(s: Scene) -> Play:
    """Changes a nickname, a notice, a password, an e-mail."""
    r = s.r
    yield s.login()
    yield gap(r, 2 * MINUTE)
    what = pick(r, ("nickname", "notification", "password", "email", "address"))
    yield s.change(
        what, two_factor=True, verified_level=4 if what in {"password", "email"} and r() < 0.9 else s.person.verified
    )


def new_phone(s: Scene) -> Play:
    """A new handset: signs in on it, confirmed from the old one, changes the password, orders a case."""
    r = s.r
    s.extra = {"device_id": f"d{between(r, 0, 1 << 40):010x}"}
    yield s.login(device_new=True, two_factor=True)
    yield gap(r, 4 * MINUTE)
    if r() < 0.6:
        yield s.verify("code", verified_level=2)
        yield gap(r, MINUTE)
        yield s.change("password", device_new=True, two_factor=True, verified_level=4 if r() < 0.8 else 3)
    if r() < 0.4:
        yield between(r, 5, 200) * MINUTE
        s.choose("3C", 1)
        yield from buy(s, fate="nothing")


def lost_phone(s: Scene) -> Play:
    """The phone is gone and the number too: a hurried, honest change through the platform's own process."""
    r = s.r
    s.extra = {"device_id": f"d{between(r, 0, 1 << 40):010x}", "verified_level": 0}
    s.open_chat()
    yield s.say("lost_phone")
    yield gap(r, MINUTE)
    yield s.reply("policy")
    yield gap(r, 6 * MINUTE)
    yield s.login(device_new=True, distance_km=between(r, 0, 60))
    if r() < 0.35:
        yield gap(r, MINUTE)
        yield s.verify("history", passed=False, wrong_answers=1)
    yield gap(r, 3 * MINUTE)
    s.extra["verified_level"] = 4
    yield s.verify("document", level_asked=4, resident_id=resident_id(r), name=s.person.name)
    yield gap(r, 2 * HOUR)
    yield s.change(
        "phone", device_new=True, old_contact_confirmed=False, registered=True, two_factor=True, accounts_on_phone=1
    )
    yield gap(r, 3 * MINUTE)
    yield s.change("password", device_new=True, registered=True, two_factor=True)
