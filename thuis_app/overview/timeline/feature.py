"""The `Feature` of timeline."""

from thuis_app.overview.timeline import policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
)
