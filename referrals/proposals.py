"""Which service to propose for a need, in order, and why."""

from collections import defaultdict
from collections.abc import Iterable

from orientation.interview import Advice
from orientation.models import Need
from referrals.models import ServiceNeed


def propose_services(needs: Iterable[Need]) -> dict[int, list[ServiceNeed]]:
    """For each need, by its key, the services that answer it: the first one is the right one to try.

    The order is that of the reference list: INPS comes before CMSS for anyone who works in the private sector.
    """
    answers = (
        ServiceNeed.objects.filter(
            need__in=list(needs), is_current=True, service__is_current=True, service__receives_referrals=True
        )
        .select_related("service")
        .order_by("need_id", "rank", "service__position")
    )
    proposals: dict[int, list[ServiceNeed]] = defaultdict(list)
    for answer in answers:
        proposals[answer.need_id].append(answer)
    return proposals


def advise(needs: Iterable[Need]) -> dict[int, list[Advice]]:
    """The proposals as an interview shows them."""
    return {
        key: [Advice(answer.service.acronym, answer.reason) for answer in answers]
        for key, answers in propose_services(needs).items()
    }
