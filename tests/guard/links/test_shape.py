"""Facts of a URL's build: what kits leave in paths, whose names stand there, what is random."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.links.shape import shape


def facts(url: str) -> set[str]:
    host, slash, rest = url.partition("/")
    return set(shape(host, slash + rest))


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("paypal.kedun.com", "target:host"),
        ("mybankofamericas.com", "target:within"),
        ("kedun.com/chase/login.php", "target:path:1"),
        ("kedun.com/chase/paypal/", "target:path:2"),
        ("kedun.com/boawellsfargo2/x", "target:pathwithin"),
        ("kedun.com/wp-includes/js/a/login.php", "cms&page"),
        ("kedun.com/wp-admin/a/", "cms&slash"),
        ("kedun.com/wp-content/uploads/2016/05/a.pdf", "uploads"),
        ("kedun.com/wp-content/uploads/2016/05/a.html", "uploads&page"),
        ("kedun.com/a/49ede24e24ff639457e83eba640455b1/b", "hex"),
        ("kedun.com/a/49ede24e24ff/b", "hex:short"),
        ("kedun.com/b?x=49ede24e24ff639457e83eba640455b1", "hex:query"),
        ("kedun.com/www.westpac.co.nz/login", "host:path"),
        ("kedun.com/orange.fr", "host:path"),
        ("kedun.com/a//b", "slashes"),
        ("kedun.com/gdrive/gdrive/x", "again"),
        ("kedun.com/.well-known/x", "hidden"),
        ("kedun.com/PEpF5xRp7vKVKq", "stirred"),
        ("kedun.com/About", "upper"),
        ("kedun.com/a.php?49ede24e", "keyless"),
        ("kedun.com/a?to=somebody@kedun.com", "address"),
        ("kedun.com/a/b/c/", "end:slash3"),
        ("kedun.com/index.php", "end:index.php"),
        ("kedun.com/a-b", "end:word"),
        ("kedun.com/12", "end:number"),
    ],
)
def test_a_fact_is_seen(url: str, fact: str) -> None:
    assert fact in facts(url)


def test_a_plain_address_has_none_of_them() -> None:
    assert facts("kedun.com") == set()
    assert facts("kedun.com/about/history") == {"end:word", "longest:0", "short:0"}


def test_a_file_named_like_a_page_is_no_host() -> None:
    assert "host:path" not in facts("kedun.com/news/index.html")
    assert "cms" not in facts("kedun.com/blog/wp-content-guide")


@given(st.text(max_size=400))
def test_any_path_has_facts(rest: str) -> None:
    assert all(fact.isascii() or fact.startswith("end:") for fact in shape("kedun.com", "/" + rest))
