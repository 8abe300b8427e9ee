"""A dozen scams told step by step: what happened, what Kedun said, and why."""

from collections.abc import Iterator
from html import escape

from kedun.engine.policy.tree import Action
from kedun.handbook import Handbook
from kedun.lab.shopday.figures import Moment, StoryRecord
from kedun.lab.shopday.report.words import Speaker, clock, span_words, yuan

__all__ = ["badge", "choose", "told"]

_MOST_STEPS = 5


def badge(speaker: Speaker, action: Action) -> str:
    """The action as a labelled badge."""
    return f'<span class="badge {action.word}">{speaker.action(action)}</span>'


def choose(records: list[StoryRecord], most: int) -> list[StoryRecord]:
    """The stories worth telling: one of each type first, dearest first, and at least two that were missed."""
    by_worth = sorted(records, key=lambda record: (-record.stopped_fen, -len(record.moments), record.number))
    late = sorted((record for record in records if not record.in_time), key=lambda record: -record.lost_fen)[:2]
    found: list[StoryRecord] = []
    for record in by_worth:
        fresh = all(record.scenario != other.scenario for other in found)
        if fresh and record.in_time and len(record.moments) > 1 and len(found) < most - len(late):
            found.append(record)
    return sorted(found + late, key=lambda record: record.moments[0].row.at)


def told(record: StoryRecord, speaker: Speaker, book: Handbook) -> str:
    """One story as a card."""
    kind = book.fraud_types.get(record.scenario)
    name = speaker.pick(kind.name.zh, kind.name.en) if kind is not None else ""
    first = record.moments[0].row
    state = _state(record, speaker)
    return (
        f'<article class="story card"><h3><span class="code">{record.scenario}</span> {escape(name)} {state}</h3>'
        f'<p class="meta">{escape(speaker.who(first))} · {speaker.pick("店铺", "shop")} {escape(first.shop)}</p>'
        f'<ol class="steps">{"".join(_steps(record, speaker))}</ol>'
        f'<p class="end">{escape(_end(record, speaker))}{_basis(record, speaker, book)}</p></article>'
    )


def _state(record: StoryRecord, speaker: Speaker) -> str:
    if record.in_time:
        return f'<span class="badge good">{speaker.pick("及时拦下", "stopped in time")}</span>'
    if record.caught is not None:
        return f'<span class="badge bad">{speaker.pick("拦下时已有损失", "caught late")}</span>'
    if record.asked is not None:
        return f'<span class="badge verify">{speaker.pick("只要求核验", "asked to verify only")}</span>'
    return f'<span class="badge bad">{speaker.pick("漏过", "missed")}</span>'


def _steps(record: StoryRecord, speaker: Speaker) -> Iterator[str]:
    places = _places(record)
    before = -1
    for place in places:
        skipped = place - before - 1
        if skipped:
            text = speaker.pick(f"……另有 {skipped} 步", f"… {skipped} more")
            yield f'<li><span class="skip">{text}</span></li>'
        yield _step(record, place, speaker)
        before = place


def _places(record: StoryRecord) -> list[int]:
    """Which events to show: the first ones, the catch, and the money."""
    last = len(record.moments) - 1
    end = record.caught if record.caught is not None else last
    shown = {0, end}
    if record.first_money is not None and record.first_money <= end:
        shown.add(record.first_money)
    loud = sorted(range(end), key=lambda place: (-record.moments[place].action, place))
    for place in (*loud[: _MOST_STEPS - 3], end - 1, 1):
        if 0 <= place <= end and len(shown) < _MOST_STEPS:
            shown.add(place)
    return sorted(shown)


def _step(record: StoryRecord, place: int, speaker: Speaker) -> str:
    moment = record.moments[place]
    caught = place == record.caught
    text = escape(speaker.event(moment.row))
    if moment.action is not Action.ALLOW:
        text += f" {badge(speaker, moment.action)}"
    return (
        f"<li{' class=hit' if caught else ''}><time>{clock(moment.row.at)}</time>{text}"
        f"{_why(moment, speaker) if moment.action >= Action.VERIFY else ''}</li>"
    )


def _why(moment: Moment, speaker: Speaker) -> str:
    lines = []
    for reason in moment.decision.reasons[:2]:
        values = speaker.values(reason, 3)
        detail = speaker.pick(f"：{values}", f": {values}") if values else ""
        lines.append(
            f'<span class="why"><b>{escape(speaker.of(reason.title))}</b>{escape(detail)} '
            f'<span class="code">{escape(reason.clause)}</span></span>'
        )
    return "".join(lines)


def _end(record: StoryRecord, speaker: Speaker) -> str:
    lead = record.lead_us
    stopped, lost = yuan(record.stopped_fen), yuan(record.lost_fen)
    if record.caught is None:
        return speaker.pick(
            f"没有一步达到复核。损失 {lost}。" if record.lost_fen else "没有一步达到复核；没有钱款变动。",
            f"No step came to review. {lost} lost." if record.lost_fen else "No step came to review; no money moved.",
        )
    if record.lost_fen and not record.stopped_fen:
        return speaker.pick(f"拦下时 {lost} 已经损失。", f"Caught when {lost} was gone already.")
    if record.lost_fen:
        return speaker.pick(
            f"拦下前已损失 {lost}；之后的 {stopped} 没有付出。", f"{lost} was gone before; the next {stopped} was not."
        )
    if not record.stopped_fen:
        return speaker.pick("在任何钱款变动之前拦下。", "Stopped before any money was at stake.")
    if lead:
        early = span_words(lead, zh=speaker.zh)
        return speaker.pick(f"提前 {early}，{stopped} 没有付出。", f"{early} ahead; {stopped} was not paid.")
    return speaker.pick(
        f"在付出的那一刻拦下，{stopped} 没有付出。", f"Stopped at the moment of paying; {stopped} stayed."
    )


def _basis(record: StoryRecord, speaker: Speaker, book: Handbook) -> str:
    """The clause and the procedure that follow from the catch."""
    if record.caught is None:
        return ""
    decision = record.moments[record.caught].decision
    procedures = decision.advice.procedures if decision.advice is not None else ()
    found = book.procedures.get(procedures[0]) if procedures else None
    if found is None:
        return ""
    title = speaker.pick(found.title.zh, found.title.en)
    label = speaker.pick("接着按预案", "Next, procedure")
    return f" {label} <b>{escape(found.id)}</b> {escape(title)}{speaker.pick('。', '.')}"
