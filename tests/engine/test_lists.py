# ruff: noqa: E501  tables of values, read by the row

import timeit
from ipaddress import ip_address, ip_network
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kedun.engine.lists import ALWAYS, KINDS, MAX_LENGTH, Entry, Lists, merged, normal, problem
from kedun.kernel.errors import InputError, NotFoundError

REFUSED = [
    ("phone", ""), ("phone", "12"), ("phone", "138****0000"), ("phone", "call me"), ("phone", "1" * 30), ("card", "  "),
    ("domain", ""), ("domain", "com"), ("domain", "a..b"), ("domain", "-a.com"), ("domain", "a b.com"), ("domain", "[::1]"),
    ("domain", "x" * 64 + ".com"), ("domain", ".".join(["a"] * 200)), ("domain", "例" * 80 + ".com"), ("address", " ，。 "),
    ("cidr", "300.1.1.1"), ("cidr", "10.0.0.0/33"), ("cidr", "fe80::1%eth0"), ("cidr", "host"), ("text", "  "),
    ("text", "x" * (MAX_LENGTH + 1)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_an_entry_that_is_no_value_of_its_kind_is_refused(kind: str, value: str) -> None:
    assert problem(kind, Entry("x", value)) is not None


def test_all_bad_entries_are_told_with_file_and_line() -> None:
    entries = [
        Entry("bad", "12", path="lists.toml", line=4),
        Entry("bad", "13800138000", since_us=5, until_us=5, path="lists.toml", line=9),
        Entry("none", "x"),
        Entry("bad", "13800138000"),
    ]
    with pytest.raises(InputError) as caught:
        Lists.from_entries({"bad": "phone"}, entries)
    assert caught.value.text("en").split("\n") == [
        "3 list entries cannot be used",
        "lists.toml:4  not a value of kind phone",
        "lists.toml:9  until is not later than since",
        "none  no such list",
    ]
    assert "lists.toml:4  不是有效的 phone 值" in caught.value.text("zh")
    assert "138" not in caught.value.message
    assert caught.value.fields["places"] == [("lists.toml", 4), ("lists.toml", 9), ("none", 0)]


def test_a_list_that_is_not_there_is_refused() -> None:
    lists = Lists.from_entries({"a": "text"}, [])
    for ask in (lists.matcher, lists.entries):
        with pytest.raises(NotFoundError):
            ask("b")
    with pytest.raises(NotFoundError):
        lists.intervals("b", "x")
    assert ("a" in lists, "b" in lists, lists.ids()) == (True, False, ("a",))


SAME = [
    ("phone", "13800138000", ["+86 138-0013-8000", "0086 13800138000", "8613800138000", "１３８００１３８０００", "138 0013 8000"]),
    ("phone", "+1 (212) 555-0100", ["12125550100", "001 212.555.0100"]),
    ("phone", "95588", ["+86 95588"]),
    ("card", "6222 0212 3456 7890", ["6222021234567890", "6222-0212-3456-7890", "６２２２0212 34567890"]),
    ("card", "tok_Ab1", [" tok_Ab1 "]),
    ("domain", "Example.COM", ["example.com", "example.com.", "pay.example.com", "https://a:b@www.example.com:8080/x?y#z", "Ｅxample。com"]),
    ("domain", "*.例子.cn", ["xn--fsqu00a.cn", "a.例子.cn", "例子。cn"]),
    ("domain", "evil.com", [r"http://evil.com\@good.com", "//evil.com", r"\\evil.com\x", r"https:\\evil.com", "http:evil.com", "https:///evil.com/", "http://a@b@evil.com", "http://%65vil.com", "http://ev\til.com\n", "\x01http://evil.com", "http://good.com:x@evil.com", "git+ssh://me@evil.com/x"]),
    ("address", "北京市 朝阳区，建国路 1 号 A座", ["北京市朝阳区建国路1号a座", "北京市朝阳区建国路１号Ａ座。"]),
    ("cidr", "10.1.0.0/16", ["10.1.2.3", " 10.1.255.255 ", "::ffff:10.1.0.9"]),
    ("cidr", "::ffff:10.2.0.0/112", ["10.2.3.4"]),
    ("cidr", "192.168.1.77", ["192.168.1.77"]),
    ("cidr", "2001:db8::/32", ["2001:db8::1", "2001:0DB8:ffff::"]),
    ("cidr", "0.0.0.0/0", ["255.255.255.255", "1.2.3.4"]),
    ("text", "  刷单Ａ ", ["刷单a", "刷单A"]),
    ("text", "STRASSE", ["straße"]),
]  # fmt: skip
OTHER = [
    ("phone", "13800138000", ["13800138001", "", "1380013800", "x", "138****8000"]),
    ("card", "tok_Ab1", ["tok_ab1", ""]),
    ("domain", "example.com", ["example.org", "badexample.com", "com", "example.com.evil.cn", "", "a b", "x" * 2000]),
    ("domain", "good.com", [r"http://evil.com\@good.com", "//evil.com/@good.com", "http://evil.com%2f@x/good.com", "http://%2fgood.com", "http://a%00.good.com"]),
    ("address", "北京市1号", ["北京市2号", ""]),
    ("cidr", "10.1.0.0/16", ["10.2.0.1", "10.1.0", "10.1.0.0/16", "::1", "", "x", "10.01.0.1x", "\x00", "一", "fe80::1%eth0"]),
    ("cidr", "2001:db8::/32", ["2001:db9::", "10.1.0.1"]),
    ("text", "刷单", ["刷单 x", "", "y" * 2000]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "entry", "values"), OTHER)
def test_other_values_are_not_on_the_list(kind: str, entry: str, values: list[str]) -> None:
    lists = Lists.from_entries({"x": kind}, [Entry("x", entry)])
    held = lists.matcher("x")
    assert [value for value in values if held(value, 0)] == []
    assert [value for value in values if lists.intervals("x", value)] == []


@pytest.mark.parametrize(("kind", "entry", "values"), SAME)
def test_one_value_is_found_in_all_the_ways_it_is_written(kind: str, entry: str, values: list[str]) -> None:
    lists = Lists.from_entries({"x": kind}, [Entry("x", entry)])
    held = lists.matcher("x")
    assert [value for value in [entry.removeprefix("*."), *values] if not _network(entry) and not held(value, 0)] == []
    assert [value for value in values if not held(value, 0)] == []
    assert all(lists.intervals("x", value) == [ALWAYS] for value in values)


def _network(entry: str) -> bool:
    return "/" in entry


def test_an_entry_counts_from_since_up_to_until() -> None:
    for kind, value in (("phone", "13800138000"), ("domain", "a.example.com"), ("cidr", "10.0.0.1")):
        wide = {"domain": "example.com", "cidr": "10.0.0.0/8"}.get(kind, value)
        entries = [Entry("x", wide, since_us=10, until_us=20), Entry("x", value, since_us=30)]
        lists = Lists.from_entries({"x": kind}, entries)
        held = lists.matchers()["x"]
        assert [at for at in (9, 10, 19, 20, 29, 30, 10**15) if held(value, at)] == [10, 19, 30, 10**15], kind
        assert lists.intervals("x", value) == [(10, 20), (30, ALWAYS[1])]
        assert [entry.since_us for entry in lists.entries_of("x", value, 15)] == [10]
        assert lists.entries("x") == tuple(entries)


def test_the_nearest_entry_is_told_first() -> None:
    entries = [Entry("x", "10.0.0.0/8", reason="wide"), Entry("x", "10.1.0.0/16", reason="near")]
    found = Lists.from_entries({"x": "cidr"}, entries).entries_of("x", "10.1.2.3", 0)
    assert [entry.reason for entry in found] == ["near", "wide"]
    entries = [Entry("d", "example.com", reason="wide"), Entry("d", "a.example.com", reason="near")]
    found = Lists.from_entries({"d": "domain"}, entries).entries_of("d", "a.example.com", 0)
    assert [entry.reason for entry in found] == ["near", "wide"]
    assert Lists.from_entries({"x": "cidr"}, []).entries_of("x", "nonsense", 0) == ()


TIMES = st.integers(-50, 50)
PAIRS = st.tuples(TIMES, TIMES).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(PAIRS, max_size=8))
@example([(1, 3), (3, 5)])
def test_intervals_hold_the_same_moments_in_as_few_as_can_be(pairs: list[tuple[int, int]]) -> None:
    found = merged(pairs)
    moments = {at for since, until in pairs for at in range(since, until)}
    assert {at for since, until in found for at in range(since, until)} == moments
    assert all(first[1] < second[0] for first, second in pairwise(found))
    lists = Lists.from_entries({"x": "text"}, [Entry("x", "v", since_us=a, until_us=b) for a, b in pairs])
    assert {at for at in range(-60, 60) if lists.matcher("x")("v", at)} == moments


ADDRESSES = st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(str)
NETWORKS = st.tuples(ADDRESSES, st.integers(0, 128)).map(
    lambda pair: f"{pair[0]}/{min(pair[1], 128 if ':' in pair[0] else 32)}"
)


@given(st.lists(NETWORKS, max_size=6), st.lists(ADDRESSES, max_size=6))
@example(["::ffff:0.0.0.0/95"], ["::fffe:1.2.3.4"])
def test_networks_hold_what_the_standard_library_says(networks: list[str], addresses: list[str]) -> None:
    lists = Lists.from_entries({"x": "cidr"}, [Entry("x", network) for network in networks])
    parsed = [ip_network(normal("cidr", network) or "", strict=False) for network in networks]
    for address in addresses:
        plain = ip_address(address)
        plain = getattr(plain, "ipv4_mapped", None) or plain
        assert lists.matcher("x")(address, 0) is any(plain in network for network in parsed)


@pytest.mark.parametrize("kind", KINDS)
@given(st.text(max_size=40) | st.from_regex(r"[+0-9 ./:a-zA-Z-]{0,30}", fullmatch=True))
@example("ﬁ")
@example("\u2100。")
def test_a_normal_form_is_its_own_normal_form(kind: str, value: str) -> None:
    found = normal(kind, value)
    assert not found or normal(kind, found) == found


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "13800000001"), ("text", "刷单"), ("cidr", "10.9.8.7"), ("domain", "a.example.com")]
)
def test_looking_up_a_value_takes_no_longer_in_a_long_list(kind: str, value: str) -> None:
    write = {"cidr": "10.{}.{}.0/24", "domain": "x{}-{}.cn"}.get(kind, "138{:04d}{:04d}")

    def taken(count: int) -> float:
        entries = [Entry("x", write.format(number // 250, number % 250)) for number in range(count)]
        held = Lists.from_entries({"x": kind}, entries).matcher("x")
        return min(timeit.repeat(lambda: held(value, 0), number=5_000, repeat=7))

    assert taken(20_000) < 4 * taken(100)
