"""Links are judged: official ones pass, the ways of deceiving alarm, each with its reason in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedun.guard import links
from kedun.guard.links import LinkRisk


def codes(risk: LinkRisk) -> set[str]:
    return {one.code for one in risk.reasons}


@pytest.mark.parametrize(
    "url",
    [
        "https://item.taobao.com/item.htm?id=123&spm=a.b.c",
        "https://detail.tmall.com/item.htm?id=1",
        "https://item.jd.com/100012043978.html",
        "https://mobile.yangkeduo.com/goods.html?goods_id=1",
        "https://www.sf-express.com/chn/sc/waybill/list",
        "https://pay.weixin.qq.com/index.php/core/home/login",
        "https://www.12306.cn/index/",
        "https://www.gov.cn/zhengce/content.htm",
        "http://wap.10086.cn/login.html",
        "https://www.icbc.com.cn/icbc/",
        "https://tax.beijing.gov.cn/refund",
        "https://en.wikipedia.org/wiki/Phishing",
        "https://github.com/python/cpython/issues/1",
        "https://www.baidu.com/s?wd=login",
        "https://www.google.com/",
        "https://bit.ly/",
        "https://www.weebly.com/",
    ],
)
def test_official_and_well_known_sites_do_not_alarm(url: str) -> None:
    assert links.assess(url).risk < 30, links.assess(url).reasons


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://taoba0.com/", "url.lookalike"),
        ("http://tаobao.com/", "url.lookalike"),
        ("http://xn--tobao-4ve.com/", "url.lookalike"),
        ("http://www.arnazon-shop.com/login", "url.lookalike"),
        ("http://jd-tuikuan.top/kefu", "url.brand_added"),
        ("http://taobao.com.refund-center.cn/verify/login", "url.brand_subdomain"),
        ("http://icbc.com.cn.yanzheng.top/login", "url.brand_subdomain"),
        ("https://taobao.com@evil.top/refund", "url.userinfo"),
        ("http://3627734734/login", "url.ip_host"),
        ("http://0x7f.0x1/a.apk", "url.ip_host"),
        ("http://203.0.113.9:8081/alipay/login.php", "url.ip_host"),
        ("javascript:fetch('//evil.top')", "url.scheme"),
        ("data:text/html;base64,PGgxPg==", "url.scheme"),
        ("hxxp://taobao-kefu[.]top/tuikuan", "url.broken"),
        ("ｈｔｔｐ：／／ｔａｏｂａｏ－ｋｅｆｕ．ｔｏｐ／", "url.disguise"),
        ("http://tao\u200bbao-kefu.top/", "url.disguise"),
    ],
)
def test_every_way_of_deceiving_alarms_with_its_reason(url: str, code: str) -> None:
    risk = links.assess(url)
    assert code in codes(risk)
    assert risk.risk >= 60
    assert not risk.official


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://bit.ly/3abcdef", "url.shortener"),
        ("https://dwz.cn/abc", "url.shortener"),
        ("https://sites.google.com/view/abc", "url.open_host"),
        ("https://docs.qq.com/form/page/abc", "url.open_host"),
        ("http://kedun.top/", "url.suffix"),
        ("http://kedun.com:8443/", "url.port"),
        ("http://a.b.c.d.e.kedun.com/", "url.subdomains"),
        ("http://kedun.com/wallet/claim", "url.words"),
        ("http://kedun.com/a.apk", "url.program"),
        ("http://kedun.com/go?url=http://evil.top/", "url.redirect"),
        ("http://kedun.com/go?u=https%3A%2F%2Fevil.top", "url.redirect"),
        ("http://x7k2p9q4w1.com/", "url.random"),
        ("http://xn--fiqs8s.com/", "url.punycode"),
        ("http://kedun.com/taobao/", "url.brand_path"),
        ("http://kedun.com/" + "QUJD" * 30, "url.encoded"),
        ("http://kedun.com/" + "a" * 5000, "url.long"),
        ("http://localhost/", "url.no_domain"),
        ("http://kedun.example.cn/", "url.not_official"),
    ],
)
def test_every_weaker_sign_is_told(url: str, code: str) -> None:
    assert code in codes(links.assess(url))


def test_an_open_redirect_on_a_known_site_is_told_but_does_not_alarm() -> None:
    risk = links.assess("https://www.google.com/url?q=https://evil.top/a")
    assert "url.redirect" in codes(risk)
    assert risk.risk < 60


def test_a_page_that_anybody_may_publish_is_not_official() -> None:
    assert not links.assess("https://docs.qq.com/form/page/abc").official
    assert not links.assess("https://sites.google.com/view/abc").official
    assert links.assess("https://www.taobao.com/").official


def test_reasons_come_in_both_languages_the_weightiest_first() -> None:
    reasons = links.assess("http://taoba0.top:8081/tuikuan").reasons
    assert all(one.why.zh and one.why.en and 0 < one.weight <= 100 for one in reasons)
    assert [one.weight for one in reasons] == sorted((one.weight for one in reasons), reverse=True)


def test_host_and_domain_are_told() -> None:
    risk = links.assess("hxxps://A.b.kedun.com.cn/x")
    assert (risk.host, risk.domain) == ("a.b.kedun.com.cn", "kedun.com.cn")
    assert links.assess("http://1.2.3.4/").domain == ""


@given(st.text())
def test_any_text_is_judged(written: str) -> None:
    assert 0 <= links.assess(written).risk <= 100


@given(st.text(alphabet="htps:/.@%-_?#=&[]0x1aо。．\u202e\ud800中", max_size=60))
def test_anything_like_a_link_is_judged(written: str) -> None:
    risk = links.assess("http://" + written)
    assert 0 <= risk.risk <= 100


@pytest.mark.parametrize("piece", ["a.", "-", "login/", "%2f%2f", "//x.com/", "taobao", "1", "=", "@"])
def test_a_megabyte_is_judged(piece: str) -> None:
    assert "url.long" in codes(links.assess("http://a.top/" + piece * (1_000_000 // len(piece))))
    assert 0 <= links.assess("http://" + piece * (1_000_000 // len(piece))).risk <= 100
