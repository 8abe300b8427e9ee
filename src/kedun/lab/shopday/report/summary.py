"""The day's figures as plain values for JSON."""

from typing import Any

from kedun.engine.policy.tree import Action, Policy
from kedun.lab.shopday.figures import Figures, RuleCount

__all__ = ["summary", "top_rules"]


def summary(figures: Figures, policy: Policy) -> dict[str, Any]:
    """Counts, amounts in fen, times in µs; what `kedun day --json` prints."""
    types = figures.by_type()
    stories = sum(count.stories for count in types.values())
    honest = figures.customers()
    return {
        "policy": f"{policy.id}@{policy.version}",
        "events": figures.events,
        "from_us": figures.first_us,
        "to_us": figures.last_us,
        "decisions": {action.word: figures.actions[action] for action in Action},
        "scams": {
            "stories": stories,
            "caught": sum(count.caught for count in types.values()),
            "in_time": sum(count.in_time for count in types.values()),
            "stopped_fen": sum(count.stopped_fen for count in types.values()),
            "lost_fen": sum(count.lost_fen for count in types.values()),
            "by_type": {
                code: {
                    "stories": count.stories,
                    "caught": count.caught,
                    "in_time": count.in_time,
                    "stopped_fen": count.stopped_fen,
                    "lost_fen": count.lost_fen,
                }
                for code, count in types.items()
            },
        },
        "honest": {
            "customers": honest,
            "verify_or_more": figures.customers_at(Action.VERIFY),
            "review_or_more": figures.customers_at(Action.REVIEW),
            "verify_or_more_percent": round(100 * figures.customers_at(Action.VERIFY) / max(honest, 1), 2),
        },
        "rules": [
            {"rule": rule, "hits": count.hits, "fraud": count.fraud, "honest_troubled": count.troubled}
            for rule, count in top_rules(figures, 20)
        ],
        "decision_us": {"median": round(figures.median_us(), 1), "p99": round(figures.p99_us(), 1)},
    }


def top_rules(figures: Figures, most: int) -> list[tuple[str, RuleCount]]:
    """The rules that did most: by the scam events they hit times the share of scams in what they hit."""
    return sorted(
        figures.rules.items(), key=lambda item: (-(item[1].fraud ** 2) / item[1].hits, -item[1].hits, item[0])
    )[:most]
