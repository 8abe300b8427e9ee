"""The names that the written-out cases of `to_sql` use, and how a case file is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kedun.engine.policy.parse import parse
from kedun.engine.policy.scope import ENVELOPE, FeatureName, Scope
from kedun.engine.policy.tree import Expression, Fact, Listing, Source, Text, Type

FOLDER = Path(__file__).parent / "golden" / "to_sql"
_TEXT = Text("", "")
_FACTS = {
    "n": Type.INT,
    "m": Type.INT,
    "x": Type.FLOAT,
    "y": Type.FLOAT,
    "s": Type.STRING,
    "w": Type.STRING,
    "p": Type.BOOL,
    "q": Type.BOOL,
    "t": Type.TIME,
}
SCOPE = Scope(
    facts={**ENVELOPE, **{name: Fact(name, kind, _TEXT) for name, kind in _FACTS.items()}},
    features={"spent_7d": FeatureName("spent_7d", Type.INT)},
    lists={"blocked": Listing("blocked", "text", "block", _TEXT)},
)


@dataclass(frozen=True)
class Golden:
    """One condition and what a dialect makes of it; `timestamps` for columns that are the warehouse's own times."""

    file: str
    condition: str
    dialect: str
    timestamps: bool
    expected: str

    def tree(self) -> Expression:
        return parse(self.condition, SCOPE, Source(self.file, 1))


def goldens() -> Iterator[Golden]:
    """Every case of every file: a line `## condition`, then `-- dialect` lines each with the SQL below."""
    for path in sorted(FOLDER.glob("*.sql")):
        condition = dialect = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                condition = line.removeprefix("## ")
            elif line.startswith("-- "):
                dialect = line.removeprefix("-- ")
            elif line:
                name, _, kind = dialect.partition(" ")
                yield Golden(path.name, condition, name, kind == "timestamps", line)
