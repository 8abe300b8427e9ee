"""Writes the plain-text tables under `kedun.guard.tables` from public character data.

Run by hand; the result is committed.
Needs pypinyin and OpenCC (not dependencies of Kedun) and a folder with `xingjin.txt` and `chaizi-jt.txt`:
`python -m kedun.lab.text.tables FOLDER [ORDINARY]`, where ORDINARY is a file of plain texts, one a line.
Sources and licences stand in the tables' README and in each file's head.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from kedun.guard import forms, tables

__all__ = ["write_ordinary", "write_tables"]

_HOME = Path(tables.__file__).parent
_BOUND = "亻冫讠刂阝扌氵忄辶饣犭纟彳艹宀冖疒钅礻衤攵灬虍廴卩彡罒⺮丬"
_STROKES = set("一丨丿乀丶乚乛亅乙𠃌㇏コユ")
# Read as fraud's words read them, where a character has more than one reading.
_READINGS = """
行:hang 还:huan 重:zhong 长:zhang 卡:ka 率:lv 系:xi 给:gei 传:chuan 单:dan 会:hui 什:shen 了:le 着:zhe 都:dou 校:xiao
"""
# Confusions people use most, which the corpus lacks or has late.
_LOOKALIKES = """
己已巳 未末 土士 人入 大太犬 账帐胀 码玛妈 卡卞 信倍 微徽徵 转传 退追腿 付什 款欵 证正 验检险 密蜜宓 银很限 支攴
宝室玉 链琏 接按 群裙 扫扣归 钱线浅 号兮 电申甲由 话活 冻栋 客容 服报 赔培陪 订汀 单単 快块 递弟 认仞 安妄 全金
户尸 官宫 网冈 址扯 贷货 利刹 息恳 征怔 身射 份伤 名各 手毛 机叽 加如 友反 返近
"""


def write_tables(source: Path, home: Path = _HOME) -> None:
    """Write sound, shape, traditional and split from the data in `source` into `home`."""
    _write(home / "sound.txt", _SOUND_HEAD, _sound_lines())
    _write(home / "shape.txt", _SHAPE_HEAD, _shape_lines(source / "xingjin.txt"))
    _write(home / "traditional.txt", _TRADITIONAL_HEAD, _traditional_lines())
    _write(home / "split.txt", _SPLIT_HEAD, _split_lines(source / "chaizi-jt.txt"))


def write_ordinary(texts: Iterable[str], home: Path = _HOME) -> None:
    """Write which made forms of sensitive words occur in ordinary texts, and therefore are none."""
    wanted = {form for form, _ in forms.candidates()}
    found: set[str] = set()
    for text in texts:
        bare = forms.in_bare_form(text)
        for length in range(2, 6):
            found |= wanted.intersection(bare[at : at + length] for at in range(len(bare) - length + 1))
    lines = (" ".join(group) for _, group in groupby(sorted(found), key=lambda form: form[0]))
    _write(home / "ordinary.txt", _ORDINARY_HEAD, lines)


_SOUND_HEAD = """\
Toneless syllables of Chinese characters: the syllable, a blank, its characters (GB2312 level 1 first).
Facts derived with pypinyin 0.55 (MIT, Copyright (c) 2016 mozillazg and contributors); one reading per character.
"""
_SHAPE_HEAD = """\
Characters that look alike: a character, a blank, its lookalikes.
Derived from contr4l/SimilarCharacter at fd9f2373 (MIT, Copyright (c) 2020 XiaoFang); the commonest confusions are ours.
"""
_TRADITIONAL_HEAD = """\
Simplified and traditional: the simplified character, then its traditional forms, the usual one first.
Facts derived with the character tables of OpenCC 1.4 (Apache License 2.0, Copyright (c) BYVoid and contributors).
"""
_ORDINARY_HEAD = """\
What looks like a disguised word but occurs in ordinary text. Not a list of words: also where two words meet.
Found in the word lists of jieba and pypinyin (MIT), CrossWOZ and TeleAntiFraud (Apache-2.0), text-antispam (MIT), ours.
"""
_SPLIT_HEAD = """\
Split characters: a character, then ways to write it as its parts.
Derived from kfcd/chaizi (CC BY 3.0, https://github.com/kfcd/chaizi), reduced to two or three parts.
"""


def _write(path: Path, head: str, lines: Iterable[str]) -> None:
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    path.write_text(comment + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def _level(char: str) -> int:
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 3
    return 1 if 0xB0 <= lead <= 0xD7 else 2


def _gbk() -> Iterator[str]:
    for code in range(0x4E00, 0xA000):
        try:
            chr(code).encode("gbk")
        except UnicodeEncodeError:
            continue
        yield chr(code)


def _to_simplified() -> dict[str, str]:
    import opencc  # type: ignore[import-not-found,import-untyped,unused-ignore] # noqa: PLC0415 -- only to write tables

    simplify = opencc.OpenCC("t2s").convert
    pairs = ((chr(code), simplify(chr(code))) for code in range(0x3400, 0xA000))
    return {old: new for old, new in pairs if old != new and len(new) == 1 and (_level(old) == 3 or old == "於")}


def _sound_lines() -> Iterator[str]:
    import pypinyin  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 -- only to write tables

    traditional = _to_simplified()
    readings = dict(pair.split(":") for pair in _READINGS.split())
    sounds: dict[str, list[str]] = defaultdict(list)
    for char in sorted(_gbk(), key=lambda char: (_level(char), char)):
        if char not in traditional:
            syllable = readings.get(char) or pypinyin.lazy_pinyin(char, style=pypinyin.Style.NORMAL)[0]
            if syllable.isascii() and syllable.isalpha():
                sounds[syllable].append(char)
    return (f"{syllable} {''.join(chars)}" for syllable, chars in sorted(sounds.items()))


def _shape_lines(path: Path) -> Iterator[str]:
    shapes: dict[str, dict[str, None]] = defaultdict(dict)
    for group in _LOOKALIKES.split():
        for char in group:
            shapes[char].update(dict.fromkeys(other for other in group if other != char))
    for line in path.read_text(encoding="utf-8").splitlines():
        char, _, others = line.partition(" ")
        shapes[char].update(dict.fromkeys(other for other in others.strip() if other != char))
    return (f"{char} {''.join(others)}" for char, others in sorted(shapes.items()) if others)


def _traditional_lines() -> Iterator[str]:
    import opencc  # noqa: PLC0415 -- only to write tables

    complicate = opencc.OpenCC("s2t").convert
    forms: dict[str, list[str]] = defaultdict(list)
    for old, new in _to_simplified().items():
        forms[new].append(old)
    for new, olds in sorted(forms.items()):
        usual = complicate(new)
        yield new + "".join(sorted(olds, key=lambda old: (old != usual, old)))


def _split_lines(path: Path) -> Iterator[str]:
    splits: dict[str, dict[str, None]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        char, *ways = line.split("\t")
        for way in ways:
            parts = way.split()
            if 2 <= len(parts) <= 3 and _splittable(char, parts):
                splits[char]["".join(parts)] = None
    return (f"{char} {' '.join(ways)}" for char, ways in sorted(splits.items()))


def _splittable(char: str, parts: list[str]) -> bool:
    """Two whole parts, or more with a radical that never stands alone; no strokes, nothing beyond the basic plane."""
    if not "\u4e00" <= char <= "\u9fff":
        return False
    if not all(len(part) == 1 and "\u2e80" <= part <= "\u9fff" and part not in _STROKES for part in parts):
        return False
    bound = any(part in _BOUND for part in parts)
    return (_level(char) == 1 and len(parts) == 2) or (_level(char) < 3 and bound)


if __name__ == "__main__":
    write_tables(Path(sys.argv[1]))
    for name in sys.argv[2:]:
        write_ordinary(Path(name).read_text(encoding="utf-8").splitlines())
