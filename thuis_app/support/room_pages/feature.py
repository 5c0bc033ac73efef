"""What the pages of a room bring to the application."""

from thuis_app.support.room_pages import views
from thuis_app.web.features import Feature

feature = Feature(blueprint=views.bp)
