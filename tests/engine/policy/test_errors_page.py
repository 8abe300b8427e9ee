"""Every code has a golden text, and the reference page is made of them.

`golden/K0xx.pack` holds the files of a small pack, laid over `golden/base.pack`; `golden/K0xx.txt` what is said of it,
in English and in Chinese. To write the golden texts and the page anew: `KEDUN_GOLDEN=write pytest <this file>`.
"""

import os
import re
from pathlib import Path

import pytest

from kedun.engine import policy
from kedun.engine.policy.codes import CODES
from kedun.engine.policy.faults import Fault
from kedun.engine.policy.load import check_texts

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "policy-errors.md"
WRITE = os.environ.get("KEDUN_GOLDEN") == "write"
RULE = """\
[[rule]]
id = "order.example_{number}"
clause = "3.2"
on = "order"
when = "{when}"
action = "review"
title = {{ zh = "示例", en = "Example" }}

"""


def files(name: str) -> dict[str, str]:
    """The files in a `.pack`: `== name` begins one, and each `when: …` becomes a rule of `rules/3.2-orders.toml`."""
    found: dict[str, str] = {}
    at, number = "rules/3.2-orders.toml", 0
    for line in (GOLDEN / f"{name}.pack").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            at = line[3:]
        elif line.startswith("when: "):
            number += 1
            found[at] = found.get(at, "") + RULE.format(number=number, when=line[6:])
        else:
            found[at] = found.get(at, "") + line + "\n"
    return found


def faults_of(code: str) -> list[Fault]:
    pack = {**files("base"), **files(code)}
    pack = {name: text for name, text in pack.items() if text != "-\n"}
    return [fault for fault in check_texts(pack)[1] if fault.code == code]


def golden_text(code: str) -> str:
    """What is said of the code's pack, first in English, then in Chinese."""
    found = faults_of(code)
    return "\n\n".join("\n\n".join(fault.text(lang) for fault in found) for lang in ("en", "zh")) + "\n"


def page() -> str:
    """The whole reference page."""
    parts = [
        "# Faults of a policy pack\n",
        "This page is generated (`tests/engine/policy/test_errors_page.py`); each example is what `kedun policy check`",
        "prints. Errors keep a pack from loading, warnings do not. `kedun policy explain K012` says it in a line.\n",
    ]
    for code, told in CODES.items():
        text = (GOLDEN / f"{code}.txt").read_text(encoding="utf-8")
        example = text.split("\n\n")[0].rstrip()
        meaning = told.meaning.en[0].upper() + told.meaning.en[1:]
        parts += [
            f"## {code}\n",
            f"{meaning} ({' or '.join(told.severities)}). {told.meaning.zh}。\n",
            f"```text\n{example}\n```\n",
            f"**Mend:** {told.mend.en}. 改法：{told.mend.zh}。\n",
        ]
    return "\n".join(parts)


@pytest.mark.parametrize("code", CODES)
def test_what_is_said_of_a_fault_is_the_golden_text(code: str) -> None:
    path = GOLDEN / f"{code}.txt"
    if WRITE:
        path.write_text(golden_text(code), encoding="utf-8")
    assert golden_text(code) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_shown_by_its_pack_with_a_severity_it_states(code: str) -> None:
    found = faults_of(code)
    assert found
    assert {fault.severity for fault in found} <= set(CODES[code].severities)
    assert CODES[code].severities[0] in {fault.severity for fault in found}


def test_every_code_in_the_source_is_explained_and_no_other() -> None:
    home = Path(policy.__file__).parent
    sources = [path for path in home.rglob("*.py") if path.name != "codes.py"]
    used = {code for path in sources for code in re.findall(r'"(K\d{3})"', path.read_text(encoding="utf-8"))}
    assert used == set(CODES)


def test_the_reference_page_is_made_of_the_codes_and_their_golden_texts() -> None:
    if WRITE:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()
