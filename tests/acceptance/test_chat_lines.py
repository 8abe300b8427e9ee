"""`kedun screen --jsonl` from outside: a line in, a line out, in order, whatever the lines are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

KEDUN = [sys.executable, "-m", "kedun", "--lang", "en", "screen", "--jsonl"]
FIELDS = {"id", "risk", "level", "type", "stage", "verdict", "first_alarm_turn", "turns", "findings", "advice"}
BOUNDS = {"low": (0, 29), "medium": (30, 59), "high": (60, 84), "critical": (85, 100)}
ASKS = "请把收到的短信验证码发给我，我来帮您操作退款"
IDS: list[Any] = ["m-1", "", "😀" * 9, 0, -1, 2**53, 10**25, 1.5, True, None, [1, [2]], {"a": {"b": None}}, "x" * 9_999]

Told = tuple[list[dict[str, Any]], str, int]


def told(lines: list[bytes], *arguments: str) -> Told:
    """What came of the lines: the answers, standard error, the exit code."""
    done = subprocess.run(
        [*KEDUN, *arguments], input=b"\n".join(lines), capture_output=True, check=False, timeout=300
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode(), done.returncode


def line(**given: Any) -> bytes:
    return json.dumps(given, ensure_ascii=False).encode()


BAD = {
    "half an object": b'{"id":1',
    "an array": b"[]",
    "null": b"null",
    "no UTF-8": b'{"id":1,"text":"\xff\xfe"}',
    "zero bytes": b"\x00\x01",
    "no id": line(text="a"),
    "nothing to screen": line(id=1),
    "text and turns": line(id=1, text="a", turns=[]),
    "text and url": line(id=1, text="a", url="b"),
    "a text that is a number": line(id=1, text=5),
    "a direction that is none": line(id=1, text="a", direction="up"),
    "turns that are no list": line(id=1, turns="a"),
    "a turn from nobody": line(id=1, turns=[{"text": "a"}]),
    "a turn from a robot": line(id=1, turns=[{"from": "robot", "text": "a"}]),
    "half an emoji in an id": b'{"id":"\\ud83d","text":"a"}',
    "an id beyond a double": b'{"id":1e400,"text":"a"}',
    "nested without end": b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b',"text":"a"}',
    "20 MB": line(id=1, text="x" * 20_000_000),
}
GOOD = {
    "a plain text": line(id="good", text="您好"),
    "an empty text": line(id="good", text=""),
    "an outbound text": line(id="good", text=ASKS, direction="out"),
    "a link": line(id="good", url="https://www.taobao.com/"),
    "an empty link": line(id="good", url=""),
    "no turns": line(id="good", turns=[]),
    "fields nobody knows": line(id="good", text="您好", more={"a": 1}),
    "a text that is null beside turns": line(id="good", text=None, turns=[{"from": "agent", "text": "您好"}]),
    "half an emoji": b'{"id":"good","text":"\\ud83d"}',
    "the other half in a turn": b'{"id":"good","turns":[{"from":"customer","text":"\\udc00"}]}',
    "every control character": line(id="good", text="".join(map(chr, range(32)))),
    "a carriage return at its end": line(id="good", text="您好") + b"\r",
    "a megabyte": line(id="good", text="订单" * 166_000),
    "a megabyte of Latin": line(id="good", text="v" * 1_000_000),
}


@pytest.fixture(scope="module")
def mixed() -> Told:
    """Good and bad lines in turns, with blank ones between, in one run."""
    return told([*BAD.values(), b"", *GOOD.values(), b"  "])


@pytest.mark.parametrize("what", BAD)
def test_a_bad_line_is_told_with_its_number(mixed: Told, what: str) -> None:
    answers, errors, _ = mixed
    place = list(BAD).index(what)
    error = answers[place]["error"]
    assert error["line"] == place + 1
    assert error["code"]
    assert f"-:{place + 1}: {error['message']}" in errors


@pytest.mark.parametrize("what", GOOD)
def test_an_odd_but_sound_line_is_answered(mixed: Told, what: str) -> None:
    answer = mixed[0][len(BAD) + list(GOOD).index(what)]
    assert answer["id"] == "good"
    assert answer.keys() == FIELDS
    low, high = BOUNDS[answer["level"]]
    assert low <= answer["risk"] <= high


def test_bad_lines_make_the_exit_code_1_and_no_traceback(mixed: Told) -> None:
    answers, errors, code = mixed
    assert (code, len(answers)) == (1, len(BAD) + len(GOOD))
    assert "Traceback" not in errors


def test_good_lines_make_the_exit_code_0_and_no_word_of_complaint() -> None:
    answers, errors, code = told(list(GOOD.values()))
    assert (len(answers), errors, code) == (len(GOOD), "", 0)


def test_no_lines_are_no_fault() -> None:
    assert told([]) == ([], "", 0)


def test_ids_of_every_kind_come_back_in_order() -> None:
    answers, _, code = told([line(id=id_, text="您好") for id_ in IDS])
    assert ([answer["id"] for answer in answers], code) == (IDS, 0)


def test_an_inbound_request_for_a_code_is_stopped_with_findings_that_lie_in_the_text() -> None:
    (answer,), _, _ = told([line(id=1, text=ASKS)])
    assert (answer["verdict"], answer["level"] in {"high", "critical"}, answer["first_alarm_turn"]) == ("stop", True, 0)
    assert answer["turns"] == [{name: answer[name] for name in ("risk", "level", "verdict")}]
    assert answer["advice"]
    marked = [ASKS[slice(*found["span"])] for found in answer["findings"]]
    assert any("验证码" in words for words in marked)
    for found in answer["findings"]:
        assert found.keys() >= {"code", "clause", "span", "why", "weight"}
        assert 0 <= found["span"][0] < found["span"][1] <= len(ASKS)


def test_direction_out_judges_what_an_agent_is_about_to_send() -> None:
    warning = "官方提醒：客服不会索要您的验证码，请勿告诉任何人。"
    asked, warned = told([line(id=text, text=text, direction="out") for text in (ASKS, warning)])[0]
    assert asked["verdict"] == "stop"
    assert "better" in {part["kind"] for part in asked["advice"]}
    assert (warned["verdict"], warned["first_alarm_turn"]) == ("pass", None)


def test_a_conversation_is_answered_message_by_message_and_its_first_alarm_is_named() -> None:
    turns = [
        {"from": "customer", "text": "在吗，这件衣服有货吗"},
        {"from": "agent", "text": "您好，有货的"},
        {"from": "customer", "text": ASKS},
        {"from": "agent", "text": "好的"},
    ]
    (answer,), _, _ = told([line(id=1, turns=turns)])
    alarmed = [number for number, turn in enumerate(answer["turns"]) if turn["level"] in {"high", "critical"}]
    assert len(answer["turns"]) == 4
    assert answer["first_alarm_turn"] == min(alarmed) == 2
    assert answer["risk"] == max(turn["risk"] for turn in answer["turns"])
    assert all(
        turn["risk"] in range(BOUNDS[turn["level"]][0], BOUNDS[turn["level"]][1] + 1) for turn in answer["turns"]
    )


def test_links_are_judged_by_their_characters() -> None:
    good, bad = told([line(id=1, url="https://www.taobao.com/"), line(id=2, url="http://taoba0-refund.top/login")])[0]
    assert (good["verdict"], good["findings"]) == ("pass", [])
    assert (bad["verdict"], bad["first_alarm_turn"]) == ("stop", 0)
    assert bad["findings"]


@pytest.mark.parametrize(("language", "han"), [("zh", True), ("en", False)])
def test_the_why_is_in_the_language_asked_for(language: str, han: bool) -> None:
    run = [*KEDUN[:3], "--lang", language, *KEDUN[5:]]
    done = subprocess.run(run, input=line(id=1, text=ASKS), capture_output=True, check=True, timeout=60)
    answer = json.loads(done.stdout)
    words = [found["why"] for found in answer["findings"]] + [part["title"] for part in answer["advice"]]
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in word) is han for word in words)


def test_ten_thousand_turns_are_answered_even_when_every_character_is_escaped() -> None:
    turns = [
        {"from": ("customer", "agent")[n % 2], "text": f"第{n}条，请问订单今天能发货吗，麻烦帮我看一下谢谢"}
        for n in range(10_000)
    ]
    (answer,), _, code = told([json.dumps({"id": 1, "turns": turns}).encode()])
    assert (len(answer["turns"]), code) == (10_000, 0)


def test_an_answer_comes_before_the_next_line_is_sent() -> None:
    with subprocess.Popen(KEDUN, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(line(id=number, text="您好") + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"".join(line(id=number, text="您好") + b"\n" for number in range(3_000)))
    with (
        file.open("rb") as lines,
        subprocess.Popen(KEDUN, stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
    ):
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["id"] == 0
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


_PEAK = """
import resource, subprocess, sys
with open(sys.argv[1], "rb") as lines:
    subprocess.run(sys.argv[2:], stdin=lines, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_kb(file: Path) -> int:
    """The most memory the command held, in kB, measured by a process of its own."""
    done = subprocess.run([sys.executable, "-c", _PEAK, file, *KEDUN], capture_output=True, check=True, timeout=300)
    return int(done.stdout) // (1024 if sys.platform == "darwin" else 1)


def test_ten_thousand_lines_stream_without_being_held(tmp_path: Path) -> None:
    texts = [f"{number} {ASKS} 订单号{number:08}" + "，麻烦帮我看一下" * 60 for number in range(10_000)]
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    few.write_bytes(b"\n".join(line(id=n, text=text) for n, text in enumerate(texts[:100])))
    many.write_bytes(b"\n".join(line(id=n, text=text) for n, text in enumerate(texts)))
    assert many.stat().st_size > 14_000_000
    assert peak_kb(many) - peak_kb(few) < 12_000
