"""`kedun decide` over lines nobody meant to write: each a clear error or a right answer, the rest goes on."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEDUN = [sys.executable, "-m", "kedun", "--lang", "en"]
AT = "2026-05-13T02:40:00+08:00"


def event(**changed: Any) -> bytes:
    given: dict[str, Any] = {"id": "x", "type": "order", "at": AT, "customer_id": "c", "facts": {}, **changed}
    return json.dumps(given, ensure_ascii=False).encode()


def fact(value: str, name: str = "amount_fen") -> bytes:
    return f'{{"id":"f","type":"order","at":"{AT}","facts":{{"{name}":{value}}}}}'.encode()


BAD = {
    "half an object": (b'{"id":', "$"),
    "an array": (b"[]", "$"),
    "null": (b"null", "$"),
    "no UTF-8": (b'{"id":"\xff\xfe"}', "$"),
    "zero bytes": (b"\x00\x01", "$"),
    "no id": (b"{}", "$"),
    "an id that is a number": (event(id=5), "$.id"),
    "an empty id": (event(id=""), "$.id"),
    "a long id": (event(id="a" * 129), "$.id"),
    "a line end in an id": (event(id="a\nb"), "$.id"),
    "an unknown type": (event(type="nope"), "$.type"),
    "year 1": (event(at="0001-01-01T00:00:00Z"), "$.at"),
    "year 9999": (event(at="9999-12-31T23:59:59Z"), "$.at"),
    "no offset": (event(at="2026-05-13T02:40:00"), "$.at"),
    "a leap second": (event(at="2016-12-31T23:59:60Z"), "$.at"),
    "30 February": (event(at="2026-02-30T00:00:00Z"), "$.at"),
    "a time that is a number": (event(at=1777600800), "$.at"),
    "facts null": (event(facts=None), "$.facts"),
    "facts an array": (event(facts=[]), "$.facts"),
    "two unknown facts": (event(facts={"foo": 1, "bar": 2}), "$.facts"),
    "a word that is not listed": (event(facts={"category": "珠保"}), "$.facts.category"),
    "a whole number with a dot": (fact("1.0"), "$.facts.amount_fen"),
    "2^53": (fact("9007199254740992"), "$.facts.amount_fen"),
    "text for a number": (fact('"12"'), "$.facts.amount_fen"),
    "truth for a number": (fact("true"), "$.facts.amount_fen"),
    "NaN": (fact("NaN"), "$"),
    "1e308": (fact("1e308"), "$.facts.amount_fen"),
    "beyond a double": (fact("1e400"), "$.facts.amount_fen"),
    "half a surrogate pair": (event(id="?").replace(b"?", b"\\ud800"), "$"),
    "an unknown field": (event(extra=1), "$"),
    "an empty key": (event(customer_id=""), "$.customer_id"),
    "nested without end": (fact("[" * 100_000 + "]" * 100_000), "$"),
    "10 MB": (fact('"' + "x" * 10_000_000 + '"', "category"), "$"),
}

GOOD = {
    "emoji": event(id="😀" * 20),
    "the first moment": event(id="first", at="1900-01-01T00:00:00Z"),
    "the last moment": event(id="last", at="2199-12-31T23:59:59.999999Z"),
    "a summer-time gap": event(id="gap", at="2026-03-08T02:30:00-05:00"),
    "no facts": b'{"id":"bare","type":"order","at":"' + AT.encode() + b'"}',
    "the greatest number": event(id="great", facts={"amount_fen": 2**53 - 1}),
    "the least number": event(id="least", facts={"amount_fen": -(2**53 - 1)}),
    "a carriage return at its end": event(id="crlf") + b"\r",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], str, int]:
    """What came of all of them in one run, good and bad in turns: the decisions, standard error, the exit code."""
    file = tmp_path_factory.mktemp("lines") / "all.jsonl"
    lines = [line for line, _ in BAD.values()] + list(GOOD.values())
    file.write_bytes(b"\n".join(lines))
    done = subprocess.run([*KEDUN, "decide", str(file)], capture_output=True, check=False, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode(), done.returncode


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_told_with_its_number_and_path(told: tuple[list[dict[str, Any]], str, int], what: str) -> None:
    answers, errors, _ = told
    place = list(BAD).index(what)
    error = answers[place]["error"]
    assert (error["line"], error["path"]) == (place + 1, BAD[what][1])
    assert error["expected"]
    assert error["got"]
    assert f"all.jsonl:{place + 1}: {error['path']}: {error['message']}" in errors


@pytest.mark.parametrize("what", GOOD)
def test_an_odd_but_sound_line_is_decided(told: tuple[list[dict[str, Any]], str, int], what: str) -> None:
    answers, _, _ = told
    answer = answers[len(BAD) + list(GOOD).index(what)]
    assert answer["event_id"] == json.loads(GOOD[what])["id"]
    assert answer["action"] in {"allow", "warn", "verify", "review", "hold", "block"}


def test_unknown_facts_are_all_named(told: tuple[list[dict[str, Any]], str, int]) -> None:
    answers, _, _ = told
    assert answers[list(BAD).index("two unknown facts")]["error"]["got"] == "foo, bar"


def test_bad_lines_make_the_exit_code_1_and_no_traceback(told: tuple[list[dict[str, Any]], str, int]) -> None:
    answers, errors, code = told
    assert (code, len(answers)) == (1, len(BAD) + len(GOOD))
    assert "Traceback" not in errors


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_bytes(b"".join(event(id=str(number)) + b"\n" for number in range(3000)))
    with subprocess.Popen([*KEDUN, "decide", str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["event_id"] == "0"
        process.stdout.close()
        assert process.stderr.read() == b""
