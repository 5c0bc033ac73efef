"""The `Feature` of the example: its commands."""

from thuis_app.operations.demo import commands
from thuis_app.web.features import Feature

feature = Feature(commands=commands.group)
