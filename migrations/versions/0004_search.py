"""Finding people by name, street or telephone: an index on their folded words."""

from alembic import op

revision = "0004_search"
down_revision = "0003_people"
branch_labels = None
depends_on = None

SQLITE = (
    "CREATE VIRTUAL TABLE contact_search USING fts5("
    "search_text, content='contact', content_rowid='id', prefix='2 3')",
    "CREATE TRIGGER contact_search_added AFTER INSERT ON contact BEGIN "
    "INSERT INTO contact_search(rowid, search_text) VALUES (new.id, new.search_text); "
    "END",
    "CREATE TRIGGER contact_search_gone AFTER DELETE ON contact BEGIN "
    "INSERT INTO contact_search(contact_search, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER contact_search_changed AFTER UPDATE OF search_text ON contact BEGIN "
    "INSERT INTO contact_search(contact_search, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO contact_search(rowid, search_text) VALUES (new.id, new.search_text); "
    "END",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE:
            op.execute(statement)
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        "CREATE INDEX contact_search ON contact USING gin (search_text gin_trgm_ops)"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER contact_search_{trigger}")
        op.execute("DROP TABLE contact_search")
        return
    op.execute("DROP INDEX contact_search")
