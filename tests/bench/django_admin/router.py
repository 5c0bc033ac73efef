"""Which file a model of Django is read from."""

from typing import Any

OURS = "django_admin"


class ExampleRouter:
    """The people from the example, and what the admin itself needs from its own."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        return "example" if model._meta.app_label == OURS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        return db == "default" and app_label != OURS
