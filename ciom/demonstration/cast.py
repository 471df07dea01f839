"""The accounts that act in the demonstration."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cast:
    """Who registers and sends, and who answers for each service, by its code."""

    facilitator: Any
    agents: dict[str, Any]
