"""Everything Horarium may refuse, as one tree.

    Refused
    ├── NotFound       no such thing, or none that the asker may know of
    ├── Conflict       somebody else was first, or the state forbids it now
    ├── NotAllowed     the asker may not do this
    ├── Invalid        what was asked makes no sense
    └── Unavailable    not now; the same request may succeed later

A leaf carries fields, its text is made from them, and its ``code`` is its name in
kebab case, stable for ever. Nothing here knows HTTP; each edge maps the five branches.
"""

from horarium.domain.errors.access import (
    FormExpired,
    NameTaken,
    RoleMissing,
    SignInBusy,
    SignInRequired,
    TooManyAttempts,
    WrongPassword,
)
from horarium.domain.errors.attendance import ModelUnusable, TooLittleHistory
from horarium.domain.errors.booking import (
    AlreadyWaiting,
    AppointmentNotActive,
    HoldExpired,
    NoFreeRoom,
    OfferOver,
    PatientDoubleBooked,
    PractitionerDoubleBooked,
    RecordNumberTaken,
    RuleOverlaps,
    SlotOutsideSession,
    SlotTaken,
    SlotUnavailable,
    WishOver,
)
from horarium.domain.errors.data_sets import (
    ClusterUnreachable,
    DataSetInTheWay,
    ExtraMissing,
    OutputUnwritable,
    WorkerLost,
)
from horarium.domain.errors.duties import (
    ClinicCannotMove,
    DutyGone,
    NotOnTheRoster,
    RequestDecided,
    SwapNotLegal,
)
from horarium.domain.errors.given import InvalidField, NoSuchThing, UnreadableInput
from horarium.domain.errors.line import (
    AlreadyInLine,
    IdempotencyKeyReused,
    IllegalMove,
    NobodyWaiting,
    NothingToUndo,
    NotYourSession,
    OutOfTurn,
    OverflowFull,
    PlacesInUse,
    PlanOutdated,
    QuotaHeld,
    SessionFull,
    SessionNotOpen,
    StillServing,
    TokenMoved,
)
from horarium.domain.errors.machine import (
    ClusterOfAnotherRelease,
    DatabaseInUse,
    DatabaseRunsOtherwise,
    DatabaseUnavailable,
    DataFolderUnwritable,
    NoOrganisation,
    NoPostgres,
    OthersLiveHere,
    PortTaken,
    SchemaBehind,
    SigningKeyUnusable,
)
from horarium.domain.errors.opd import (
    DayNotOffered,
    NotEnoughPlaces,
    NotTheSameService,
    PatientMismatch,
    SessionExists,
    TimeIsPast,
)
from horarium.domain.errors.rostering import (
    NoLegalRoster,
    RosterHasBreaches,
    RosterStale,
)
from horarium.domain.errors.tree import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    Refused,
    Unavailable,
)

__all__ = [
    "AlreadyInLine",
    "AlreadyWaiting",
    "AppointmentNotActive",
    "ClinicCannotMove",
    "ClusterOfAnotherRelease",
    "ClusterUnreachable",
    "Conflict",
    "DataFolderUnwritable",
    "DataSetInTheWay",
    "DatabaseInUse",
    "DatabaseRunsOtherwise",
    "DatabaseUnavailable",
    "DayNotOffered",
    "DutyGone",
    "ExtraMissing",
    "FormExpired",
    "HoldExpired",
    "IdempotencyKeyReused",
    "IllegalMove",
    "Invalid",
    "InvalidField",
    "ModelUnusable",
    "NameTaken",
    "NoFreeRoom",
    "NoLegalRoster",
    "NoOrganisation",
    "NoPostgres",
    "NoSuchThing",
    "NobodyWaiting",
    "NotAllowed",
    "NotEnoughPlaces",
    "NotFound",
    "NotOnTheRoster",
    "NotTheSameService",
    "NotYourSession",
    "NothingToUndo",
    "OfferOver",
    "OthersLiveHere",
    "OutOfTurn",
    "OutputUnwritable",
    "OverflowFull",
    "PatientDoubleBooked",
    "PatientMismatch",
    "PlacesInUse",
    "PlanOutdated",
    "PortTaken",
    "PractitionerDoubleBooked",
    "QuotaHeld",
    "RecordNumberTaken",
    "Refused",
    "RequestDecided",
    "RoleMissing",
    "RosterHasBreaches",
    "RosterStale",
    "RuleOverlaps",
    "SchemaBehind",
    "SessionExists",
    "SessionFull",
    "SessionNotOpen",
    "SignInBusy",
    "SignInRequired",
    "SigningKeyUnusable",
    "SlotOutsideSession",
    "SlotTaken",
    "SlotUnavailable",
    "StillServing",
    "SwapNotLegal",
    "TimeIsPast",
    "TokenMoved",
    "TooLittleHistory",
    "TooManyAttempts",
    "Unavailable",
    "UnreadableInput",
    "WishOver",
    "WorkerLost",
    "WrongPassword",
]
