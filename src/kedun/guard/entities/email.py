"""E-mail addresses: syntax of RFC 5321 and 5322 without comments and quotes, and throw-away providers.

Handbook 3.1; DOMAIN appendix A.8. Nothing is asked of any server: that would leak the customer.
"""

import re
import unicodedata
from collections.abc import Iterator

from kedun.guard.entities.hit import Hit

__all__ = ["check", "find"]

_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{2,59}")
_TOP_MISTYPED = {"con", "cmo", "ocm", "comm", "nett", "cnn"}

_DISPOSABLE = frozenset(
    """
    0815.ru 10mail.org 10minutemail.com 10minutemail.net 1secmail.com 1secmail.net 1secmail.org 20minutemail.com
    33mail.com anonbox.net burnermail.io byom.de chacuo.net crazymailing.com deadaddress.com discard.email
    dispostable.com dropmail.me einrot.com emailfake.com emailondeck.com emltmp.com fakeinbox.com fakemail.net
    fakemailgenerator.com getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de
    guerrillamail.info guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com inboxbear.com
    inboxkitten.com jetable.org linshiyou.com linshiyouxiang.net mail-temp.com mail-temporaire.fr mailcatch.com
    maildrop.cc mailexpire.com mailforspam.com mailinator.com mailinator.net mailinator2.com mailnesia.com mailnull.com
    mailpoof.com mailsac.com mailtemp.info mintemail.com moakt.cc moakt.com mohmal.com mytemp.email mytrashmail.com
    nada.email no-spam.ws nospam.ze.tc nowmymail.com nwytg.net onetimemail.org owlymail.com pokemail.net
    sharklasers.com snapmail.cc spam4.me spambox.us spamgourmet.com spamex.com tempail.com tempinbox.com tempmail.com
    temp-mail.io temp-mail.org tempmail.dev tempmail.net tempmailo.com tempr.email throwam.com throwawaymail.com
    tmail.ws tmailor.com tmpmail.net tmpmail.org trash-mail.com trashmail.com trashmail.de trashmail.me trbvm.com
    wegwerfmail.de wegwerfmail.net yopmail.com yopmail.fr yopmail.net yuoia.com zetmail.com
    """.split()  # noqa: SIM905  # a list a person keeps, not a literal
)


def check(value: str) -> str:
    """One of ok, syntax, disposable.

    >>> check("li.lei@example.com.cn"), check("li..lei@example.com"), check("x@mail.yopmail.com")
    ('ok', 'syntax', 'disposable')
    """
    address = unicodedata.normalize("NFKC", value).strip()
    local, _, domain = address.rpartition("@")
    if not (0 < len(local.encode()) <= 64 and _LOCAL.fullmatch(local)):
        return "syntax"
    labels = _labels(domain)
    if labels is None:
        return "syntax"
    suffixes = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return "disposable" if any(suffix in _DISPOSABLE for suffix in suffixes) else "ok"


def _labels(domain: str) -> list[str] | None:
    """The domain's labels in ASCII lower case, or None when it is no host name of the public internet."""
    if domain.isascii():
        plain = domain.lower()
    else:
        try:
            plain = domain.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    labels = plain.split(".")
    fits = len(plain) <= 253 and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    return labels if fits and _TOP_LABEL.fullmatch(labels[-1]) and labels[-1] not in _TOP_MISTYPED else None


_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z](?:[0-9A-Za-z._%+-]{0,62}[0-9A-Za-z])?\s?@\s?"
    r"((?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.){1,4}[A-Za-z]{2,12})(?![0-9A-Za-z])"
)


def find(text: str) -> Iterator[Hit]:
    """The addresses in a text, also right beside Han characters, which are never taken for a part of them."""
    for found in _ADDRESS.finditer(text):
        address = re.sub(r"\s", "", found[0])
        word = check(address)
        if word == "syntax":
            continue
        name, _, domain = address.partition("@")
        masked = f"{name[: min(2, len(name) - 1)]}***@{domain}"
        yield Hit("email", found.start(), found.end(), address.lower(), 0.97, f"email.{word}", masked)
