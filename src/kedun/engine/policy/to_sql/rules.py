"""A policy's rules as SQL over the analysts' own tables: one SELECT, one boolean column per rule."""

from sqlglot import exp

from kedun.engine.policy.to_sql.build import Builder
from kedun.engine.policy.to_sql.dialects import call, text
from kedun.engine.policy.tree import Mode, Policy, Rule

__all__ = ["policy_sql", "rule_sql"]


def rule_sql(rule: Rule, dialect: str = "duckdb", *, timestamps: bool = False) -> str:
    """The condition under which a rule fires, never NULL: `type = 'order' AND COALESCE(…, FALSE)`."""
    return _fires(rule, Builder(dialect, timestamps=timestamps)).sql(dialect=dialect)


def policy_sql(
    policy: Policy, dialect: str = "duckdb", *, table: str = "kedun_events", timestamps: bool = False
) -> str:
    """One SELECT over `table` with the event's id and a column for each rule that is not off.

    The table holds one row per event, its facts and the values of the features as columns of those names.
    """
    builder = Builder(dialect, timestamps=timestamps)
    columns: list[exp.Expr] = [exp.column("id", quoted=True)]
    columns += [
        exp.alias_(_fires(rule, builder), rule.id, quoted=True) for rule in policy.rules if rule.mode is not Mode.OFF
    ]
    return exp.select(*columns).from_(exp.to_table(table)).sql(dialect=dialect, pretty=True)


def _fires(rule: Rule, builder: Builder) -> exp.Expr:
    of_type = exp.EQ(this=exp.column("type", quoted=True), expression=text(rule.on))
    return exp.And(this=of_type, expression=call("COALESCE", builder.build(rule.when), exp.Boolean(this=False)))
