"""Who may do what is more than one permission."""

from typing import Any


def may_export_people(user: Any) -> bool:
    """Whoever may take away a file with names: facilitators. The second factor will be asked for here as well."""
    return user.has_perm("registry.export_migrant")
