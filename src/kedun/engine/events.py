"""Events: what can happen, typed by the pack's schema, decoded strictly.

A wrong field is an `EventError` that says where, what was expected and what came; a fact that the schema does
not know is named, never dropped in silence. Bounds: an event is at most 2 MiB, an id at most 128 characters,
whole numbers within ±(2^53 - 1), other numbers finite and within ±1e15, times from 1900 to 2200.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final, Literal

import msgspec

from kedun.engine.policy.tree import ENVELOPE, Fact, Policy, Type
from kedun.kernel.clock import parse_time
from kedun.kernel.errors import EventError, InputError

__all__ = ["ENVELOPE", "MAX_EVENT_BYTES", "MAX_NUMBER", "MAX_WHOLE", "Derivation", "Event", "Schema"]

MAX_EVENT_BYTES: Final = 2 * 1024 * 1024
MAX_WHOLE: Final = 2**53 - 1
MAX_NUMBER: Final = 1e15

Derivation = Callable[..., str | None]
"""A formal check: the source facts' values in order, any of them None, to a word or None."""

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Key = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
_Short = Annotated[str, msgspec.Meta(max_length=1_000_000)]
_Whole = Annotated[int, msgspec.Meta(ge=-MAX_WHOLE, le=MAX_WHOLE)]
_Number = Annotated[float, msgspec.Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]


class Micros(int):
    """A point in time as microseconds since 1970-01-01T00:00Z; its own type so that msgspec asks us to read it."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened.

    `id` is the caller's and the idempotency key; `at` is microseconds UTC; `facts` has one attribute per fact
    of the event type, None where unknown.
    """

    id: str
    type: str
    at: int
    facts: Any
    channel: str | None = None
    shop: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    agent_id: str | None = None
    conversation_id: str | None = None


class _Envelope(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, gc=False):
    id: _Id
    type: str
    at: Micros
    channel: _Key | None = None
    shop: _Key | None = None
    customer_id: _Key | None = None
    order_id: _Key | None = None
    agent_id: _Key | None = None
    conversation_id: _Key | None = None
    facts: msgspec.Raw = msgspec.Raw(b"{}")


class _LooseEnvelope(_Envelope, kw_only=True, forbid_unknown_fields=True):
    facts: dict[str, Any] = {}  # type: ignore[assignment] # the same place, read from a mapping


def _read_time(kind: type, value: object) -> object:
    if kind is Micros and isinstance(value, str):
        try:
            return Micros(parse_time(value))
        except InputError as error:
            raise ValueError(str(error)) from None
    raise TypeError(f"Expected a time as text with an offset, got `{type(value).__name__}`")


class Schema:
    """Decoder of a pack's events.

    `derivations` maps the names in the facts' `derive` to formal checks; a missing one is an InputError at once.
    """

    def __init__(self, policy: Policy, derivations: Mapping[str, Derivation] | None = None) -> None:
        self._facts = {
            name: _facts_type(name, [policy.facts[fact] for fact in event.facts])
            for name, event in policy.events.items()
        }
        self._json: dict[str, msgspec.json.Decoder[Any]] = {
            name: msgspec.json.Decoder(kind, dec_hook=_read_time, strict=True) for name, kind in self._facts.items()
        }
        self._derived = {
            name: _derivations_of([policy.facts[fact] for fact in event.facts], derivations or {})
            for name, event in policy.events.items()
        }
        self._times = {
            name: tuple(fact for fact in event.facts if policy.facts[fact].type is Type.TIME)
            for name, event in policy.events.items()
        }
        self._numbers = {
            name: tuple(fact for fact in event.facts if policy.facts[fact].type is Type.FLOAT)
            for name, event in policy.events.items()
        }
        self._values = {name: fact.values for name, fact in policy.facts.items()}
        self._envelope = msgspec.json.Decoder(_Envelope, dec_hook=_read_time, strict=True)

    @property
    def types(self) -> tuple[str, ...]:
        """The event types the pack knows, in its order."""
        return tuple(self._facts)

    def facts_type(self, event_type: str) -> type:
        """The generated struct that holds an event type's facts."""
        return self._facts[event_type]

    def decode(self, line: bytes | str) -> Event:
        """Read one event from JSON.

        Raises EventError with path, expected and got; for unknown facts it names all of them.
        """
        if len(line) > MAX_EVENT_BYTES:
            raise EventError(
                f"event is larger than {MAX_EVENT_BYTES} bytes",
                zh=f"事件超过 {MAX_EVENT_BYTES} 字节",
                path="$",
                expected=f"at most {MAX_EVENT_BYTES} bytes",
                got=f"more than {MAX_EVENT_BYTES} bytes",
            )
        try:
            envelope = self._envelope.decode(line)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            raise _translated(error, "$") from None
        decoder = self._json.get(envelope.type)
        if decoder is None:
            raise self._unknown_type(envelope.type)
        try:
            facts = decoder.decode(envelope.facts)
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            self._name_unknown(envelope.type, _names_in(envelope.facts))
            raise _translated(error, "$.facts", self._values) from None
        return self._finish(envelope, facts)

    def build(self, event: Mapping[str, Any]) -> Event:
        """Read one event from a mapping of the same shape as the JSON; the same errors."""
        if not isinstance(event, Mapping):
            raise _unreadable("$")
        _refuse_surrogates(event, "$")
        try:
            envelope = msgspec.convert(event, _LooseEnvelope, dec_hook=_read_time, strict=True)
        except (msgspec.ValidationError, RecursionError) as error:
            raise _translated(error, "$") from None
        kind = self._facts.get(envelope.type)
        if kind is None:
            raise self._unknown_type(envelope.type)
        loose = envelope.facts
        _refuse_surrogates(loose, "$.facts")
        try:
            facts: Any = msgspec.convert(loose, kind, dec_hook=_read_time, strict=True)
        except (msgspec.ValidationError, RecursionError) as error:
            self._name_unknown(envelope.type, loose)
            raise _translated(error, "$.facts", self._values) from None
        for name in self._numbers[envelope.type]:
            value = getattr(facts, name)
            if value is not None and not math.isfinite(value):
                raise EventError(
                    "not a finite number",
                    zh="不是有限的数",
                    path=f"$.facts.{name}",
                    expected="a finite number",
                    got=repr(value),
                )
        return self._finish(envelope, facts)

    def _finish(self, envelope: _Envelope, facts: Any) -> Event:
        for name in self._times[envelope.type]:
            moment = getattr(facts, name)
            if moment is not None:
                setattr(facts, name, int(moment))
        for name, derive, sources in self._derived[envelope.type]:
            if getattr(facts, name) is not None:
                raise EventError(
                    f"{name} is worked out from {', '.join(sources)}; leave it out",
                    zh=f"{name} 由 {'、'.join(sources)} 得出，不要填写",
                    path=f"$.facts.{name}",
                    expected="nothing",
                    got="a value",
                )
            setattr(facts, name, derive(*(getattr(facts, source) for source in sources)))
        return Event(
            id=envelope.id,
            type=envelope.type,
            at=int(envelope.at),
            facts=facts,
            channel=envelope.channel,
            shop=envelope.shop,
            customer_id=envelope.customer_id,
            order_id=envelope.order_id,
            agent_id=envelope.agent_id,
            conversation_id=envelope.conversation_id,
        )

    def _unknown_type(self, got: str) -> EventError:
        return EventError(
            "unknown event type",
            zh="未知的事件类型",
            path="$.type",
            expected=f"one of {', '.join(self._facts)}",
            got=_short(got),
        )

    def _name_unknown(self, event_type: str, names: Iterable[str]) -> None:
        known: tuple[str, ...] = self._facts[event_type].__struct_fields__  # type: ignore[attr-defined] # a struct
        unknown = [_short(name) for name in names if name not in known]
        if unknown:
            raise EventError(
                f"{event_type} has no fact named {', '.join(unknown[:20])}",
                zh=f"{event_type} 没有名为 {'、'.join(unknown[:20])} 的事实",
                path="$.facts",
                expected=f"facts of {event_type}",
                got=", ".join(unknown[:20]),
            )


def _facts_type(event_type: str, facts: list[Fact]) -> type:
    fields: list[Any] = []
    for fact in facts:
        kind = _annotation(fact)
        fields.append((fact.name, kind | None, None) if fact.nullable else (fact.name, kind))
    return msgspec.defstruct(
        f"{event_type}_facts", fields, kw_only=True, forbid_unknown_fields=True, gc=False, module=__name__
    )


def _annotation(fact: Fact) -> Any:
    match fact.type:
        case Type.BOOL:
            return bool
        case Type.INT:
            return _Whole
        case Type.FLOAT:
            return _Number
        case Type.TIME:
            return Micros
        case Type.STRING:
            if fact.values and fact.derive is None:
                return Literal[fact.values]
            return _Key if fact.entity else _Short


def _derivations_of(
    facts: list[Fact], known: Mapping[str, Derivation]
) -> tuple[tuple[str, Derivation, tuple[str, ...]], ...]:
    found = []
    for fact in facts:
        if fact.derive is not None:
            if fact.derive not in known:
                raise InputError(f"fact {fact.name}: there is no formal check named {fact.derive}")
            found.append((fact.name, known[fact.derive], fact.sources))
    return tuple(found)


_MESSAGE = re.compile(r"^(?P<what>.*?)(?: - at (?:`key` in )?`(?P<path>[^`]*)`)?$", re.DOTALL)
_EXPECTED = re.compile(r"^Expected (?P<expected>.*?)(?:, got `(?P<got>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<how>missing required|contains unknown) field `(?P<name>.*)`$", re.DOTALL)


def _translated(error: Exception, at: str, values: Mapping[str, tuple[str, ...]] | None = None) -> EventError:
    """msgspec's message as our error: the path made whole, expected and got apart; never a value."""
    if not isinstance(error, msgspec.DecodeError):
        return _unreadable(at)
    match = _MESSAGE.match(str(error))
    what, path = (match["what"], match["path"] or "$") if match else (str(error), "$")
    whole = at + path.removeprefix("$")
    if pair := _EXPECTED.match(what):
        expected, got = pair["expected"].replace("`", ""), pair["got"] or "a value outside it"
        return EventError("wrong kind of value", zh="值的类型或范围不对", path=whole, expected=expected, got=got)
    if named := _NAMED.match(what):
        name = _short(named["name"])
        if named["how"].startswith("missing"):
            return EventError(f"{name} is missing", zh=f"缺少 {name}", path=whole, expected=name, got="nothing")
        return EventError(
            f"there is no field named {name}",
            zh=f"没有名为 {name} 的字段",
            path=whole,
            expected="a known field",
            got=name,
        )
    if what.startswith("Invalid enum value"):
        known = ", ".join((values or {}).get(path.removeprefix("$."), ()))
        return EventError(
            "not one of the known values",
            zh="不是已知的取值",
            path=whole,
            expected=f"one of {known}",
            got="another text",
        )
    if what.startswith("Number out of range"):
        return EventError(what, zh="数值超出范围", path=whole, expected="a number within ±1e15", got="a larger number")
    if isinstance(error, msgspec.ValidationError):
        return EventError(
            what, zh="时间格式不对", path=whole, expected="2026-05-01T10:00:00+08:00, 1900 to 2200", got="text"
        )
    return _unreadable(at)


def _unreadable(at: str) -> EventError:
    return EventError(
        "not a readable event",
        zh="不是可读的事件",
        path=at,
        expected="one JSON object in UTF-8, not nested deeply",
        got="other bytes",
    )


def _names_in(raw: msgspec.Raw) -> list[str]:
    try:
        return list(msgspec.json.decode(raw, type=dict[str, Any]))
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return []


def _refuse_surrogates(mapping: Mapping[str, Any], at: str) -> None:
    for name, value in mapping.items():
        for text, path in ((name, at), (value, f"{at}.{name}")):
            if isinstance(text, str) and not text.isascii():
                try:
                    text.encode()
                except UnicodeEncodeError:
                    raise EventError(
                        "text holds half a surrogate pair",
                        zh="文本含半个代理对",
                        path=path,
                        expected="text",
                        got="a lone surrogate",
                    ) from None


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
