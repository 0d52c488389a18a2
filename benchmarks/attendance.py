"""How well and how fast each method tells who may not come, on real weeks.

    python benchmarks/attendance.py --train A.csv --test B.csv [--columns vitoria]
        [--models spline-logistic svm boosting lightgbm rate] [--split DAY]
        [--days N] [--moment day-ahead|booking] [--retrain]

With ``--split`` the visits of ``--train`` before that day are learnt from and the later
ones judged, and ``--test`` is not needed; with ``--days`` only those of the first N
clinic days. ``--retrain`` learns anew each night, too.
Prints JSON: the marks recalibrated nightly and left alone, seconds of the fit,
milliseconds of one score with the patient's own history, and observed over expected by
sex and age band.
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from horarium.engines import attendance
from horarium.engines.attendance import AttendanceParams, Moment, Visits
from horarium.engines.attendance.io.columns import preset
from horarium.engines.attendance.io.csv import read_visits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--columns", default="vitoria")
    parser.add_argument("--split", type=np.datetime64)
    parser.add_argument("--models", nargs="+", default=list(attendance.MODELS))
    parser.add_argument("--days", type=int)
    parser.add_argument("--moment", type=Moment, default=Moment.DAY_AHEAD)
    parser.add_argument("--retrain", action="store_true")
    asked = parser.parse_args()
    train = visits_of(asked.train, asked.columns)
    if asked.split is not None:
        train, test = before_and_after(train, asked.split)
    else:
        test = visits_of(asked.test, asked.columns)
    test = test.where(np.isin(test.day, np.unique(test.day)[: asked.days]))
    report = {
        name: judged(
            AttendanceParams(model=name, moment=asked.moment),
            train,
            test,
            retrain=asked.retrain,
        )
        for name in asked.models
    }
    print(json.dumps(report, indent=2))


def judged(
    params: AttendanceParams, train: Visits, test: Visits, *, retrain: bool
) -> dict[str, object]:
    found = attendance.evaluate(
        train, test, params, seconds=time.perf_counter, retrain=retrain
    )
    watched = [one for one in found.groups if one.group in ("sex", "age")]
    return {
        "fit_s": round(found.fit_seconds, 2),
        "score_ms": round(score_ms(train, test, params), 2),
        "nightly": rounded(asdict(found.metrics)),
        "static": rounded(asdict(found.static)),
        "observed_over_expected": {
            f"{one.group} {one.value}": round(one.ratio, 3) for one in watched
        },
    }


def score_ms(train: Visits, test: Visits, params: AttendanceParams) -> float:
    """The best of thirty scores of one visit, with its patient's history at hand."""
    model = attendance.fit(train, params)
    one = test.where(np.arange(len(test)) == len(test) // 2)
    known = train.where(train.patient == one.patient[0])
    as_of = attendance.moments(one, params.moment)
    seconds = []
    for _ in range(30):
        began = time.perf_counter()
        attendance.predict(model, one, as_of, known=known)
        seconds.append(time.perf_counter() - began)
    return min(seconds) * 1000


def visits_of(path: Path, columns: str) -> Visits:
    with path.open(newline="", encoding="utf-8") as file:
        return read_visits(file, preset(columns), path.name).visits


def before_and_after(visits: Visits, day: np.datetime64) -> tuple[Visits, Visits]:
    return visits.where(visits.day < day), visits.where(visits.day >= day)


def rounded(marks: dict[str, float | None]) -> dict[str, float | None]:
    return {
        name: None if value is None else round(value, 5)
        for name, value in marks.items()
    }


if __name__ == "__main__":
    main()
