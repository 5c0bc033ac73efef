"""The `Feature` of reminders."""

from thuis_app.overview.reminders import policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
)
