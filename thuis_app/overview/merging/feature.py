"""The `Feature` of merging."""

from flask_babel import lazy_gettext as _l

from thuis_app.core.moved_ids import MovedIdAsked
from thuis_app.overview.merging import actions, forms, policy, queries, views
from thuis_app.people.contacts.rules import DistinctRegistered, PersonMerged
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(forms.AUDIT_EVENTS, forms.OBSTACLES),
    messages={
        "merge.not_one_person": _l("These are two people."),
        "merge.too_late": _l("Undoing is possible for a week."),
        "merge.merged_again": _l("Undo the later merge of this person first."),
    },
    links={
        "doubles_of_person": "merging.doubles",
        "likely_doubles": "merging.index",
    },
    reacts={
        PersonMerged: actions.on_person_merged,
        DistinctRegistered: actions.on_distinct_registered,
        MovedIdAsked: queries.moved_to,
    },
)
