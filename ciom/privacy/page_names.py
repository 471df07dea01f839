"""What the journal calls each page. A private route that is missing here fails the run."""

PAGE_NAMES = {
    "home": "Accueil",
    "account": "Mon compte",
    "change_password": "Mot de passe",
    "sign_in": "Connexion",
    "sign_out": "Déconnexion",
    "registry:migrants": "Migrants",
    "registry:new_migrant": "Inscription",
    "registry:new_companion": "Inscription d’un accompagnant",
    "registry:registered": "Personne enregistrée",
    "registry:registration_refused": "Inscription refusée",
    "registry:directory": "Répertoire",
    "registry:directory_figures": "Chiffres du répertoire",
    "registry:dossier": "Dossier",
    "registry:section": "Partie d’un dossier",
    "registry:add_row": "Ajout à un dossier",
    "registry:correct_row": "Correction d’un dossier",
    "registry:remove_row": "Retrait d’une ligne d’un dossier",
    "registry:consent": "Accord",
    "registry:withdraw_consent": "Retirer un accord",
    "registry:consent_receipt": "Reçu d’un retrait",
    "registry:sites": "Sites miniers",
    "registry:sites_map": "Carte des sites",
    "registry:site": "Site minier",
    "registry:duplicates": "Doublons possibles",
    "registry:duplicate": "Deux dossiers côte à côte",
    "registry:not_same": "Deux personnes",
    "registry:merge": "Fusion",
    "orientation:new_reception": "Noter l’accueil",
    "orientation:new_interview": "Faire l’entretien",
    "orientation:interview": "Entretien",
    "referrals:list": "Orientations",
    "referrals:new": "Nouvelle orientation",
    "referrals:inbox": "Orientations reçues",
    "referrals:find": "Recherche par code de la fiche",
    "referrals:by_short_code": "Code de la fiche",
    "referrals:referral": "Demande",
    "referrals:sent": "Demande envoyée",
    "referrals:slip": "Fiche d’orientation",
    "referrals:take_up": "Prise en charge",
    "referrals:accept": "Accepter une demande",
    "referrals:decline": "Ne pas donner suite",
    "referrals:cancel": "Annuler une demande",
    "referrals:person_told": "Personne prévenue",
    "reports:month_current": "Rapports",
    "reports:month": "Rapport du mois",
    "privacy:journal": "Journal",
    "privacy:open_dossier": "Ouvrir un dossier",
}


def page_name(page: str) -> str:
    """ "Dossier" for "GET registry:dossier", with "(envoi)" for a form that was sent; empty when unknown."""
    method, _, route = page.partition(" ")
    name = "Administration" if route.startswith("admin:") else PAGE_NAMES.get(route, "")
    return f"{name} (envoi)" if name and method == "POST" else name
