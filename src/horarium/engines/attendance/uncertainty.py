"""How far an AUC may be off by luck, when the same patients come again and again."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import rankdata

from horarium.engines.attendance.monitor import NORMAL_95
from horarium.engines.attendance.problem import Flags, Floats, Texts


def auc_interval(
    missed: Flags, chance: Floats, patient: Texts
) -> tuple[float, float] | None:
    """The 95 % interval of the AUC of ``chance``, with patients as the clusters.

    Obuchowski's variance (Biometrics 53, 1997), which is DeLong's where each patient
    comes once, on the log-odds scale, so that no end leaves (0, 1). None where it
    cannot be told: fewer than two patients who missed or who came, or no overlap.
    """
    who = np.unique(patient.astype(str), return_inverse=True)[1]
    if min(len(set(who[missed])), len(set(who[~missed]))) < 2:
        return None
    above, below = _placements(missed, chance)
    auc = float(above.mean())
    variance = _variance(who, missed, (above - auc, below - auc))
    if not 0.0 < auc < 1.0 or not variance > 0.0:
        return None
    margin = NORMAL_95 * np.sqrt(variance) / (auc * (1.0 - auc))
    middle = logit(auc)
    return float(expit(middle - margin)), float(expit(middle + margin))


def _placements(missed: Flags, chance: Floats) -> tuple[Floats, Floats]:
    """Of each missed visit, the share of kept ones below it; of each kept, of missed above."""
    ranks = rankdata(chance)
    n_missed, n_kept = int(missed.sum()), int((~missed).sum())
    above = (ranks[missed] - rankdata(chance[missed])) / n_kept
    below = 1.0 - (ranks[~missed] - rankdata(chance[~missed])) / n_missed
    return above, below


def _variance(
    who: NDArray[np.intp], missed: Flags, strays: tuple[Floats, Floats]
) -> float:
    n_patients = int(who.max()) + 1
    sums = [
        np.bincount(who[rows], stray, n_patients) / rows.sum()
        for rows, stray in zip((missed, ~missed), strays, strict=True)
    ]
    n_each = [len(set(who[rows])) for rows in (missed, ~missed)]
    own = [
        n / (n - 1) * float((total**2).sum())
        for n, total in zip(n_each, sums, strict=True)
    ]
    shared = n_patients / (n_patients - 1) * float((sums[0] * sums[1]).sum())
    return sum(own) + 2.0 * shared
