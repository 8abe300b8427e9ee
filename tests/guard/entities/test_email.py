import pytest

from kedun.guard.entities import email

pytestmark = pytest.mark.clause("3.1")

OK = [
    "li.lei@example.com", "li.lei@example.com.cn", "a@b.co", "10001@qq.example",
    "han_mei-mei+shop@mail.example.org", "A.B@EXAMPLE.COM", " li.lei@example.com ", "ｌｉ＠example.com",
    "o'brien@example.ie", "张三@example.com", "li@例子.中国", "x@xn--fsqu00a.xn--fiqs8s", "1@2.cn",
    "user@sub.sub.example.museum", "a" * 64 + "@example.com", "{x}@example.com", "x@my-yopmail.com",
    "x@notmailinator.com",
]  # fmt: skip
NOT_OK = {
    "syntax": [
        "", "@", "a", "a@", "@b.com", "a@b", "a@localhost", "a b@example.com", "a@b@example.com",
        "a@@example.com", ".a@example.com", "a.@example.com", "a..b@example.com", "a@.com", "a@example..com",
        "a@example.com.", "a@-example.com", "a@example-.com", "a@exa_mple.com", "a@example.c", "a@example.123",
        "a@127.0.0.1", "a@[127.0.0.1]", "a@example.con", "a@example.cmo", "a" * 65 + "@example.com",
        "a@" + "b" * 64 + ".com", "a@" + "b." * 130 + "com", "a(b)@example.com", "a,b@example.com",
        "a@example,com", "mailto:a@example.com", "<a@example.com>", "a@exam ple.com", "没有邮箱", "13800138000",
        "www.example.com", "https://example.com", "a;b@example.com", '"a b"@example.com', "a@例 子.中国",
        "张" * 22 + "@example.com", "a#example.com",
    ],
    "disposable": [
        "x@yopmail.com", "x@mailinator.com", "x@guerrillamail.com", "x@10minutemail.com", "x@temp-mail.org",
        "x@sharklasers.com", "X@YOPMAIL.COM", "x@mail.yopmail.com", "x@a.b.mailinator.com", "x@trashmail.de",
        "x@getnada.com", "x@linshiyouxiang.net", "x@maildrop.cc", "x@1secmail.com", "x@moakt.cc",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("word", "value"), [(word, value) for word, values in NOT_OK.items() for value in values])
def test_a_malformed_or_throw_away_address_is_named(word: str, value: str) -> None:
    assert email.check(value) == word


@pytest.mark.parametrize("value", OK)
def test_a_well_formed_address_is_ok(value: str) -> None:
    assert email.check(value) == "ok"
