"""Honest life in all its oddness: every story's name, how common it is, and who starts it."""

from collections.abc import Callable, Iterator

from kedun.lab.shopday.honest import accounts, aftercare, buying, staff
from kedun.lab.shopday.rows import Row
from kedun.lab.shopday.scene import Scene

__all__ = ["BEFORE", "HONEST", "NEWCOMERS", "Story"]

Story = Callable[[Scene], Iterator[int | Row]]

HONEST: tuple[tuple[int, tuple[str, Story]], ...] = (
    (3900, ("purchase", buying.plain)),
    (280, ("gift", buying.gift)),
    (45, ("company", buying.company)),
    (25, ("moving_house", buying.moving)),
    (60, ("spree", buying.spree)),
    (420, ("newcomer", buying.newcomer)),
    (35, ("group_buy", buying.group_buy)),
    (20, ("dormitory", buying.dormitory)),
    (60, ("family_device", buying.family)),
    (60, ("abroad", buying.abroad)),
    (70, ("paid_by_another", buying.paid_by_another)),
    (12, ("paid_in_parts", buying.in_parts)),
    (16, ("card_trouble", buying.card_trouble)),
    (50, ("traveller", buying.traveller)),
    (2300, ("look_round", accounts.look_round)),
    (160, ("tidy_account", accounts.tidy_account)),
    (60, ("new_phone", accounts.new_phone)),
    (10, ("lost_phone", accounts.lost_phone)),
    (1500, ("question", aftercare.ask)),
    (120, ("old_order_back", aftercare.old_order_back)),
    (14, ("size_trier", aftercare.serial_size_trier)),
    (30, ("angry", aftercare.angry)),
    (120, ("agent_shift", staff.shift)),
    (8, ("export", staff.export)),
    (40, ("finance", staff.finance)),
    (10, ("shop_settings", staff.settings)),
)
"""(weight, (name, story)), of all honest stories that start."""

NEWCOMERS = frozenset({"newcomer"})
"""Stories whose customer has just opened an account."""

BEFORE: tuple[str, Story] = ("purchase", buying.returns_only)
"""What was under way when the stream starts: purchases that come back later."""
