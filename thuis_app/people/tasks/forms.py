"""The labels of tasks."""

from flask_babel import lazy_gettext as _l

from thuis_app.people.tasks.rules import TaskAuditEvent, TaskGroup, TaskKind, TaskOwner

AUDIT_EVENTS = {
    TaskAuditEvent.TAKEN: _l("Task taken on"),
    TaskAuditEvent.ALL_GIVEN: _l("All tasks given to a colleague"),
    TaskAuditEvent.ALL_GIVEN_BACK: _l("All tasks given back"),
    TaskAuditEvent.GIVEN: _l("Task given to a colleague"),
    TaskAuditEvent.PUT_OFF: _l("Task put off"),
    TaskAuditEvent.FINISHED: _l("Task done"),
    TaskAuditEvent.OPENED_AGAIN: _l("Task that was done put back"),
    TaskAuditEvent.OPENED: _l("Task viewed"),
}

OWNERS = {TaskOwner.MINE: _l("Mine"), TaskOwner.ALL: _l("Everybody's")}

KINDS = {
    TaskKind.INFORM: _l("Tell that we keep something"),
    TaskKind.SIGNAL: _l("Look at the signal"),
    TaskKind.REOPENED: _l("Get in touch again"),
    TaskKind.ATTEMPT: _l("Attempt"),
    TaskKind.RESTING: _l("Resting until then"),
    TaskKind.ABSENT: _l("Nobody home"),
    TaskKind.REPORT: _l("Read the report"),
    TaskKind.WAITING: _l("Find a volunteer"),
    TaskKind.FIRST_MEETING: _l("First meeting"),
    TaskKind.PLAN_VISIT: _l("Plan a visit"),
    TaskKind.FIRST_MONTH: _l("Ask both after the first month"),
    TaskKind.VISIT: _l("Visit"),
    TaskKind.TABLET: _l("Report from a tablet"),
    TaskKind.WISH: _l("Wish"),
    TaskKind.REFERRAL: _l("Referral"),
    TaskKind.RESPITE_TALK: _l("Talk about time to breathe"),
    TaskKind.RESPITE_PLACE: _l("Call about a place in the Thuis kamer"),
    TaskKind.RESPITE_ANSWER: _l("Ask whether the held place suits"),
    TaskKind.RESPITE_PRESENCE: _l("Ask how it was in the Thuis kamer"),
    TaskKind.RESPITE_NEXT: _l("Plan the next time, or round it off"),
    TaskKind.INFORM_REPORTER: _l("Tell the reporter how it goes"),
    TaskKind.TALK: _l("A talk with a volunteer"),
    TaskKind.PAPER: _l("A paper runs out"),
    TaskKind.HOURS: _l("Hours to approve"),
    TaskKind.OFFERING: _l("Confirm the offering"),
    TaskKind.PROMISE: _l("Do what a report asks for"),
    TaskKind.MATCH_ANSWER: _l("Answer of a volunteer"),
    TaskKind.TELL: _l("Call about a visit"),
    TaskKind.DAYS_OFF: _l("Visits in days off"),
    TaskKind.FOLLOW_UP: _l("Task"),
    TaskKind.CALL_AGAIN: _l("Call how it goes"),
    TaskKind.VOLUNTEER_LEFT: _l("Tell that the volunteer stopped"),
    TaskKind.LOST_SUPPORT: _l("Call after a death"),
    TaskKind.TELL_OFFERING: _l("Tell the other side that it stops"),
    TaskKind.ROOM_CLOSED: _l("Call: the Thuis kamer is closed then"),
    TaskKind.FETCH_KEY: _l("Bring back the key"),
    TaskKind.CARD: _l("Send a card"),
    TaskKind.FIRST_VISIT: _l("Plan a first visit"),
    TaskKind.FIRST_VISIT_ANSWER: _l("Ask after the first visit"),
    TaskKind.CALL_VOLUNTEER: _l("Call the volunteer"),
    TaskKind.ATTENDANCE: _l("Who was at the training?"),
    TaskKind.REPEAT_QUESTION: _l("Ask again after ‘not now’"),
    TaskKind.SETTLE_HOURS: _l("Settle hours that were paid"),
    TaskKind.AGREEMENT: _l("Agree, or not"),
}

GROUPS = {
    TaskGroup.FIRST: _l("This first"),
    TaskGroup.FOLLOW_UP: _l("Own tasks"),
    TaskGroup.SIGNAL: _l("Signals"),
    TaskGroup.ATTEMPT: _l("Never give up"),
    TaskGroup.REPORT: _l("Reports"),
    TaskGroup.TABLET: _l("Reports from tablets"),
    TaskGroup.MATCH: _l("Matches"),
    TaskGroup.WISH: _l("Wishes"),
    TaskGroup.REFERRAL: _l("Referrals"),
    TaskGroup.RESPITE: _l("Respite"),
    TaskGroup.VOLUNTEER: _l("Volunteers"),
    TaskGroup.OFFERING: _l("Local map"),
    TaskGroup.FAREWELL: _l("After a farewell"),
}
