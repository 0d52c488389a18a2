"""Logistic regression on curves, apart for visits booked on their own day.

Somebody who books for today is nearly there already: of such visits one in twenty is
missed, of the others more than one in four, and for other reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

from horarium.engines.attendance.features import (
    CURVES,
    FEATURES,
    LINES,
    STEPS,
    Matrix,
    is_same_day,
)
from horarium.engines.attendance.params import AttendanceParams
from horarium.engines.attendance.problem import Flags, Floats


@dataclass(frozen=True, slots=True)
class SplineLogistic:
    """``advance`` and ``same_day`` are one and the same where a stratum is too thin."""

    advance: Pipeline
    same_day: Pipeline

    @classmethod
    def fit(cls, x: Matrix, y: Floats, params: AttendanceParams) -> Self:
        """Two ridge regressions, or one for all rows if either stratum is too thin."""
        same = is_same_day(x)
        if _is_thin(y[same], params) or _is_thin(y[~same], params):
            everybody = _pipeline(params).fit(x, y)
            return cls(everybody, everybody)
        return cls(
            advance=_pipeline(params).fit(x[~same], y[~same]),
            same_day=_pipeline(params).fit(x[same], y[same]),
        )

    @classmethod
    def restored(cls, parts: Mapping[str, Any]) -> Self:
        """The two regressions again."""
        return cls(parts["advance"], parts["same_day"])

    def p_no_show(self, x: Matrix) -> Floats:
        """Each row by the regression of its stratum, ``(n,)``."""
        same = is_same_day(x)
        chances = np.empty(len(x))
        for rows, pipeline in ((~same, self.advance), (same, self.same_day)):
            if rows.any():
                chances[rows] = _chances(pipeline, x, rows)
        return chances

    def parts(self) -> dict[str, Any]:
        """The two regressions."""
        return {"advance": self.advance, "same_day": self.same_day}


def _chances(pipeline: Pipeline, x: Matrix, rows: Flags) -> Floats:
    chances: Floats = pipeline.predict_proba(x[rows])[:, 1]
    return chances


def _is_thin(y: Floats, params: AttendanceParams) -> bool:
    return len(y) < params.least_outcomes or y.min() == y.max()


def _pipeline(params: AttendanceParams) -> Pipeline:
    curves = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        SplineTransformer(
            n_knots=params.n_knots, knots="quantile", extrapolation="constant"
        ),
        StandardScaler(),
    )
    # Beyond what was seen, nothing grows: a lead of a year reads as the longest known.
    lines = make_pipeline(
        SplineTransformer(
            degree=1, n_knots=2, include_bias=False, extrapolation="constant"
        ),
        StandardScaler(),
    )
    columns = ColumnTransformer(
        [
            ("curves", curves, _places(CURVES)),
            ("steps", OneHotEncoder(handle_unknown="ignore"), _places(STEPS)),
            ("lines", lines, _places(LINES)),
        ],
        sparse_threshold=0,
    )
    return make_pipeline(columns, LogisticRegression(C=params.ridge, max_iter=2000))


def _places(names: tuple[str, ...]) -> list[int]:
    return [FEATURES.index(name) for name in names]
