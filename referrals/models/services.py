"""Technical services, the needs they answer and the agents who answer for them."""

from django.conf import settings
from django.db import models

from orientation.models import Need
from registry.models.base import ReferenceEntry, tracked


@tracked()
class TechnicalService(ReferenceEntry):
    """A public service, or a body, that receives referrals. `label` is its full name."""

    acronym = models.CharField("sigle", max_length=12)
    nature = models.CharField("nature", max_length=120, blank=True)
    remit = models.CharField("ce qu’il fait", max_length=400, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=80, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    hours = models.CharField("horaires", max_length=120, blank=True)
    papers_to_bring = models.CharField("pièces à apporter", max_length=300, blank=True)
    answer_days = models.PositiveSmallIntegerField("délai de réponse en jours ouvrés", default=5)
    receives_referrals = models.BooleanField("reçoit des orientations", default=True)
    # CNPM, police, gendarmerie: no name leaves without an agreement given for that very referral.
    needs_identity_consent = models.BooleanField("accord séparé pour transmettre l’identité", default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "service technique"
        verbose_name_plural = "services techniques"

    def __str__(self) -> str:
        return self.acronym

    @property
    def answers_here(self) -> bool:
        """Whether somebody of the service can sign in: else the person carries the slip and the centre telephones."""
        return self.agents.filter(user__is_active=True).exists()


@tracked()
class ServiceNeed(models.Model):
    """A service answers a need; the lowest rank is proposed first, with the reason."""

    service = models.ForeignKey(TechnicalService, on_delete=models.CASCADE, related_name="answers")
    need = models.ForeignKey(Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="answers")
    rank = models.PositiveSmallIntegerField("rang de la proposition", default=1)
    reason = models.CharField("pourquoi ce service", max_length=200, blank=True)
    is_current = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "besoin traité"
        verbose_name_plural = "besoins traités"
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["service", "need"], name="service_need_once")]

    def __str__(self) -> str:
        return f"{self.service} – {self.need}"


@tracked()
class ServiceAgent(models.Model):
    """The account of an agent belongs to one service."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.PROTECT,
        related_name="service_agent",
    )
    service = models.ForeignKey(
        TechnicalService, verbose_name="service", on_delete=models.PROTECT, related_name="agents"
    )

    class Meta:
        verbose_name = "agent d’un service"
        verbose_name_plural = "agents des services"

    def __str__(self) -> str:
        return f"{self.user} – {self.service}"
