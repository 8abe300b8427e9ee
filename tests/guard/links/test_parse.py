"""A link is taken apart however a stranger wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard.links.parse import LONGEST, parse


@pytest.mark.parametrize(
    "written",
    [
        "https://www.kedun.com/a",
        "HTTPS://WWW.KEDUN.COM/a",
        "www.kedun.com/a",
        "hxxps://www.kedun.com/a",
        "hXXp://www[.]kedun[.]com/a",
        "http[:]//www(.)kedun(.)com/a",
        "www【.】kedun[dot]com/a",
        "www[点]kedun.com/a",
        "ｗｗｗ．ｋｅｄｕｎ．ｃｏｍ/a",
        "www。kedun。com/a",
        "www｡kedun．com/a",
        "https:\\\\www.kedun.com\\a",
        "https:/www.kedun.com/a",
        "//www.kedun.com/a",
        "https://www.ke\u200bdun.com/a",
        "https://www.ke dun.com/a",
        "https://www.kedun.com./a",
        "https://www.%6bedun.com/a",
        "https://user:pass@www.kedun.com/a",
        "https://www.kedun.com:443/a",
        "「https://www.kedun.com/a」",
        " <https://www.kedun.com/a>",
        "https://𝐰𝐰𝐰.𝐤𝐞𝐝𝐮𝐧.𝐜𝐨𝐦/a",
        "https://ⓦⓦⓦ.ⓚⓔⓓⓤⓝ.com/a",
    ],
)
def test_every_way_of_writing_names_the_same_host(written: str) -> None:
    link = parse(written)
    assert (link.host, link.rest) == ("www.kedun.com", "/a")


@pytest.mark.parametrize(
    ("written", "ip", "form"),
    [
        ("http://1.2.3.4/a", "1.2.3.4", "dotted"),
        ("http://16909060/", "1.2.3.4", "number"),
        ("http://0x01020304", "1.2.3.4", "hex"),
        ("http://0x1.0x2.3.4", "1.2.3.4", "hex"),
        ("http://01.02.03.04", "1.2.3.4", "octal"),
        ("http://1.2.772", "1.2.3.4", "number"),
        ("http://0177.1", "127.0.0.1", "octal"),
        ("http://[2001:db8::1]:80/a", "[2001:db8::1]", "v6"),
    ],
)
def test_an_address_is_read_in_all_its_forms(written: str, ip: str, form: str) -> None:
    link = parse(written)
    assert (link.host, link.ip, link.ip_form) == (ip, ip, form)


@pytest.mark.parametrize(
    "written", ["http://1.2.3.4.5", "http://256.1.1.1", "http://09.1.1.1", "http://4294967296", "http://1.2.3.a"]
)
def test_what_is_no_address_is_a_name(written: str) -> None:
    assert parse(written).ip == ""


def test_user_part_port_and_rest_are_told_apart() -> None:
    link = parse("https://taobao.com:x@evil.top:8443/a?b=c@d#e")
    assert (link.userinfo, link.host, link.port, link.rest) == ("taobao.com:x", "evil.top", 8443, "/a?b=c@d#e")


def test_a_port_is_no_scheme() -> None:
    link = parse("kedun.com:8080/a")
    assert (link.host, link.port) == ("kedun.com", 8080)


@pytest.mark.parametrize("scheme", ["javascript", "data", "vbscript", "tel", "mailto"])
def test_a_scheme_without_a_host_has_none(scheme: str) -> None:
    link = parse(f"{scheme}:alert(1)//x.com")
    assert (link.scheme, link.host, link.rest) == (scheme, "", "alert(1)//x.com")


def test_a_name_beyond_ascii_is_kept_both_ways() -> None:
    link = parse("http://tаobao.com")  # а is Cyrillic
    assert (link.host, link.shown) == ("xn--tobao-4ve.com", "tаobao.com")
    assert parse("http://xn--tobao-4ve.com").shown == "tаobao.com"


@pytest.mark.parametrize(
    "written", ["http://xn--/", "http://xn--\u00ff.com", "http://xn--99999999999999.com", "http://" + "xn--a" * 500]
)
def test_a_broken_punycode_name_does_no_harm(written: str) -> None:
    assert parse(written).url


@pytest.mark.parametrize(
    ("written", "marks"),
    [
        ("hxxp://a.com", ("broken_scheme",)),
        ("a[.]com", ("broken_dot",)),
        ("http://ａ.com", ("width",)),
        ("http://a\u200b.com", ("invisible",)),
        ("http://a.com", ()),
        ("https://kedun.cn/商品", ()),
    ],
)
def test_disguises_are_named(written: str, marks: tuple[str, ...]) -> None:
    assert parse(written).disguises == marks


def test_what_is_too_long_is_cut_and_marked() -> None:
    link = parse("http://a.com/" + "x" * 1_000_000)
    assert link.cut
    assert len(link.url) <= LONGEST


@given(st.text())
def test_any_text_is_parsed(written: str) -> None:
    link = parse(written)
    assert link.host.isascii() or link.host == ""


@pytest.mark.parametrize("piece", ["http://", "@", ".", "[.]", "%41", "\ud800", "xn--", "/", "：", "a.", "1."])
def test_a_megabyte_of_one_piece_is_parsed(piece: str) -> None:
    assert parse("http://" + piece * (1_000_000 // len(piece))).cut
