"""Why somebody does not come: a log-odds model whose truth is known."""

from dataclasses import dataclass
from math import log

from horarium.engines.synth.params import want_within

_EFFECTS = (
    "log_lead",
    "age_decade",
    "male",
    "previous",
    "deprived",
    "weekday",
    "reminder",
    "hour",
    "distance",
    "first",
)
_MOST = 10.0
"""A log-odds of 10 makes one in 22,000 of a certainty; no effect needs more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Effects on the log-odds of a no-show, each multiplied by ``strength``.

    0 is no signal, 1 the published effects, 2 strong; what is the patient's own, which no
    column shows, grows only up to 1. The intercept is whatever gives the no-show rate asked
    for. Sources:

    - ``log_lead`` per unit of log(1 + lead days): odds ratio 5.5 for over four weeks against
      the same day (Marshfield 2021, PMC11149957, n = 263,000), 2.4 for over 21 days against
      under 7 (PMC1190171); 0.45 gives 5.6 and 2.3.
    - ``age_decade`` per ten years from 45: odds ratio 0.75 to 0.84 over 40 (PMC1190171).
    - ``male``, ``previous`` (any earlier no-show here) and ``deprived`` (least to most
      deprived decile; Medicaid there): odds ratios 1.14, 4.4, 1.56 (Marshfield 2021).
    - ``weekday`` per day from Monday: 11 % on Monday, 9.7 % on Friday (Ellis and Jenkins
      2012).
    - ``reminder``: odds ratio of coming 1.48 (Guy et al. 2012, Health Serv Res 47).
    - ``hour`` per hour from noon, ``distance`` per 10 km, ``first`` attendance and
      ``patient_sd``, the standard deviation of what is the patient's own: this project's
      own choice.
    """

    strength: float = 1.0
    log_lead: float = 0.45
    age_decade: float = -0.079
    male: float = log(1.14)
    previous: float = log(4.4)
    deprived: float = log(1.56)
    weekday: float = -0.035
    reminder: float = -log(1.48)
    hour: float = 0.02
    distance: float = 0.05
    first: float = 0.1
    patient_sd: float = 0.25

    def __post_init__(self) -> None:
        want_within("signal.strength", self.strength, 0, 10)
        want_within("signal.patient_sd", self.patient_sd, 0, 10)
        for effect in _EFFECTS:
            want_within(f"signal.{effect}", getattr(self, effect), -_MOST, _MOST)


NONE, PUBLISHED, STRONG = Signal(strength=0.0), Signal(), Signal(strength=2.0)
"""Three turns of the knob: nothing to learn, what was published, twice that."""
