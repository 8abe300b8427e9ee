"""What the standard pack makes of formal checks, and that nothing of Handbook 3.1 and 3.2 was left out."""

from collections.abc import Iterator

import pytest

from kedun import packs
from kedun.engine.policy.load import load_pack
from kedun.engine.policy.tree import (
    Action,
    Aggregate,
    Compare,
    Expression,
    FactRef,
    FeatureRef,
    In,
    Literal,
    Policy,
    Rule,
    children,
    references,
)
from kedun.handbook import load as load_handbook

ACCUSING = ("伪造", "造假", "假证", "骗子", "冒牌", "forged", "fake", "fraudster")

# Asked for, but no rule's business: what decides in their place stands beside each.
ELSEWHERE = {
    "C3.2-23": "the pack's grades: 50 verify, 65 review, 80 block",
    "C3.2-24": "the desk's clocks",
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_pack(packs.path("standard"))


def named(policy: Policy, reference: FeatureRef) -> Expression | None:
    """What a name stands for when it is a plain expression, not a window."""
    feature = policy.features[reference.id]
    return feature.value if feature.aggregate is Aggregate.EXPR else None


def reads(policy: Policy, node: Expression) -> Iterator[str]:
    """The facts a condition reads, also through the expressions it names."""
    for reference in references(node):
        if isinstance(reference, FactRef):
            yield reference.name
        elif (value := named(policy, reference)) is not None:
            yield from reads(policy, value)


def on_formats(policy: Policy) -> list[Rule]:
    return [rule for rule in policy.rules if any(name.endswith("_format") for name in reads(policy, rule.when))]


@pytest.mark.clause("H3.1-03", "C3.1-22")
def test_a_bad_form_never_refuses_service(policy: Policy) -> None:
    assert len(on_formats(policy)) >= 20
    assert [rule.id for rule in on_formats(policy) if rule.action > Action.VERIFY] == []


@pytest.mark.clause("C3.1-22")
def test_a_bad_form_accuses_nobody(policy: Policy) -> None:
    said = [
        (rule.id, word)
        for rule in on_formats(policy)
        for text in (rule.title.zh, rule.title.en.lower(), rule.reason.zh, rule.reason.en.lower())
        for word in ACCUSING
        if word in text
    ]
    assert said == []


@pytest.mark.clause("C3.1-14", "C3.1-15", "C3.1-16", "C3.1-19", "C3.1-20")
def test_no_result_of_a_formal_check_is_without_an_answer(policy: Policy) -> None:
    answered = {pair for rule in on_formats(policy) for pair in words_asked_for(policy, rule.when)}
    wanted = {
        (name, word) for name, fact in policy.facts.items() if fact.derive for word in fact.values if word != "ok"
    }
    assert wanted - answered == set()


def words_asked_for(policy: Policy, node: Expression) -> Iterator[tuple[str, object]]:
    """Every (fact, word) a condition compares with `=` or `IN`, also inside the expressions it names."""
    match node:
        case In(operand=FactRef(name=name), items=items):
            yield from ((name, item.value) for item in items)
        case Compare(op="=", left=FactRef(name=name), right=Literal(value=word)):
            yield name, word
        case FeatureRef() if (value := named(policy, node)) is not None:
            yield from words_asked_for(policy, value)
        case _:
            for child in children(node):
                yield from words_asked_for(policy, child)


@pytest.mark.clause("3.1", "3.2")
@pytest.mark.parametrize("section", ["3.1", "3.2"])
def test_every_clause_a_machine_can_keep_has_a_rule(policy: Policy, section: str) -> None:
    asked = {clause.id for clause in load_handbook().clauses_of(section) if clause.asks == "machine"}
    kept = {rule.clause for rule in policy.rules}
    assert asked - kept - set(ELSEWHERE) == set()


@pytest.mark.clause("3.1", "3.2")
@pytest.mark.parametrize("family", ["SIG-O", "SIG-I"])
def test_every_signal_has_a_rule(policy: Policy, family: str) -> None:
    known = {signal for signal in load_handbook().signals if signal.startswith(family)}
    assert known - {rule.signal for rule in policy.rules} == set()
