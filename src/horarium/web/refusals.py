"""Refusals of the line in the language of the page that shows them."""

import re
from collections.abc import Mapping

from horarium.domain.errors import (
    AlreadyInLine,
    IllegalMove,
    InvalidField,
    NobodyWaiting,
    NoPlaceNow,
    NothingToUndo,
    OverflowFull,
    QuotaHeld,
    Refused,
    SessionFull,
    SessionNotOpen,
    StillServing,
    TokenMoved,
)
from horarium.web.languages import N_, Say
from horarium.web.words import STATUSES

WORDS: Mapping[type[Refused], str] = {
    SessionFull: N_("This session is full: all {capacity} places are taken."),
    OverflowFull: N_(
        "The overflow of this session is used up: {overflow_limit} allowed."
    ),
    NoPlaceNow: N_(
        "No session of this service takes a walk-in today without too much waiting."
    ),
    SessionNotOpen: N_("This session is {status}; nobody can be added to it."),
    AlreadyInLine: N_("This patient already holds token {token} of this session."),
    IllegalMove: N_("This cannot be done with a token that is {status}."),
    NobodyWaiting: N_("Nobody is waiting in this line."),
    StillServing: N_("Token {token} is being served; complete it or mark it first."),
    QuotaHeld: N_(
        "The places left in this session are kept for others than "
        "{priority_class}; they are released before it starts."
    ),
    NothingToUndo: N_("There is no call to take back: the last one has moved on."),
    TokenMoved: N_("Token {token} was changed by somebody else just now; look again."),
    InvalidField: N_("“{value}” will not do; wanted: {wanted}."),
}
"""What the desk and the clinic may be told; the gaps are fields of the refusal."""

_NOTHING = ("", "…", "None", "nothing")
_EMPTY = N_("Something else is wanted here: {wanted}.")
_STATES: Mapping[str, str] = {
    **{status.value: words for status, words in STATUSES.items()},
    "over": N_("over"),
    "closed": N_("over"),
}
WANTED = (
    N_("{} to {} characters"),
    N_("at most {} characters"),
    N_("{} to {}"),
    N_("a whole number, {} or more"),
    N_("a date like {}-{}-{}"),
    N_("a date from {} on"),
    N_("a date not after today"),
    N_("one of today's sessions"),
)
"""What the fields of the desk and the clinic want, with gaps for the numbers."""
_NUMBER = re.compile(r"\d+")


def said(refusal: Refused, say: Say) -> str:
    """The refusal in the language of ``say``; in English where it has no words there."""
    known = WORDS.get(type(refusal))
    if known is None:
        return refusal.sentence()
    gaps = {name: str(value) for name, value in vars(refusal).items()}
    if isinstance(refusal, InvalidField):
        known = known if refusal.value not in _NOTHING else _EMPTY
        gaps["wanted"] = _wanted(refusal.wanted, say)
    if "status" in gaps:
        gaps["status"] = say(_STATES.get(gaps["status"], gaps["status"]))
    if "priority_class" in gaps:
        gaps["priority_class"] = say(gaps["priority_class"])
    return say(known).format(**gaps)


def _wanted(words: str, say: Say) -> str:
    """What would be accepted; its numbers stand outside of the catalogue."""
    pattern = _NUMBER.sub("{}", words)
    if pattern not in WANTED:
        return words
    return say(pattern).format(*_NUMBER.findall(words))
