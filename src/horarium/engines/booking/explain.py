"""Plans in words, each backed by a computed number."""

from horarium.engines.booking.outcome import Forecast, Plan, Stop

_WHY = {
    Stop.COST: "one more would cost more than it brings",
    Stop.NOBODY_LEFT: "everybody who asked is booked",
    Stop.BOOKED: "the wanted number is booked",
    Stop.PER_SLOT: "no slot may take more",
    Stop.MEAN_WAIT: "one more would make patients wait longer than allowed",
    Stop.OVERTIME: "one more would bring more overtime than allowed",
}


def explain_plan(plan: Plan) -> tuple[str, ...]:
    """Sentences for the coordinator: what is booked, what follows, why no more."""
    now, before = plan.forecast, plan.today
    return (
        f"{now.n_booked} patients are booked; {now.seen:.1f} are expected to come.",
        f"Nobody else is booked, since {_WHY[plan.stopped_by]}.",
        f"Expected now: {_said(now)}.",
        f"One a slot, as usual: {_said(before)}.",
        f"The group that waits longest waits {plan.wait_ratio:.2f} times as long as the "
        "group that waits least.",
    )


def _said(forecast: Forecast) -> str:
    return (
        f"a wait of {forecast.mean_wait_min:.1f} min, "
        f"{forecast.p_long:.0%} above {forecast.long_min:g} min, "
        f"{forecast.overtime_min:.1f} min overtime, "
        f"{forecast.utilisation:.1%} of the session with patients"
    )
