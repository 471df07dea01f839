"""Addresses of the referrals."""

from django.urls import path

from referrals.views import centre, public, referral, service

app_name = "referrals"

urlpatterns = [
    path("orientations/", centre.referrals, name="list"),
    path("orientations/nouvelle/<uuid:pk>/", centre.new_referral, name="new"),
    path("orientations/recues/", service.inbox, name="inbox"),
    path("orientations/chercher/", referral.find, name="find"),
    path("orientations/fiche/<slug:code>/", referral.by_short_code, name="by_short_code"),
    path("orientations/<uuid:pk>/", referral.referral, name="referral"),
    path("orientations/<uuid:pk>/envoyee/", centre.sent, name="sent"),
    path("orientations/<uuid:pk>/fiche.pdf", centre.slip, name="slip"),
    path("orientations/<uuid:pk>/prendre-en-charge/", service.take_up, name="take_up"),
    path("orientations/<uuid:pk>/accepter/", service.accept, name="accept"),
    path("orientations/<uuid:pk>/ne-pas-retenir/", service.decline, name="decline"),
    path("orientations/<uuid:pk>/annuler/", centre.cancel, name="cancel"),
    path("orientations/<uuid:pk>/personne-prevenue/", centre.person_told, name="person_told"),
    path("services/", public.services, name="services"),
]
