"""Who may do what: the one table from role to permission.

The trades know permissions only. No group and no row of the database says more than this table,
so a role changes its rights by a commit and nothing can drift.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    FACILITATOR = "facilitator", "Animateur du CIOM"
    SERVICE_AGENT = "service_agent", "Agent de service technique"
    UNION_SECRETARY = "union_secretary", "Secrétaire général régional"
    NATIONAL_FOCAL_POINT = "national_focal_point", "Point focal national"
    DATA_PROTECTION_OFFICER = "data_protection_officer", "Délégué à la protection des données"
    ADMINISTRATOR = "administrator", "Administrateur"


class Union(TextChoices):
    UNTM = "UNTM", "UNTM"
    CSTM = "CSTM", "CSTM"


# What the administration holds: accounts, services and reference lists. Nothing is ever deleted there.
_ADMIN_MODELS = (
    "accounts.user",
    "referrals.technicalservice",
    "referrals.serviceagent",
    "referrals.serviceneed",
    "registry.nationality",
    "registry.profession",
    "registry.documenttype",
    "registry.contracttype",
    "registry.language",
    "registry.entrypoint",
    "registry.cercle",
    "registry.commune",
    "registry.miningsite",
    "registry.namespelling",
    "orientation.need",
    "orientation.informationsheet",
    "orientation.sheetneed",
)


def _admin_permissions(*acts: str) -> frozenset[str]:
    pairs = (model.split(".") for model in _ADMIN_MODELS)
    return frozenset(f"{app}.{act}_{name}" for app, name in pairs for act in acts)


ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.FACILITATOR: frozenset(
        {
            "registry.view_migrant",
            "registry.view_directory_counts",
            "registry.export_migrant",
            "registry.add_migrant",
            "registry.change_migrant",
            "registry.add_consent",
            "registry.add_merge",
            "registry.add_registerimport",
            "orientation.view_reception",
            "orientation.add_reception",
            "orientation.view_orientationrecord",
            "orientation.add_orientationrecord",
            "referrals.add_referral",
            "reports.view_month",
            "registry.view_small_cells",
        }
    ),
    Role.SERVICE_AGENT: frozenset({"referrals.answer_referral"}),
    Role.UNION_SECRETARY: frozenset({"registry.view_directory_counts", "reports.view_month"}),
    Role.NATIONAL_FOCAL_POINT: frozenset({"registry.view_directory_counts", "reports.view_month"}),
    Role.DATA_PROTECTION_OFFICER: _admin_permissions("view")
    | {
        "registry.open_migrant_with_reason",
        "registry.view_directory_counts",
        "registry.erase_migrant",
        "registry.view_journalentry",
        "reports.view_month",
        "registry.view_small_cells",
    },
    Role.ADMINISTRATOR: _admin_permissions("view", "add", "change"),
}

STAFF_ROLES = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER})

SECOND_FACTOR_ROLES = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.NATIONAL_FOCAL_POINT})


def needs_second_factor(role: str) -> bool:
    """Whether this role will have to give a second factor at sign-in. Announced, not enforced yet."""
    return role in SECOND_FACTOR_ROLES
