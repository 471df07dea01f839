"""Tables of the referrals."""

from .referrals import MOST_PRESSING_FIRST, Referral, Transition
from .services import ServiceAgent, ServiceNeed, TechnicalService

__all__ = ["MOST_PRESSING_FIRST", "Referral", "ServiceAgent", "ServiceNeed", "TechnicalService", "Transition"]
