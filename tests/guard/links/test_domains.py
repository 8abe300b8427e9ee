"""The lists: whole, without contradiction, and meaning what they say."""

import pytest

from kedun.guard import links
from kedun.guard.links import domains
from kedun.guard.links.domains import (
    brands,
    is_house,
    is_known,
    is_open,
    is_shortener,
    official,
    owner_of,
    owners,
    words,
)


@pytest.mark.parametrize(
    "host",
    [
        "taobao.com",
        "item.taobao.com",
        "tmall.com",
        "jd.com",
        "item.jd.com",
        "pinduoduo.com",
        "mobile.yangkeduo.com",
        "douyin.com",
        "haohuo.jinritemai.com",
        "kuaishou.com",
        "xiaohongshu.com",
        "vip.com",
        "suning.com",
        "weixin.qq.com",
        "pay.weixin.qq.com",
        "alipay.com",
        "95516.com",
        "icbc.com.cn",
        "ccb.com",
        "abchina.com",
        "boc.cn",
        "bankcomm.com",
        "cmbchina.com",
        "psbc.com",
        "spdb.com.cn",
        "sf-express.com",
        "zto.com",
        "yto.net.cn",
        "sto.cn",
        "yundaex.com",
        "jtexpress.cn",
        "ems.com.cn",
        "cainiao.com",
        "www.gov.cn",
        "beijing.gov.cn",
        "12306.cn",
        "10086.cn",
        "10010.com",
        "189.cn",
        "paypal.com",
        "apple.com",
    ],
)
def test_what_belongs_to_a_platform_bank_courier_carrier_or_authority_is_official(host: str) -> None:
    assert official(host)
    assert links.official(host.upper())


@pytest.mark.parametrize(
    "host",
    [
        "qq.com",
        "docs.qq.com",
        "taobao.com.cn.top",
        "xtaobao.com",
        "taobao-kefu.com",
        "gov.cn.com",
        "github.io",
        "",
        "com",
    ],
)
def test_what_does_not_is_not(host: str) -> None:
    assert not official(host)


def test_an_owner_is_found_by_the_longest_name() -> None:
    owner = owner_of("aliqin.tmall.com")
    assert owner is not None
    assert (owner.kind, owner.zh, owner.en) == ("platform", "天猫", "Tmall")


def test_every_owner_is_named_in_both_languages_and_has_a_known_kind() -> None:
    kinds = {"platform", "pay", "bank", "courier", "carrier", "government", "global"}
    assert all(one.zh and one.en and one.domains and one.kind in kinds for one in owners())


def test_every_name_on_the_lists_is_a_lower_case_host() -> None:
    names = [name for one in owners() for name in one.domains]
    names += [name for listed in ("known.txt", "publish.txt", "shorteners.txt") for name in domains._lines(listed)]
    assert [name for name in names if name != name.lower() or "/" in name or name.strip(".") != name] == []


def test_every_brand_word_is_one_label() -> None:
    assert [word for word in brands() if not word.replace("-", "").isalnum() or not word.isascii()] == []


def test_the_known_leave_out_what_is_open() -> None:
    assert not {*domains._known()} & {*domains._lines("publish.txt")}
    assert len(domains._known()) > 3000


@pytest.mark.parametrize("host", ["wikipedia.org", "en.wikipedia.org", "github.com", "baidu.com", "zhihu.com"])
def test_well_known_sites_are_known(host: str) -> None:
    assert is_known(host) or official(host)


@pytest.mark.parametrize(
    "host",
    ["x.github.io", "x.weebly.com", "x.blogspot.com", "x.pages.dev", "x.vercel.app", "x.netlify.app", "qrco.de",
     "docs.google.com", "sites.google.com", "x.web.app", "x.firebaseapp.com", "x.000webhostapp.com",
     "x.wixsite.com", "docs.qq.com"],
)  # fmt: skip
def test_where_anybody_can_publish_is_open(host: str) -> None:
    assert is_open(host) or is_shortener(host)


def test_a_house_is_itself_and_no_guest() -> None:
    hosts = ("weebly.com", "github.io", "bit.ly", "x.weebly.com", "kedun.com")
    assert [host for host in hosts if is_house(host)] == ["weebly.com", "github.io", "bit.ly"]


def test_shorteners_are_known_with_and_without_www() -> None:
    assert is_shortener("bit.ly")
    assert is_shortener("www.dwz.cn")
    assert not is_shortener("kedun.cn")


def test_the_words_come_in_groups() -> None:
    assert {"login", "verify"} <= words()["action"]
    assert {"refund", "wallet", "claim"} <= words()["money"]
    assert {"kefu", "tuikuan"} <= words()["chinese"]
