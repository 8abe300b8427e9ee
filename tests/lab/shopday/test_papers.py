"""Made-up papers have the form they should have, and a slip of the pen breaks it."""

from random import Random

from kedun.guard.entities import GUARD_CHECKS
from kedun.lab.shopday.papers import company_code, mailbox, resident_id, spoiled


def test_a_spoiled_number_fails_its_check() -> None:
    r = Random(1).random
    assert all(GUARD_CHECKS["uscc"](spoiled(company_code(r))) != "ok" for _ in range(50))
    assert all(GUARD_CHECKS["resident_id"](spoiled(resident_id(r))) != "ok" for _ in range(50))


def test_made_up_numbers_pass_their_checks() -> None:
    r = Random(2).random
    assert {GUARD_CHECKS["uscc"](company_code(r)) for _ in range(200)} == {"ok"}
    assert {GUARD_CHECKS["resident_id"](resident_id(r)) for _ in range(200)} == {"ok"}


def test_a_throw_away_mailbox_is_known_as_one() -> None:
    r = Random(3).random
    assert GUARD_CHECKS["email"](mailbox(r)) == "ok"
    assert GUARD_CHECKS["email"](mailbox(r, throw_away=True)) == "disposable"
