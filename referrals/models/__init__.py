"""Tables of the referrals."""

from .referrals import Referral, Transition
from .services import ServiceAgent, ServiceNeed, TechnicalService

__all__ = ["Referral", "ServiceAgent", "ServiceNeed", "TechnicalService", "Transition"]
