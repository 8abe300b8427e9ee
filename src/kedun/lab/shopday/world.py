"""What the stories share: the clock, chance, shops, customers, and the shops' running figures.

Its size does not grow with the stream: customers are arithmetic, the caches are bounded, and the only thing
kept per customer is how many orders they placed here (two bytes).
"""

from array import array
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from kedun.lab.shopday.chance import DAY, MINUTE, between
from kedun.lab.shopday.goods import Shop, build_shops
from kedun.lab.shopday.people import Person

__all__ = ["START_US", "Settings", "World"]

START_US = 1_781_712_000_000_000  # 2026-06-18T00:00:00+08:00, a day of sales
_CACHE = 20_000
_RECENT = 512
_CUSTOMERS_PER_DAILY_EVENT = 4
_PAID_PERMILLE = 138  # payments in a thousand events
_REFUNDED_PERMILLE = 170  # of what is paid


@dataclass(frozen=True, slots=True)
class Settings:
    """What to simulate.

    `seed` decides everything else that is left to chance; `start_us` is the first moment (microseconds UTC);
    `per_day` is how many events an ordinary day has; `scam_permille` is how many of a thousand new stories
    are scams; `shops` and `agents` (of each shop) are counts.
    """

    seed: int = 1
    start_us: int = START_US
    per_day: int = 20_000
    scam_permille: int = 8
    shops: int = 6
    agents: int = 6


class World:
    """The shared state of one stream."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.now = settings.start_us
        # Simulation, not secrecy.
        self.r = Random(settings.seed).random  # noqa: S311
        self.shops: tuple[Shop, ...] = build_shops(settings.seed, settings.shops, settings.agents)
        self.pool = max(settings.per_day * _CUSTOMERS_PER_DAILY_EVENT, 2_000)
        self._orders = array("H", bytes(2 * self.pool))
        self._known: dict[int, Person] = {}
        self._recent: list[Person] = []
        self._born = 0
        self._numbers = 0
        self._stories = 0
        self._moved: dict[int, tuple[str, str]] = {}
        self._day = -1
        count = len(self.shops)
        self.paid_today = [0] * count
        self.refunded_today = [0] * count
        daily = [settings.per_day * _PAID_PERMILLE * share // 1_000_000 for share in _shares(count)]
        self.paid_mean = [max(payments, 1) for payments in daily]
        # What a day gives back on average, before there are days to look at.
        self.refund_mean = [
            payments * shop.mean_price * _REFUNDED_PERMILLE // 1000
            for payments, shop in zip(daily, self.shops, strict=True)
        ]
        self._off_duty: dict[str, int] = {}

    # -- customers -----------------------------------------------------------------------------------------------

    def person(self, number: int) -> Person:
        """The customer with this number, as they live now."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= _CACHE:
                self._known.clear()
            known = Person(self.settings.seed, number, start_us=self.settings.start_us)
            moved = self._moved.get(number)
            if moved is not None:
                known.province, known.moved_to = moved
            self._known[number] = known
        return known

    def customer(self) -> Person:
        """Somebody who has shopped here before; some come much oftener than others."""
        r = self.r
        if self._recent and r() < 0.02:
            return self._recent[int(r() * len(self._recent))]
        u = r()
        return self.person(int((0.4 * u * u + 0.6 * u) * self.pool))

    def newcomer(self) -> Person:
        """Somebody whose account was opened a moment ago; they may come back for a while."""
        self._born += 1
        person = Person(self.settings.seed, self.pool + self._born, start_us=0, newcomer_us=self.now)
        if len(self._recent) < _RECENT:
            self._recent.append(person)
        else:
            self._recent[self._born % _RECENT] = person
        return person

    def stranger(self) -> Person:
        """An account that nobody else will use: what a fraudster works with. Half are new, some bought and old."""
        self._born += 1
        r = self.r
        kind = r()
        age = between(r, 1, 300) * MINUTE if kind < 0.5 else between(r, 1, 40 if kind < 0.85 else 600) * DAY
        person = Person(self.settings.seed, self.pool + self._born, start_us=0, newcomer_us=self.now - age)
        person.verified = 0 if r() < 0.7 else 1
        person.base_orders = between(r, 1, 8) if kind >= 0.85 else 0
        return person

    def orders_of(self, person: Person) -> int:
        """Orders the customer placed in this stream."""
        return self._orders[person.number] if person.number < self.pool else 0

    def count_order(self, person: Person) -> None:
        """One more order of this customer."""
        if person.number < self.pool:
            if self._orders[person.number] < 65_535:
                self._orders[person.number] += 1
        else:
            person.base_orders += 1

    def move(self, person: Person, province: str, address: str) -> None:
        """The customer lives elsewhere from now on; the oldest moves are forgotten beyond a bound."""
        person.province, person.moved_to = province, address
        if person.number < self.pool:
            if len(self._moved) >= _CACHE:
                del self._moved[next(iter(self._moved))]
            self._moved[person.number] = (province, address)

    # -- numbers and running figures -----------------------------------------------------------------------------

    def number(self) -> int:
        """The next running number, for orders, conversations and tickets."""
        self._numbers += 1
        return self._numbers

    def next_story(self) -> int:
        """The next story's number."""
        self._stories += 1
        return self._stories

    def shop_index(self) -> int:
        """A shop, the first ones busier."""
        u = self.r()
        return int((u * u * 0.6 + u * 0.4) * len(self.shops))

    def agent_of(self, shop: int) -> str:
        """An agent of the shop who is on duty."""
        agents = self.shops[shop].agents
        agent = agents[int(self.r() * len(agents))]
        while self._off_duty.get(agent, 0) > self.now and self.r() < 0.95:
            agent = agents[int(self.r() * len(agents))]
        return agent

    def send_home(self, agent: str) -> None:
        """The agent's account is frozen for three days, as it is once a theft is noticed."""
        self._off_duty[agent] = self.now + 3 * DAY

    def note_payment(self, shop: int) -> int:
        """Count one payment in a shop; today's count so far."""
        self._turn_page()
        self.paid_today[shop] += 1
        return self.paid_today[shop]

    def note_refund(self, shop: int, amount_fen: int) -> int:
        """Add one refund to a shop's day; today's sum so far."""
        self._turn_page()
        self.refunded_today[shop] += amount_fen
        return self.refunded_today[shop]

    def refund_p99(self, shop: int) -> int:
        """The shop's 99th percentile of daily refunds."""
        return self.refund_mean[shop] * 9 // 4

    def _turn_page(self) -> None:
        day = (self.now + 8 * DAY // 24) // DAY
        if day == self._day:
            return
        if self._day >= 0 and self.now >= self.settings.start_us + DAY:
            for at in range(len(self.shops)):
                self.refund_mean[at] = (self.refund_mean[at] * 29 + self.refunded_today[at]) // 30
                self.paid_mean[at] = (self.paid_mean[at] * 29 + self.paid_today[at]) // 30
        self.paid_today = [0] * len(self.shops)
        self.refunded_today = [0] * len(self.shops)
        self._day = day

    def code(self, low: int, high: int) -> int:
        """A whole number for a made-up identifier."""
        return between(self.r, low, high)


def _shares(shops: int) -> list[int]:
    """Thousandths of all stories that each shop has: the inverse of `shop_index`."""
    edges = [((0.16 + 2.4 * at / shops) ** 0.5 - 0.4) / 1.2 for at in range(shops + 1)]
    return [int(1000 * (high - low)) for low, high in pairwise(edges)]
