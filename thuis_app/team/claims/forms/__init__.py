"""What is asked about hours and costs, and in which words."""

from thuis_app.team.claims.forms.asked import (
    ApproveAllForm,
    ApproveForm,
    ClaimForm,
    OneButton,
    PayForm,
    RateForm,
    RefuseForm,
    numbers,
)
from thuis_app.team.claims.forms.money import money
from thuis_app.team.claims.forms.words import as_sheet, duration

__all__ = [
    "ApproveAllForm",
    "ApproveForm",
    "ClaimForm",
    "OneButton",
    "PayForm",
    "RateForm",
    "RefuseForm",
    "as_sheet",
    "duration",
    "money",
    "numbers",
]
