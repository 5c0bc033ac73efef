"""What suits somebody when a visitor is looked for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core.affinities import Interest, Spoken
from thuis_app.core.day_parts import DayPart
from thuis_app.people.contacts.models import Contact
from thuis_app.web.fields import ChoicesField, TickField
from thuis_app.web.forms import VersionedForm

SPOKEN = {
    Spoken.DUTCH: _l("Dutch"),
    Spoken.GRONINGS: _l("Gronings"),
    Spoken.FRISIAN: _l("Frisian"),
    Spoken.GERMAN: _l("German"),
    Spoken.ENGLISH: _l("English"),
    Spoken.TURKISH: _l("Turkish"),
    Spoken.ARABIC: _l("Arabic"),
    Spoken.OTHER: _l("Another language"),
}

INTERESTS = {
    Interest.CARDS_AND_GAMES: _l("Cards and games"),
    Interest.MUSIC: _l("Music"),
    Interest.HANDWORK: _l("Handwork"),
    Interest.GARDEN: _l("The garden"),
    Interest.WALKING: _l("Walking"),
    Interest.READING: _l("Reading"),
    Interest.COOKING: _l("Cooking"),
    Interest.ANIMALS: _l("Animals"),
    Interest.HISTORY: _l("History"),
    Interest.CHURCH: _l("Church and faith"),
    Interest.SPORT: _l("Sport"),
    Interest.TECHNOLOGY: _l("Computer and telephone"),
}

DAYS = {
    0: _l("Monday"),
    1: _l("Tuesday"),
    2: _l("Wednesday"),
    3: _l("Thursday"),
    4: _l("Friday"),
    5: _l("Saturday"),
    6: _l("Sunday"),
}
PARTS = {
    DayPart.MORNING: _l("Morning"),
    DayPart.AFTERNOON: _l("Afternoon"),
    DayPart.EVENING: _l("Evening"),
}


def time_words(time: str) -> str:
    """A part of the week as it is kept, in words: '1:morning' is 'Tuesday morning'."""
    weekday, part = time.split(":")
    words = str(PARTS[DayPart(part)]).lower()
    return str(_("%(weekday)s %(part)s", weekday=DAYS[int(weekday)], part=words))


class SuitsForm(VersionedForm):
    """A part of what is asked of a person: what to look for in a visitor."""

    speaks = ChoicesField(_l("What this person speaks"), SPOKEN, kind=Spoken)
    interests = ChoicesField(
        _l("What this person likes to do or talk about"), INTERESTS, kind=Interest
    )
    has_pets = TickField(_l("There are pets in the house"))
    smokes = TickField(_l("There is smoking in the house"))
    times = ChoicesField(_l("When a visit suits"))

    def offer_times(self) -> None:
        """Every part of the week, to choose from."""
        kept = [f"{weekday}:{part}" for weekday in DAYS for part in PARTS]
        self.times.choices = [(one.replace(":", "-"), time_words(one)) for one in kept]

    @property
    def week(self) -> dict[str, dict[Any, Any]]:
        """The columns and the rows of a week, with their words."""
        return {"days": DAYS, "parts": PARTS}

    @property
    def is_about_suits(self) -> bool:
        """Whether something here asks for attention, so that the fold stands open."""
        fields = (self.speaks, self.interests, self.has_pets, self.smokes, self.times)
        return any(one.errors or one.theirs is not None for one in fields)


def suits_kept(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers as the columns of a person keep them."""
    kept = dict(answers)
    times = kept.pop("times") or ()
    kept["time_words"] = " ".join(str(one).replace("-", ":") for one in times)
    kept["interest_words"] = " ".join(kept.pop("interests") or ())
    kept["speaks"] = " ".join(kept["speaks"] or ())
    return kept


def suits_stored(contact: Contact) -> dict[str, Any]:
    """What a SuitsForm asks, as it is stored now."""
    return {
        "speaks": [Spoken(word) for word in contact.speaks.split()],
        "interests": [Interest(word) for word in contact.interest_words.split()],
        "has_pets": contact.has_pets,
        "smokes": contact.smokes,
        "times": [one.replace(":", "-") for one in contact.time_words.split()],
    }
