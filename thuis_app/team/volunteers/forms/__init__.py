"""What is asked about volunteers, and in which words."""

from thuis_app.team.volunteers.forms.card import (
    BlockForm,
    CardForm,
    FilterForm,
    NewForm,
    TimesForm,
    times_stored,
)
from thuis_app.team.volunteers.forms.road import (
    MoveForm,
    RequirementForm,
    SettingForm,
    TalkForm,
)
from thuis_app.team.volunteers.forms.words import LOADS, REQUIREMENTS, STAGES, STEPS

__all__ = [
    "LOADS",
    "REQUIREMENTS",
    "STAGES",
    "STEPS",
    "BlockForm",
    "CardForm",
    "FilterForm",
    "MoveForm",
    "NewForm",
    "RequirementForm",
    "SettingForm",
    "TalkForm",
    "TimesForm",
    "times_stored",
]
