"""Who the patients are and how often they come."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from horarium.engines.synth.plotting.canvas import (
    axes,
    dates_of,
    dress,
    label_bars,
    lacks,
    missing_columns,
    name_ticks,
    notice,
    percent,
    want_columns,
    want_number_of,
)
from horarium.engines.synth.plotting.colors import COLORS

_MOST_YEARS = 350


def plot_population_pyramid(
    df: pd.DataFrame,
    *,
    age_col: str = "age_group",
    sex_col: str = "sex",
    male_label: str = "Male",
    female_label: str = "Female",
    ax: Axes | None = None,
) -> Axes:
    """Rows by age group, men to the left and women to the right.

    Raises ``ValueError`` for missing columns or where a sex is absent.
    """
    want_columns(df, age_col, sex_col)
    table = pd.crosstab(df[age_col], df[sex_col])
    absent = missing_columns(table, male_label, female_label)
    if absent:
        raise ValueError(f"the column {sex_col!r} must hold {' and '.join(absent)} too")
    table = table[[male_label, female_label]]
    found = axes(ax, (9.0, max(4.0, 0.35 * len(table) + 1.5)))
    places, total = list(range(len(table))), int(table.to_numpy().sum())
    for label, side, color in ((male_label, -1, "male"), (female_label, 1, "female")):
        share = 100 * int(table[label].sum()) / total
        found.barh(
            places,
            side * table[label],
            color=COLORS[color],
            label=f"{label}: {int(table[label].sum())} ({percent(share)})",
        )
    found.set_yticks(places, [str(group) for group in table.index])
    found.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    found.axvline(0, color="white", linewidth=1)
    found.legend(loc="upper right", frameon=False)
    return dress(found, "Population Pyramid", "Population", "Age Group", grid="x")


def plot_patients_visits(
    df: pd.DataFrame,
    years_back: int = 1,
    patient_id_col: str = "patient_id",
    appointment_date_col: str = "appointment_date",
    min_pct_threshold: float = 0.1,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Patients by number of appointments in the last years of the table, and the mean.

    Raises ``ValueError`` for missing columns and ``years_back`` that is none.
    """
    want_number_of("years_back", years_back, _MOST_YEARS)
    want_columns(df, patient_id_col, appointment_date_col)
    if df.empty:
        return notice("No appointment data available.", ax)
    dates = dates_of(df, appointment_date_col)
    if dates.isna().all():
        return notice("No appointment has a date.", ax)
    recent = dates > dates.max() - pd.DateOffset(years=years_back)
    n_visits = df.loc[recent, patient_id_col].value_counts()
    if n_visits.empty:
        return notice(f"No appointments in the last {years_back} years.", ax)
    n = n_visits.value_counts().sort_index()
    n = n[100 * n / n.sum() >= min_pct_threshold]
    if n.empty:
        return notice(f"No number of visits reaches {min_pct_threshold}%.", ax)
    found = axes(ax, (9.0, 5.0))
    found.bar(n.index, n, color=COLORS["primary"])
    label_bars(found, [percent(100 * k / len(n_visits)) for k in n], n.index, n)
    mean = float(n_visits.mean())
    found.axvline(
        mean, color=COLORS["secondary"], linestyle="--", label=f"Mean {mean:.2f}"
    )
    found.set_xticks(list(n.index))
    found.legend(frameon=False)
    title = f"Visits per Patient in the Last {years_back} Year{'s' * (years_back != 1)}"
    return dress(found, title, "Number of Visits", "Number of Patients")


def plot_first_attendance_distribution(
    df: pd.DataFrame,
    scheduler: object,
    patient_id_col: str = "patient_id",
    appointment_date_col: str = "appointment_date",
    *,
    ax: Axes | None = None,
) -> Axes:
    """The share of appointments that are a patient's first in the table, and the expected.

    In a table of one year nearly everybody is seen for the first time; see
    docs/explanation/synthetic-data.md.
    """
    missing = missing_columns(df, patient_id_col, appointment_date_col)
    if missing:
        return notice(lacks(missing), ax)
    expected = getattr(scheduler, "first_attendance", None)
    if expected is None:
        return notice("The scheduler must have a `first_attendance`.", ax)
    if df.empty:
        return notice("No appointment data available.", ax)
    order = dates_of(df, appointment_date_col).sort_values(kind="stable").index
    first = 100 * float((~df.loc[order, patient_id_col].duplicated()).mean())
    found = axes(ax, (7.0, 5.0))
    shares = [first, 100 - first]
    found.bar([0, 1], shares, color=[COLORS["primary"], COLORS["secondary"]])
    label_bars(found, [percent(share) for share in shares], [0, 1], shares)
    wanted = 100 * float(expected)
    found.axhline(
        wanted,
        color=COLORS["text"],
        linestyle="--",
        label=f"Expected {percent(wanted)}",
    )
    name_ticks(found, ["First", "Returning"])
    found.legend(frameon=False)
    return dress(
        found, "First and Returning Attendances", "", "Percentage of Appointments"
    )


def plot_custom_column_distribution(
    df: pd.DataFrame,
    column: str,
    title_prefix: str = "Percentage of Patients by",
    top_n: int | None = None,
    base_height_per_category: float = 0.7,
    min_height: float = 2.5,
    max_height: float = 10.0,
    *,
    ax: Axes | None = None,
) -> Axes:
    """The share of each category of a column, in percent, in the order of the categories."""
    if column not in df.columns:
        return notice(f"Column '{column}' not found.", ax)
    values = df[column].dropna()
    if values.empty:
        return notice(f"No valid data found in column '{column}'.", ax)
    share = 100 * values.value_counts(normalize=True)
    share = share.reindex(_order(values))
    if top_n is not None:
        share = share[share >= share.nlargest(top_n).min()].iloc[:top_n]
    height = min(max(base_height_per_category * len(share), min_height), max_height)
    found = axes(ax, (8.0, height))
    places = list(range(len(share)))
    found.barh(places, share, color=COLORS["primary"])
    for place, value in zip(places, share, strict=True):
        found.annotate(
            percent(value),
            (value, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    found.set_yticks(places, [str(name) for name in share.index])
    found.invert_yaxis()
    title = f"{title_prefix} {column.replace('_', ' ').title()}"
    return dress(found, title, "Percentage (%)", "", grid="x")


def _order(values: Any) -> list[Any]:
    """An ordered category's own order, otherwise the order of first appearance."""
    if isinstance(values.dtype, pd.CategoricalDtype) and values.dtype.ordered:
        present = set(values)
        return [one for one in values.dtype.categories if one in present]
    return list(pd.unique(values))
