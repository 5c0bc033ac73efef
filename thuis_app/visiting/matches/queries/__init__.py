"""Who visits whom, who could, and who lives together."""

from thuis_app.visiting.matches.queries.household import housemates as housemates
from thuis_app.visiting.matches.queries.household import together as together
from thuis_app.visiting.matches.queries.proposing import proposal as proposal
from thuis_app.visiting.matches.queries.proposing import proposals as proposals
from thuis_app.visiting.matches.queries.proposing import ranked as ranked
from thuis_app.visiting.matches.queries.proposing import refusal as refusal
from thuis_app.visiting.matches.queries.proposing import refusals as refusals
from thuis_app.visiting.matches.queries.standing import SHOWN as SHOWN
from thuis_app.visiting.matches.queries.standing import agreed as agreed
from thuis_app.visiting.matches.queries.standing import (
    all_of_volunteer as all_of_volunteer,
)
from thuis_app.visiting.matches.queries.standing import contact as contact
from thuis_app.visiting.matches.queries.standing import get as get
from thuis_app.visiting.matches.queries.standing import of_contact as of_contact
from thuis_app.visiting.matches.queries.standing import of_volunteer as of_volunteer
from thuis_app.visiting.matches.queries.standing import open_between as open_between
from thuis_app.visiting.matches.queries.standing import (
    open_of_volunteer as open_of_volunteer,
)
from thuis_app.visiting.matches.queries.standing import people_of as people_of
from thuis_app.visiting.matches.queries.standing import (
    reportable_contact as reportable_contact,
)
from thuis_app.visiting.matches.queries.unasked import Unasked as Unasked
from thuis_app.visiting.matches.queries.unasked import unasked as unasked
