"""The `Feature` of practice."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.agreements.rules import FilesExist
from thuis_app.people.contacts.rules import MergeObstaclesAsked
from thuis_app.people.practice import actions, forms, policy, views
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS,),
    messages={
        "practice.there_already": _l("There is a practice person in this village."),
    },
    links={"practice": "practice.make_form"},
    reacts={
        MergeObstaclesAsked: actions.on_merge_obstacles_asked,
        FilesExist: actions.on_files_exist,
    },
)
