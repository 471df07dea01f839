"""The account of a person who uses the software. Its rights come from its role, see `roles.py`."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from phonenumber_field.modelfields import PhoneNumberField

from registry.models.base import tracked

from .roles import ROLE_PERMISSIONS, STAFF_ROLES, Role, Union


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Create an account. Without a password nobody can sign in to it.

        Raises IntegrityError when the username is taken or the role and the union do not fit together.
        """
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator: asked for by `manage.py createsuperuser`. There is no role above it."""
        return self.create_user(username, password, role=Role.ADMINISTRATOR, **fields)

    def with_perm(self, permission: str) -> "models.QuerySet[User]":
        """The active accounts whose role holds a permission: how the trades find them."""
        roles = [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
        return self.filter(role__in=roles, is_active=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=self.model.normalize_username(username or ""))


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    username = models.CharField(
        "identifiant",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9.-]+\Z",
                "Lettres sans accent, chiffres, points, traits d’union. Deux signes au moins.",
            )
        ],
        error_messages={"unique": "Cet identifiant est déjà pris."},
        help_text="Pour se connecter : lettres sans accent, chiffres, points et traits d’union.",
    )
    full_name = models.CharField("prénom et nom", max_length=150)
    email = models.EmailField("courriel", blank=True)
    phone = PhoneNumberField("téléphone", blank=True)
    role = models.CharField("rôle", max_length=30, choices=Role.choices)
    union = models.CharField(
        "centrale syndicale",
        max_length=10,
        choices=Union.choices,
        blank=True,
        help_text="Pour un secrétaire général régional seulement.",
    )
    is_active = models.BooleanField("actif", default=True)
    is_demo = models.BooleanField("compte de démonstration", default=False, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    must_change_password = models.BooleanField("doit changer son mot de passe", default=False, editable=False)
    # Part of every session's signature: one more, and all sessions of the account are closed.
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="user_username_lowercase",
                violation_error_message="L’identifiant s’écrit en minuscules.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="user_role_known",
                violation_error_message="Ce rôle n’existe pas.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role=Role.UNION_SECRETARY, union__in=Union.values)
                    | (~Q(role=Role.UNION_SECRETARY) & Q(union=""))
                ),
                name="user_union_of_secretary_only",
                violation_error_message=(
                    "Indiquez la centrale d’un secrétaire général régional, et de lui seul."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Sign-in ignores case: usernames are stored in lower case."""
        return super().normalize_username(username).strip().lower()

    def get_short_name(self) -> str:
        """How the header of the pages greets the signed-in person; `__str__` never gives a name."""
        return self.full_name

    @property
    def is_staff(self) -> bool:
        """Whether the administration is open to this account, if only to read."""
        return self.role in STAFF_ROLES

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        return self.is_active and permission in ROLE_PERMISSIONS[Role(self.role)]

    def has_perms(self, permissions: list[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(
            permission.startswith(f"{app_label}.") for permission in ROLE_PERMISSIONS[Role(self.role)]
        )

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own, with the generation added: both `get_session_auth_hash` and its fallbacks call it.
        return salted_hmac(
            "ciom.accounts.session",
            f"{self.password}:{self.session_generation}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
