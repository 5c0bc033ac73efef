"""The `Feature` of serving."""

from thuis_app.operations.serving import commands
from thuis_app.web.features import Feature

feature = Feature(commands=commands.command)
