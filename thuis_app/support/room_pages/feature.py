"""The `Feature` of room pages."""

from thuis_app.support.room_pages import views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    links={
        "guest_came": "room_pages.attended",
        "cancel_place": "room_pages.cancel_form",
        "confirm_place": "room_pages.confirm",
        "guest_did_not_come": "room_pages.not_attended",
        "release_place": "room_pages.release",
        "room_week": "room_pages.week",
    },
)
