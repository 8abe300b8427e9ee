"""The shipped handbook is whole: every id of its sources, both languages, every reference answered."""

import re
import tomllib
from collections import Counter

import msgspec
import pytest

from kedun.handbook import Asks, Handbook, Mark, Phase, Victim, load
from kedun.handbook.tables import HOME
from kedun.kernel.errors import NotFoundError

# How many clauses DOMAIN numbers in each section; they run from 01 without a gap and keep their ids for ever.
NUMBERED = {
    "2.1": 4, "2.2": 3, "2.3": 4, "2.4": 3,
    "3.1": 8, "3.3": 14,
    "4.1": 12, "4.3": 11,
    "5.1": 5, "5.2": 4, "5.3": 5,
    "6.3": 6,
    "8.1": 4, "8.2": 3, "8.3": 3, "8.4": 3,
    "9.1": 4, "9.2": 3, "9.3": 3, "9.4": 3,
    "10.1": 4, "10.2": 4, "10.3": 4, "10.4": 3,
    "11.1": 4, "11.2": 4, "11.3": 4, "11.4": 3,
    "12.1": 3, "12.2": 2, "12.3": 2, "12.4": 3,
}  # fmt: skip

# The handbook's own sentences, as far as its text is known.
OWN = {"1.1": 4, "1.2": 4, "1.3": 3, "1.4": 5, "3.1": 4, "3.2": 4, "3.3": 2}

# Words by which a few numbered clauses are known: a renumbering would pass the count and fail here.
KNOWN = {
    "C2.1-01": "五要素",
    "C3.1-04": "可购得信息",
    "C3.1-08": "锁定",
    "C3.3-02": "对账",
    "C3.3-08": "个人卡",
    "C3.3-14": "熔断",
    "C4.1-01": "停—问—核—断—报—记—跟",
    "C4.1-03": "双人",
    "C4.3-08": "公安调取",
    "C5.2-04": "二维码",
    "C5.3-04": "不得作为单方面拒退",
    "C6.3-02": "解冻费",
    "C8.1-02": "事实单",
    "C9.1-01": "M1、M5、M8",
    "C10.3-03": "6 个月",
    "C11.2-02": "验证码",
    "C12.4-03": "缺一不得发布",
}

HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def book() -> Handbook:
    return load()


@pytest.mark.parametrize("look", ["section", "clause", "fraud_type", "stage", "procedure", "signal", "phrase"])
def test_an_unknown_id_is_refused(book: Handbook, look: str) -> None:
    with pytest.raises(NotFoundError, match="X9"):
        getattr(book, look)("X9")


def test_clauses_of_an_unknown_section_are_refused(book: Handbook) -> None:
    with pytest.raises(NotFoundError):
        book.clauses_of("13.1")


def test_a_reference_leads_to_its_section_or_nowhere(book: Handbook) -> None:
    assert [book.section_of(each) for each in ("3.2", "C3.3-02", "H1.4-03", "C3.1-99", "3", "")] == [
        "3.2", "3.3", "1.4", None, None, None,
    ]  # fmt: skip


def test_the_sections_are_the_48_of_the_handbook_in_order(book: Handbook) -> None:
    assert list(book.sections) == [f"{chapter}.{section}" for chapter in range(1, 13) for section in range(1, 5)]
    assert [section for chapter in book.chapters for section in chapter.sections] == list(book.sections)


def test_every_numbered_clause_of_the_sources_keeps_its_id(book: Handbook) -> None:
    due = [f"C{section}-{number:02d}" for section, count in NUMBERED.items() for number in range(1, count + 1)]
    assert len(due) == 145
    assert [each for each in due if each not in book.clauses] == []


def test_every_sentence_of_the_handbook_itself_is_there(book: Handbook) -> None:
    own = Counter(clause.section for clause in book.clauses.values() if clause.id.startswith("H"))
    assert own == OWN


@pytest.mark.parametrize(("clause", "word"), KNOWN.items())
def test_a_numbered_clause_says_what_its_number_stands_for(book: Handbook, clause: str, word: str) -> None:
    assert word in book.clause(clause).zh


def test_clauses_of_a_section_are_numbered_without_a_gap_own_sentences_first(book: Handbook) -> None:
    for section in book.sections:
        ids = [clause.id for clause in book.clauses_of(section)]
        own = [each for each in ids if each.startswith("H")]
        added = ids[len(own) :]
        assert own == [f"H{section}-{number:02d}" for number in range(1, len(own) + 1)]
        assert added == [f"C{section}-{number:02d}" for number in range(1, len(added) + 1)]
        assert ids


def test_fraud_types_stages_procedures_and_signals_are_complete(book: Handbook) -> None:
    assert list(book.fraud_types) == [f"T{number:02d}" for number in range(1, 39)]
    assert list(book.stages) == [f"P{number}" for number in range(8)]
    assert list(book.procedures) == [f"PB-{number:02d}" for number in range(1, 21)]
    families = Counter(signal.removeprefix("SIG-")[0] for signal in book.signals)
    assert families == {"O": 22, "P": 22, "M": 30, "F": 17, "I": 10, "R": 10, "A": 12}


def test_phrases_cases_laws_and_questions_are_complete(book: Handbook) -> None:
    assert len(book.phrases) == 82
    assert list(book.cases) == [f"K{number:02d}" for number in range(1, 24)]
    assert len(book.laws) == 34
    assert list(book.questions) == [f"Q{number:03d}" for number in range(1, 153)]


def test_phrases_a_clause_or_procedure_asks_for_are_there(book: Handbook) -> None:
    assert "96110" in book.phrase("SC-014").zh
    assert "一步" in book.phrase("SC-061").zh
    assert book.phrase("SC-011").section == "5.4"


def test_red_line_questions_cover_what_may_never_happen(book: Handbook) -> None:
    red = [question for question in book.questions.values() if question.red_line]
    assert len(red) == 30
    assert {question.section for question in red} >= {"3.1", "4.3", "5.2", "5.4", "6.3"}


def test_no_text_leaks_how_the_source_marks_it(book: Handbook) -> None:
    texts = [text for pair in pairs(msgspec.to_builtins(book)) for text in pair]
    assert [text for text in texts if re.search(r"\*\*|\[S\d|（D）|【|同上|�", text)] == []


def test_every_row_is_written_once() -> None:
    written = re.findall(r"(?m)^id = '(.*)'$", "".join(file.read_text("utf-8") for file in HOME.rglob("*.toml")))
    assert [each for each, count in Counter(written).items() if count > 1] == []
    assert len(written) == 48 + len(load().clauses) + 38 + 8 + 20 + 123 + 82 + 23 + 34 + 152


def test_every_text_speaks_both_languages(book: Handbook) -> None:
    texts = list(pairs(msgspec.to_builtins(book)))
    assert len(texts) > 2000
    same_in_both = {option.zh for question in book.questions.values() for option in question.options}  # "P3", ".chm"
    same_in_both |= {case.place.zh for case in book.cases.values()}  # "2025-07"
    assert [zh for zh, _ in texts if not HAN.search(zh) and zh not in same_in_both] == []
    assert [en for zh, en in texts if not re.search("[A-Za-z]", en) and zh not in same_in_both] == []
    assert [en for _, en in texts if HAN.search(re.sub(r"“[^”]*”|《[^》]*》", "", en))] == []
    assert [en for _, en in texts if re.search(r"[，。；：（）、]", en)] == []


def pairs(value: object) -> list[tuple[str, str]]:
    """Every zh and en that stand together anywhere in plain data."""
    match value:
        case {"zh": str(zh), "en": str(en)}:
            return [(zh, en)]
        case dict():
            return [pair for each in value.values() for pair in pairs(each)]
        case list() | tuple():
            return [pair for each in value for pair in pairs(each)]
        case _:
            return []


def test_a_number_in_a_chinese_clause_stands_in_its_english_too(book: Handbook) -> None:
    spelled = {"one": "1", "two": "2", "three": "3", "five": "5", "six": "6", "seven": "7", "ten": "10", "twice": "2"}
    reworded = {"C1.1-04", "C3.2-10", "C3.2-12", "C8.1-08", "C12.1-07", "C12.1-08"}  # "no", "a day", "05:59", "million"
    lost = {}
    for clause in book.clauses.values():
        english = numbers(clause.en) | {digit for word, digit in spelled.items() if word in clause.en.lower()}
        lost[clause.id] = numbers(clause.zh) - english
    assert {each for each, missing in lost.items() if missing} == reworded


def numbers(text: str) -> set[str]:
    bare = re.sub(r"[CH]\d+\.\d-\d\d|SIG-\w+|PB-\d+|SC-\d+|(?<=\d),(?=\d{3})", "", text)
    plain = re.sub(r"(\d+) ?万", lambda match: f"{match[1]}0000", bare)
    return {each.lstrip("0") or "0" for each in re.findall(r"\d+(?:\.\d+)?", plain)}


def test_every_mark_and_every_kind_of_duty_occurs(book: Handbook) -> None:
    assert {clause.mark for clause in book.clauses.values()} == set(Mark)
    assert {clause.asks for clause in book.clauses.values()} == set(Asks)
    assert {victim for fraud in book.fraud_types.values() for victim in fraud.victims} == set(Victim)


def test_steps_of_a_procedure_follow_each_other_in_time(book: Handbook) -> None:
    order = list(Phase)
    for procedure in book.procedures.values():
        phases = [order.index(step.phase) for step in procedure.steps]
        assert phases == sorted(phases), procedure.id
        assert phases[0] == 0, procedure.id
        assert phases[-1] == len(order) - 1, procedure.id


def test_a_customer_who_has_paid_an_impostor_is_urgent(book: Handbook) -> None:
    fraud = book.fraud_type("T01")
    assert (fraud.level, fraud.procedures, fraud.section) == ("L3", ("PB-01", "PB-05"), "5.4")
    assert fraud.escalation is not None
    assert (fraud.escalation.level, fraud.escalation.when.zh) == ("L4", "已转账")


def test_stages_of_a_fraud_only_rise(book: Handbook) -> None:
    for fraud in book.fraud_types.values():
        assert list(fraud.stages) == sorted(set(fraud.stages)), fraud.id


def test_a_red_line_request_by_an_agent_is_hard(book: Handbook) -> None:
    assert {signal.id for signal in book.signals.values() if signal.hard} == {"SIG-M01", "SIG-M02", "SIG-M09"}


def test_points_that_depend_on_who_keep_the_largest_as_their_own(book: Handbook) -> None:
    split = {signal.id: signal for signal in book.signals.values() if signal.by}
    assert {key: dict(signal.by) for key, signal in split.items()} == {
        "SIG-M06": {"agent": 25, "customer": 12},
        "SIG-M07": {"customer": 35, "agent": 60},
        "SIG-I05": {"under_24h": 10, "under_7d": 6},
    }
    assert all(signal.points == max(signal.by.values()) for signal in split.values())


def test_nothing_of_the_handbook_can_be_changed(book: Handbook) -> None:
    with pytest.raises(AttributeError):
        book.clause("C3.1-01").zh = "改"  # type: ignore[misc] # the point of the test


def test_the_handbook_is_read_once_in_a_process() -> None:
    assert load() is load()


def test_files_are_plain_toml_without_surprises() -> None:
    for file in HOME.rglob("*.toml"):
        text = file.read_text("utf-8")
        assert tomllib.loads(text)
        assert "\t" not in text
        assert "\u200b" not in text
        assert '"' not in "".join(re.findall(r"(?m)^zh = '(.*)'$", text)), file.name
