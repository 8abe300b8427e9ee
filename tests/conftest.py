"""What every test stands on: no network but loopback, Chinese as the language, no clock on slow machines."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Refuse every connection that would leave the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any, /) -> None:
        if isinstance(address, tuple) and address[0] not in _LOOPBACK:
            pytest.fail(f"a test reached for the network: {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(autouse=True)
def _speak_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line's default, whatever the machine's locale."""
    monkeypatch.delenv("KEDUN_DEBUG", raising=False)
    monkeypatch.setenv("KEDUN_LANG", "zh")
    assert os.environ["KEDUN_LANG"] == "zh"
