"""One story's stage: who plays, in which shop, what is known by now; it makes the rows the story sends out."""

from typing import Any

from kedun.lab.shopday.chance import DAY, HOUR, MINUTE, SECOND, between
from kedun.lab.shopday.goods import Product
from kedun.lab.shopday.lines import Talk
from kedun.lab.shopday.people import Person
from kedun.lab.shopday.rhythm import is_night
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.world import World

__all__ = ["Scene"]

_STAGE_SEEN = 0.75
"""How often the guard sees the stage that a scam's conversation stands in."""

_STAGE_MISREAD = 0.004
"""How often the guard sees a scam's stage in an honest line."""

_SIGNED_FOR = frozenset({"手机", "3C", "黄金", "珠宝", "名表", "奢侈品", "显卡", "白酒", "奶粉"})
_CHANNELS = ("app", "app", "app", "app", "web", "mini")


class Scene:
    """A story in play. Stories are generators over a scene: they yield a whole number to wait so many microseconds,
    and a row to send it out now.

    `label` and `known_us` are stamped on every row (a label becomes known a minute after its event at the
    earliest); a scam sets `stage` as it goes on. Facts given to a method are laid over what the scene knows.
    """

    __slots__ = (
        "agent",
        "amount",
        "channel",
        "conversation",
        "extra",
        "item",
        "known_us",
        "label",
        "lines",
        "order_id",
        "paid_at",
        "person",
        "placed_at",
        "quantity",
        "r",
        "scenario",
        "seen",
        "shop",
        "shop_index",
        "stage",
        "story",
        "talk",
        "world",
    )

    def __init__(self, world: World, scenario: str, person: Person, talk: Talk) -> None:
        self.world, self.r, self.scenario, self.talk = world, world.r, scenario, talk
        self.person = person
        self.story = world.next_story()
        self.shop_index = world.shop_index()
        self.shop = world.shops[self.shop_index]
        self.channel = _CHANNELS[int(self.r() * 6)]
        self.agent = world.agent_of(self.shop_index)
        self.order_id: str | None = None
        self.conversation: str | None = None
        self.label, self.stage = "honest", ""
        self.known_us = world.now + 15 * DAY
        self.item: Product | None = None
        self.amount = self.quantity = self.placed_at = self.paid_at = 0
        self.extra: dict[str, Any] = {}
        self.seen = self.r() < _STAGE_SEEN
        self.lines = 0

    @property
    def now(self) -> int:
        """The stream's time."""
        return self.world.now

    def outcome(self, label: str, delay_us: int) -> None:
        """From now on rows carry this label, known `delay_us` from now."""
        self.label, self.known_us = label, self.world.now + delay_us

    def go_to(self, shop_index: int) -> None:
        """Play in another shop."""
        self.shop_index = shop_index
        self.shop = self.world.shops[shop_index]
        self.agent = self.world.agent_of(shop_index)

    def facts(self) -> dict[str, Any]:
        """What is known of the customer now, with what the story laid over it (`extra`)."""
        world, person = self.world, self.person
        found = person.facts(world.now, world.orders_of(person))
        if self.extra:
            found.update(self.extra)
        return found

    def row(self, type_: str, facts: dict[str, Any], money: int = 0, *, agent: str | None = None) -> Row:
        """A row of this story; the customer's, unless it is an agent's own."""
        now = self.world.now
        known = self.known_us
        if self.stage and self.seen and self.conversation:
            facts["stage"] = self.stage
        return Row(
            now,
            type_,
            self.channel,
            self.shop.id,
            self.person.key,
            self.order_id,
            agent,
            self.conversation,
            facts,
            self.label,
            known if known > now else now + MINUTE,
            self.scenario,
            self.stage,
            self.story,
            money,
        )

    def staff(self, type_: str, facts: dict[str, Any], money: int = 0, *, device: str | None = None) -> Row:
        """A row of an agent's own doing: no customer, the workstation's device and the office's address."""
        now = self.world.now
        known = self.known_us
        laid = {"device_id": device or f"w-{self.agent}", "ip": f"10.{self.shop_index}.4.{int(self.agent[-2:])}"}
        laid.update(facts)
        return Row(
            now,
            type_,
            "desk",
            self.shop.id,
            None,
            self.order_id,
            self.agent,
            self.conversation,
            laid,
            self.label,
            known if known > now else now + MINUTE,
            self.scenario,
            self.stage,
            self.story,
            money,
        )

    # -- chat ------------------------------------------------------------------------------------------------------

    def words(self, topic: str, direction: str) -> str:
        """What is said about a topic; without one, the next line of the scam's script."""
        if not topic:
            topic, self.lines = str(self.lines), self.lines + 1
        return self.talk(self.scenario, topic, direction, self.r)

    def open_chat(self) -> None:
        """Start a conversation with an agent."""
        self.conversation = f"v{self.world.number():09d}"

    def say(self, topic: str, money: int = 0, **facts: Any) -> Row:
        """The customer, or who plays them, says something."""
        person, now = self.person, self.world.now
        found: dict[str, Any] = {
            "device_id": self.extra.get("device_id", person.device),
            "ip": self.extra.get("ip", person.ip),
            "account_age_s": (now - person.born_us) // SECOND,
            "orders_before": person.base_orders + self.world.orders_of(person),
            "direction": "in",
            "text": self.words(topic, "in"),
            "claims_official": False,
            "external_contact": False,
            "external_link": False,
            "red_line_asked": "none",
        }
        if not self.stage and self.r() < _STAGE_MISREAD:
            found["stage"] = ("P1", "P1", "P2", "P3")[int(self.r() * 4)]
        found.update(facts)
        return self.row("message", found, money, agent=self.agent)

    def reply(self, topic: str = "answer", money: int = 0, **facts: Any) -> Row:
        """The agent answers."""
        found: dict[str, Any] = {
            "direction": "out",
            "text": self.words(topic, "out"),
            "external_contact": False,
            "external_link": False,
            "red_line_asked": "none",
        }
        found.update(facts)
        return self.row("message", found, money, agent=self.agent)

    def file(self, name: str, kind: str, **facts: Any) -> Row:
        """The customer sends a file."""
        found: dict[str, Any] = {
            "device_id": self.extra.get("device_id", self.person.device),
            "account_age_s": (self.world.now - self.person.born_us) // SECOND,
            "direction": "in",
            "file_name": name,
            "file_kind": kind,
            "encrypted": False,
            "kind_matches_name": True,
            "opened": False,
        }
        found.update(facts)
        return self.row("file", found, agent=self.agent)

    # -- account ---------------------------------------------------------------------------------------------------

    def login(self, **facts: Any) -> Row:
        """The customer signs in."""
        found = self.facts()
        r = self.r
        found["succeeded"] = True
        found["device_new"] = False
        found["distance_km"] = int(r() * r() * 40)
        found["since_last_login_s"] = min(int(r() * r() * 400_000) + 600, found["account_age_s"])
        found["sub_account"] = False
        found.update(facts)
        return self.row("login", found)

    def verify(self, method: str = "history", *, passed: bool = True, **facts: Any) -> Row:
        """The customer is asked who they are."""
        found = self.facts()
        found.update(
            verification_method=method,
            order_number=f"{self.world.code(10**18, 9 * 10**18)}",
            order_platform="taobao",
            passed=passed,
            level_asked=2,
            official_channel=True,
            red_line_asked="none",
            third_person=False,
            claims_to_act_for=False,
            wrong_answers=0,
            vague=False,
        )
        found.update(facts)
        return self.row("verification", found, agent=self.agent)

    def change(self, what: str, **facts: Any) -> Row:
        """Something about the account is changed."""
        found = self.facts()
        found.update(change=what, made_by="customer", device_new=False, old_contact_confirmed=True, sub_account=False)
        found.update(facts)
        return self.row("account_change", found)

    # -- buying ----------------------------------------------------------------------------------------------------

    def choose(self, category: str | None = None, quantity: int = 1, item: Product | None = None) -> Product:
        """Settle on a product; the amount follows, with the day's small price moves."""
        item = item or self.shop.product(self.r, category)
        self.item, self.quantity = item, quantity
        price = item.mean + int(item.sd * (self.r() + self.r() - 1.0) * 1.4)
        self.amount = max(price, 100) * quantity
        return item

    def order(self, money: int = 0, **facts: Any) -> Row:
        """The customer places the order for what was chosen."""
        world, person, item, r = self.world, self.person, self.item or self.choose(), self.r
        self.order_id = f"o{world.number():010d}"
        self.placed_at = world.now
        kind = person.kind
        if (item.category in _SIGNED_FOR or self.amount >= 200_000) and kind in {"station", "locker"} and r() < 0.94:
            kind = "home"  # dear things are handed over in person
        found = self.facts()
        found.update(
            amount_fen=self.amount,
            market_price_fen=item.market,
            lowest_price_fen=self.shop.lowest,
            category=item.category,
            quantity=self.quantity,
            recipient_name=person.name,
            recipient_key=f"r{person.bits & 0xFFFFFFFFFF:010x}",
            phone=person.phone,
            address=person.address,
            address_kind=kind,
            registered_province=person.province,
            ship_province=person.province,
            ship_country="CN",
            cross_border=False,
            address_matches_registered=True,
            route_plausible=True,
            urgent=r() < 0.05,
            bargained=r() < 0.2,
            asked_specs=r() < 0.3,
            note_has_contact=False,
            recipient_serial=False,
            mixed_price_items=False,
            paid=False,
            company_order=False,
            gift=False,
            off_hours=is_night(world.now),
        )
        if r() < 0.93:  # a new product has no history
            found["sku_mean_90d_fen"], found["sku_sd_90d_fen"] = item.mean, item.sd
        found.update(facts)
        world.count_order(person)
        return self.row("order", found, money)

    def pay(self, money: int = 0, **facts: Any) -> Row:
        """One try to pay for the order."""
        world, person, item = self.world, self.person, self.item or self.choose()
        now = world.now
        succeeded = facts.get("succeeded", True)
        count = world.note_payment(self.shop_index) if succeeded else world.paid_today[self.shop_index]
        if succeeded:
            self.paid_at = now
        method = facts.get("method", person.method)
        found = self.facts()
        found.update(
            amount_fen=self.amount,
            order_amount_fen=self.amount,
            lowest_price_fen=self.shop.lowest,
            category=item.category,
            method=method,
            channel_switches=0,
            ship_country="CN",
            cross_border=False,
            succeeded=True,
            payer_id=person.payer,
            payer_is_orderer=True,
            recipient_key=f"r{person.bits & 0xFFFFFFFFFF:010x}",
            payee=f"{self.shop.id}-settle",
            payee_kind="platform",
            proof="receipt" if succeeded else "none",
            placed_at=self.placed_at or now,
            paid_at=now,
            order_state="paid" if succeeded else "unpaid",
            difference_refund_asked=False,
            fraud_linked_freeze=False,
            complaint="none",
            company_order=False,
            shop_dispute_permille=self.shop.dispute_permille,
            shop_day_count=count,
            shop_day_mean_30d=world.paid_mean[self.shop_index],
            off_hours=is_night(now),
        )
        if method in {"card", "unionpay"}:
            found.update(
                card=person.card,
                card_kind="credit" if person.bits >> 30 & 1 else "debit",
                card_country="CN",
                cvv_match=True,
                three_ds="passed" if person.bits >> 31 & 3 else "none",
                holder_name_matches=True,
            )
        found.update(facts)
        return self.row("payment", found, money)

    # -- after the sale --------------------------------------------------------------------------------------------

    def reroute(self, what: str = "address", money: int = 0, **facts: Any) -> Row:
        """Something about the delivery is changed."""
        item = self.item or self.choose()
        found = self.facts()
        found.update(
            order_amount_fen=self.amount,
            category=item.category,
            logistics_change=what,
            by_order_account=True,
            since_paid_s=max((self.now - (self.paid_at or self.now)) // SECOND, 0),
            province_changed=False,
            recipient_changed=False,
            phone_changed=False,
            order_state="paid",
            made_by="customer",
            cross_border=False,
            rush_after_intercept=False,
        )
        found.update(facts)
        return self.row("logistics_change", found, money)

    def refund(self, kind: str, reason: str, money: int = 0, **facts: Any) -> Row:
        """Money back is asked for, or due once the goods came back."""
        world, item = self.world, self.item or self.choose()
        amount = facts.get("amount_fen", self.amount)
        large = amount >= 100_000
        found = self.facts()
        found.update(
            amount_fen=amount,
            order_amount_fen=self.amount,
            category=item.category,
            refund_kind=kind,
            reason=reason,
            original_route=True,
            account_changed=False,
            goes_to_payer=True,
            payee=self.person.payer,
            requested_at=self.now - between(self.r, 1, 40) * MINUTE,
            intercepted=False,
            evidence_refusals=0,
            threatens=False,
            demands_money=False,
            requester_id=self.agent,
            has_ticket=True,
            shop_refunded_today_fen=world.note_refund(self.shop_index, amount),
            off_hours=is_night(self.now),
        )
        found["shop_refund_p99_30d_fen"] = world.refund_p99(self.shop_index)
        if large or amount >= 20_000:
            found["approver_id"] = f"m-{self.shop.id}-1"
        if large and not self.stage and self.r() < 0.85:
            found["verified_level"] = 3  # the customer has confirmed by the bound number
        if large:
            found["second_approver_id"] = f"m-{self.shop.id}-2"
        found.update(facts)
        return self.row("refund", found, money, agent=self.agent)

    def returned(self, *, requested_ago: int = 3 * DAY, **facts: Any) -> dict[str, Any]:
        """Facts of goods that came back as they left, to lay over a refund."""
        weight = max((self.item.weight if self.item else 500) * self.quantity, 20)
        found: dict[str, Any] = {
            "requested_at": self.now - requested_ago,
            "return_number": f"SF{self.world.code(10**12, 10**13 - 1)}",
            "return_created_at": self.now - requested_ago + between(self.r, 1, 20) * HOUR,
            "return_track_matches": True,
            "courier_company": "SF",
            "shipped_weight_g": weight,
            "returned_weight_g": weight + int((self.r() - 0.5) * weight * 0.03),
            "serial_matches": True,
            "seal_intact": True,
            "goods_received": True,
        }
        found["courier_number"] = found["return_number"]
        found.update(facts)
        return found

    def transfer(self, amount: int, payee: str, kind: str, purpose: str, money: int = 0, **facts: Any) -> Row:
        """An agent or the shop's finance pays somebody."""
        found: dict[str, Any] = {
            "amount_fen": amount,
            "payee": payee,
            "payee_kind": kind,
            "purpose": purpose,
            "asks_secrecy": False,
            "split": False,
            "remark_disguised": False,
            "first_payee": False,
            "payee_confirmed": True,
            "out_of_process": False,
            "borrowed_account": False,
            "requester_id": self.agent,
            "approver_id": f"m-{self.shop.id}-1",
            "has_ticket": True,
            "off_hours": is_night(self.now),
            "claims_official": False,
            "fraud_linked_freeze": False,
        }
        if self.r() < 0.96:
            found["second_approver_id"] = f"m-{self.shop.id}-2"
        found.update(facts)
        return self.staff("transfer", found, money)

    def access(self, operation: str, records: int, **facts: Any) -> Row:
        """An agent looks at, or takes, customers' records."""
        found: dict[str, Any] = {
            "operation": operation,
            "records": records,
            "has_ticket": True,
            "off_hours": is_night(self.now),
            "other_shop": False,
            "leaving_soon": False,
            "above_usual": False,
            "out_of_process": False,
            "requester_id": self.agent,
        }
        found.update(facts)
        return self.staff("access", found)
