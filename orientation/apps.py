from django.apps import AppConfig


class OrientationConfig(AppConfig):
    name = "orientation"
    verbose_name = "Orientation"

    def ready(self) -> None:
        from orientation.dossier_events import acts, timeline
        from registry.dossier import add_to_dossier

        add_to_dossier(timeline=timeline, acts=acts)
