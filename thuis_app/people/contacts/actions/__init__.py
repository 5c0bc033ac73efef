"""Writing people down, what is agreed with them, and where they stand with us."""

from thuis_app.people.contacts.actions.around import consent, end_tie, tie, withdraw
from thuis_app.people.contacts.actions.line import (
    count_referrals,
    name_volunteer,
    note_visit,
    plan_step,
)
from thuis_app.people.contacts.actions.people import edit, inform, register
from thuis_app.people.contacts.actions.stages import become, reopen, stop

__all__ = [
    "become",
    "consent",
    "count_referrals",
    "edit",
    "end_tie",
    "inform",
    "name_volunteer",
    "note_visit",
    "plan_step",
    "register",
    "reopen",
    "stop",
    "tie",
    "withdraw",
]
