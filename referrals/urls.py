"""Addresses of the referrals."""

from django.urls import path

from referrals import views

app_name = "referrals"

urlpatterns = [
    path("orientations/", views.referrals, name="list"),
    path("orientations/nouvelle/<uuid:pk>/", views.new_referral, name="new"),
    path("orientations/recues/", views.inbox, name="inbox"),
    path("orientations/fiche/<slug:code>/", views.by_short_code, name="by_short_code"),
    path("orientations/<uuid:pk>/", views.referral, name="referral"),
    path("orientations/<uuid:pk>/envoyee/", views.sent, name="sent"),
    path("orientations/<uuid:pk>/fiche.pdf", views.slip, name="slip"),
    path("orientations/<uuid:pk>/prendre-en-charge/", views.take_up, name="take_up"),
    path("orientations/<uuid:pk>/accepter/", views.accept, name="accept"),
    path("orientations/<uuid:pk>/ne-pas-retenir/", views.decline, name="decline"),
    path("orientations/<uuid:pk>/annuler/", views.cancel, name="cancel"),
    path("orientations/<uuid:pk>/personne-prevenue/", views.person_told, name="person_told"),
]
