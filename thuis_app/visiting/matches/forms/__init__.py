"""What is asked when people are brought together; `words.py` has the words."""

from thuis_app.visiting.matches.forms.changing import (
    ChangeForm,
)
from thuis_app.visiting.matches.forms.choosing import (
    MatchForm,
    OneButton,
    RefusalForm,
    SearchForm,
)
from thuis_app.visiting.matches.forms.words import (
    END_REASONS,
    KIND_HINTS,
    KINDS,
    PURPOSES,
    REFUSALS,
    REFUSERS,
    RHYTHMS,
    STATES,
    barred,
    said,
    told,
)

__all__ = [
    "END_REASONS",
    "KINDS",
    "KIND_HINTS",
    "PURPOSES",
    "REFUSALS",
    "REFUSERS",
    "RHYTHMS",
    "STATES",
    "ChangeForm",
    "MatchForm",
    "OneButton",
    "RefusalForm",
    "SearchForm",
    "barred",
    "said",
    "told",
]
