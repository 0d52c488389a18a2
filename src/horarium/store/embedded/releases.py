"""Which minor releases of PostgreSQL were the newest when this table was last edited."""

from datetime import date

KNOWN_ON = date(2026, 11, 21)

# Minor releases carry the security fixes. Source: the release notes of 18.7 and 15.20
# (November 2026); majors that are absent were not looked up.
NEWEST_MINOR_BY_MAJOR = {15: 20, 18: 7}


def major_of(version: str) -> int:
    """The major number of ``18.4``."""
    return int(version.split(".")[0])


def newest_known(version: str) -> str | None:
    """The newest release of the same major that the table knows."""
    major = major_of(version)
    minor = NEWEST_MINOR_BY_MAJOR.get(major)
    return None if minor is None else f"{major}.{minor}"


def is_behind(version: str) -> bool:
    """Whether a newer minor release of the same major is known."""
    minor = int(version.split(".")[1])
    return minor < NEWEST_MINOR_BY_MAJOR.get(major_of(version), 0)
