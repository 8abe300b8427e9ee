"""URLs made up from knowledge of how phishing kits and ordinary sites shape theirs; nothing here is a real address.

Lists of phishing mostly name hosts without their paths, so paths are made for them: without these a model would learn
that a path is honest. The same is done for honest hosts, from the shapes of shops, blogs, news and documents.
"""

import string
from collections.abc import Sequence
from random import Random

__all__ = ["honest_path", "kit_path", "lure_host"]

_LOGIN = "login signin sign-in logon verify verification secure update confirm account unlock auth validate webscr recover billing".split()  # noqa: E501, SIM905 - a list of words reads best as one
_KITS = "paypal apple icloud amazon netflix chase wellsfargo boa office365 microsoft outlook owa dhl usps fedex ups facebook instagram adobe docusign dropbox onedrive webmail roundcube bancolombia itau santander bbva hsbc barclays orange free impots ameli laposte postbank sparkasse dkb ing rabobank swisscom metamask coinbase binance trustwallet steam alipay taobao jd icbc ccb etc 10086".split()  # noqa: E501, SIM905
_PAGES = "index.html index.php login.php login.html signin.php verify.php home.php main.html next.php step1.php step2.php card.php otp.php sms.php info.php details.php loading.php process.php password.php error.php auth.php connect.php customer_center/ myaccount/ webapps/mpp/ personal/ clients/ espace/ particuliers/ secure/ online/ new/ verification/ signin/ 1.php 2.php a.html log.php".split()  # noqa: E501, SIM905
_ROOTS = "wp-content/plugins wp-content/themes/twentytwenty wp-includes wp-includes/js wp-admin/css wp-admin/js images/stories .well-known .well-known/acme-challenge cgi-bin modules/mod_articles components/com_content administrator/cache media/system assets/js css js includes tmp old backup test new site temp vendor public_html uploads files/upload ~admin ~user".split()  # noqa: E501, SIM905
_QUERIES = "email userid id token session_id cmd country.x rand SessionID login_id customerid ref key client_id authtoken locale".split()  # noqa: E501, SIM905
_WORDS = "about us contact team history service product garden kitchen travel music health school football report annual summer winter guide review best simple green red house home city water light paper book story video photo event news market world river mountain festival training course program science research library museum design project support faq terms privacy policy careers jobs press blog article how to make your first great new free top ten things recipe chicken cake bread family children dog cat car bike engine repair part tool setup install release notes changes manual reference tutorial introduction overview chapter index archive category tag author page item shop sale order cart gift box set black white blue large small shoes shirt watch phone case cable battery laptop printer camera".split()  # noqa: E501, SIM905
_SECTIONS = "blog news article articles products product shop store category tag post posts wiki docs doc support help en us de fr zh cn about item p c collections catalog forum thread topic question questions video watch events library resources content media public research people departments software download downloads pages".split()  # noqa: E501, SIM905
_ENDINGS = ["", "", "", "/", "/", ".html", ".htm", ".php", ".aspx", ".shtml", ".pdf", ".jpg", ".asp", ".jsp"]
_BRANDS = "taobao tmall jd jingdong pinduoduo alipay douyin kuaishou xiaohongshu icbc ccb abchina boc cmbchina psbc unionpay 10086 10010 95588 95533 etc sfexpress zto yto ems 12306 paypal apple amazon netflix microsoft facebook dhl usps chase".split()  # noqa: E501, SIM905
_ADDED = "kefu tuikuan shouhou peifu lipei anquan renzheng yanzheng jiedong login verify secure support refund service help center online vip app pay wallet claim account update info cn mall shop".split()  # noqa: E501, SIM905
_SUFFIXES = [
    "com",
    "com",
    "cn",
    "top",
    "xyz",
    "vip",
    "cc",
    "icu",
    "shop",
    "site",
    "online",
    "net",
    "club",
    "info",
    "live",
    "app",
    "com.cn",
    "work",
    "cyou",
    "sbs",
    "cfd",
    "click",
    "ltd",
]
_SWAPS = {"o": "0", "l": "1", "i": "1", "e": "3", "a": "4", "s": "5", "m": "rn", "w": "vv", "b": "8", "g": "9"}


def kit_path(random: Random) -> str:
    """The path of a phishing page: kits in hacked sites, log-in steps, tokens, an address in the query."""
    parts: list[str] = []
    if random.random() < 0.35:
        parts.append(random.choice(_ROOTS))
    if random.random() < 0.5:
        parts.append(_worn(random.choice(_KITS if random.random() < 0.6 else _LOGIN), random))
    if random.random() < 0.3:
        parts.append(_token(random))
    if random.random() < 0.35:
        parts.append(random.choice(_LOGIN))
    parts.append(random.choice(_PAGES) if random.random() < 0.6 else _token(random) if random.random() < 0.4 else "")
    path = "/" + "/".join(part for part in parts if part)
    if not path.endswith((".php", ".html", "/")) and random.random() < 0.5:
        path += "/"
    return path + (_kit_query(random) if random.random() < 0.3 else "")


def honest_path(random: Random) -> str:
    """The path of an ordinary page: sections, titles, dates, numbers, a query now and then."""
    parts: list[str] = []
    if random.random() < 0.65:
        parts.append(random.choice(_SECTIONS))
    if random.random() < 0.2:
        parts += [str(random.randint(2003, 2026)), f"{random.randint(1, 12):02}"]
    if random.random() < 0.2:
        parts.append(random.choice(_WORDS))
    shape = random.random()
    if shape < 0.5:
        parts.append(random.choice("--_-").join(random.choices(_WORDS, k=random.randint(1, 7))))
    elif shape < 0.7:
        parts.append(str(random.randint(1, 10 ** random.randint(2, 9))))
    elif shape < 0.8:
        parts.append(_id(random))
    path = "/" + "/".join(parts) + random.choice(_ENDINGS)
    if random.random() < 0.15:
        key = random.choice(["id", "page", "q", "p", "lang", "v", "tab", "sort", "utm_source", "ref", "aid", "spm"])
        path += f"?{key}={random.choice([*_WORDS, str(random.randint(1, 99999))])}"
    if random.random() < 0.04:  # honest sites have log-in pages too
        path = random.choice(["/login", "/account/login", "/signin", "/user/login", "/accounts/login/", "/my-account/", "/support", "/wp-login.php"])  # fmt: skip  # noqa: E501
    return path


def lure_host(random: Random) -> str:
    """A host made to look like a brand's."""
    brand, added, suffix = random.choice(_BRANDS), random.choice(_ADDED), random.choice(_SUFFIXES)
    shape = random.randrange(7)
    if shape == 0:
        return f"{_misspelt(brand, random)}.{suffix}"
    if shape == 1:
        return f"{brand}-{added}.{suffix}"
    if shape == 2:
        return f"{brand}{added}{random.choice(['', str(random.randint(1, 9999))])}.{suffix}"
    if shape == 3:
        return f"{brand}.com.{added}{random.randint(1, 999)}.{suffix}"
    if shape == 4:
        return f"{added}-{brand}.{_letters(random, random.randint(4, 9))}.{suffix}"
    if shape == 5:
        return f"{brand}.{_letters(random, random.randint(5, 10))}.{suffix}"
    return f"{_letters(random, random.randint(3, 9))}{random.randint(1, 9999)}.{suffix}"


def _kit_query(random: Random) -> str:
    pairs = [f"{random.choice(_QUERIES)}={_token(random)}" for _ in range(random.randint(1, 3))]
    if random.random() < 0.2:
        pairs.append(f"email={_letters(random, 6)}@{_letters(random, 7)}.com")
    return "?" + "&".join(pairs)


def _token(random: Random) -> str:
    alphabet = random.choice([string.hexdigits[:16], string.ascii_lowercase + string.digits, string.digits])
    return "".join(random.choices(alphabet, k=random.choice([4, 5, 6, 8, 10, 16, 20, 32, 32])))


def _id(random: Random) -> str:
    return "".join(random.choices(string.ascii_lowercase + string.digits + "-_", k=random.choice([6, 8, 11, 12, 24])))


def _letters(random: Random, size: int) -> str:
    return "".join(random.choices(string.ascii_lowercase, k=size))


def _worn(word: str, random: Random) -> str:
    shape = random.randrange(5)
    if shape == 0:
        return word + str(random.randint(1, 99))
    if shape == 1:
        return f"{word}-{random.choice(_LOGIN)}"
    if shape == 2:
        return f"{word}.com"
    return word


def _misspelt(brand: str, random: Random) -> str:
    spots: Sequence[int] = [place for place, mark in enumerate(brand) if mark in _SWAPS]
    if spots and random.random() < 0.6:
        spot = random.choice(spots)
        return brand[:spot] + _SWAPS[brand[spot]] + brand[spot + 1 :]
    spot = random.randrange(len(brand))
    shape = random.randrange(3)
    if shape == 0:
        return brand[:spot] + brand[spot + 1 :] + random.choice(string.ascii_lowercase)
    if shape == 1:
        return brand[:spot] + brand[spot] + brand[spot:]
    return brand[:spot] + random.choice(string.ascii_lowercase) + brand[spot + 1 :]
