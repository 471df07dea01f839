"""How a West African name sounds, whatever its spelling, French or English.

The rules are a list of replacements that Python and PostgreSQL apply alike: the database keeps the sound of every
name it knows (see `models/names.py`), with the function that `sound_function()` writes from the same list.
"""

import re
from functools import cache

# Ordered: each rule sees what the ones before it left. Capitals are sounds that later rules must not touch.
# After a change, a migration has to create the SQL function again and compute the sounds of the vocabulary anew.
RULES: tuple[tuple[str, str], ...] = (
    (r"ph", "f"),
    (r"[sc]h|sc(?=[eiy])|c(?=[eiy])", "s"),  # Chiaka is Siaka, Cissé is Sissé
    (r"(?<=[aeiouy])h(?=[aeiouy])", "H"),  # the h of Mahamadou, who is not Mamadou, is heard
    (r"h", ""),
    (r"ck|qu|c|q", "k"),
    (r"x", "ks"),
    (r"v", "w"),
    (r"at(ou|u)$", "ata"),  # Ramata and Ramatou, Aminata and Aminatou
    (r"(?<=[a-z]{3}[bdfgjklmnprstz])(ou|u)$", ""),  # Salif and Salifou, Karim and Karimou
    (r"oua|oa", "wa"),
    (r"aou", "au"),
    (r"oue(?=[a-z])", "we"),
    (r"oo|ou|w(?![aeiou])", "u"),
    (r"au", "o"),
    (r"ee(?=[a-z])", "i"),
    (r"dj|dy(?=[aeiou])|di(?=[aeou])", "j"),  # Diallo, Djalo, Jallow
    (r"gn|n[yi](?=[aeou])", "N"),
    (r"t[iy](?=[aeou])", "T"),
    (r"gu(?=[eiy])", "g"),
    (r"n(?=[bp])", "m"),
    (r"(?<=[aeou])y(?=[aeou])", "Y"),
    (r"(ai|aye|aYe)$", "aY"),  # Abdoulaye and Abdulai; but Touray is Touré
    (r"[ae][iy]", "e"),
    (r"ie$|y", "i"),
    (r"u", "o"),
    (r"(?<=..)e$", ""),  # a final e is silent or has lost its accent: Usman and Ousmane, Kone and Koné
    (r"(.)\1+", r"\1"),
)
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in RULES)


@cache
def skeleton(word: str) -> str:
    """How a folded word sounds. A skeleton is its own skeleton.

    >>> skeleton("koulibaly") == skeleton("coulibali") == skeleton("kulibali")
    True
    >>> skeleton("mahamadou") == skeleton("mamadou")
    False
    """
    sound = word
    for pattern, replacement in _COMPILED:
        sound = pattern.sub(replacement, sound)
    return sound if sound == word else skeleton(sound)


def sound_function() -> str:
    """The SQL that creates `ciom_sound`, `skeleton` for the database."""
    rules = ",\n            ".join(f"['{pattern}', '{sound}']" for pattern, sound in RULES)
    return f"""
CREATE OR REPLACE FUNCTION ciom_sound(word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
AS $$
DECLARE
    sound text := word;
    before text;
    rule text[];
BEGIN
    LOOP
        before := sound;
        FOREACH rule SLICE 1 IN ARRAY ARRAY[
            {rules}
        ] LOOP
            sound := regexp_replace(sound, rule[1], rule[2], 'g');
        END LOOP;
        EXIT WHEN sound = before;
    END LOOP;
    RETURN sound;
END
$$
"""
