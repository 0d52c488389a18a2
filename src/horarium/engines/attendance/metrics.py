"""How good chances were, once everybody came or did not."""

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from horarium.engines.attendance.outcome import Metrics
from horarium.engines.attendance.problem import Flags, Floats, Visits
from horarium.engines.attendance.uncertainty import auc_interval

_N_BINS = 15


def measure(visits: Visits, p_show: Floats) -> Metrics:
    """The marks of ``p_show``, ``(n,)``, on visits that all have outcomes."""
    missed, chance = visits.no_show, 1.0 - p_show
    ahead = visits.lead_days >= 1
    surprise = -np.log(np.where(missed == 1, chance, p_show))
    low, high = _interval(visits, chance)
    ahead_low, ahead_high = _interval(visits.where(ahead), chance[ahead])
    return Metrics(
        n_visits=len(visits),
        no_show_rate=float(missed.mean()),
        mean_predicted=float(chance.mean()),
        auc=_auc(missed, chance),
        auc_low=low,
        auc_high=high,
        auc_lead_1=_auc(missed[ahead], chance[ahead]),
        auc_lead_1_low=ahead_low,
        auc_lead_1_high=ahead_high,
        average_precision=_average_precision(missed, chance),
        brier=float(((chance - missed) ** 2).mean()),
        log_loss=float(surprise.mean()),
        ece15=calibration_error(missed, chance),
    )


def calibration_error(missed: Floats, chance: Floats) -> float:
    """Mean distance of observed from expected over 15 bins of equal count."""
    order = np.argsort(chance, kind="stable")
    bins = [rows for rows in np.array_split(order, _N_BINS) if len(rows)]
    gaps = [abs(float((missed[rows] - chance[rows]).sum())) for rows in bins]
    return sum(gaps) / len(missed)


def _auc(missed: Floats, chance: Floats) -> float | None:
    return float(roc_auc_score(missed, chance)) if _is_mixed(missed == 1) else None


def _interval(visits: Visits, chance: Floats) -> tuple[float | None, float | None]:
    found = auc_interval(visits.no_show == 1, chance, visits.patient)
    return (None, None) if found is None else found


def _average_precision(missed: Floats, chance: Floats) -> float | None:
    if not _is_mixed(missed == 1):
        return None
    return float(average_precision_score(missed, chance))


def _is_mixed(missed: Flags) -> bool:
    return bool(missed.any() and not missed.all())
