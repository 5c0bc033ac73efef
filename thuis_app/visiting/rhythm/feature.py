"""The `Feature` of rhythm."""

from thuis_app.visiting.rhythm import policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
)
