"""The needs under short titles, for the long lists of a page."""

from collections.abc import Iterable

from orientation.models import Need

NEED_GROUPS = {
    "Travail": ("conflit_salaire", "licenciement", "absence_contrat", "visa_contrat", "accident_travail"),
    "Protection sociale": ("immatriculation", "assurance_volontaire", "retraite", "pension_public"),
    "Emploi et formation": ("emploi", "auto_emploi"),
    "Vie quotidienne": ("sante", "logement", "alimentation", "education"),
    "Papiers": ("etat_civil", "doc_identite", "sejour", "doc_confisque"),
    "Danger et protection": ("agression", "vbg", "mineur_travail", "traite", "asile", "eboulement"),
    "Retour": ("retour", "retour_malien"),
    "Information et syndicat": ("info_droits", "syndicalisation", "recensement", "donnees"),
}
OTHERS = "Autres besoins"
_TITLE_OF = {code: title for title, codes in NEED_GROUPS.items() for code in codes}


def group_needs(needs: Iterable[Need]) -> list[tuple[str, list[Need]]]:
    """The needs by title, in the order given. Those that the centre has added itself come last."""
    groups: dict[str, list[Need]] = {title: [] for title in (*NEED_GROUPS, OTHERS)}
    for need in needs:
        groups[_TITLE_OF.get(need.code, OTHERS)].append(need)
    return [(title, members) for title, members in groups.items() if members]
