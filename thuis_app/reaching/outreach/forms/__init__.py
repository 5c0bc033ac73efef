"""What is asked in outreach, and in which words it is told."""

from thuis_app.reaching.outreach.forms.settings import (
    TableForm,
    TextForm,
    as_stored,
    in_time,
    story,
)
from thuis_app.reaching.outreach.forms.trying import (
    AssignForm,
    AttemptForm,
    FilterForm,
    RestForm,
    StopForm,
)
from thuis_app.reaching.outreach.forms.words import (
    after_line,
    envelope,
    follows,
    nobody_in_particular,
    nth,
    on_paper,
    part_now,
    step_in_words,
    what,
    why,
)

__all__ = [
    "AssignForm",
    "AttemptForm",
    "FilterForm",
    "RestForm",
    "StopForm",
    "TableForm",
    "TextForm",
    "after_line",
    "as_stored",
    "envelope",
    "follows",
    "in_time",
    "nobody_in_particular",
    "nth",
    "on_paper",
    "part_now",
    "step_in_words",
    "story",
    "what",
    "why",
]
