from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Services et orientations"

    def ready(self) -> None:
        from orientation.interview import add_adviser
        from referrals.dossier_events import acts, timeline
        from referrals.proposals import advise
        from registry.dossier import add_to_dossier

        add_adviser(advise)
        add_to_dossier(timeline=timeline, acts=acts)
