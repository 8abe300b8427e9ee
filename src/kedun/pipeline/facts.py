"""What the guard reads in a message or a file's name, as facts of the event, so that policies can join chat and money.

A fact the caller gave stays as it is; one the pack does not have is left out. What a caller leaves unknown in a message
without a text stays unknown. Handbook 3.4, 4.3; DOMAIN appendix C.
"""

from collections.abc import Mapping
from copy import copy
from typing import Any

import msgspec

from kedun.engine.events import Event
from kedun.guard import files
from kedun.guard.conversation import NEW, Conversation
from kedun.guard.findings import HIGH, Direction
from kedun.guard.screen import Findings
from kedun.guard.screen import screen as read

__all__ = ["Chats", "of_file", "of_message", "with_facts"]

_OFFICIAL = frozenset(
    {
        "claim_antifraud",
        "claim_bank",
        "claim_boss",
        "claim_courier",
        "claim_finance_regulator",
        "claim_official_generic",
        "claim_payment",
        "claim_platform",
        "claim_police",
        "claim_regulator",
        "claim_service_ops",
        "claim_shop_inspector",
    }
)
_CONTACT = frozenset(
    {
        "has_contact",
        "move_group",
        "move_off_platform",
        "move_overseas_app",
        "move_qq",
        "move_wechat",
        "out_group",
        "out_leave_platform",
        "out_own_phone",
        "out_private_contact",
    }
)
_LINK = frozenset({"link_bad", "link_unknown", "link_short"})
_SECRECY = frozenset({"lever_secrecy", "lever_isolation", "move_hidden_talk", "out_secrecy"})
_THREAT = frozenset({"extort_review", "nude_blackmail", "lever_shame", "out_threat"})
_DISCLOSED = frozenset({"out_recite", "out_other_customer"})
_DECEIVED = frozenset({"victim_deceived", "victim_police"})
_RED_LINES = {
    "code": ("ask_code", "out_ask_code"),
    "password": ("ask_password", "out_ask_password"),
    "cvv": ("ask_cvv", "out_ask_cvv"),
    "payment_code": ("ask_paycode", "out_ask_payment_code"),
    "face": ("ask_face", "out_ask_face"),
    "screen": ("ask_screen_share", "ask_remote", "out_ask_screen", "out_ask_remote"),
}
_CHANGES = {
    "payee": ("money_payee_change", "money_third_card", "out_refund_elsewhere", "text_business_account_change"),
    "address": ("ask_address_change",),
    "account": ("ask_rebind", "out_act_for_customer"),
}
_MOST_CHATS = 100_000


class Chats:
    """The conversations under way, by id; the one longest without a message is forgotten first."""

    def __init__(self, most: int = _MOST_CHATS) -> None:
        self._most = most
        self._states: dict[str, Conversation] = {}

    def read(self, text: str, conversation_id: str | None, direction: str) -> Findings:
        """Read a message in its conversation, and remember the conversation after it."""
        way: Direction = "out" if direction == "out" else "in"
        if conversation_id is None:
            return read(text, NEW, way)
        found = read(text, self._states.pop(conversation_id, NEW), way)
        self._states[conversation_id] = found.conversation
        if len(self._states) > self._most:
            del self._states[next(iter(self._states))]
        return found


def with_facts(event: Event, chats: Chats) -> Event:
    """The event with what its text or file name says filled in."""
    facts = event.facts
    if event.type == "message" and getattr(facts, "text", None) is not None:
        direction = getattr(facts, "direction", None) or "in"
        found = of_message(chats.read(facts.text, event.conversation_id, direction), direction)
    elif event.type == "file" and getattr(facts, "file_name", None) is not None:
        found = of_file(facts.file_name)
    else:
        return event
    return _filled(event, found)


def of_message(found: Findings, direction: str) -> dict[str, Any]:
    """The facts that findings come to."""
    said = frozenset(found.concepts)
    alarmed = found.risk >= HIGH
    return {
        "stage": found.stage if found.conversation.risk >= HIGH else None,
        "text_risk": found.risk,
        "text_type": found.type,
        "text_verdict": found.verdict,
        "claims_official": direction == "in" and not said.isdisjoint(_OFFICIAL),
        "external_contact": not said.isdisjoint(_CONTACT),
        "external_link": not said.isdisjoint(_LINK),
        "link_bad": "link_bad" in said,
        "safe_account": "money_safe_account" in said,
        "mentions_payment": any(
            name.startswith(("money_", "out_private_payment", "out_ask_transfer")) for name in said
        ),
        "asks_secrecy": not said.isdisjoint(_SECRECY),
        "threatens": not said.isdisjoint(_THREAT),
        "demands_money": not said.isdisjoint({"extort_review", "extort_delete"}),
        "asks_customer_data": direction == "in"
        and not said.isdisjoint({"ask_customer_data", "ask_read_out", "ask_export"}),
        "asks_change": _first(_CHANGES, said),
        "red_line_asked": _first(_RED_LINES, said) if direction == "out" or alarmed else "none",
        "paid_impostor": direction == "in" and alarmed and "victim_transferred" in said,
        "complaint": "fraud" if direction == "in" and not said.isdisjoint(_DECEIVED) else None,
        "customers_disclosed": int(direction == "out" and not said.isdisjoint(_DISCLOSED)),
    }


def of_file(name: str) -> dict[str, Any]:
    """The facts that a file's name comes to; its content is the business of whoever holds it."""
    return {"file_risk": files.assess(name).risk}


def _first(table: Mapping[str, tuple[str, ...]], said: frozenset[str]) -> str:
    return next((word for word, names in table.items() if not said.isdisjoint(names)), "none")


def _filled(event: Event, found: Mapping[str, Any]) -> Event:
    facts = copy(event.facts)
    for name, value in found.items():
        if value is not None and getattr(facts, name, _ABSENT) is None:
            setattr(facts, name, value)
    return msgspec.structs.replace(event, facts=facts)


_ABSENT = object()
