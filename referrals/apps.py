from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Services et orientations"

    def ready(self) -> None:
        from orientation.interview import add_adviser
        from referrals.dossier_events import acts, timeline
        from referrals.proposals import advise
        from referrals.slip_number import people_of_slip
        from referrals.workflow import cancel_all_requests
        from registry.consent import on_registration_withdrawn
        from registry.dossier import add_to_dossier
        from registry.search import add_finder

        add_adviser(advise)
        on_registration_withdrawn(cancel_all_requests)
        add_to_dossier(timeline=timeline, acts=acts)
        add_finder(people_of_slip)
