from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "Registre"

    def ready(self) -> None:
        from registry.dossier import add_to_dossier
        from registry.dossier_events import timeline

        add_to_dossier(timeline=timeline)
