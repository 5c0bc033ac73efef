"""Makes two records of one person one, undoes it, and remembers who are two."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update

from thuis_app.core import audit_log, clock, events, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.changes.rules import ChangeUndone, RestoreAsked
from thuis_app.overview.merging import policy, queries, rules
from thuis_app.overview.merging.models import DistinctPair, PersonMerge
from thuis_app.overview.merging.rules import MergeAuditEvent
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents import queries as assent_queries
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact, ContactPhone
from thuis_app.people.contacts.rules import DistinctRegistered, PersonMerged
from thuis_app.people.relations import actions as relations
from thuis_app.people.relations import queries as relation_queries


def merge(
    actor: Actor, one: Contact, other: Contact, *, known: dict[str, Any]
) -> PersonMerge:
    """Make one record of two of one person; `known` is what was chosen of each.

    A no in one of the two counts for the person: contact that was stopped, and a
    consent that was withdrawn.
    """
    require(policy.may_merge(actor, one, other))
    if queries.obstacles(actor, one, other):
        raise RuleBroken("merge.not_one_person")
    stays = rules.who_stays(one.id, other.id)
    kept, gone = (one, other) if one.id == stays else (other, one)
    made = PersonMerge(
        kept_id=kept.id,
        into_id=kept.id,
        gone_id=gone.id,
        gone_area_id=gone.area_id,
        merged_by=actor.id,
    )
    consents = {each.purpose for each in relation_queries.doubtful(kept, gone)}
    taken = {each.participation for each in assent_queries.doubtful(kept, gone)}
    with write_journal.kept() as journal:
        contacts.unite(actor, kept, gone, known)
        relations.withdraw_doubtful(actor, kept, consents)
        assents.withdraw_doubtful(actor, kept, taken)
    made.keep(journal.changes())
    db.session.add(made)
    ground = str(made.gone_id)
    audit_log.record(
        actor, MergeAuditEvent.MERGED, made, contact_id=kept.id, ground=ground
    )
    return made


def undo(actor: Actor, merge: PersonMerge) -> None:
    """Give both records their rows back, within a week.

    What was added since stays with the record that stayed.
    """
    require(policy.may_undo(actor, merge, db.session.get_one(Contact, merge.kept_id)))
    rules.check_undo(
        merge.merged_at,
        clock.now(),
        is_undone=merge.undone_at is not None,
        is_last=merge.kept_id == merge.into_id and _is_last(actor, merge),
    )
    merge.undone_at, merge.undone_by = clock.now(), actor.id
    changes, kept_id, gone_id = merge.changes, merge.kept_id, merge.gone_id
    merge.keep([])
    db.session.flush()
    restored = _put_back(actor, changes, merge.merged_at)
    _restore_telephones(changes, restored, gone_id)
    contacts.separate(actor, kept_id, gone_id)
    left = tuple(one for one in changes if one not in restored)
    events.publish(actor, ChangeUndone(kept_id, tuple(restored), left))
    ground = str(gone_id)
    audit_log.record(
        actor, MergeAuditEvent.UNDONE, merge, contact_id=kept_id, ground=ground
    )


def keep_apart(actor: Actor, one: Contact, other: Contact) -> DistinctPair:
    """Remember that two who are alike are two people: they are proposed no more."""
    require(policy.may_merge(actor, one, other))
    found = _remember(actor, one.id, other.id)
    audit_log.record(actor, MergeAuditEvent.KEPT_APART, found, contact_id=one.id)
    return found


def on_person_merged(actor: Actor, event: PersonMerged) -> None:
    """Old ids lead to the record that stays, and who is apart from it stays apart."""
    earlier = update(PersonMerge).where(PersonMerge.kept_id == event.gone_id)
    db.session.execute(earlier.values(kept_id=event.kept_id))
    theirs = or_(
        DistinctPair.one_id == event.gone_id, DistinctPair.other_id == event.gone_id
    )
    for pair in db.session.scalars(select(DistinctPair).where(theirs)).all():
        other_id = pair.one_id + pair.other_id - event.gone_id
        db.session.delete(pair)
        db.session.flush()
        if other_id != event.kept_id:
            _remember(actor, event.kept_id, other_id)


def on_distinct_registered(actor: Actor, event: DistinctRegistered) -> None:
    """Propose no more what was asked and answered when a person was registered."""
    for other_id in event.other_ids:
        _remember(actor, event.contact_id, other_id)


def _remember(actor: Actor, one_id: int, other_id: int) -> DistinctPair:
    key = rules.pair(one_id, other_id)
    found = db.session.get(DistinctPair, key)
    if found is None:
        found = DistinctPair(one_id=key[0], other_id=key[1], said_by=actor.id)
        db.session.add(found)
        db.session.flush()
    return found


def _is_last(actor: Actor, merge: PersonMerge) -> bool:
    last = queries.latest(actor, merge.kept_id)
    return last is not None and last.id == merge.id


def _put_back(
    actor: Actor, changes: Sequence[RowChange], since: datetime
) -> list[RowChange]:
    """First whose each row is; then the rest, where its day has not passed."""
    whose = [part for one in changes for part in _whose(one)]
    done = write_journal.put_back(whose)
    rest = [part for one in changes for part in _rest(one)]
    answers = events.gather(actor, RestoreAsked(tuple(rest), since))
    left = {(one.table, one.key) for answer in answers for one in answer}
    wanted = [one for one in rest if (one.table, one.key) not in left]
    return done + write_journal.put_back(wanted)


def _whose(one: RowChange) -> list[RowChange]:
    """A row that comes back, or of a row that changed whose it was."""
    if one.after is None:
        return [one]
    names = write_journal.columns_to(one.table, "contact")
    return [] if one.before is None else _parts(one, set(names) & one.after.keys())


def _rest(one: RowChange) -> list[RowChange]:
    """A row that goes, or what else of it changed. Of a person each column by itself:
    what was written since stays, and the rest comes back."""
    if one.after is None:
        return []
    if one.before is None:
        return [one]
    names = one.after.keys() - set(write_journal.columns_to(one.table, "contact"))
    if one.table != "contact":
        return _parts(one, names)
    return [part for name in sorted(names) for part in _parts(one, {name})]


def _parts(one: RowChange, names: Iterable[str]) -> list[RowChange]:
    """A change of these columns alone; none for no columns."""
    chosen = sorted(names)
    if not chosen or one.before is None or one.after is None:
        return []
    before = {name: one.before[name] for name in chosen}
    return [replace(one, before=before, after={n: one.after[n] for n in chosen})]


def _restore_telephones(
    changes: Iterable[RowChange], restored: Sequence[RowChange], gone_id: int
) -> None:
    """Add anew a telephone number whose id was given to another meanwhile."""
    for one in changes:
        row = one.before or {}
        is_theirs = one.table == "contact_phone" and row.get("contact_id") == gone_id
        if is_theirs and one.after is None and one not in restored:
            number = {"number": row["number"], "note": row["note"]}
            db.session.add(ContactPhone(contact_id=gone_id, **number))
    db.session.flush()
