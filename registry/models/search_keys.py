"""What the database computes from a row for the search to read."""

from django.db import models
from django.db.models import Func


class Fold(Func):
    """Text as the search compares it: lower case, no accent, no punctuation (SQL function `ciom_fold`)."""

    function = "ciom_fold"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


class PhoneDigits(Func):
    """The digits alone of several telephones, parted by a stroke."""

    template = "regexp_replace(%(expressions)s, '[^0-9/]', '', 'g')"
    arg_joiner = " || '/' || "
    output_field = models.TextField()
