"""What is asked in outreach, and in which words it is told."""

from thuis_app.reaching.outreach.forms.settings import (
    TableForm,
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
    follows,
    nth,
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
    "after_line",
    "as_stored",
    "follows",
    "in_time",
    "nth",
    "part_now",
    "step_in_words",
    "story",
    "what",
    "why",
]
