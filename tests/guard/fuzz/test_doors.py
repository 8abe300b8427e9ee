import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.guard.fuzz.doors import BYTES, TEXTS, open_file
from tests.guard.fuzz.strategies import CONTENTS
from tests.guard.fuzz.strategies import TEXTS as SENT

_NAMES = st.tuples(SENT, st.sampled_from(["", ".zip", ".rar", ".7z", ".docx", ".pdf", ".exe", ".png", ".rtf"])).map(
    "".join
)
_CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("door", TEXTS)
@given(text=SENT)
@_CALM
def test_a_door_takes_any_text(door: str, text: str) -> None:
    TEXTS[door](text)


@pytest.mark.parametrize("door", BYTES)
@given(content=CONTENTS)
@_CALM
def test_a_door_takes_any_bytes(door: str, content: bytes) -> None:
    BYTES[door](content)


@given(name=_NAMES, content=CONTENTS)
@_CALM
def test_a_file_may_have_any_name_and_any_bytes(name: str, content: bytes) -> None:
    open_file(content, name)
