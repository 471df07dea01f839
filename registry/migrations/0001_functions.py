from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from registry.name_sounds import sound_function

# All immutable, so that generated columns and indexes may use them.

# As `registry.names.fold`: letters without their marks, apostrophes gone (N'Diaye, NDiaye), other signs parting words.
CIOM_FOLD = r"""
CREATE FUNCTION ciom_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT btrim(regexp_replace(
        replace(replace(replace(replace(replace(
            translate(
                regexp_replace(
                    lower(normalize(
                        replace(lower(normalize(translate(value, '''’ʼ‘`´ʹ', ''), NFKC)), 'ñ', 'ny'), NFKD
                    )),
                    '[\u0300-\u036f\u064b-\u065f\u0670]', '', 'g'
                ),
                'ɛɔɓɗƴıøđł', 'eobdyiodl'
            ),
            'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), 'ɲ', 'ny'), 'ŋ', 'ng'),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$
"""

# "Abdoul Karim" and "N Diaye" are also one word.
CIOM_WORDS = r"""
CREATE FUNCTION ciom_words(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    SELECT string_to_array(
        regexp_replace(ciom_fold(value), '\m(abdoul|abdul|n|m) (\w+)', '\1 \2 \1\2', 'g'), ' '
    )
$$
"""

# Every form of a word with up to two letters removed; with one, or none, when it is short or hardly a name.
CIOM_FORMS = """
CREATE FUNCTION ciom_forms(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
    WITH once AS (
        SELECT DISTINCT overlay(word PLACING '' FROM at FOR 1) AS form
        FROM generate_series(1, length(word)) AS at
        WHERE length(word) BETWEEN 4 AND 24
    ), twice AS (
        SELECT DISTINCT overlay(form PLACING '' FROM at FOR 1) AS form
        FROM once, generate_series(1, length(form)) AS at
        WHERE length(word) BETWEEN 6 AND 16
    )
    SELECT array_agg(form)
    FROM (SELECT word AS form UNION SELECT form FROM once UNION SELECT form FROM twice) AS forms
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
        migrations.RunSQL(CIOM_WORDS, "DROP FUNCTION ciom_words(text)"),
        migrations.RunSQL(CIOM_FORMS, "DROP FUNCTION ciom_forms(text)"),
        migrations.RunSQL(sound_function(), "DROP FUNCTION ciom_sound(text)"),
    ]
