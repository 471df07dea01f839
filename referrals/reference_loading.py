"""Loading the technical services and the needs they answer."""

from pathlib import Path

from orientation.models import Need
from referrals.models import ServiceNeed, TechnicalService
from registry.reference_files import read_rows
from registry.reference_loading import add_missing

FOLDER = Path(__file__).parent / "reference"
FLAGS = ("receives_referrals", "needs_identity_consent", "needs_confirmation")


def load_services() -> dict[str, int]:
    """Load services and what they answer; returns the number of entries added to each list."""
    services = [
        {**row, **{flag: row[flag] == "1" for flag in FLAGS}, "position": rank}
        for rank, row in enumerate(read_rows(FOLDER / "services.csv"))
    ]
    added = add_missing(TechnicalService, services)
    by_code = {service.code: service for service in TechnicalService.objects.all()}
    needs = {need.code: need for need in Need.objects.all()}
    answers = [
        {
            "need": needs[row["need"]],
            "service": by_code[row["service"]],
            "rank": row["rank"],
            "reason": row["reason"],
        }
        for row in read_rows(FOLDER / "service_needs.csv")
    ]
    return {
        "services techniques": added,
        "besoins traités": add_missing(ServiceNeed, answers, key=("need", "service")),
    }
