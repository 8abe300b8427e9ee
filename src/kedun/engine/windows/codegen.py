"""The memory store's fast path, written out for one policy: one function per event type.

The function reads the keys, finds each entity's lanes, moves the windows to the event's time, adds the event's row
and answers the features. Whatever is rare (a late event, a full lane, an unknown entity) is left to the store's
methods, which are written plainly in `memory.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kedun.engine.policy.tree import Aggregate, Feature
from kedun.engine.windows.layout import Layout, Tally
from kedun.engine.windows.plan import Plan

__all__ = ["ObserveSource", "lane_source"]


def lane_source(layout: Layout, name: str) -> list[str]:
    """A function that makes a fresh lane."""
    return [f"def {name}():", f"    return [{', '.join(layout.fresh)}]"]


@dataclass(kw_only=True)
class ObserveSource:
    """Writes the function `observe(e)` → (values, degraded) for one event type.

    `layouts` are by (table, lane); `wanted` the features to answer, in order; `cap` rows a lane may hold;
    rows are kept `lateness_us` longer than windows need them, for events that come late.
    """

    event_type: str
    plan: Plan
    layouts: Mapping[tuple[int, int], Layout]
    wanted: tuple[Feature, ...]
    cap: int
    lateness_us: int

    def lines(self) -> list[str]:
        """The function's source, line by line."""
        answers = {feature.id: f"v{number}" for number, feature in enumerate(self.wanted)}
        lines = ["def observe(e):", "    f = e.facts", "    at = e.at", "    bad = ()"]
        lines += ["    if at >= clock[0]: turn(at)", "    if graves: bury()"]
        for local, read in self.plan.locals[self.event_type].values():
            if local != "at":
                lines.append(f"    {local} = {read}")
        columns = self.plan.columns[self.event_type]
        if self._written():
            cells = "".join(f", {column.source}" for column in columns)
            lines.append(f"    row = (at{cells},)" if not columns else f"    row = (at{cells})")
            if any(column.is_label for column in columns):
                lines.append("    touched = []")
        for table in range(len(self.plan.tables)):
            lines += ["    " + line for line in self._table(table, answers)]
        if self._written() and any(column.is_label for column in columns):
            lines.append("    if touched: await_label(e.id, row, touched)")
        values = "".join(f"{name}, " for name in answers.values())
        lines.append(f"    return ({values}), bad")
        return lines

    def _written(self) -> bool:
        return any(layout.lane.on == self.event_type for layout in self.layouts.values())

    def _table(self, table: int, answers: Mapping[str, str]) -> list[str]:
        lanes = [
            (lane, layout, [feature for feature in layout.lane.features if feature.id in answers])
            for (of, lane), layout in self.layouts.items()
            if of == table
        ]
        lanes = [entry for entry in lanes if entry[2] or entry[1].lane.on == self.event_type]
        if not lanes:
            return []
        unknown = [f"{answers[feature.id]} = None" for _, _, read in lanes for feature in read]
        keys = self.plan.keys(self.event_type, table)
        if keys is None:
            return unknown
        name = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        lines = [f"if {' and '.join(f'{key} is not None' for key in keys)}:", f"    k = {name}"]
        writes = any(layout.lane.on == self.event_type for _, layout, _ in lanes)
        lines += [f"    ent = young[{table}].get(k)", f"    if ent is None: ent = fetch({table}, k, {writes})"]
        for lane, layout, read in lanes:
            body = self._lane(table, lane, layout, read, answers)
            lines += ["    " + line for line in body]
        if unknown:
            lines += ["else:", *("    " + line for line in unknown)]
        return lines

    def _lane(
        self, table: int, lane: int, layout: Layout, read: list[Feature], answers: Mapping[str, str]
    ) -> list[str]:
        write = layout.lane.on == self.event_type
        names = [answers[feature.id] for feature in read]
        result = f"({', '.join(names)},), bad" if names else "_, bad"
        slow = f"{result} = late({table}, {lane}, L, {'row' if write else 'None'}, at, {self._ids(read)}, bad)"
        if write:
            lines = [f"touched.append(({table}, {lane}, k))"] if layout.rates else []
            lines += [f"L = ent[{lane}]", f"if L is None: L = ent[{lane}] = fresh_{table}_{lane}()"]
        else:
            lines = [f"L = ent[{lane}] if ent is not None else None", "if L is None:"]
            lines += [f"    {answers[feature.id]} = {_of_nothing(feature)}" for feature in read]
        branch = "if at < L[1]:" if write else "elif at < L[1]:"
        lines += [branch, f"    {slow}", "else:"]
        body = ["L[1] = at", "rows = L[0]"]
        if write and layout.lane.span_us:
            body += [f"if len(rows) >= {self.cap}: shed({table}, {lane}, L)"]
        body += ["n = len(rows)"]
        body += _advance(layout)
        body += [f"if L[2] > at - {layout.lane.span_us}: bad += ('capped:{'+'.join(layout.lane.by)}',)"]
        answer = [line for feature in read for line in self._answer(feature, layout, answers[feature.id])]
        since = [
            line
            for feature in read
            if feature.aggregate is Aggregate.SECONDS_SINCE_LAST
            for line in self._since(feature, layout, answers[feature.id])
        ]
        if write:
            body += [*since, "rows.append(row)", *_add(layout)]
            kept = layout.lane.span_us + self.lateness_us
            body.append(f"if n > 64 and rows[n >> 1][0] <= at - {kept}: compact_{table}_{lane}(L)")
        else:
            body += since
        body += answer
        return [*lines, *("    " + line for line in body)]

    @staticmethod
    def _ids(read: list[Feature]) -> str:
        return repr(tuple(feature.id for feature in read))

    def _since(self, feature: Feature, layout: Layout, name: str) -> list[str]:
        slot = layout.last(feature)
        return [f"{name} = (at - L[{slot}]) // 1000000 if L[{slot}] > at - {feature.over_us} else None"]

    def _answer(self, feature: Feature, layout: Layout, name: str) -> list[str]:
        match feature.aggregate:
            case Aggregate.SECONDS_SINCE_LAST:
                return []
            case Aggregate.RATE:
                rate = layout.rate(feature)
                return [f"{name} = L[{rate.bad}] / L[{rate.total}] if L[{rate.total}] else None"]
            case Aggregate.MIN | Aggregate.MAX:
                extreme = layout.extreme(feature)
                return [
                    f"m = L[{extreme.slot}]",
                    f"{name} = m[L[{extreme.head}]][0] if len(m) > L[{extreme.head}] else None",
                ]
            case Aggregate.COUNT if feature.where is None:
                return [f"{name} = len(rows) - L[{layout.group(feature).cursor}]"]
        tally = layout.tally(feature)
        match feature.aggregate:
            case Aggregate.SUM:
                return [f"{name} = L[{tally.slot}] if L[{tally.known}] else None"]
            case Aggregate.AVG:
                return [f"{name} = float(L[{tally.slot}]) / L[{tally.known}] if L[{tally.known}] else None"]
            case Aggregate.DISTINCT:
                return [f"{name} = len(L[{tally.slot}])"]
            case _:
                return [f"{name} = L[{tally.slot}]"]


def _of_nothing(feature: Feature) -> str:
    return "0" if feature.aggregate in {Aggregate.COUNT, Aggregate.DISTINCT} else "None"


def _advance(layout: Layout) -> list[str]:
    """Move every window's start to the event's time, taking out the rows it passes."""
    lines = []
    for group in layout.groups.values():
        lines += [f"c = L[{group.cursor}]", f"if c < n and rows[c][0] <= at - {group.over_us}:"]
        lines += [f"    cut = at - {group.over_us}", "    while c < n:", "        r = rows[c]"]
        lines += ["        if r[0] > cut: break", "        c += 1"]
        lines += ["        " + line for tally in group.tallies.values() for line in _take_out(tally)]
        lines += [f"    L[{group.cursor}] = c"]
    for extreme in layout.extremes.values():
        lines += [f"m = L[{extreme.slot}]", f"h = L[{extreme.head}]"]
        lines += [f"if h < len(m) and m[h][1] <= at - {extreme.over_us}:", "    h += 1"]
        lines += [f"    while h < len(m) and m[h][1] <= at - {extreme.over_us}: h += 1"]
        lines += [
            "    if h > 16 and h * 2 > len(m):",
            "        del m[:h]",
            "        h = 0",
            f"    L[{extreme.head}] = h",
        ]
    for rate in layout.rates.values():
        for cursor, age, sign in ((rate.enter, rate.delay_us, "+"), (rate.leave, rate.delay_us + rate.over_us, "-")):
            where = "" if rate.where < 0 else f"if r[{rate.where}]: "
            lines += [f"c = L[{cursor}]", f"if c < n and rows[c][0] <= at - {age}:", f"    cut = at - {age}"]
            lines += ["    while c < n:", "        r = rows[c]", "        if r[0] > cut: break", "        c += 1"]
            lines += [f"        {where}L[{rate.total}] {sign}= 1"]
            lines += [f"        {where}L[{rate.bad}] {sign}= counts_bad(r[{rate.label}], r[0] + {rate.delay_us})"]
            lines += [f"    L[{cursor}] = c"]
    return lines


def _take_out(tally: Tally) -> list[str]:
    guard = [] if tally.where < 0 else [f"if r[{tally.where}]:"]
    indent = "    " if guard else ""
    match tally.what:
        case "count":
            return [*guard, f"{indent}L[{tally.slot}] -= 1"]
        case "sum":
            body = [f"x = r[{tally.value}]", "if x is not None:"]
            body += [f"    L[{tally.slot}] -= x", f"    L[{tally.known}] -= 1"]
        case _:
            body = [f"x = r[{tally.value}]", "if x is not None:", f"    d = L[{tally.slot}]", "    q = d[x]"]
            body += ["    if q == 1: del d[x]", "    else: d[x] = q - 1"]
    return [*guard, *(indent + line for line in body)]


def _add(layout: Layout) -> list[str]:
    """Count the event's row in every running value."""
    lines = []
    for group in layout.groups.values():
        for tally in group.tallies.values():
            lines += _put_in(tally)
    for extreme in layout.extremes.values():
        test = "<=" if extreme.largest else ">="
        guard = "" if extreme.where < 0 else f" and row[{extreme.where}]"
        lines += [f"x = row[{extreme.value}]", f"if x is not None{guard}:"]
        lines += [f"    m = L[{extreme.slot}]", f"    h = L[{extreme.head}]"]
        lines += [f"    while len(m) > h and m[-1][0] {test} x: m.pop()", "    m.append((x, at))"]
    for where, slot in layout.lasts.items():
        lines += [f"L[{slot}] = at"] if where < 0 else [f"if row[{where}]: L[{slot}] = at"]
    return lines


def _put_in(tally: Tally) -> list[str]:
    guard = [] if tally.where < 0 else [f"if row[{tally.where}]:"]
    indent = "    " if guard else ""
    match tally.what:
        case "count":
            return [*guard, f"{indent}L[{tally.slot}] += 1"]
        case "sum":
            body = [f"x = row[{tally.value}]", "if x is not None:"]
            body += [f"    L[{tally.slot}] += x", f"    L[{tally.known}] += 1"]
        case _:
            body = [f"x = row[{tally.value}]", "if x is not None:"]
            body += [f"    d = L[{tally.slot}]", "    d[x] = d.get(x, 0) + 1"]
    return [*guard, *(indent + line for line in body)]
