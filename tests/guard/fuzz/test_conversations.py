from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from tests.guard.fuzz.doors import guard
from tests.guard.fuzz.strategies import TEXTS

from kedun.guard.conversation import NEW, decode, encode
from kedun.guard.findings import Direction, level_of

_DIRECTIONS: st.SearchStrategy[Direction] = st.sampled_from(["in", "out"])


class _Talk(RuleBasedStateMachine):
    """A conversation in which anything may be said, by either side, on any process."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation = NEW
        self.turns = 0
        self.most = 0

    @rule(text=TEXTS, direction=_DIRECTIONS)
    def say(self, text: str, direction: Direction) -> None:
        found = guard().screen(text, self.conversation, direction)
        assert guard().screen(text, self.conversation, direction) == found
        assert found.level == level_of(found.risk)
        assert found.conversation.risk >= self.most
        assert found.conversation.stage >= self.conversation.stage
        self.conversation = found.conversation
        self.most = found.conversation.risk
        self.turns += 1
        assert self.conversation.turns == self.turns

    @rule()
    def carry_on_elsewhere(self) -> None:
        written = encode(self.conversation)
        assert len(written) < 8192
        carried = decode(written)
        assert carried == self.conversation
        self.conversation = carried


_Talk.TestCase.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestTalk = _Talk.TestCase
