"""The visits that a paper register tells, noted as receptions."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from orientation.models import Need, Reception, ReceptionReason
from orientation.recording import record_reception
from registry.models import Migrant
from registry.reference_files import read_rows
from registry.register_import.entry import PaperVisit
from registry.register_import.lexicon import Lexicon, items
from registry.register_import.remarks import Remark
from registry.register_import.unions import speaks_of_a_union, union_remark

ALIASES = Path(__file__).parent / "reference" / "needs_alias.csv"


def record_paper_visit(*, migrant: Migrant, visit: PaperVisit, lines: Sequence[str], by: Any) -> list[Remark]:
    """Note a visit of a paper register, `lines` in its note; returns remarks for the report.

    Two rows of one person on one day are one visit: the second adds its reasons and words.
    """
    codes, unknown = read_reasons(visit.reason)
    needs = list(Need.objects.filter(code__in=codes))
    note, remarks = list(lines), []
    if unknown and speaks_of_a_union(unknown):
        remarks.append(union_remark("Motif"))
    elif unknown:
        note.append(f"Motif (registre papier)\u00a0: {unknown}")
        remarks.append(Remark("Motif", "hors de la liste, gardé comme écrit dans l’accueil"))
    if visit.referred_to:
        note.append(f"Orienté vers (registre papier)\u00a0: {visit.referred_to}")
    already = Reception.objects.filter(migrant=migrant, received_on=visit.day).first()
    if already is None:
        reception = Reception(received_on=visit.day, note="\n".join(note))
        record_reception(reception=reception, migrant=migrant, reasons=needs, by=by)
    else:
        _add_to(already, needs, note)
    return remarks


def read_reasons(text: str) -> tuple[list[str], str]:
    """Codes of the needs that a reason plainly names, and the words that name none."""
    codes: list[str] = []
    unknown: list[str] = []
    for item in items(text, _lexicon()):
        found = _lexicon().find(item)
        if found is None:
            unknown.append(item)
        elif found.code not in codes:
            codes.append(found.code)
    return codes, " + ".join(unknown)


def _add_to(reception: Reception, needs: list[Need], lines: list[str]) -> None:
    for need in needs:
        ReceptionReason.objects.get_or_create(reception=reception, need=need)
    new = [line for line in lines if line not in reception.note.splitlines()]
    if new:
        reception.note = "\n".join(filter(None, [reception.note, *new]))
        reception.save(update_fields=["note", "updated_at"])


@cache
def _lexicon() -> Lexicon:
    return Lexicon((row["ecriture"], row["code"]) for row in read_rows(ALIASES))
