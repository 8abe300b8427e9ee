"""URLs made up from knowledge of how phishing kits and ordinary sites shape theirs; nothing here is a real address.

Lists of phishing mostly name hosts without their paths, so paths are made for them: without these a model would learn
that a path is honest. The same is done for honest hosts, from the shapes of shops, blogs, news and documents.
"""

import string
from collections.abc import Callable, Sequence
from random import Random

__all__ = ["honest_path", "kit_path", "lure_host"]

_LOGIN = "login signin sign-in logon verify verification secure update confirm account unlock auth validate webscr recover billing Login SignIn ServiceLogin security session identity confirmation authenticate restore activation connexion acceso acesso entrar ingresar konto anmelden aktualisierung verificar compte".split()  # noqa: E501, SIM905 - a list of words reads best as one
_KITS = "paypal apple icloud appleid itunes amazon netflix chase wellsfargo boa bankofamerica citi usaa capitalone discover amex office365 office microsoft outlook owa live hotmail yahoo gmail google gdrive googledocs docs drive dhl usps fedex ups facebook instagram whatsapp adobe docusign dropbox onedrive sharepoint webmail roundcube bancolombia itau bradesco santander bbva caixa hsbc barclays lloyds natwest halifax rbs tsb westpac anz nab commbank telstra orange free sfr impots ameli caf laposte postbank sparkasse dkb ing rabobank swisscom paiement edf interac rbc scotiabank td bmo ebay alibaba linkedin match steam metamask coinbase binance trustwallet blockchain irs hmrc taobao jd alipay icbc ccb etc 10086".split()  # noqa: E501, SIM905
_PAGES = "index.html index.htm index.php index.php index2.php login.php login.html login.htm signin.php verify.php verify.html verify-details.html verification.php home.php home.html main.html next.php step1.php step2.php card.php credit.php otp.php sms.php info.php details.php details.html loading.php process.php processing.html password.php error.php auth.php connect.php confirm.php confirm.html confirmed.php success.php done.php validate.php update.php update.htm billing.php billing.html payment.php personal.php security.php secure.php accountSummary.php websc-login.php websc-success.php ident.php finish.php email.php contactform.php pin.php question.php 111.php 1.php 2.php a.html log.php new.htm doc.htm pdf.html view.html".split()  # noqa: E501, SIM905
_ROOTS = "wp-content/plugins wp-content/plugins/akismet wp-content/themes/twentyfifteen wp-content/themes/twentytwenty wp-content/uploads wp-content/uploads/2016/05 wp-content/upgrade wp-content/cache wp-includes wp-includes/js wp-includes/fonts wp-includes/pomo wp-includes/SimplePie wp-includes/js/tinymce wp-includes/css wp-includes/images wp-admin wp-admin/css wp-admin/js wp-admin/images wp-admin/includes images/stories images images/icons media/system/images media/system modules/mod_articles modules/mod_footer/tmpl components/com_content administrator/cache administrator/components plugins/authentication plugins/system templates/beez/images templates cache tmp logs libraries/joomla language/en sites/default/files sites/all/modules skin/frontend app/etc .well-known .well-known/acme-challenge .well-known/pki-validation cgi-bin assets/js assets/css assets/images css js img fonts includes include/admin vendor public_html uploads files/upload admin/images backup old test new site temp xmlrpc/includes themes/default gallery demo".split()  # noqa: E501, SIM905
_SIDES = "doc docs file files data page cart shop loja test bed content galeria news blog forum menu admin user users track economia program mail mailer web online portal client clients customer secure ssl app apps my view share document documents shared en fr us uk de it pt de-DE fr-FR en-us".split()  # noqa: E501, SIM905
_JOINED = "verifyyouraccount Document-Shared Update~Information online-banking processed pp2 provide-update billing_confirmation setting_update Secure-Login account-update limited_account resolution_center myaccount moncompte boitemessagerie mpp webapps/mpp signin/en_US auth/view/share view/share/document secured/bin customer_center cmd=login dispatch session_user Gdrive GoogleDrive1 googledrv Dropbox2016 dropboxz docx adobe_pdf pdf-view Newfile secure-code web8mail webmail-update owa365 Office-365 o365 excel outlook-web ii.php.html 30horas bankline olb mobile-banking espace-client assurance remboursement facture dossier tracking/parcel delivery-update redelivery colis paket invoice-view wire voicemail secure-message attach.ens particuliers espace personal client_login validation/step1 home/app/index".split()  # noqa: E501, SIM905
_QUERIES = "email userid id token session_id session sessionid cmd country.x rand SessionID login_id customerid ref key client_id clientid authtoken locale dispatch Dispatch fid .rand fav login user usr uid s e c data _Access-Token securessl step".split()  # noqa: E501, SIM905
_CLASSIC = (
    "cmd=_login-run&dispatch={h}{h}",
    "cmd=login_submit&id={h}{h}&session={h}{h}",
    "rand=13InboxLightaspxn.1774256418&fid.4.1252899642&fid=1&fav.1&rand.13InboxLight.aspxn.{n}",
    "cmd=_update&dispatch={h}&locale=_",
    "country.x=US&locale.x=en_US&session={h}",
    "{h}",
    "email={w}@{w}.com",
    "&sessionid={t}&securessl=true",
    "id={h}&token={t}",
    "client_id={n}&response_mode=form_post&nonce={n}.{t}",
)
_WORDS = "about us contact team history service product garden kitchen travel music health school football report annual summer winter guide review best simple green red house home city water light paper book story video photo event news market world river mountain festival training course program science research library museum design project support faq terms privacy policy careers jobs press blog article how to make your first great new free top ten things recipe chicken cake bread family children dog cat car bike engine repair part tool setup install release notes changes manual reference tutorial introduction overview chapter index archive category tag author page item shop sale order cart gift box set black white blue large small shoes shirt watch phone case cable battery laptop printer camera john mary david smith jones brown williams martin king lee anderson st louis york london paris berlin texas california ohio canada quebec montreal ontario australia india county university college hockey baseball basketball player team season league game stats roster band album lyrics film movie actor director episode series church saint park island lake valley hotel restaurant street railway station airport bridge war army navy general president mayor election law court history art gallery painting novel poet theatre opera dance radio television magazine journal society club association institute foundation company industries bank insurance estate homes realty dental medical hospital clinic nursing pharmacy law-firm attorney wedding photography studio salon beauty fitness yoga golf tennis fishing hunting camping boats trucks motorcycles".split()  # noqa: E501, SIM905
_SECTIONS = "blog news article articles products product shop store category tag post posts wiki docs doc support help en us de fr zh cn about item p c collections catalog forum forums thread topic topics question questions video videos watch events event library resources content media public research people departments faculty staff students alumni admissions services software download downloads pages page community members member profile profiles user users sports politics business entertainment lifestyle technology science health travel food music movies tv games artists artist album song lyrics books authors author photos gallery pictures images stories story features opinion local world national archives archive history projects publications papers careers jobs contact info static site web home main portal reviews review guides recipes recipe places hotels city state real-estate listings company directory search title name bio biography players player teams team schedule stats roster".split()  # noqa: E501, SIM905
_PLAIN = "about about-us contact contact-us index.html index.htm index.php home default.aspx default.asp index.asp index.jsp index.shtml main.html home.html news products services blog blog/ en/ en/index.html de/ fr/ about.html contact.html contact.php about.php links.html gallery.html products.html services.html history.html faq faq.html sitemap shop/ store/ forum/ wiki/ wiki/Main_Page news/ events/ jobs/ help support downloads download.html privacy terms team press pricing features portfolio menu bio.html music.html photos.html main.php news.php home.php login signup register account/login user/login support/ my-account/ wp-login.php customer/account/login/ search".split()  # noqa: E501, SIM905
_SCRIPTS = (
    "index.php?option=com_content&view=article&id={n}&Itemid={n}",
    "index.php?page={w}",
    "index.php?id={n}",
    "index.php/{w}/{w}",
    "index.php?title={W}_{W}",
    "viewtopic.php?f={n}&t={n}",
    "viewtopic.php?t={n}",
    "showthread.php?t={n}",
    "showthread.php?{n}-{w}-{w}-{w}",
    "forum/showthread.php?t={n}",
    "forum/viewtopic.php?p={n}",
    "product_info.php?products_id={n}",
    "product.php?id={n}",
    "product.asp?id={n}",
    "details.aspx?id={n}",
    "article.php?id={n}",
    "article.asp?articleid={n}",
    "news.php?id={n}",
    "news.asp?id={n}",
    "view.php?id={n}",
    "page.php?id={n}",
    "item.aspx?itemid={n}",
    "default.aspx?tabid={n}",
    "search?q={w}+{w}",
    "search/?q={w}",
    "?p={n}",
    "?page_id={n}",
    "?cat={n}",
    "node/{n}",
    "cgi-bin/{w}.cgi?{w}={n}",
    "cgi-bin/show.pl?id={n}",
    "wp-content/uploads/{y}/{m}/{w}-{w}.{e}",
    "wp-content/uploads/{y}/{m}/{w}.{e}",
    "sites/default/files/{w}_{w}.{e}",
    "images/{w}.{e}",
    "files/{w}-{y}.{e}",
    "pdf/{w}_{w}.pdf",
    "{y}/{m}/{w}-{w}-{w}-{w}/",
    "{y}/{m}/{w}-{w}-{w}.html",
    "{y}/{m}/{d}/{w}-{w}-{w}-{w}-{w}/",
    "{y}/{m}/{d}/{w}/{w}-{w}-{w}.html",
    "{y}_{m}_01_archive.html",
    "wiki/{W}",
    "wiki/{W}_{W}",
    "wiki/{W}_({w})",
    "~{w}/",
    "~{w}/{w}.html",
    "{w}/{w}/{w}.htm",
    "{w}/{w}.htm",
    "{w}.htm",
    "{w}.html",
    "{w}{w}.html",
    "{W}/{W}.html",
    "{W}-{W}.html",
    "{w}/{n}/{w}-{w}",
    "{w}/{w}-{w}-{n}.html",
    "{w}-{w}-{n}",
    "{w}-{w}/",
    "{w}-{w}-{w}/",
    "{w}/",
    "{w}",
    "{w}/{w}/",
    "{w}/{w}",
    "title/tt{n}/",
    "name/nm{n}/",
    "users/{n}/{w}",
    "questions/{n}/{w}-{w}-{w}-{w}-{w}",
    "product/{w}-{w}-{w}/",
    "products/{w}-{w}-{w}",
    "collections/{w}/products/{w}-{w}",
    "category/{w}/",
    "tag/{w}",
    "{w}/index.html",
    "{w}/index.php",
    "{w}/default.aspx",
    "{w}/{w}/index.html",
    "en/{w}/{w}",
    "content/{w}-{w}-{w}",
    "story/news/{w}/{y}/{m}/{d}/{w}-{w}-{w}/{n}/",
    "article/{n}",
    "articles/{n}/{w}-{w}-{w}",
    "archives/{n}",
    "archives/{y}/{m}/{w}_{w}.html",
    "music/{w}_{w}.html",
    "people/{w}-{w}/",
    "pub/{w}-{w}/{n}/{n}/{n}",
    "p/{i}",
    "watch?v={i}",
    "dp/B00{I}",
    "doi/10.{n}/{n}",
    "abs/{n}",
    "{w}/{w}.php?id={n}",
    "{w}/{w}.cfm?id={n}",
    "{w}.cfm",
    "{w}.aspx",
    "{w}.php",
    "{w}.jsp?id={n}",
    "{w}/{w}.shtml",
    "{w}/{w}?id={h}",
    "{w}/{h}.html",
    "{w}/{w}-{w}-{h}",
    "{W}/{W}.aspx?ID={h}",
    "{W}/{W}/{n}",
    "{W}.nsf/{h}/$File/{w}.pdf",
    "portal/{w}/{w}/menuitem.{h}/?{w}={h}",
    "Document/View/{n}",
    "documents/{y}/{m}/{w}{n}.pdf",
    "uploads/{w}/{w}-{h}.pdf",
    "spip.php?article{n}",
    "{w}/spip.php?article{n}",
    "{w}/content/{w}/{w}/{W}_{W}_{W}.html",
    "{w}.cfm?{w}={n}&{w}={n}&{w}={w}",
    "cgi-bin/{w}?a={w}&d={n}",
)
_ENDINGS = ["", "", "", "/", "/", ".html", ".htm", ".php", ".aspx", ".shtml", ".pdf", ".jpg", ".asp", ".jsp"]
_FILES = ["pdf", "jpg", "png", "doc", "zip", "gif"]
_BRANDS = "taobao tmall jd jingdong pinduoduo alipay douyin kuaishou xiaohongshu icbc ccb abchina boc cmbchina psbc unionpay 10086 10010 95588 95533 etc sfexpress zto yto ems 12306 paypal paypal apple appleid icloud amazon netflix microsoft office365 outlook facebook instagram whatsapp dhl usps fedex ups chase wellsfargo bankofamerica citibank capitalone santander bradesco itau caixa bbva bancolombia hsbc barclays lloyds natwest halifax commbank anz westpac telstra orange ameli impots laposte sparkasse postbank volksbank rabobank ing swisscom postfinance interac scotiabank rbc cibc ebay steam google gmail yahoo dropbox docusign adobe linkedin coinbase binance metamask blockchain trezor ledger rakuten smbc mercari evri royalmail hmrc dvla irs".split()  # noqa: E501, SIM905
_ADDED = "kefu tuikuan shouhou peifu lipei anquan renzheng yanzheng jiedong login verify secure support refund service services help center online vip app pay wallet claim account accounts update info cn mall shop signin verification security confirm billing alert notice customer recovery unlock limited suspended case id user team web mobile client portal access authorize resolution payment delivery parcel redelivery tracking reschedule fees bonus promo rewards auth sso mail session validate".split()  # noqa: E501, SIM905
_SUFFIXES = "com com com com com cn top xyz vip cc icu shop site online net net org club info info live app com.cn work cyou sbs cfd click ltd tk ml ga cf gq ru co us uk.com pl in com.br me biz support link".split()  # noqa: E501, SIM905
_SWAPS = {"o": "0", "l": "1", "i": "1", "e": "3", "a": "4", "s": "5", "m": "rn", "w": "vv", "b": "8", "g": "9"}


def kit_path(random: Random) -> str:
    """The path of a phishing page: kits in hacked sites, log-in steps, tokens, an address in the query."""
    shape = random.random()
    if shape < 0.07:  # one meaningless or telling step
        short = _letters(random, random.randint(2, 6))
        only = random.choice([short, _mash(random), random.choice(_LOGIN), _kit(random)])
        return f"/{only}{random.choice(['', '/', '/index.html', '/index.php', '.html', '.php', '/login.php'])}"
    if shape < 0.11:
        return "/" + "".join(random.choices(string.ascii_letters + string.digits, k=random.randint(5, 16)))
    if shape < 0.19:  # a directory of no meaning, or a telling page in an ordinary one
        if random.random() < 0.6:
            lead = random.choice(["", "", random.choice(_SIDES) + "/", random.choice(_ROOTS) + "/"])
            return f"/{lead}{_mash(random)}/{random.choice([*_PAGES, '', ''])}"
        end = random.choice(["/", ".htm", ".html", ".php"])
        return f"/{random.choice(_SIDES)}/{random.choice([_kit(random), _mash(random)])}{end}"
    parts: list[str] = []
    if random.random() < 0.03:
        parts.append(f"~{_letters(random, random.randint(4, 9))}{random.choice(['', str(random.randint(1, 999))])}")
    if random.random() < 0.42:
        parts.append(random.choice(_ROOTS))
    elif random.random() < 0.25:
        parts.append(random.choice(_SIDES))
    if random.random() < 0.25:
        parts.append(_mash(random))
    if random.random() < 0.62:
        parts.append(_kit(random))
    if random.random() < 0.15:
        parts.append(random.choice([parts[-1] if parts else "home", random.choice(_SIDES), random.choice(_WORDS)]))
    if random.random() < 0.3:
        parts.append(_token(random))
    if random.random() < 0.3:
        parts.append(random.choice(_LOGIN))
    parts.append(random.choice(_PAGES) if random.random() < 0.6 else _token(random) if random.random() < 0.3 else "")
    path = "/" + "/".join(part for part in parts if part)
    if not path.endswith((".php", ".html", ".htm", "/")) and random.random() < 0.6:
        path += "/"
    return path + (_kit_query(random) if random.random() < 0.25 else "")


def honest_path(random: Random) -> str:
    """The path of an ordinary page: sections, titles, dates, numbers, a query now and then."""
    shape = random.random()
    if shape < 0.1:
        return "/" + random.choice(_PLAIN)
    if shape < 0.14:  # honest sites have log-in pages too, and pages on security
        lead = random.choice(["", "", *_SECTIONS, random.choice(_WORDS)])
        word = random.choice([*_LOGIN[:28], "security", "login", "account", "accounts", "support", "payment", "update"])
        return f"/{lead}/{word}{random.choice(['', '', '/', '.html', '.php', '.aspx'])}".replace("//", "/")
    if shape < 0.6:
        lead = "/" + random.choice(_SECTIONS) if random.random() < 0.25 else ""
        return f"{lead}/{_filled(random.choice(_SCRIPTS), random)}"
    parts: list[str] = []
    if random.random() < 0.65:
        parts.append(random.choice(_SECTIONS))
    if random.random() < 0.2:
        parts += [str(random.randint(2003, 2026)), f"{random.randint(1, 12):02}"]
    if random.random() < 0.2:
        parts.append(random.choice(_WORDS))
    parts += _last(random)
    path = "/" + "/".join(parts) + random.choice(_ENDINGS)
    if random.random() < 0.15:
        key = random.choice(["id", "page", "q", "p", "lang", "v", "tab", "sort", "utm_source", "ref", "aid", "spm"])
        path += f"?{key}={random.choice([*_WORDS, str(random.randint(1, 99999))])}"
    return path


def lure_host(random: Random) -> str:
    """A host made to look like a brand's."""
    brand, added, suffix = random.choice(_BRANDS), random.choice(_ADDED), random.choice(_SUFFIXES)
    more, junk = random.choice(_ADDED), _letters(random, random.randint(4, 10))
    number = random.choice(["", "", str(random.randint(1, 99999))])
    shapes = (
        f"{_misspelt(brand, random)}.{suffix}",
        f"{brand}-{added}.{suffix}",
        f"{brand}{added}{number}.{suffix}",
        f"{brand}.com.{added}{number}.{suffix}",
        f"{added}-{brand}.{junk}.{suffix}",
        f"{brand}.{junk}.{suffix}",
        f"{junk}{random.randint(1, 9999)}.{suffix}",
        f"{added}-{more}{number}.{suffix}",
        f"{added}.{more}-{brand}-{junk[:4]}{number}.{suffix}",
        f"www.{brand}.com.{added}.{more}.{junk}{random.choice(_WORDS)}.{suffix}",
        f"{brand}.{added}-{more}{number}.{suffix}",
        f"{_misspelt(brand, random)}-{added}{number}.{suffix}",
        f"{added}-{_misspelt(brand, random)}.{random.choice(_WORDS)}{random.choice(_WORDS)}.{suffix}",
    )
    return random.choice(shapes)


def _last(random: Random) -> list[str]:
    shape = random.random()
    if shape < 0.5:
        return [random.choice("--_-").join(random.choices(_WORDS, k=random.randint(1, 7)))]
    if shape < 0.7:
        return [str(random.randint(1, 10 ** random.randint(2, 9)))]
    return [_id(random)] if shape < 0.77 else []


def _filled(pattern: str, random: Random) -> str:
    """A pattern with its places filled at random."""
    makes: dict[str, Callable[[], str]] = {
        "{n}": lambda: str(random.randint(1, 10 ** random.randint(1, 8))),
        "{w}": lambda: random.choice(_WORDS),
        "{W}": lambda: random.choice(_WORDS).title(),
        "{y}": lambda: str(random.randint(2001, 2026)),
        "{m}": lambda: f"{random.randint(1, 12):02}",
        "{d}": lambda: f"{random.randint(1, 28):02}",
        "{e}": lambda: random.choice(_FILES),
        "{i}": lambda: _id(random),
        "{I}": lambda: "".join(random.choices(string.ascii_uppercase + string.digits, k=7)),
        "{h}": lambda: "".join(random.choices(string.hexdigits[:16], k=random.choice([15, 16, 32, 32]))),
        "{t}": lambda: "".join(random.choices(string.ascii_letters + string.digits, k=random.choice([16, 32, 60]))),
    }
    for place, make in makes.items():
        while place in pattern:
            pattern = pattern.replace(place, make(), 1)
    return pattern


def _kit_query(random: Random) -> str:
    if random.random() < 0.5:
        classic = random.choice(_CLASSIC).replace("{w}", _letters(random, random.randint(4, 9)))
        return "?" + _filled(classic, random)
    pairs = [f"{random.choice(_QUERIES)}={_token(random)}" for _ in range(random.randint(1, 3))]
    if random.random() < 0.2:
        pairs.append(f"email={_letters(random, 6)}@{_letters(random, 7)}.com")
    return "?" + "&".join(pairs)


def _kit(random: Random) -> str:
    """A directory that says what is being stolen, in one of the ways kits are named."""
    if random.random() < 0.25:
        word = random.choice(_JOINED)
        return word + str(random.randint(1, 999)) if random.random() < 0.2 else word
    word = _worn(random.choice(_KITS if random.random() < 0.65 else _LOGIN), random)
    case = random.random()
    return word.upper() if case < 0.06 else word.title() if case < 0.22 else word


def _mash(random: Random) -> str:
    """What a hand on the keyboard makes, or a word of a few letters that means nothing."""
    if random.random() < 0.7:
        word = _letters(random, random.randint(1, 6))
        return random.choice([word, word, word, word.title(), word + str(random.randint(0, 99))])
    return "".join(random.choices("asdfghjkl" + string.digits[1:8], k=random.randint(8, 40)))


def _token(random: Random) -> str:
    alphabet = random.choice([string.hexdigits[:16], string.hexdigits[:16], string.ascii_letters + string.digits, string.ascii_lowercase + string.digits, string.digits])  # fmt: skip  # noqa: E501
    return "".join(random.choices(alphabet, k=random.choice([4, 5, 6, 8, 10, 16, 20, 32, 32, 32])))


def _id(random: Random) -> str:
    return "".join(random.choices(string.ascii_lowercase + string.digits + "-_", k=random.choice([6, 8, 11, 12, 24])))


def _letters(random: Random, size: int) -> str:
    return "".join(random.choices(string.ascii_lowercase, k=size))


def _worn(word: str, random: Random) -> str:
    shape = random.randrange(9)
    if shape == 0:
        return word + str(random.randint(1, 2020))
    if shape == 1:
        return f"{word}{random.choice('-_.')}{random.choice(_LOGIN)}"
    if shape == 2:
        suffix = random.choice(["com", "com", "fr", "co.uk", "com.br", "de", "com.au"])
        return f"{random.choice(['', '', 'www.', 'online.', 'secure.'])}{word}.{suffix}"
    if shape == 3:
        return f"{word}/{word}"
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
