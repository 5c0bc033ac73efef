"""What is asked about a visit, and in which words."""

from thuis_app.visits.forms.moment import CancelForm, MoveForm, PlanForm
from thuis_app.visits.forms.report import CorrectForm, ReportForm
from thuis_app.visits.forms.words import HAPPENED, HOWS, STATES

__all__ = [
    "HAPPENED",
    "HOWS",
    "STATES",
    "CancelForm",
    "CorrectForm",
    "MoveForm",
    "PlanForm",
    "ReportForm",
]
