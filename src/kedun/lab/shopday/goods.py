"""What is sold: shops, their products and prices."""

from dataclasses import dataclass

from kedun.lab.shopday.chance import Chance, Table, mix

__all__ = ["CATALOGUE", "Product", "Shop", "build_shops"]

# category, share of products, lowest and highest price in yuan, weight in grams, price spread in permille
CATALOGUE = (
    ("手机", 7, 899, 6999, 420, 45),
    ("3C", 14, 39, 2999, 600, 60),
    ("显卡", 2, 1899, 9999, 1800, 70),
    ("黄金", 3, 680, 9800, 60, 40),
    ("珠宝", 3, 299, 8800, 90, 70),
    ("名表", 2, 2600, 19800, 350, 60),
    ("奢侈品", 3, 1500, 16800, 900, 70),
    ("虚拟卡券", 5, 10, 500, 0, 20),
    ("奶粉", 6, 158, 398, 1100, 50),
    ("白酒", 4, 128, 1699, 1500, 60),
    ("服饰", 22, 39, 699, 500, 120),
    ("家居", 12, 19, 1299, 2500, 100),
    ("食品", 14, 15, 199, 1500, 90),
    ("美妆", 9, 49, 899, 350, 90),
    ("图书", 5, 18, 168, 600, 60),
    ("其他", 6, 9, 499, 700, 100),
)
_SHOPS = (
    ("数码优选", ("手机", "3C", "显卡", "其他")),
    ("云裳服饰", ("服饰", "美妆", "其他")),
    ("珍宝阁", ("黄金", "珠宝", "名表", "奢侈品")),
    ("好日子家居", ("家居", "其他", "图书")),
    ("鲜味仓", ("食品", "白酒", "奶粉")),
    ("百味生活馆", ("食品", "奶粉", "家居", "美妆", "虚拟卡券", "图书")),
)
_MIN_PRICES = 24


@dataclass(frozen=True, slots=True)
class Product:
    """One product. Prices in fen; `mean` and `sd` over 90 days; `market` is what others ask; weight in grams."""

    category: str
    mean: int
    sd: int
    market: int
    weight: int


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop: its products by popularity, its agents' ids, its cheapest and its mean price, its dispute rate."""

    id: str
    name: str
    products: Table[Product]
    agents: tuple[str, ...]
    lowest: int
    mean_price: int
    dispute_permille: int
    by_category: dict[str, tuple[Product, ...]]

    def product(self, r: Chance, category: str | None = None) -> Product:
        """A product somebody might buy, popular ones more often; of a category when the shop has it."""
        some = self.by_category.get(category) if category else None
        return some[int(r() * len(some))] if some else self.products.draw(r)


def _products(seed: int, shop: int, categories: tuple[str, ...]) -> list[tuple[int, Product]]:
    rows = []
    for order, (category, share, low, high, weight, spread) in enumerate(CATALOGUE):
        if category not in categories:
            continue
        for n in range(_MIN_PRICES):
            bits = mix(seed ^ 0xC0FFEE, shop * 10_000 + order * 100 + n)
            where = (bits & 1023) * (bits >> 10 & 1023) // 1024  # cheap ones are commoner
            mean = (low * 100 + (high - low) * 100 * where // 1024) // 100 * 100 - 10
            market = mean * (960 + bits % 130) // 1000
            product = Product(category, mean, max(mean * spread // 1000, 10), market, weight * (80 + bits % 40) // 100)
            rows.append((share * 1000 // (n + 3), product))
    return rows


def build_shops(seed: int, count: int, agents: int) -> tuple[Shop, ...]:
    """The first `count` shops (1 to 6 kinds, then repeats with other goods), each with so many agents."""
    shops = []
    for index in range(count):
        name, categories = _SHOPS[index % len(_SHOPS)]
        rows = _products(seed, index, categories)
        kinds = {c: tuple(p for _, p in rows if p.category == c) for c in categories}
        shops.append(
            Shop(
                id=f"s{index + 1:02d}",
                name=name,
                products=Table(*rows),
                agents=tuple(f"a{index + 1:02d}-{n + 1:02d}" for n in range(agents)),
                lowest=min(p.mean for _, p in rows) * 85 // 100,
                mean_price=sum(w * p.mean for w, p in rows) // sum(w for w, _ in rows),
                dispute_permille=(3, 2, 6, 1, 2, 4)[index % 6],
                by_category=kinds,
            )
        )
    return tuple(shops)
