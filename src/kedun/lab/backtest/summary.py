"""From the tables `hits` and `verdicts` to figures."""

from typing import Any

from kedun.engine.policy.tree import Action, Rule
from kedun.lab.backtest.frame import Frame, quoted
from kedun.lab.backtest.result import (
    DayCount,
    Difference,
    Overlap,
    RuleChange,
    RuleResult,
    Split,
    Totals,
)

__all__ = ["days", "difference", "keep_as", "outcomes", "overlaps", "rule_results", "totals", "types"]

_CLASSES = ("fraud", "refunded", "refused", "good")
_REVIEW, _VERIFY, _WARN = int(Action.REVIEW), int(Action.VERIFY), int(Action.WARN)
_MOST_OVERLAPS = 200


def outcomes(frame: Frame, *, first_at: int | None, last_at: int | None) -> None:
    """Make `judged`: every event of the period asked for, with its outcome, its money and its verdict."""
    policy = frame.policy
    calm = max((grade for grade in policy.scoring.grades if grade.at_least <= 0), key=lambda grade: grade.at_least)
    bounds = ["TRUE"]
    bounds += [f"at_us >= {first_at}"] if first_at is not None else []
    bounds += [f"at_us < {last_at}"] if last_at is not None else []
    frame.run(
        f"""CREATE OR REPLACE TEMP TABLE judged AS SELECT seq, type, at_us, customer_id,
        CASE WHEN type IN ('order', 'payment') THEN COALESCE(order_id, id) END AS purchase, amount_fen,
        CASE WHEN label IN ('fraud', 'chargeback') THEN 'fraud' WHEN label = 'refunded' THEN 'refunded'
             WHEN label = 'refused' THEN 'refused' ELSE 'good' END AS outcome,
        COALESCE(v.action, {int(calm.action)}) AS action, COALESCE(v.grade, {quoted(calm.name)}) AS grade,
        COALESCE(v.risk, 0) AS risk
        FROM arrivals LEFT JOIN verdicts v USING (seq) WHERE {" AND ".join(bounds)}"""
    )
    frame.run("DELETE FROM hits WHERE seq NOT IN (SELECT seq FROM judged)") if len(bounds) > 1 else None


def totals(frame: Frame) -> Totals:
    """The policy as a whole."""
    rows = frame.run("SELECT action, outcome, count(*) FROM judged GROUP BY ALL")
    by_action: dict[str, dict[str, int]] = {action.word: {} for action in Action}
    whole: dict[str, int] = {}
    for action, outcome, count in rows:
        word = Action(action).word
        by_action[word][outcome] = count
        whole[outcome] = whole.get(outcome, 0) + count
    acted = {word: counts for word, counts in by_action.items() if Action[word.upper()] >= Action.REVIEW}
    caught = sum(counts.get("fraud", 0) for counts in acted.values())
    stopped = sum(sum(counts.values()) for counts in acted.values())
    grades = dict(frame.run("SELECT grade, count(*) FROM judged GROUP BY grade ORDER BY grade"))
    ((customers, troubled),) = frame.run(
        f"""SELECT count(*), count(*) FILTER (NOT bad AND met) FROM (SELECT customer_id,
        bool_or(outcome = 'fraud') AS bad, bool_or(action >= {_VERIFY}) AS met FROM judged
        WHERE customer_id IS NOT NULL GROUP BY customer_id)"""
    )
    return Totals(
        actions={word: sum(counts.values()) for word, counts in by_action.items()},
        grades={grade.name: grades.get(grade.name, 0) for grade in frame.policy.scoring.grades},
        split=_split(whole),
        by_action={word: _split(counts) for word, counts in by_action.items()},
        caught=caught,
        precision=_share(caught, stopped),
        recall=_share(caught, whole.get("fraud", 0)),
        money_stopped_fen=_money(frame, f"action >= {_REVIEW}"),
        money_fraud_fen=_money(frame, "TRUE"),
        customers=customers,
        customers_troubled=troubled,
    )


def rule_results(frame: Frame, rules: tuple[Rule, ...]) -> tuple[RuleResult, ...]:
    """One line per rule, hits or not."""
    split = ", ".join(f"count(*) FILTER (outcome = {quoted(name)})" for name in _CLASSES)
    found: dict[int, tuple[Any, ...]] = {
        row[0]: row[1:]
        for row in frame.run(
            f"""SELECT rule, count(*), count(*) FILTER (live), {split},
            count(*) FILTER (live AND lives = 1), count(*) FILTER (live AND lives = 1 AND outcome = 'fraud')
            FROM (SELECT *, count(*) FILTER (live) OVER (PARTITION BY seq) AS lives FROM hits) JOIN judged USING (seq)
            GROUP BY rule"""
        )
    }
    money = dict(
        frame.run(
            """SELECT rule, sum(amount) FROM (SELECT rule, purchase, max(amount_fen) AS amount FROM hits JOIN judged
            USING (seq) WHERE outcome = 'fraud' AND purchase IS NOT NULL GROUP BY ALL) GROUP BY rule"""
        )
    )
    frauds = dict(frame.run("SELECT type, count(*) FROM judged WHERE outcome = 'fraud' GROUP BY type"))
    results = []
    for place, rule in enumerate(rules):
        hits, live, fraud, refunded, refused, good, only, first = found.get(place, (0,) * 8)
        results.append(
            RuleResult(
                id=rule.id,
                clause=rule.clause,
                on=rule.on,
                mode=rule.mode.value,
                action=rule.action.word,
                title_zh=rule.title.zh,
                title_en=rule.title.en,
                hits=hits,
                live=live,
                split=Split(fraud, refunded, refused, good),
                precision=_share(fraud, hits),
                recall=_share(fraud, frauds.get(rule.on, 0)),
                only=only,
                first=first,
                money_fen=int(money.get(place) or 0),
            )
        )
    return tuple(results)


def overlaps(frame: Frame, rules: tuple[Rule, ...]) -> tuple[Overlap, ...]:
    """The pairs of rules that fire together most."""
    rows = frame.run(
        f"""WITH n AS (SELECT rule, count(*) AS hits FROM hits GROUP BY rule) SELECT a.rule, b.rule, count(*) AS times,
        count(*) / least(any_value(na.hits), any_value(nb.hits)) FROM hits a JOIN hits b ON a.seq = b.seq
        AND a.rule < b.rule JOIN n na ON na.rule = a.rule JOIN n nb ON nb.rule = b.rule GROUP BY ALL
        ORDER BY times DESC, a.rule, b.rule LIMIT {_MOST_OVERLAPS}"""
    )
    return tuple(Overlap(rules[one].id, rules[other].id, both, round(share, 4)) for one, other, both, share in rows)


def days(frame: Frame) -> tuple[DayCount, ...]:
    """Day by day in the pack's zone."""
    actions = ", ".join(f"count(*) FILTER (action = {int(action)})" for action in Action)
    rows = frame.run(
        f"""SELECT strftime(timezone({quoted(frame.policy.timezone)}, make_timestamptz(at_us)), '%Y-%m-%d') AS day,
        count(*), count(*) FILTER (outcome = 'fraud'), count(*) FILTER (action >= {_WARN}),
        count(*) FILTER (outcome = 'fraud' AND action >= {_WARN}), {actions} FROM judged GROUP BY day ORDER BY day"""
    )
    words = [action.word for action in Action]
    return tuple(
        DayCount(day, events, fraud, acted, caught, dict(zip(words, counts, strict=True)))
        for day, events, fraud, acted, caught, *counts in rows
    )


def types(frame: Frame) -> dict[str, int]:
    """Events per type, in the pack's order."""
    found = dict(frame.run("SELECT type, count(*) FROM judged GROUP BY type"))
    return {kind: found.get(kind, 0) for kind in frame.policy.events}


def keep_as(frame: Frame, name: str) -> None:
    """Set this policy's tables aside under another name, before another policy makes its own."""
    frame.run(f"CREATE OR REPLACE TEMP TABLE judged_{name} AS FROM judged")
    frame.run(f"CREATE OR REPLACE TEMP TABLE hits_{name} AS FROM hits")


def difference(frame: Frame, own_rules: tuple[Rule, ...], rules: tuple[Rule, ...]) -> Difference:
    """The policy kept as `own` against the frame's, which it is measured by; `rules` are the frame's."""
    acted = f"o.action >= {_REVIEW} AND b.action < {_REVIEW}"
    missed = f"o.action < {_REVIEW} AND b.action >= {_REVIEW}"
    both = "FROM judged_own o JOIN judged b USING (seq)"
    gained = dict(frame.run(f"SELECT o.outcome, count(*) {both} WHERE {acted} GROUP BY ALL"))
    lost = dict(frame.run(f"SELECT o.outcome, count(*) {both} WHERE {missed} GROUP BY ALL"))
    changed = frame.run(
        f"SELECT b.action, o.action, count(*) {both} WHERE b.action <> o.action GROUP BY ALL ORDER BY ALL"
    )
    return Difference(
        pack=frame.policy.id,
        version=frame.policy.version,
        gained=_split(gained),
        lost=_split(lost),
        changed={f"{Action(one).word}>{Action(other).word}": count for one, other, count in changed},
        rules=_rule_changes(frame, own_rules, rules),
        totals=totals(frame),
    )


def _rule_changes(frame: Frame, own_rules: tuple[Rule, ...], rules: tuple[Rule, ...]) -> tuple[RuleChange, ...]:
    known = {rule.id: rule for rule in (*rules, *own_rules)}
    places = {rule_id: place for place, rule_id in enumerate(known)}
    for table, listed in (("names_own", own_rules), ("names", rules)):
        frame.run(f"CREATE OR REPLACE TEMP TABLE {table} (rule INTEGER, place INTEGER)")
        if listed:
            frame.run(
                f"INSERT INTO {table} SELECT unnest(?), unnest(?)",
                [list(range(len(listed))), [places[rule.id] for rule in listed]],
            )
    own = "SELECT seq, place FROM hits_own JOIN names_own USING (rule)"
    other = "SELECT seq, place FROM hits JOIN names USING (rule)"
    found: dict[tuple[int, str], dict[str, int]] = {}
    for kind, left, right in (("gained", own, other), ("lost", other, own)):
        rows = frame.run(
            f"SELECT place, outcome, count(*) FROM ({left} EXCEPT {right}) JOIN judged USING (seq) GROUP BY ALL"
        )
        for place, outcome, count in rows:
            found.setdefault((place, kind), {})[outcome] = count
    names = list(known.values())
    return tuple(
        RuleChange(
            names[place].id,
            names[place].title.zh,
            names[place].title.en,
            _split(found.get((place, "gained"), {})),
            _split(found.get((place, "lost"), {})),
        )
        for place in sorted({place for place, _ in found})
    )


def _split(counts: dict[str, int]) -> Split:
    return Split(**{name: counts.get(name, 0) for name in _CLASSES})


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None


def _money(frame: Frame, condition: str) -> int:
    ((fen,),) = frame.run(
        f"""SELECT COALESCE(sum(amount), 0) FROM (SELECT max(amount_fen) AS amount FROM judged WHERE outcome = 'fraud'
        AND purchase IS NOT NULL AND {condition} GROUP BY purchase)"""
    )
    return int(fen)
