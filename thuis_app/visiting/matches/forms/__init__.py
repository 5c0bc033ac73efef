"""What is asked when people are brought together; `words.py` has the words."""

from thuis_app.visiting.matches.forms.changing import (
    END,
    KEEP,
    ChangeForm,
    HandoverForm,
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
    "END",
    "END_REASONS",
    "KEEP",
    "KINDS",
    "KIND_HINTS",
    "PURPOSES",
    "REFUSALS",
    "REFUSERS",
    "RHYTHMS",
    "STATES",
    "ChangeForm",
    "HandoverForm",
    "MatchForm",
    "OneButton",
    "RefusalForm",
    "SearchForm",
    "barred",
    "said",
    "told",
]
