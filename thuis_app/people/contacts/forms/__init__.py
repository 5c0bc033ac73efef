"""What is asked about people, and in which words; `words.py` has those of others."""

from thuis_app.people.contacts.forms.around import (
    ConsentForm,
    OneButton,
    ReopenForm,
    StopForm,
    TieForm,
)
from thuis_app.people.contacts.forms.asked import asked, looks, sought
from thuis_app.people.contacts.forms.listed import listed
from thuis_app.people.contacts.forms.person import NewPersonForm, PersonForm, as_stored
from thuis_app.people.contacts.forms.suits import INTERESTS, SPOKEN, time_words
from thuis_app.people.contacts.forms.words import (
    ADDRESSES,
    ALIKE,
    DUES,
    GIVEN_HOW,
    PURPOSES,
    ROLES,
    STAGES,
    TIES,
    formal,
    step_words,
    tie_words,
)

__all__ = [
    "ADDRESSES",
    "ALIKE",
    "DUES",
    "GIVEN_HOW",
    "INTERESTS",
    "PURPOSES",
    "ROLES",
    "SPOKEN",
    "STAGES",
    "TIES",
    "ConsentForm",
    "NewPersonForm",
    "OneButton",
    "PersonForm",
    "ReopenForm",
    "StopForm",
    "TieForm",
    "as_stored",
    "asked",
    "formal",
    "listed",
    "looks",
    "sought",
    "step_words",
    "tie_words",
    "time_words",
]
