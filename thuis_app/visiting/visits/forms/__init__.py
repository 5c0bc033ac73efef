"""What is asked about a visit, and in which words."""

from thuis_app.visiting.visits.forms.calendar import calendar
from thuis_app.visiting.visits.forms.moment import CancelForm, MoveForm, PlanForm
from thuis_app.visiting.visits.forms.report import (
    CLOSED,
    NOT_YET,
    CorrectForm,
    ReportForm,
)
from thuis_app.visiting.visits.forms.words import HAPPENED, HOWS, STATES

__all__ = [
    "CLOSED",
    "HAPPENED",
    "HOWS",
    "NOT_YET",
    "STATES",
    "CancelForm",
    "CorrectForm",
    "MoveForm",
    "PlanForm",
    "ReportForm",
    "calendar",
]
