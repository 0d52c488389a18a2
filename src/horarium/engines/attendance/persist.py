"""Models as files: skops with an allow-list, never pickle."""

import json
import re
import zlib
from dataclasses import asdict
from datetime import date
from io import BytesIO
from re import Match
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np
import sklearn
from skops import io as skops_io

from horarium.domain.errors import ModelUnusable
from horarium.engines.attendance.ages import AGE_BANDS
from horarium.engines.attendance.features import FEATURES
from horarium.engines.attendance.models import MODELS
from horarium.engines.attendance.outcome import AttendanceModel, Shift, Training
from horarium.engines.attendance.params import AttendanceParams, Moment
from horarium.engines.attendance.predict import log_odds

FORMAT = "horarium-attendance"
VERSION = 1

_ADDRESS = re.compile(
    r"(?<=\"__id__\": )\d+|(?<=^)\d+(?=\.npy$)|(?<=\")\d+(?=\.np[yz]\")"
)

ALLOWED = frozenset(
    {
        "numpy.asarray",
        "numpy.dtype",
        "scipy._lib.array_api_compat.numpy._aliases.asarray",
        "scipy.interpolate._bsplines.BSpline",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    }
)
"""What a file may hold beyond the types that skops itself trusts."""

_DAMAGE = (
    ArithmeticError,
    AttributeError,
    BadZipFile,
    EOFError,
    ImportError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What zip, skops, NumPy and scikit-learn raise when a file is not as they wrote it."""


def dump(model: AttendanceModel) -> bytes:
    """The model as the bytes of a file."""
    about = {
        "params": asdict(model.params),
        "training": asdict(model.training),
        "shift": asdict(model.shift),
        "features": FEATURES,
        "scikit-learn": _release(sklearn.__version__),
    }
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "about": json.dumps(about, default=date.isoformat),
        "parts": model.predictor.parts(),
    }
    return _settled(skops_io.dumps(whole))


def load(data: bytes, file: str = "the file") -> AttendanceModel:
    """The model in ``data``; ``file`` is what it is called in a refusal.

    Raises ``ModelUnusable`` for what is no model or damaged, for another version of Horarium's
    format, features or scikit-learn, and for a file that holds any type beyond the
    allowed ones; nothing in such a file is run.
    """
    try:
        model = _read(_whole(data, file), file)
        _try_out(model)
    except _DAMAGE as fault:
        raise ModelUnusable(file, "it is damaged") from fault
    return model


def _read(whole: dict[str, Any], file: str) -> AttendanceModel:
    if whole.get("format") != FORMAT:
        raise ModelUnusable(file, "it is no attendance model")
    if whole.get("version") != VERSION:
        found = whole.get("version")
        raise ModelUnusable(file, f"it has version {found}, wanted {VERSION}")
    about = json.loads(whole["about"])
    _refuse_other_release(about, file)
    params = AttendanceParams(
        **about["params"] | {"moment": Moment(about["params"]["moment"])}
    )
    return AttendanceModel(
        predictor=MODELS[params.model].restored(whole["parts"]),
        params=params,
        training=_training(about["training"]),
        shift=_shift(about["shift"]),
    )


def _try_out(model: AttendanceModel) -> None:
    """Score a visit of each age, once ahead and once on its own day."""
    ages = np.array([low for low, _ in AGE_BANDS])
    x = np.zeros((2 * len(ages), len(FEATURES)))
    x[:, FEATURES.index("age")] = np.tile(ages, 2)
    x[: len(ages), FEATURES.index("lead_days")] = 7.0
    if not np.isfinite(log_odds(model, x)).all():
        raise ValueError("chances that are no numbers")
    if {len(one) for one in _of_features(model.training)} != {len(FEATURES)}:
        raise ValueError("a training of other features")


def _of_features(training: Training) -> tuple[tuple[object, ...], ...]:
    return training.typical, training.edges, training.shares


def _settled(data: bytes) -> bytes:
    """The same archive without the clock and the addresses that skops puts in.

    Objects are numbered as they come, so the same model is the same bytes.
    """
    with ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    numbers: dict[str, str] = {}

    def numbered(address: Match[str]) -> str:
        return numbers.setdefault(address[0], str(len(numbers) + 1))

    schema = _ADDRESS.sub(numbered, files.pop("schema.json").decode())
    renamed = {_ADDRESS.sub(numbered, name): part for name, part in files.items()}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in sorted((renamed | {"schema.json": schema.encode()}).items()):
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def _whole(data: bytes, file: str) -> dict[str, Any]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            schema = json.loads(archive.read("schema.json"))
    except (BadZipFile, KeyError, ValueError) as fault:
        raise ModelUnusable(file, "it is no file of a model") from fault
    if not isinstance(schema, dict) or "__class__" not in schema:
        raise ModelUnusable(file, "it is no file of a model")
    unknown = set(skops_io.get_untrusted_types(data=data)) - ALLOWED
    if unknown:
        names = ", ".join(sorted(unknown))
        raise ModelUnusable(file, f"it holds what no model holds: {names}")
    whole = skops_io.loads(data, trusted=sorted(ALLOWED))
    if not isinstance(whole, dict):
        raise ModelUnusable(file, "it is no attendance model")
    return whole


def _refuse_other_release(about: dict[str, Any], file: str) -> None:
    here = _release(sklearn.__version__)
    if about["scikit-learn"] != here:
        made = about["scikit-learn"]
        raise ModelUnusable(
            file, f"it was made with scikit-learn {made}, here is {here}; fit it anew"
        )
    if tuple(about["features"]) != FEATURES:
        raise ModelUnusable(file, "it knows other features; fit it anew")


def _release(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _shift(about: dict[str, Any]) -> Shift:
    return Shift(**about | {"by_age": tuple(about.get("by_age", ()))})


def _training(about: dict[str, Any]) -> Training:
    days = {name: date.fromisoformat(about[name]) for name in ("first_day", "end_day")}
    nested = {
        name: tuple(tuple(one) for one in about[name]) for name in ("edges", "shares")
    }
    return Training(**about | days | nested | {"typical": tuple(about["typical"])})
