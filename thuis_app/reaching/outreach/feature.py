"""What outreach bring to the application."""

from flask_babel import lazy_gettext as _l

from thuis_app.reaching.outreach import policy, views
from thuis_app.reaching.outreach.forms import words
from thuis_app.web.features import Feature
from thuis_app.web.menu import MenuLine

NAME = _l("Never give up")
COVERED = ("letters",)

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    menu=(
        MenuLine(
            20,
            "outreach.index",
            icon="door",
            text=NAME,
            shown_to=policy.goes_themselves,
            covers=COVERED,
        ),
        MenuLine(
            83,
            "outreach.table_form",
            icon="door",
            text=NAME,
            shown_to=policy.keeps_the_table,
            covers=COVERED,
        ),
    ),
    labels=(
        words.CHANNELS,
        words.OUTCOMES,
        words.DAY_PARTS,
    ),
    messages={
        "outreach.not_open": _l("Trying to reach this person has stopped."),
        "outreach.cannot_go": _l("This person does not work in that village."),
        "outreach.table_wrong": _l("This table cannot be followed."),
    },
)
