"""The spellings of names that the centre lists, as this process compares names by them."""

from django.db.models import Count, Max

from registry.models import NameSpelling
from registry.names import use_names

_read: dict[str, object] | None = None


def refresh_names() -> None:
    """Read the list again if it was changed since; an empty one is that delivered with the project."""
    global _read
    state = NameSpelling.objects.aggregate(Count("pk"), Max("updated_at"))
    if state != _read:
        rows = NameSpelling.objects.current().values_list("kind", "name", "spelling")
        use_names(rows if state["pk__count"] else None)
        _read = state
