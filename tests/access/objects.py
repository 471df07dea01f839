"""Objects for the routes whose address names one."""

from collections.abc import Callable
from typing import Any

from ciom.accounts.models import User

# Route name -> function of (the persona's account or None, whether the object is within their scope),
# which makes the object and returns the keyword arguments of the address.
MakeKwargs = Callable[[User | None, bool], dict[str, Any]]

OBJECTS: dict[str, MakeKwargs] = {}
