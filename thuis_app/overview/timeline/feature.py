"""What timeline bring to the application."""

from thuis_app.overview.timeline import policy
from thuis_app.web.features import Feature

feature = Feature(
    policy=policy,
)
