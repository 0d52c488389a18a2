"""What patients are told, by template and language. Never a name, never a diagnosis."""

from collections.abc import Mapping
from enum import StrEnum

FALLBACK = "en"

LANGUAGES = ("en", "es", "hi")


class Template(StrEnum):
    """What a message is about; its fields are in the texts below."""

    CONFIRMED = "appointment.confirmed"
    MOVED = "appointment.moved"
    CANCELLED = "appointment.cancelled"
    REMINDER_DAY = "appointment.reminder-day"
    REMINDER_HOURS = "appointment.reminder-hours"
    SENT_ON = "token.sent-on"
    NEW_DOCTOR = "appointment.new-doctor"
    WAITLISTED = "waitlist.joined"
    OFFER = "waitlist.offer"
    OFFER_OVER = "waitlist.offer-over"


class Cause(StrEnum):
    """Why somebody has to move, as far as that is theirs to know."""

    DOCTOR_AWAY = "doctor-away"
    CANCELLED = "cancelled"
    CUT_SHORT = "cut-short"
    LATE = "late"


_CAUSES: Mapping[Cause, Mapping[str, str]] = {
    Cause.DOCTOR_AWAY: {
        "en": "The doctor you were booked with is away.",
        "es": "El médico con quien tenía cita no está.",
        "hi": "जिन डॉक्टर के साथ आपका समय था, वे उपलब्ध नहीं हैं।",
    },
    Cause.CANCELLED: {
        "en": "The session you were booked in is cancelled.",
        "es": "La consulta en la que tenía cita se ha cancelado.",
        "hi": "जिस सत्र में आपका समय था, वह रद्द हो गया है।",
    },
    Cause.CUT_SHORT: {
        "en": "The session you were booked in ends early.",
        "es": "La consulta en la que tenía cita termina antes.",
        "hi": "जिस सत्र में आपका समय था, वह जल्दी ख़त्म होगा।",
    },
    Cause.LATE: {
        "en": "The session you were booked in begins late.",
        "es": "La consulta en la que tenía cita empieza con retraso.",
        "hi": "जिस सत्र में आपका समय था, वह देर से शुरू होगा।",
    },
}

_TEXTS: Mapping[Template, Mapping[str, str]] = {
    Template.CONFIRMED: {
        "en": "You are booked: {day}, {time}, {room}, {site}. Your number is {label}.",
        "es": "Tiene cita: {day}, {time}, {room}, {site}. Su número es {label}.",
        "hi": "आपका समय तय है: {day}, {time}, {room}, {site}। आपका नंबर {label} है।",
    },
    Template.MOVED: {
        "en": "Your appointment was moved to {day}, {time}, {room}, {site}. "
        "Your number is {label}.",
        "es": "Su cita se ha cambiado: {day}, {time}, {room}, {site}. "
        "Su número es {label}.",
        "hi": "आपका समय बदल गया है: {day}, {time}, {room}, {site}। आपका नंबर {label} है।",
    },
    Template.CANCELLED: {
        "en": "Your appointment on {day}, {time}, is cancelled.",
        "es": "Su cita del {day}, {time}, está cancelada.",
        "hi": "{day}, {time} का आपका समय रद्द हो गया है।",
    },
    Template.SENT_ON: {
        "en": "You will be seen in another session: {room}, {site}. "
        "Your number is now {label}; you keep your place.",
        "es": "Le atenderán en otra consulta: {room}, {site}. "
        "Su número es ahora {label}; conserva su lugar.",
        "hi": "आपको दूसरे सत्र में देखा जाएगा: {room}, {site}। आपका नंबर अब {label} है; आपकी बारी बनी रहेगी।",
    },
    Template.NEW_DOCTOR: {
        "en": "Another doctor will see you on {day}, {time}, {room}, {site}. "
        "Your number stays {label}.",
        "es": "Otro médico le atenderá: {day}, {time}, {room}, {site}. "
        "Su número sigue siendo {label}.",
        "hi": "{day}, {time}, {room}, {site} में आपको दूसरे डॉक्टर देखेंगे। आपका नंबर {label} ही रहेगा।",
    },
    Template.WAITLISTED: {
        "en": "Your appointment on {day}, {time}, cannot take place. You are on the "
        "waitlist and will be offered another time.",
        "es": "Su cita del {day}, {time}, no puede tener lugar. Está en la lista de "
        "espera y le ofreceremos otra hora.",
        "hi": "{day}, {time} का आपका समय नहीं हो सकता। आप प्रतीक्षा सूची में हैं और आपको दूसरा समय दिया जाएगा।",
    },
    Template.REMINDER_DAY: {
        "en": "Remember: {day}, {time}, {room}, {site}. If you cannot come, please say "
        "so, and somebody else gets your place.",
        "es": "Recuerde: {day}, {time}, {room}, {site}. Si no puede venir, avise, por "
        "favor: otra persona usará su lugar.",
        "hi": "याद रखें: {day}, {time}, {room}, {site}। न आ सकें तो कृपया बताएँ, आपकी जगह किसी और को मिलेगी।",
    },
    Template.REMINDER_HOURS: {
        "en": "Today at {time}: {room}, {site}. Your number is {label}.",
        "es": "Hoy a las {time}: {room}, {site}. Su número es {label}.",
        "hi": "आज {time} बजे: {room}, {site}। आपका नंबर {label} है।",
    },
    Template.OFFER: {
        "en": "A place is free on {day}, {time}, {site}. It is kept for you until "
        "{until}. Accept it on your page or call the desk.",
        "es": "Hay un lugar libre: {day}, {time}, {site}. Se lo guardamos hasta las "
        "{until}. Acéptelo en su página o llame a recepción.",
        "hi": "{day}, {time}, {site} में एक जगह ख़ाली है। {until} तक आपके लिए रखी है। अपने पृष्ठ पर स्वीकार करें या रिसेप्शन को फ़ोन करें।",
    },
    Template.OFFER_OVER: {
        "en": "The place kept for you has gone to somebody else; you stay on the waitlist.",
        "es": "El lugar que le guardamos es ya de otra persona; sigue en la lista de espera.",
        "hi": "आपके लिए रखी जगह किसी और को दे दी गई; आप प्रतीक्षा सूची में बने हुए हैं।",
    },
}


def words(template: Template, language: str, fields: Mapping[str, str]) -> str:
    """The text of a template in a language, else in English; missing fields are blank.

    Where a field ``cause`` names one, it begins with that.
    """
    text = _in(language, _TEXTS[template]).format_map(_Blank(fields))
    cause = fields.get("cause")
    return f"{_in(language, _CAUSES[Cause(cause)])} {text}" if cause else text


def _in(language: str, texts: Mapping[str, str]) -> str:
    return texts.get(language, texts[FALLBACK])


class _Blank(dict[str, str]):
    """Fields, of which those that are not there are empty."""

    def __missing__(self, _: str) -> str:
        return ""
