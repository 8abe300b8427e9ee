"""Honest work behind the counter: shifts, busy days, night duty, the finance desk, the shop's own settings."""

from collections.abc import Iterator

from kedun.lab.shopday.chance import HOUR, MINUTE, SECOND, between, gap, pick
from kedun.lab.shopday.rhythm import is_night
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["export", "finance", "settings", "shift"]

Play = Iterator[int | Row]


def _sign_in(s: Scene, **facts: object) -> Row:
    return s.staff(
        "login",
        {
            "succeeded": True,
            "device_new": False,
            "distance_km": 0,
            "since_last_login_s": between(s.r, 30_000, 90_000),
            "sub_account": True,
            "two_factor": True,
            "off_hours": is_night(s.now),
            **facts,
        },
    )


def shift(s: Scene) -> Play:
    """An agent signs in and works through tickets, one record each; on a busy day twenty in a quarter of an hour.

    Night duty does the same at night: off hours, and rostered.
    """
    r = s.r
    yield _sign_in(s)
    busy = r() < 0.12
    for _ in range(between(r, 10, 19) if busy else between(r, 3, 10)):
        yield gap(r, 55 * SECOND if busy else 9 * MINUTE)
        yield s.access(
            "view" if r() < 0.993 else "copy",
            1 if r() < 0.9 else between(r, 2, 5),
            has_ticket=r() < 0.985,
            above_usual=busy and r() < 0.2,
        )


def export(s: Scene) -> Play:
    """The warehouse's list of the day, or an approved extract for the accountant."""
    r = s.r
    s.agent = f"{s.agent[:3]}-90"  # the warehouse's clerk, who answers no tickets
    small = r() < 0.9
    yield s.access(
        "export", between(r, 20, 95) if small else between(r, 110, 600), registered=True, approver_id=f"m-{s.shop.id}-1"
    )


def finance(s: Scene) -> Play:
    """Money the shop owes: suppliers, small compensations, top-ups of the advertising account, a late first payee."""
    r = s.r
    if is_night(s.now):
        yield between(r, 8, 14) * HOUR
    for _ in range(between(r, 1, 4)):
        kind = r()
        payee = f"b{s.shop_index}{between(r, 0, 40):03d}"
        if kind < 0.6:
            yield s.transfer(between(r, 300, 9_000) * 100, payee, "company", "supplier")
        elif kind < 0.66:  # a new supplier: a hundred first, the rest when it has arrived
            payee = f"n{s.world.number():06d}"
            yield s.transfer(10_000, payee, "company", "supplier", first_payee=True)
            yield between(r, 20, 90) * MINUTE
            yield s.transfer(between(r, 300, 9_000) * 100, payee, "company", "supplier")
        elif kind < 0.9:
            yield s.transfer(between(r, 5, 300) * 100, "small-payments", "platform", "compensation")
        else:
            yield s.transfer(between(r, 10, 100) * 10_000, "ads-platform", "platform", "other")
        yield gap(r, 15 * MINUTE)


def settings(s: Scene) -> Play:
    """The manager changes an automatic reply, a role or an app's grant, by the book."""
    r = s.r
    yield _sign_in(s)
    yield gap(r, 5 * MINUTE)
    yield s.staff(
        "account_change",
        {
            "change": pick(r, ("auto_reply", "auto_reply", "role", "app_grant", "two_factor")),
            "made_by": "agent",
            "registered": True,
            "sub_account": True,
            "two_factor": True,
            "device_new": False,
            "off_hours": is_night(s.now),
            "old_contact_confirmed": True,
        },
    )
