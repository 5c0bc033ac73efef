"""What matches bring to the application."""

from flask_babel import lazy_gettext as _l

from thuis_app.visiting.matches import policy, views
from thuis_app.visiting.matches.forms import words
from thuis_app.web.features import Feature

feature = Feature(
    blueprint=views.bp,
    policy=policy,
    labels=(
        words.KINDS,
        words.STATES,
        words.RHYTHMS,
        words.END_REASONS,
        words.REFUSERS,
        words.REFUSALS,
        words.BARS,
        words.WHY,
        words.REASONS,
    ),
    messages={
        "match.no_consent": _l(
            "There is no yes to being visited yet. Record that first, then choose a"
            " volunteer."
        ),
        "match.exists": _l("These two are already brought together for this."),
        "match.not_this_one": _l("This volunteer cannot visit here. Choose another."),
        "match.barred": _l("This volunteer cannot visit here. Choose another."),
        "match.not_together": _l("These two do not live together, as far as we know."),
        "match.too_seldom": _l("An Oudermaatje comes at least every two weeks."),
        "match.no_reason": _l("Choose why it ends."),
    },
)
