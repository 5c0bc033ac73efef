"""People, what was agreed with them, and the signals about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_people"
down_revision = "0002_trail_only_grows"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('signal_tally',
    sa.Column('month', sa.String(), nullable=False),
    sa.Column('cleared', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_signal_tally'))
    )
    op.create_table('contact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Enum('known', 'outreach', 'participant', 'ended', 'no_contact', 'moved', 'deceased', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('address', sa.Enum('mrs', 'mr', 'name', name='address', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('called_name', sa.String(), nullable=False),
    sa.Column('initials', sa.String(), nullable=False),
    sa.Column('prefix', sa.String(), nullable=False),
    sa.Column('last_name', sa.String(), nullable=False),
    sa.Column('sounds_like', sa.String(), nullable=False),
    sa.Column('search_text', sa.String(), nullable=False),
    sa.Column('street', sa.String(), nullable=False),
    sa.Column('house_number', sa.String(), nullable=False),
    sa.Column('postcode', sa.String(), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('approach', sa.String(), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('registered_by', sa.Integer(), nullable=True),
    sa.Column('inform_by', sa.Date(), nullable=True),
    sa.Column('informed_on', sa.Date(), nullable=True),
    sa.Column('stopped_on', sa.Date(), nullable=True),
    sa.Column('stopped_because', sa.String(), nullable=False),
    sa.Column('next_step_on', sa.Date(), nullable=False),
    sa.Column('next_step', sa.String(), nullable=False),
    sa.Column('last_visit_on', sa.Date(), nullable=True),
    sa.Column('open_referrals', sa.Integer(), nullable=False),
    sa.Column('volunteer_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_contact_area_id_area')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact'))
    )
    op.create_index(op.f('ix_contact_area_id_next_step_on_id'), 'contact', ['area_id', 'next_step_on', 'id'], unique=False)
    op.create_index(op.f('ix_contact_inform_by'), 'contact', ['inform_by'], unique=False)
    op.create_index(op.f('ix_contact_next_step_on_id'), 'contact', ['next_step_on', 'id'], unique=False)
    op.create_index(op.f('ix_contact_postcode'), 'contact', ['postcode'], unique=False)
    op.create_index(op.f('ix_contact_sounds_like'), 'contact', ['sounds_like'], unique=False)
    op.create_index(op.f('ix_contact_stage_next_step_on_id'), 'contact', ['stage', 'next_step_on', 'id'], unique=False)
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Enum('visit', 'referral', 'share_with_carer', 'measurement', 'photo', name='purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_how', sa.Enum('spoken', 'paper', 'telephone', name='givenhow', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('withdrawn_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_consent_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_contact_id'), 'consent', ['contact_id'], unique=False)
    op.create_table('contact_phone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_phone_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_phone'))
    )
    op.create_index(op.f('ix_contact_phone_contact_id'), 'contact_phone', ['contact_id'], unique=False)
    op.create_index(op.f('ix_contact_phone_number'), 'contact_phone', ['number'], unique=False)
    op.create_table('contact_word',
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String().with_variant(sa.String(collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_word_contact_id_contact')),
    sa.PrimaryKeyConstraint('contact_id', 'word', name=op.f('pk_contact_word'))
    )
    op.create_index(op.f('ix_contact_word_word_contact_id'), 'contact_word', ['word', 'contact_id'], unique=False)
    op.create_table('held_role',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Enum('older_person', 'carer', 'volunteer', 'key_holder', 'professional', name='contactrole', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_held_role_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_held_role'))
    )
    op.create_index(op.f('ix_held_role_contact_id'), 'held_role', ['contact_id'], unique=False)
    op.create_table('signal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('new', 'accepted', 'declined', name='signalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('area_id', sa.Integer(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('noticed', sa.String(), nullable=False),
    sa.Column('reporter', sa.Enum('self', 'family', 'neighbour', 'doctor', 'nurse', 'welfare', 'municipality', 'landlord', 'church', 'volunteer', 'anonymous', name='reporter', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reporter_name', sa.String(), nullable=False),
    sa.Column('reporter_telephone', sa.String(), nullable=False),
    sa.Column('may_be_named', sa.Boolean(), nullable=False),
    sa.Column('may_hear_back', sa.Boolean(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_by', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('declined_because', sa.Enum('outside_area', 'other_help', 'not_wanted', 'not_enough_known', 'no_reason_to_worry', name='declined', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['area_id'], ['area.id'], name=op.f('fk_signal_area_id_area')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_signal_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signal'))
    )
    op.create_index(op.f('ix_signal_area_id'), 'signal', ['area_id'], unique=False)
    op.create_index(op.f('ix_signal_contact_id'), 'signal', ['contact_id'], unique=False)
    op.create_index(op.f('ix_signal_state_received_at'), 'signal', ['state', 'received_at'], unique=False)
    op.create_table('stage_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('came_from', sa.Enum('known', 'outreach', 'participant', 'ended', 'no_contact', 'moved', 'deceased', name='came_from', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('stage', sa.Enum('known', 'outreach', 'participant', 'ended', 'no_contact', 'moved', 'deceased', name='stage', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('because', sa.String(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_stage_change_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_change'))
    )
    op.create_index(op.f('ix_stage_change_contact_id'), 'stage_change', ['contact_id'], unique=False)
    op.create_table('tie',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('other_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('carer', 'cared_for', 'partner', 'child', 'family', 'neighbour', 'friend', 'key_holder', 'doctor', 'professional', name='tiekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_tie_contact_id_contact')),
    sa.ForeignKeyConstraint(['other_id'], ['contact.id'], name=op.f('fk_tie_other_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tie'))
    )
    op.create_index(op.f('ix_tie_contact_id'), 'tie', ['contact_id'], unique=False)
    op.create_index(op.f('ix_tie_other_id'), 'tie', ['other_id'], unique=False)
    op.create_table('volunteer',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('drives', sa.Boolean(), nullable=False),
    sa.Column('most_people', sa.Integer(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_volunteer_contact_id_contact')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_volunteer_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_volunteer')),
    sa.UniqueConstraint('contact_id', name=op.f('uq_volunteer_contact_id'))
    )
    op.create_table('wish',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=False),
    sa.Column('side', sa.Enum('wish', 'contribution', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('subject', sa.Enum('going_out', 'eating', 'talking', 'chore', 'transport', 'for_others', 'other', name='subject', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'running', 'done', 'dropped', name='wishstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('heard_on', sa.Date(), nullable=False),
    sa.Column('heard_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_wish_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wish'))
    )
    op.create_index(op.f('ix_wish_contact_id'), 'wish', ['contact_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_wish_contact_id'), table_name='wish')
    op.drop_table('wish')
    op.drop_table('volunteer')
    op.drop_index(op.f('ix_tie_other_id'), table_name='tie')
    op.drop_index(op.f('ix_tie_contact_id'), table_name='tie')
    op.drop_table('tie')
    op.drop_index(op.f('ix_stage_change_contact_id'), table_name='stage_change')
    op.drop_table('stage_change')
    op.drop_index(op.f('ix_signal_state_received_at'), table_name='signal')
    op.drop_index(op.f('ix_signal_contact_id'), table_name='signal')
    op.drop_index(op.f('ix_signal_area_id'), table_name='signal')
    op.drop_table('signal')
    op.drop_index(op.f('ix_held_role_contact_id'), table_name='held_role')
    op.drop_table('held_role')
    op.drop_index(op.f('ix_contact_word_word_contact_id'), table_name='contact_word')
    op.drop_table('contact_word')
    op.drop_index(op.f('ix_contact_phone_number'), table_name='contact_phone')
    op.drop_index(op.f('ix_contact_phone_contact_id'), table_name='contact_phone')
    op.drop_table('contact_phone')
    op.drop_index(op.f('ix_consent_contact_id'), table_name='consent')
    op.drop_table('consent')
    op.drop_index(op.f('ix_contact_stage_next_step_on_id'), table_name='contact')
    op.drop_index(op.f('ix_contact_sounds_like'), table_name='contact')
    op.drop_index(op.f('ix_contact_postcode'), table_name='contact')
    op.drop_index(op.f('ix_contact_next_step_on_id'), table_name='contact')
    op.drop_index(op.f('ix_contact_inform_by'), table_name='contact')
    op.drop_index(op.f('ix_contact_area_id_next_step_on_id'), table_name='contact')
    op.drop_table('contact')
    op.drop_table('signal_tally')
