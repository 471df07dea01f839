"""Words of the demonstration: names to draw from, work, requests. Nobody here exists.

Names are common first and last names of each country, drawn apart from one another.
"""

from typing import NamedTuple

from referrals.enums import DeclineReason


class People(NamedTuple):
    """Those of one origin: how often they come, their languages, their names."""

    country: str
    weight: int
    languages: tuple[str, ...]
    women: str
    men: str
    families: str


ORIGINS = [
    People(
        "sn",
        6,
        ("wol", "fuc"),
        "Rokhaya Ndèye Coumba Awa Khady Astou",
        "Modou Babacar Pape Lamine Ousseynou Mbaye",
        "Diop Ndiaye Sarr Gueye Seck Faye Mbodj",
    ),
    People(
        "gn",
        6,
        ("fuf", "emk", "sus"),
        "Kadiatou Aïssatou Oumou Hawa Fatoumata Mabinty",
        "Thierno Alpha Boubacar Sékou Mamadouba Ousmane",
        "Diallo Barry Condé Baldé Camara Bangoura Kourouma",
    ),
    People(
        "bf",
        6,
        ("mos", "dyu"),
        "Salimata Rasmata Alimata Azèta Habibou Pauline",
        "Boukary Rasmané Idrissa Salif Issa Tiga",
        "Ouédraogo Kaboré Zongo Compaoré Sawadogo Ilboudo",
    ),
    People(
        "ne",
        3,
        ("hau", "dje"),
        "Zeinabou Hadiza Rabi Mariama Fati Ramatou",
        "Issoufou Abdou Harouna Moussa Oumarou Seyni",
        "Maïga Hassane Amadou Garba Issaka Seydou",
    ),
    People(
        "ci",
        3,
        ("dyu", "fra"),
        "Affoué Aminata Mariam Akissi Adjoua",
        "Koffi Kouassi Drissa Yao Lacina",
        "Koné Ouattara Bamba Kouadio Konan",
    ),
    People(
        "ng",
        3,
        ("ibo", "hau", "eng"),
        "Chioma Ngozi Blessing Amaka Joy",
        "Emeka Sunday Musa Chinedu Uche",
        "Okafor Eze Adeyemi Bello Nwosu",
    ),
    People(
        "gh",
        2,
        ("twi", "eng"),
        "Akosua Abena Esi Adwoa",
        "Kwabena Yaw Kofi Kwame",
        "Mensah Asante Owusu Boateng",
    ),
    People(
        "mr",
        2,
        ("snk", "mey", "fuc"),
        "Mariem Aïchetou Dieynaba Kadia",
        "Sidi Cheikhna Yahya Demba",
        "Gandéga Soumaré Sy Wane Cissé",
    ),
    # Malians on the way: Soninké, Bambara, Peul and Khassonké names.
    People(
        "ml",
        2,
        ("snk",),
        "Goundo Sira Hatouma Diangou",
        "Waly Boulaye Mody Fousseyni",
        "Diawara Niakaté Doucouré Sylla Dramé",
    ),
    People(
        "ml",
        2,
        ("bam",),
        "Bintou Kadidia Djénéba Nana",
        "Modibo Seydou Bakary Zoumana",
        "Coulibaly Traoré Diarra Dembélé Konaté",
    ),
    People("ml", 1, ("ffm", "fuc"), "Dado Penda Koumba", "Hama Samba Allaye", "Sidibé Sangaré Diakité Bah"),
    People(
        "ml", 1, ("kao", "mlq"), "Sané Tabara Founé", "Famory Makan Sambou", "Sissoko Keïta Danfaga Dansoko"
    ),
]

JOBS = {
    "F": ["laveuse_minerai", "cuisinier", "vendeur_rue_aliments", "coiffeur", "commercant", "serveur", "tailleur"],
    "M": [
        "orpailleur", "tireur_corde", "macon", "moto_taxi", "mecanicien_auto_moto", "gardien", "boiseur", "soudeur",
    ],
}  # fmt: skip


class Request(NamedTuple):
    """What a person asks, and of whom."""

    need: str
    service: str
    is_urgent: bool
    motive: str


REQUESTS = [
    Request("conflit_salaire", "drt", False, "Trois mois de salaire non payés. Demande une conciliation."),
    Request("immatriculation", "inps", False, "Employée déclarée nulle part. Demande son immatriculation."),
    Request("emploi", "anpe", False, "Cherche un emploi de maçon et une formation."),
    Request(
        "absence_contrat", "drt", False, "Travaille depuis un an sans contrat écrit. Souhaite un contrat."
    ),
    Request(
        "accident_travail",
        "inps",
        True,
        "Accident sur le site la semaine dernière, non déclaré par l’employeur.",
    ),
    Request("auto_emploi", "anpe", False, "Veut ouvrir un petit commerce et demande un appui."),
    Request("licenciement", "drt", False, "Renvoyé sans préavis ni lettre. Demande ses derniers salaires."),
    Request("assurance_volontaire", "inps", False, "À son compte. Demande comment cotiser."),
    Request("doc_confisque", "drt", True, "L’employeur garde son passeport et son badge."),
]
# These services have no account: the person carries the slip, the centre telephones.
REQUESTS_BY_SLIP = [
    Request("logement", "drdses", False, "Dort sur le site avec deux enfants. Cherche un logement."),
    Request("sante", "csref", True, "Ne connaît aucun centre de santé. Demande à voir un soignant."),
    Request("education", "drdses", False, "Ses deux enfants ne vont pas à l’école depuis son arrivée."),
]

REFUSALS = [
    (DeclineReason.INCOMPLETE, "Revenir avec une pièce d’identité et le nom de l’employeur."),
    (DeclineReason.OUT_OF_AREA, "L’employeur est établi à Bamako : voir la direction de Bamako."),
    (DeclineReason.UNREACHABLE, "Trois appels sans réponse."),
    (DeclineReason.CONDITIONS, "Il faut trois mois de travail déclaré."),
]

OFFICES = {
    "drt": ("DRT de Kayes, bureau 4", "Le secrétariat de l’inspection"),
    "inps": ("INPS de Kayes, guichet 3", "L’accueil des assurés"),
    "anpe": ("ANPE de Kayes, bureau 2", "Le conseiller emploi"),
}
