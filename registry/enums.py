"""Closed lists of the registry. No import from the project."""

from django.db.models import TextChoices


class Sex(TextChoices):
    FEMALE = "F", "Femme"
    MALE = "M", "Homme"


class BirthPrecision(TextChoices):
    """How well the date of birth is known. A 1 January read on a paper counts as the year only."""

    EXACT = "exact", "Date exacte"
    MONTH = "month", "Mois et année"
    YEAR = "year", "Année seulement"
    ESTIMATED = "estimated", "Année estimée"
    UNKNOWN = "unknown", "Je ne sais pas"


class MaritalStatus(TextChoices):
    SINGLE = "single", "Célibataire"
    MARRIED = "married", "En couple ou marié·e"
    SEPARATED = "separated", "Séparé·e ou divorcé·e"
    WIDOWED = "widowed", "Veuf ou veuve"


class Schooling(TextChoices):
    NONE = "none", "N’a pas été à l’école"
    KORANIC = "koranic", "École coranique ou médersa"
    PRIMARY = "primary", "École primaire"
    SECONDARY = "secondary", "Collège ou lycée"
    VOCATIONAL = "vocational", "Formation professionnelle"
    HIGHER = "higher", "Études supérieures"


class Duration(TextChoices):
    """For how long the person comes (United Nations: over twelve months is a lasting stay)."""

    SEASONAL = "seasonal", "Pour la saison"
    TEMPORARY = "temporary", "De 3 à 12 mois"
    LASTING = "lasting", "Plus de 12 mois"
    CIRCULAR = "circular", "Va et vient"
    CROSS_BORDER = "cross_border", "Frontalier, rentre chaque jour ou chaque semaine"


class Direction(TextChoices):
    DEPARTING = "departing", "En départ"
    TRANSIT = "transit", "En transit"
    DESTINATION = "destination", "À destination"
    RETURNING = "returning", "De retour"
    INTERNAL = "internal", "Interne (Malien d’une autre région)"


class ConsentPurpose(TextChoices):
    REGISTRATION = "registration", "Inscription au registre"
    REFERRAL = "referral", "Orientation vers un service"
    IDENTITY = "identity", "Accord séparé pour dire qui elle est"


class ConsentDecision(TextChoices):
    GIVEN = "given", "Donné"
    REFUSED = "refused", "Refusé"
    WITHDRAWN = "withdrawn", "Retiré"


class ConsentMeans(TextChoices):
    SPOKEN = "spoken", "De vive voix"
    SIGNATURE = "signature", "Signature"
    FINGERPRINT = "fingerprint", "Empreinte"


class DocumentState(TextChoices):
    SHOWN = "shown", "Présentée"
    DECLARED = "declared", "Déclarée"
    LOST = "lost", "Perdue"
    CONFISCATED = "confiscated", "Confisquée"


class Relation(TextChoices):
    """What a person is to another."""

    SPOUSE = "spouse", "Époux ou épouse"
    CHILD = "child", "Enfant"
    PARENT = "parent", "Père ou mère"
    SIBLING = "sibling", "Frère ou sœur"
    RELATIVE = "relative", "Autre parent"
    EMPLOYEE = "employee", "Employé de cette personne"
    EMPLOYER = "employer", "Employeur de cette personne"
    COMPANION = "companion", "A fait le voyage avec elle"

    @property
    def inverse(self) -> "Relation":
        """What the other is to this one."""
        opposite = {
            Relation.CHILD: Relation.PARENT,
            Relation.PARENT: Relation.CHILD,
            Relation.EMPLOYEE: Relation.EMPLOYER,
            Relation.EMPLOYER: Relation.EMPLOYEE,
        }
        return opposite.get(self, self)


class SiteKind(TextChoices):
    INDUSTRIAL = "industrial", "Industriel"
    ARTISANAL = "artisanal", "Artisanal"


class JournalAction(TextChoices):
    """What the journal records: reads, refusals, prints, exports and sign-ins. Changes are in the history tables."""

    READ = "read", "Lecture"
    LISTED = "listed", "Personnes montrées dans une liste"
    OPENED = "opened", "Dossier ouvert avec un motif"
    PRINT = "print", "Impression"
    EXPORTED = "exported", "Export"
    REFUSED = "refused", "Accès refusé"
    SIGNED_IN = "signed_in", "Connexion"
    SIGN_IN_FAILED = "sign_in_failed", "Échec de connexion"
    LOCKED_OUT = "locked_out", "Compte bloqué 30 minutes"
    SIGNED_OUT = "signed_out", "Déconnexion"
    PASSWORD_CHANGED = "password_changed", "Mot de passe changé"  # noqa: S105
    ERASED = "erased", "Personne effacée"
    IMPORTED = "imported", "Import d’un registre"
    IMPORT_UNDONE = "import_undone", "Import annulé"
    MERGED = "merged", "Dossiers fusionnés"
    UNMERGED = "unmerged", "Fusion défaite"


class PairDecision(TextChoices):
    """What somebody decided of two dossiers that look alike."""

    OPEN = "open", "À décider"
    NOT_SAME = "not_same", "Deux personnes"
    MERGED = "merged", "Dossiers fusionnés"


class ImportOutcome(TextChoices):
    """What becomes of a row of a register."""

    CREATED = "created", "créé"
    ATTACHED = "attached", "rattaché"
    ALREADY = "already", "déjà repris"
    REJECTED = "rejected", "rejeté"


class ImportState(TextChoices):
    """How far the import of a file has come."""

    MATCHING = "matching", "Colonnes à vérifier"
    READING = "reading", "Lecture en cours"
    READY = "ready", "À confirmer"
    DONE = "done", "Importé"
    UNDONE = "undone", "Annulé"
    ABANDONED = "abandoned", "Abandonné"


class NameKind(TextChoices):
    FAMILY = "nom", "Nom de famille"
    GIVEN = "prenom", "Prénom"
