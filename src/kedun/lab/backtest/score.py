"""Scoring in SQL: from the rules that fired to risk, grade and action.

It works on the events with hits alone, in whole numbers as `tree.Scoring` says and `engine.decide` does it, so the
figures agree to the last digit.
"""

from kedun.engine.policy.tree import Action, Policy, Rule, Scoring
from kedun.lab.backtest.frame import Frame, quoted

__all__ = ["families", "score"]


def families(policy: Policy) -> list[str]:
    """The families of a policy's factors, each once."""
    return list(dict.fromkeys(factor.family for factor in policy.scoring.factors))


def score(frame: Frame, rules: tuple[Rule, ...]) -> None:
    """Make `verdicts` (seq, action, risk, grade) for every event with a live hit, from `hits` and `weights`."""
    _rules_table(frame, rules)
    scoring = frame.policy.scoring
    scale = 1000 * 100 ** len(families(frame.policy))
    raw = (
        f"SELECT seq, CAST(CAST(milli AS HUGEINT) * percents // {scale} AS BIGINT) - CASE WHEN pinned THEN 0 ELSE "
        f"LEAST(relief, {scoring.relief_limit}) END AS raw, * EXCLUDE (seq) FROM ({_sums(scoring)}) "
        "JOIN weights USING (seq)"
    )
    lifted = f"CASE WHEN hard THEN GREATEST(raw, {scoring.hard_risk}) ELSE raw END"
    judged = (
        f"SELECT seq, GREATEST(0, LEAST(100, {lifted})) AS risk, "
        f"CASE WHEN excused THEN due_anyway ELSE due END AS due FROM ({raw})"
    )
    grades = sorted(scoring.grades, key=lambda grade: -grade.at_least)
    named = " ".join(f"WHEN risk >= {grade.at_least} THEN {quoted(grade.name)}" for grade in grades)
    floors = " ".join(f"WHEN risk >= {grade.at_least} THEN {int(grade.action)}" for grade in grades)
    frame.run(
        f"CREATE OR REPLACE TEMP TABLE verdicts AS SELECT seq, GREATEST(due, CASE {floors} END) AS action, "
        f"CAST(risk AS INTEGER) AS risk, CASE {named} END AS grade FROM ({judged})"
    )


def _sums(scoring: Scoring) -> str:
    """Per event: thousandths of points with fading, relief, and what its rules are."""
    allow, beats = int(Action.ALLOW), int(scoring.allow_beats)
    adds = f"action <> {allow} AND points > 0"
    fade = " ".join(f"WHEN {place} THEN {weight}" for place, weight in enumerate(scoring.fade, start=1))
    ranked = (
        f"SELECT seq, rules.*, CASE WHEN {adds} THEN row_number() OVER (PARTITION BY seq, grp, {adds} "
        "ORDER BY points DESC) END AS place FROM hits JOIN rules USING (rule) WHERE live"
    )
    return (
        f"SELECT seq, COALESCE(sum(points * CASE place {fade} ELSE 0 END) FILTER (place IS NOT NULL), 0) AS milli, "
        f"COALESCE(sum(-LEAST(points, 0)) FILTER (action = {allow}), 0) AS relief, bool_or(hard) AS hard, "
        f"bool_or(red_line) AS pinned, bool_or(action = {allow}) AS excused, max(action) AS due, "
        f"COALESCE(max(action) FILTER (red_line OR action > {beats}), {allow}) AS due_anyway "
        f"FROM ({ranked}) GROUP BY seq"
    )


def _rules_table(frame: Frame, rules: tuple[Rule, ...]) -> None:
    """Make `rules` (place in order, number of its group, action, points, hard, red_line)."""
    frame.run(
        "CREATE OR REPLACE TEMP TABLE rules "
        "(rule INTEGER, grp INTEGER, action INTEGER, points INTEGER, hard BOOLEAN, red_line BOOLEAN)"
    )
    groups = {name: place for place, name in enumerate(dict.fromkeys(rule.group for rule in rules))}
    rows = [
        (place, groups[rule.group], int(rule.action), rule.points, rule.hard, rule.red_line)
        for place, rule in enumerate(rules)
    ]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        frame.run("INSERT INTO rules SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)", columns)
