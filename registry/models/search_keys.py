"""What the database computes from a text, to sort, compare and search."""

from django.db import models
from django.db.models import Func


class Fold(Func):
    """A text as it is sorted and compared: lower case, no accent, no punctuation (SQL function `ciom_fold`)."""

    function = "ciom_fold"
    output_field = models.TextField()


class PhoneDigits(Func):
    """The digits alone of several telephones, parted by a stroke."""

    template = "regexp_replace(%(expressions)s, '[^0-9/]', '', 'g')"
    arg_joiner = " || '/' || "
    output_field = models.TextField()
