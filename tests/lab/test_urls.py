"""The URL model is trained, written and measured; the command tells how well links are told apart."""

import json
from pathlib import Path
from random import Random

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from kedun.cli import eval_url
from kedun.guard.links.model import Model, features
from kedun.guard.links.parse import parse
from kedun.guard.links.suffixes import place
from kedun.kernel.errors import InputError
from kedun.lab.urls import made
from kedun.lab.urls.measure import Labelled, Score, measure, read
from kedun.lab.urls.train import fit, seen, write

LURES = ["http://taoba0.com/", "http://icbc.com.cn.yanzheng.top/login", "http://3627734734/login"]
PAGES = ["https://www.taobao.com/", "https://item.jd.com/1.html", "https://www.gov.cn/"]


def lists(folder: Path) -> Path:
    (folder / "a_phishing.txt").write_text("# one a line\n" + "\n".join(LURES) + "\n", encoding="utf-8")
    (folder / "b_legit.txt").write_text("\n".join(PAGES) + "\n\n", encoding="utf-8")
    rows = [{"url": LURES[0], "label": 1, "source": "c"}, {"url": PAGES[0], "label": "legit", "source": "c"}]
    (folder / "c.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    return folder


def test_a_place_without_lists_is_refused(tmp_path: Path) -> None:
    for place_ in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError):
            list(read(place_))


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"url": "a"}',
        '{"url": "a", "label": "maybe"}',
        '{"url": "a", "label": 2}',
        '{"url": 1, "label": 1}',
        "\xff",
    ],
)
def test_a_broken_line_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"url": "http://a.com", "label": 1}\n' + line, encoding="latin-1")
    with pytest.raises(InputError, match="line 2"):
        list(read(path))


@pytest.mark.parametrize("name", ["list.txt", "legit_phishing.txt"])
def test_a_list_whose_name_tells_no_label_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("http://a.com\n", encoding="utf-8")
    with pytest.raises(InputError):
        list(read(tmp_path))


def test_lists_are_read_with_label_and_source(tmp_path: Path) -> None:
    got = list(read(lists(tmp_path)))
    assert [one.url for one in got if one.phishing] == [*LURES, LURES[0]]
    assert {one.source for one in got} == {"a_phishing", "b_legit", "c"}
    assert list(read(tmp_path / "b_legit.txt")) == [Labelled(url, phishing=False, source="b_legit") for url in PAGES]


def test_counts_and_shares_add_up() -> None:
    score = Score("x", phishing=10, found=9, honest=40, alarmed=2)
    assert (score.recall, score.false_alarms, score.accuracy) == (0.9, 0.05, 47 / 50)
    assert score.balanced == pytest.approx(0.925)
    assert Score("x").accuracy is None
    assert Score("x", phishing=1).false_alarms is None


def test_each_source_is_measured_and_summed(tmp_path: Path) -> None:
    table = measure(read(lists(tmp_path)))
    assert [one.source for one in table.sources] == ["a_phishing", "b_legit", "c"]
    assert (table.total.phishing, table.total.found, table.total.honest, table.total.alarmed) == (4, 4, 4, 0)
    assert measure(read(tmp_path), alarm=101).total.found == 0


def command(*arguments: str) -> str:
    app = typer.Typer()
    eval_url.register(app)
    app.command("other")(lambda: None)
    result = CliRunner().invoke(app, ["eval-url", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_prints_a_table(tmp_path: Path) -> None:
    shown = command(str(lists(tmp_path)))
    assert "a_phishing" in shown
    assert "100.00%" in shown


def test_the_command_prints_json(tmp_path: Path) -> None:
    shown = json.loads(command(str(lists(tmp_path)), "--json"))
    assert shown["total"]["recall"] == 1.0
    assert shown["total"]["false_alarms"] == 0.0
    assert [one["source"] for one in shown["sources"]] == ["a_phishing", "b_legit", "c"]


def test_made_up_urls_are_always_the_same_for_one_seed() -> None:
    def some(seed: int) -> list[str]:
        random = Random(seed)
        return [make(random) for make in (made.kit_path, made.honest_path, made.lure_host) for _ in range(20)]

    assert some(1) == some(1) != some(2)


def test_made_up_hosts_and_paths_can_be_parsed() -> None:
    random = Random(3)
    for _ in range(200):
        link = parse(f"http://{made.lure_host(random)}{made.kit_path(random)}")
        assert place(link.host).domain
        assert link.rest.startswith("/")
        assert made.honest_path(random).startswith("/")


@pytest.fixture(scope="module")
def small() -> Model:
    random = Random(1)
    lures = [f"{made.lure_host(random)}{made.kit_path(random)}" for _ in range(150)]
    pages = [f"{word}{number}.org{made.honest_path(random)}" for word in ("garden", "school") for number in range(75)]
    return fit(lures, pages, size=300)


def test_a_model_learns_to_tell_apart(small: Model) -> None:
    random = Random(2)
    lure, page = seen(f"{made.lure_host(random)}{made.kit_path(random)}"), seen("garden9.org/about/history.html")
    assert lure is not None
    assert page is not None
    assert small.chance(lure) > 0.5 > small.chance(page)
    assert 0 < len(small.weights) <= 300


def test_training_twice_gives_the_same_weights(small: Model) -> None:
    random = Random(1)
    lures = [f"{made.lure_host(random)}{made.kit_path(random)}" for _ in range(150)]
    pages = [f"{word}{number}.org{made.honest_path(random)}" for word in ("garden", "school") for number in range(75)]
    assert fit(lures, pages, size=300) == small


def test_what_is_written_is_read_back(small: Model, tmp_path: Path) -> None:

    write(small, tmp_path / "model.json")
    assert msgspec.json.decode((tmp_path / "model.json").read_bytes(), type=Model) == small


def test_popularity_can_be_hidden() -> None:
    link = parse("https://www.wikipedia.org/")
    shown = features(link, place(link.host), popular=True)
    assert seen(link.url) == shown != seen(link.url, hide=True)
    assert seen("javascript:1") is None
