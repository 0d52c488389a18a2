"""From a roster judged by its rules to the page of them."""

from horarium.domain.errors import Invalid
from horarium.engines.rostering.horizon import Horizon
from horarium.engines.rostering.packs import load_pack, pack_names
from horarium.engines.rostering.problem import RosterProblem, Rule, Scope
from horarium.services.roster_rules import Recheck, RuleKnob, RuleState
from horarium.web.office.roster_links import links_of
from horarium.web.pages.rules import Knob, RuleGroup, RuleRow, RulesPage
from horarium.web.pages.shell import Flash, Tone
from horarium.web.visit import Visit

Typed = tuple[str, dict[str, str], Invalid]
"""A rule, what was typed for it, and why that was refused."""

OWN = "The department's own"
MOST_NAMES = 3


def rules_page(
    visit: Visit,
    found: Recheck,
    flash: Flash | None = None,
    typed: Typed | None = None,
) -> RulesPage:
    """The page; with ``typed`` the form of that rule keeps it and says what is wrong."""
    groups: dict[str, list[RuleRow]] = {}
    for state in found.rules:
        mine = typed if typed and typed[0] == state.rule.key else None
        row = _row(visit, found.problem, state, mine)
        groups.setdefault(state.rule.pack or OWN, []).append(row)
    return RulesPage(
        shell=visit.shell(flash),
        title=found.stored.name,
        here=f"/rosters/{found.stored.id}",
        links=links_of(found.stored, "rules"),
        groups=tuple(
            RuleGroup(_title(name, found.problem.horizon), tuple(rows))
            for name, rows in groups.items()
        ),
        n_hard_as_made=found.n_hard_as_made,
        n_hard=found.n_hard,
        penalty_as_made=found.penalty_as_made,
        penalty=found.penalty,
        is_changed=found.is_changed,
    )


def _row(
    visit: Visit, problem: RosterProblem, state: RuleState, typed: Typed | None
) -> RuleRow:
    rule, override = state.rule, state.override
    fields = typed[1] if typed else {}
    is_hard = fields.get("strength") == "hard" if typed else rule.is_hard
    is_set = override is not None and override.is_different
    return RuleRow(
        key=rule.key,
        kind=rule.kind,
        says=rule.sentence(),
        is_on="enabled" in fields if typed else rule.enabled,
        is_hard=is_hard,
        weight=fields.get("weight", "" if rule.is_hard else str(rule.weight)),
        knobs=tuple(_knob(one, fields if typed else None) for one in state.knobs),
        effect=_effect(state.n_hard, state.penalty, is_on=rule.enabled),
        was=_was(state),
        tone=_tone(state),
        scope=scope_words(problem, rule),
        source=" · ".join(filter(None, (rule.source, rule.confidence))),
        is_changed=is_set,
        changed_by=override.changed_by if override and is_set else "",
        changed_at=visit.local(override.changed_at) if override and is_set else None,
        error=typed[2].sentence() if typed else "",
    )


def _knob(knob: RuleKnob, typed: dict[str, str] | None) -> Knob:
    """The field, with what was typed or with what is kept."""
    name = f"k-{knob.name}"
    is_on = bool(knob.value) if typed is None else name in typed
    shown = "" if knob.value is None else str(knob.value)
    if isinstance(knob.value, float):
        shown = f"{knob.value:g}"
    return Knob(
        name=name,
        label=_label(knob.name),
        value=shown if typed is None else typed.get(name, ""),
        is_switch=knob.type is bool,
        is_on=knob.type is bool and is_on,
    )


def _label(name: str) -> str:
    """ "max_h" as people read it: "max (hours)"."""
    for ending, unit in (("_h", "hours"), ("_min", "minutes"), ("_s", "seconds")):
        if name.endswith(ending):
            return f"{name.removesuffix(ending).replace('_', ' ')} ({unit})"
    return name.replace("_", " ")


def _effect(n_hard: int, penalty: int, *, is_on: bool) -> str:
    if not is_on:
        return "off"
    if n_hard:
        return f"▲ {n_hard} must fix"
    return f"△ penalty {penalty:,}" if penalty else "kept"


def _was(state: RuleState) -> str:
    """What it did as the roster was made, where that is different."""
    if state.rule == state.as_made:
        return ""
    rule = state.as_made
    was = _effect(state.n_hard_as_made, state.penalty_as_made, is_on=rule.enabled)
    return f"as the roster was made: {was}"


def _tone(state: RuleState) -> Tone:
    if not state.rule.enabled:
        return Tone.PLAIN
    if state.n_hard:
        return Tone.BAD
    return Tone.WARN if state.penalty else Tone.GOOD


def scope_words(problem: RosterProblem, rule: Rule) -> str:
    """For whom and when a rule holds, in words."""
    scope = rule.scope
    titles = {person.id: person.title for person in problem.people}
    names = [titles.get(one, one) for one in scope.people[:MOST_NAMES]]
    if len(scope.people) > MOST_NAMES:
        names.append(f"{len(scope.people) - MOST_NAMES} more")
    parts = [", ".join(part) for part in (names, scope.grades, scope.sites) if part]
    dates = _dates(problem.horizon, scope)
    return "; ".join([*parts, *dates]) or "everybody, always"


def _dates(horizon: Horizon, scope: Scope) -> list[str]:
    dates = []
    if scope.start is not None:
        dates.append(f"from {horizon.name_of(scope.start)}")
    if scope.end is not None:
        dates.append(f"until {horizon.name_of(scope.end - 1)}")
    return dates


def _title(name: str, horizon: Horizon) -> str:
    """What a pack is called; packs of the department's own have their name alone."""
    return load_pack(name, horizon).title if name in pack_names() else name
