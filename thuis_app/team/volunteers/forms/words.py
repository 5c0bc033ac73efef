from flask_babel import lazy_gettext as _l

from thuis_app.team.volunteers.rules import Load, Requirement, Step, VolunteerStage

LOADS = {
    Load.FREE: _l("Has time"),
    Load.SOME: _l("Can have more"),
    Load.FULL: _l("Has enough people"),
    Load.TOO_MUCH: _l("Has too many people"),
}
STAGES = {
    VolunteerStage.INTERESTED: _l("Interested"),
    VolunteerStage.APPLIED: _l("Signed up"),
    VolunteerStage.ACTIVE: _l("Visits people"),
    VolunteerStage.PAUSED: _l("Has a break"),
    VolunteerStage.LEAVING: _l("Is going to stop"),
    VolunteerStage.LEFT: _l("Has stopped"),
}
REQUIREMENTS = {
    Requirement.AGREEMENT: _l("Volunteer agreement"),
    Requirement.CONFIDENTIALITY: _l("Confidentiality statement"),
    Requirement.VOG: _l("Certificate of conduct (VOG)"),
    Requirement.TRAINING: _l("Basic training"),
}
STEPS = (
    {Step(stage): words for stage, words in STAGES.items()}
    | {Step(one): words for one, words in REQUIREMENTS.items()}
    | {Step.TALK: _l("First talk")}
)
