"""Which language the command line speaks."""

import pytest

from kedun.cli.language import lang, language_of, pick, speak


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"KEDUN_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        (["--lang", "zh", "day"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["--lang=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang", "fr"], {"LANG": "en_US.UTF-8"}, "en"),
        (["day", "--lang"], {}, "zh"),
        (["en"], {}, "zh"),
    ],
)
def test_the_language_is_the_callers_then_the_machines_then_chinese(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert language_of(arguments, environment) == language


def test_text_follows_the_language() -> None:
    before = lang()
    try:
        speak("en")
        assert pick("中", "en") == "en"
        speak("zh")
        assert pick("中", "en") == "中"
    finally:
        speak(before)
