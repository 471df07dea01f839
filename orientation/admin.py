"""The list of needs in the administration. No table about persons is ever registered."""

from django.contrib import admin

from orientation.models import Need
from registry.admin import LISTING, NAMING, STATUS, ReferenceAdmin


@admin.register(Need)
class NeedAdmin(ReferenceAdmin):
    list_display = [*NAMING, "is_urgent", *STATUS]
    list_filter = [*STATUS, "is_urgent"]
    fields = [*NAMING, "advice", "is_urgent", *LISTING]
