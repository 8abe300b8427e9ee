"""What happened and why, in words, with personal data masked. Chinese and English."""

import re
from collections.abc import Mapping
from typing import Any

from kedun.engine.decide import Decision, Reason, Words
from kedun.engine.policy.tree import Action, Policy, Privacy
from kedun.lab.shopday.report.glossary import (
    ACTIONS,
    CATEGORIES,
    CHANGES,
    ENVELOPE_NAMES,
    METHODS,
    OPERATIONS,
    PURPOSES,
    REASONS,
    REFUNDS,
    REROUTES,
    VALUES,
)
from kedun.lab.shopday.report.lines_en import LINES_EN
from kedun.lab.shopday.rhythm import hour_of
from kedun.lab.shopday.rows import Row

__all__ = ["Speaker", "clock", "mask", "span_words", "yuan"]

_DIGITS = re.compile(r"\d{7,}")
_PRIVATE = {Privacy.PERSONAL, Privacy.SENSITIVE, Privacy.RED_LINE}
_SECONDS_ZH = re.compile("的?秒数$")
_SECONDS_EN = re.compile("^Seconds")
_UNITS = {"percent": "%", "permille": "‰", "km": " km", "g": " g"}
_PLAIN = {"direction"}
"""Facts that add nothing to a rule's title."""


def mask(value: str) -> str:
    """The ends of a value, enough to tell two apart and too little to know one.

    >>> mask("c00012345"), mask("王芳"), mask("")
    ('c0***45', '王*', '')
    """
    if len(value) <= 3:
        return value[:1] + "*" * (len(value) - 1)
    return f"{value[:2]}***{value[-2:]}"


def yuan(fen: int) -> str:
    """An amount for people: ¥1,234, with fen only below a hundred yuan."""
    return f"¥{fen / 100:,.2f}" if abs(fen) < 10_000 else f"¥{fen // 100:,}"


def clock(us: int, *, seconds: bool = False) -> str:
    """The time of day in China, 14:05 or 14:05:09."""
    minute, second = us // 60_000_000 % 60, us // 1_000_000 % 60
    return f"{hour_of(us):02d}:{minute:02d}" + (f":{second:02d}" if seconds else "")


def span_words(us: int, *, zh: bool) -> str:
    """A length of time in its largest unit: 12 min, 3.5 h."""
    seconds = abs(us) // 1_000_000
    if seconds < 60:
        return f"{seconds} 秒" if zh else f"{seconds} s"
    if seconds < 3_600:
        return f"{seconds // 60} 分钟" if zh else f"{seconds // 60} min"
    if seconds < 86_400:
        return f"{seconds / 3_600:.1f} 小时" if zh else f"{seconds / 3_600:.1f} h"
    return f"{seconds / 86_400:.1f} 天" if zh else f"{seconds / 86_400:.1f} days"


class Speaker:
    """Says in one language what a row, a decision and a value are. `policy` names facts and their privacy."""

    def __init__(self, policy: Policy, *, zh: bool) -> None:
        self.policy, self.zh = policy, zh

    def pick(self, zh: str, en: str) -> str:
        """The text in the language spoken."""
        return zh if self.zh else en

    def of(self, words: Words) -> str:
        """A text of both languages in the one spoken."""
        return words.zh if self.zh else words.en

    def action(self, action: Action) -> str:
        """The action's name."""
        return self._name(ACTIONS, action.word)

    def who(self, row: Row) -> str:
        """Whose event it is, masked."""
        if row.customer_id is not None:
            return self.pick("客户 ", "customer ") + mask(row.customer_id)
        return self.pick("坐席 ", "agent ") + mask(row.agent_id or "")

    def event(self, row: Row) -> str:
        """What happened, in a few words."""
        return getattr(self, f"_{row.type}")(row.facts, row)  # type: ignore[no-any-return] # one method per type

    def why(self, decision: Decision) -> str:
        """The weightiest reason's title, or nothing."""
        return self.of(decision.reasons[0].title) if decision.reasons else ""

    def values(self, reason: Reason, most: int = 4) -> str:
        """What made a rule true: facts and features with their values, private ones masked, at most so many."""
        if list(reason.values.values()).count(True) == len(reason.values) == 1:
            return ""  # one fact, and the rule's title says it
        found = [
            self._told(name, value) for name, value in reason.values.items() if value is not None and name not in _PLAIN
        ]
        return self.pick("，", ", ").join(found[:most])

    # -- parts -----------------------------------------------------------------------------------------------------

    def _told(self, name: str, value: Any) -> str:
        title = self._title(name)
        if isinstance(value, bool):
            return title if value else title + self.pick("：否", ": no")
        return f"{title} {self._value(name, value)}"

    def _title(self, name: str) -> str:
        if name in ENVELOPE_NAMES:
            return self._name(ENVELOPE_NAMES, name)
        fact, feature = self.policy.facts.get(name), self.policy.features.get(name)
        text = fact.about if fact is not None else feature.title if feature is not None else None
        if text is None:
            return name
        # A length of time is told in its largest unit, so the title must not promise seconds.
        return self.pick(_SECONDS_ZH.sub("", text.zh), _SECONDS_EN.sub("Time", text.en))

    def _value(self, name: str, value: Any) -> str:
        fact, feature = self.policy.facts.get(name), self.policy.features.get(name)
        unit = fact.unit if fact is not None else feature.unit if feature is not None else None
        if isinstance(value, int):
            if unit == "fen":
                return yuan(value)
            if unit == "s":
                return span_words(value * 1_000_000, zh=self.zh)
            return f"{value:,}{_UNITS.get(unit or '', '')}" if abs(value) < 10**12 else clock(value)
        if isinstance(value, float):
            return f"{value:,.2f}".rstrip("0").rstrip(".")
        if name in VALUES:
            return self._name(VALUES[name], value)
        if fact is not None and fact.privacy in _PRIVATE:
            return mask(str(value))
        return mask(str(value)) if name.endswith("_id") else str(value)

    def _name(self, names: Mapping[str, tuple[str, str]], key: object) -> str:
        zh, en = names.get(str(key), (str(key), str(key)))
        return self.pick(zh, en)

    def _goods(self, facts: Mapping[str, Any]) -> str:
        return self._name(CATEGORIES, facts.get("category", ""))

    # -- one per type of event -------------------------------------------------------------------------------------

    def _message(self, facts: Mapping[str, Any], row: Row) -> str:
        text = str(facts.get("text", ""))
        text = _DIGITS.sub("***", text if self.zh else LINES_EN.get(text, text))
        if row.facts["direction"] == "out":
            return self.pick(f"坐席：“{text}”", f"Agent: “{text}”")
        return self.pick(f"来信：“{text}”", f"Writes: “{text}”")

    def _file(self, facts: Mapping[str, Any], _row: Row) -> str:
        lock = self.pick("（加密）", " (encrypted)") if facts.get("encrypted") else ""
        return self.pick(f"发来文件 {facts['file_name']}{lock}", f"Sends the file {facts['file_name']}{lock}")

    def _login(self, facts: Mapping[str, Any], _row: Row) -> str:
        far = int(facts.get("distance_km", 0))
        new = facts.get("device_new")
        where = self.pick(f"，距常用地 {far} 公里", f", {far} km from home") if far > 100 else ""
        return self.pick("在新设备登录" if new else "登录", "Signs in on a new device" if new else "Signs in") + where

    def _order(self, facts: Mapping[str, Any], _row: Row) -> str:
        what = f"{self._goods(facts)} ×{facts['quantity']}"
        return self.pick(f"下单 {what}，{yuan(facts['amount_fen'])}", f"Orders {what}, {yuan(facts['amount_fen'])}")

    def _payment(self, facts: Mapping[str, Any], _row: Row) -> str:
        how = self._name(METHODS, facts.get("method", "other"))
        failed = "" if facts.get("succeeded") else self.pick("，失败", ", refused")
        other = self.pick("，由他人付款", ", paid by somebody else") if facts.get("payer_is_orderer") is False else ""
        amount = yuan(facts["amount_fen"])
        return self.pick(f"{how}付款 {amount}{other}{failed}", f"Pays {amount} by {how}{other}{failed}")

    def _refund(self, facts: Mapping[str, Any], _row: Row) -> str:
        kind, why = self._name(REFUNDS, facts["refund_kind"]), self._name(REASONS, facts["reason"])
        amount = yuan(facts["amount_fen"])
        return self.pick(f"申请{kind} {amount}，理由：{why}", f"Claims {kind} of {amount}: {why}")

    def _transfer(self, facts: Mapping[str, Any], _row: Row) -> str:
        purpose, amount = self._name(PURPOSES, facts["purpose"]), yuan(facts["amount_fen"])
        private = facts["payee_kind"] == "personal"
        to = self.pick("个人账户" if private else "账户", "a personal account" if private else "an account")
        return self.pick(f"坐席向{to}转 {amount}，用途：{purpose}", f"An agent sends {amount} to {to}: {purpose}")

    def _account_change(self, facts: Mapping[str, Any], _row: Row) -> str:
        return self._name(CHANGES, facts["change"])

    def _logistics_change(self, facts: Mapping[str, Any], _row: Row) -> str:
        what = self._name(REROUTES, facts["logistics_change"])
        goods = f"{self._goods(facts)} {yuan(facts['order_amount_fen'])}"
        stranger = "" if facts.get("by_order_account") else self.pick("，非下单账号", ", not by the buyer's account")
        return self.pick(f"{what}（{goods}）{stranger}", f"{what} ({goods}){stranger}")

    def _verification(self, facts: Mapping[str, Any], _row: Row) -> str:
        if facts.get("passed"):
            return self.pick("身份核验通过", "Passes the identity check")
        wrong = facts.get("wrong_answers", 0)
        return self.pick(f"身份核验未通过，答错 {wrong} 项", f"Fails the identity check, {wrong} answers wrong")

    def _access(self, facts: Mapping[str, Any], _row: Row) -> str:
        what, records = self._name(OPERATIONS, facts["operation"]), facts["records"]
        ticket = "" if facts.get("has_ticket") else self.pick("，无工单", ", no ticket")
        return self.pick(f"{what} {records} 条客户信息{ticket}", f"{what} {records} customer records{ticket}")
