"""How well the true model tells who stays away."""

from typing import Any

import numpy as np
import pandas as pd

from horarium.engines.synth.drawn import Flags, Floats


def auc(score: Floats, is_case: Flags) -> float:
    """The chance that a case scores above a non-case, ties half; NaN without both."""
    n_cases, n_others = int(is_case.sum()), int((~is_case).sum())
    if not (n_cases and n_others):
        return float("nan")
    ranks = pd.Series(score).rank().to_numpy()[is_case].sum()
    return float((ranks - n_cases * (n_cases + 1) / 2) / (n_cases * n_others))


def truth_auc(appointments: pd.DataFrame) -> float:
    """The AUC of ``p_no_show`` over what was attended or missed; needs ``extended``."""
    known = appointments[appointments["status"].isin(["attended", "did not attend"])]
    score: Any = known["p_no_show"].to_numpy(dtype=np.float64)
    return auc(score, (known["status"] == "did not attend").to_numpy(dtype=bool))


def truth_facts(past: pd.DataFrame) -> tuple[tuple[str, float], ...]:
    """What the true model says, where it was exported."""
    if "p_no_show" not in past.columns:
        return ()
    found = truth_auc(past)
    return () if np.isnan(found) else (("AUC of the true no-show chance", found),)
