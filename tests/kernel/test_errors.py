"""The error tree: stable codes, statuses, and texts in two languages."""

import pytest

from kedun.kernel import errors
from kedun.kernel.errors import EventError, Fault, InputError, KedunError, PolicyError

CODES = {
    "KedunError": ("error", 500),
    "InputError": ("input", 400),
    "EventError": ("event.malformed", 400),
    "PolicyError": ("policy.broken", 400),
    "RefusedError": ("refused", 403),
    "NotFoundError": ("not_found", 404),
    "ConflictError": ("conflict", 409),
    "UnavailableError": ("unavailable", 503),
}


def test_codes_and_statuses_are_what_callers_rely_on() -> None:
    tree = {name: getattr(errors, name) for name in errors.__all__ if name != "Fault"}
    assert {name: (kind.code, kind.status) for name, kind in tree.items()} == CODES


def test_every_error_is_drawn_in_the_tree_at_the_top() -> None:
    drawing = errors.__doc__ or ""
    for name, (code, status) in CODES.items():
        row = next(line for line in drawing.splitlines() if f" {name} " in line)
        assert row.split(name)[1].split()[:2] == [code, str(status)]


@pytest.mark.parametrize("name", [name for name in CODES if name != "KedunError"])
def test_every_error_is_caught_as_a_kedun_error(name: str) -> None:
    assert issubclass(getattr(errors, name), KedunError)


def test_an_error_without_chinese_speaks_english() -> None:
    assert KedunError("no such pack").text("zh") == "no such pack"


def test_an_error_speaks_both_languages() -> None:
    error = KedunError("no such pack", zh="没有这个规则包", pack="x")
    assert (error.text("zh"), error.text("en"), str(error)) == ("没有这个规则包", "no such pack", "no such pack")
    assert error.fields == {"pack": "x"}


def test_an_event_error_says_where_what_was_wanted_and_what_came() -> None:
    error = EventError("amount_fen is text", path="facts.amount_fen", expected="int", got="str", line=3)
    assert (error.path, error.expected, error.got) == ("facts.amount_fen", "int", "str")
    assert error.fields == {"path": "facts.amount_fen", "expected": "int", "got": "str", "line": 3}
    assert isinstance(error, InputError)


def test_a_fault_without_a_place_has_no_stray_colons() -> None:
    assert str(Fault("K000", "pack.toml is missing")) == "error[K000]: pack.toml is missing"


def test_a_fault_shows_its_place_excerpt_and_hint() -> None:
    fault = Fault("K012", "fen with yuan", "a.toml", 14, 13, "multiply by 100", "   14 │ when", "warning")
    assert str(fault) == "a.toml:14:13  warning[K012]: fen with yuan\n   14 │ when\n  hint: multiply by 100"


def test_a_policy_error_lists_every_fault() -> None:
    first, second = Fault("K001", "unknown name", "a.toml", 2), Fault("K002", "wrong type", "b.toml", 5)
    error = PolicyError([first, second])
    assert error.faults == (first, second)
    assert str(error) == f"the pack has 2 faults\n{first}\n{second}"
    assert error.text("zh") == f"规则包有 2 处错误\n{first}\n{second}"


def test_one_fault_is_spoken_of_in_the_singular() -> None:
    assert str(PolicyError([Fault("K001", "unknown name")])).startswith("the pack has 1 fault\n")


def test_a_policy_error_may_be_one_plain_sentence() -> None:
    error = PolicyError("the bundle's signature is wrong", zh="规则包签名不符")
    assert (error.faults, str(error)) == ((), "the bundle's signature is wrong")
    assert error.text("zh") == "规则包签名不符"
