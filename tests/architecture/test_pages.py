"""The pages hold what they promise: two languages in step, and decisions that name what enforces them."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
DECISIONS = sorted((HOUSE / "docs/decisions").glob("[0-9]*.md"))
PAGES = [HOUSE / "README.md", HOUSE / "README.zh-CN.md", *sorted((HOUSE / "docs").rglob("*.md"))]


def shape(page: str) -> list[str]:
    """The page's skeleton: the level of each heading, and each code block whole but for its comments."""
    found = []
    for block, heading in re.findall(r"```(.*?)```|^(#+) ", page, flags=re.DOTALL | re.MULTILINE):
        code = re.sub(r"#.*", "", block)
        found.append(heading or "\n".join(line.rstrip() for line in code.splitlines()))
    return found


def test_a_lost_heading_or_a_changed_block_is_seen() -> None:
    page = "# One\n```sh\nmake run # go\n```\n## Two\n"
    assert shape(page) == shape("# 一\n```sh\nmake run # 去\n```\n## 二\n")
    assert shape(page) != shape("# 一\n```sh\nmake run\n```\n")
    assert shape(page) != shape("# 一\n```sh\nmake test\n```\n## 二\n")


def test_both_readmes_have_the_same_headings_and_code() -> None:
    english, chinese = ((HOUSE / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    assert len(shape(english)) > 5
    assert shape(english) == shape(chinese)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_what_enforces_it(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    enforcers = re.findall(r"`((?:tests|src|\.importlinter)[^`]*)`", text.split("## Enforced by")[1])
    assert enforcers
    for enforcer in enforcers:
        path, _, test = enforcer.partition("::")
        assert (HOUSE / path).exists(), enforcer
        assert not test or f"def {test}(" in (HOUSE / path).read_text(encoding="utf-8"), enforcer


def test_there_are_decisions() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04d}" for number in range(1, len(DECISIONS) + 1)]
    assert len(DECISIONS) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_pages_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|srcset)=\"([^\"]+)\"", page.read_text(encoding="utf-8"))
    for target in (first or second for first, second in targets):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


def test_every_page_is_reached_from_the_index() -> None:
    indexes = [HOUSE / "docs/README.md", HOUSE / "docs/decisions/README.md"]
    linked = {
        (index.parent / target).resolve()
        for index in indexes
        for target in re.findall(r"\]\(([^)#\s]+)", index.read_text(encoding="utf-8"))
    }
    assert [page.name for page in (HOUSE / "docs").rglob("*.md") if page not in linked | set(indexes)] == []
