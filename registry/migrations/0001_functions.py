from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

# Immutable, so that a generated column and an index may use it: `unaccent` itself is only stable,
# because its dictionary could be changed. Apostrophes vanish (N'Diaye, NDiaye), other signs part words.
CIOM_FOLD = """
CREATE FUNCTION ciom_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(
        translate(lower(public.unaccent('public.unaccent'::regdictionary, value)), '''’ʼ`´', ''),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$
"""


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CIOM_FOLD, "DROP FUNCTION ciom_fold(text)"),
    ]
