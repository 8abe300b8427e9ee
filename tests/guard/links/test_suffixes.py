"""The registrable domain follows the public suffix list, without a network."""

import sys

import pytest
import tldextract

from kedun.guard.links.suffixes import place


@pytest.mark.parametrize(
    ("host", "labels", "domain", "suffix", "owner"),
    [
        ("kedun.com", (), "kedun.com", "com", "kedun.com"),
        ("a.b.kedun.com.cn", ("a", "b"), "kedun.com.cn", "com.cn", "kedun.com.cn"),
        ("a.kedun.github.io", ("a",), "kedun.github.io", "github.io", "github.io"),
        ("github.io", ("github", "io"), "", "github.io", "github.io"),
        ("com", ("com",), "", "com", ""),
        ("localhost", ("localhost",), "", "", ""),
        ("www.ck", (), "www.ck", "ck", "www.ck"),
        ("a.b.ck", (), "a.b.ck", "b.ck", "a.b.ck"),
        ("", ("",), "", "", ""),
    ],
)
def test_a_host_is_taken_apart(host: str, labels: tuple[str, ...], domain: str, suffix: str, owner: str) -> None:
    spot = place(host)
    assert (spot.labels, spot.domain, spot.suffix, spot.owner) == (labels, domain, suffix, owner)


ORACLE = tldextract.TLDExtract(suffix_list_urls=(), include_psl_private_domains=True, cache_dir=None)
HOSTS = [
    "www.example.co.uk",
    "a.b.c.kobe.jp",
    "city.kobe.jp",
    "x.compute.amazonaws.com",
    "s3.amazonaws.com",
    "a.s3.amazonaws.com",
    "blogspot.com",
    "foo.blogspot.com",
    "bar.com.au",
    "parliament.uk",
    "www.gov.cn",
    "12306.cn",
    "xn--55qx5d.cn",
    "a.xn--55qx5d.cn",
    "a.pages.dev",
    "b.a.vercel.app",
    "www.www.ck",
    "mm.a.mm",
    "a.nom.br",
    "b.a.nom.br",
    "foo.bar.invalid",
    "kawasaki.jp",
    "a.kawasaki.jp",
    "b.a.kawasaki.jp",
    "t.co",
    "qq.com",
]


@pytest.mark.parametrize("host", HOSTS)
def test_the_same_is_found_as_by_tldextract(host: str) -> None:
    oracle = ORACLE(host)
    assert place(host).domain == oracle.top_domain_under_public_suffix
    assert place(host).suffix == oracle.suffix


def test_a_host_of_a_thousand_labels_is_taken_apart() -> None:
    assert place("a." * 1000 + "com").domain == "a.com"


def test_the_name_is_what_the_holder_chose() -> None:
    assert [place(host).name for host in ("www.kedun.com.cn", "kedun.github.io", "com")] == ["kedun", "kedun", ""]


def test_no_http_client_is_drawn_in() -> None:
    import subprocess  # noqa: PLC0415 - only here

    code = "import sys; from kedun.guard import links; links.assess('http://a.com'); print('requests' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
