"""Needs, the visits of persons, information sheets."""

from .needs import Need
from .sheets import InformationSheet, SheetNeed
from .visits import OrientationRecord, Reception, ReceptionReason, RecordNeed

__all__ = [
    "InformationSheet",
    "Need",
    "OrientationRecord",
    "Reception",
    "ReceptionReason",
    "RecordNeed",
    "SheetNeed",
]
