"""The sections of a dossier: what each shows, its form, who filled it, and two people editing it at once."""
