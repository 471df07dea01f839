"""How a West African name sounds, whatever its spelling, French or English.

The rules are a list of replacements that Python and PostgreSQL apply alike: the database keeps the sound of every
name it knows (see `models/names.py`), with the function that `sound_function()` writes from the same list.
"""

import re
from functools import cache

# Ordered: each rule sees what the ones before it left. Capitals are sounds that later rules must not touch.
# After a change, a migration has to create the SQL function again and compute the sounds of the vocabulary anew.
RULES: tuple[tuple[str, str], ...] = (
    (r"^abd(ou|u|e)?[lr]?(?=ra)", "abd"),  # Abdourahmane, Abdoulrahmane, Abderrahmane
    (r"^i(?=[bd]r|sm)", ""),  # Ibrahima and Brahima, Idrissa and Drissa
    (r"^([dt])ara(?=.)", r"\1ra"),  # Darame is Dramé
    (r"ph", "f"),
    (r"tchi?(?=[aeou])|tch|tj", "T"),  # Tchiam is Thiam
    (r"nh(?=[aeiou])", "N"),
    (r"[sc]h|sc(?=[eiy])|c(?=[eiy])", "s"),  # Chiaka is Siaka, Cissé is Sissé
    (r"^mo(u|o)?h(?=a)|^muh(?=a)", "mah"),
    (r"(?<=[aeiouy])h(?=[aeiou])", "H"),  # the h of Mahamadou, who is not Mamadou, is heard
    (r"h", ""),
    (r"ck|qu|c|q|x", "k"),
    (r"v", "w"),
    (r"(?<=[a-zA-Z]{3})t(ou|u)$", "ta"),  # Ramata and Ramatou, Binta and Bintou
    (r"(?<=i)eta$", "ata"),  # Safiétou and Safiatou
    (r"(?<=[a-zA-Z]{3}[bdfgjklmnprsz])(ou|u)$", ""),  # Salif and Salifou, Karim and Karimou
    (r"ou(?=[aio])|o(?=a)", "w"),
    (r"aou?", "au"),  # Traouré is Traoré, Dauda and Daouda
    (r"oue(?=[a-z])", "we"),
    (r"oo|ou|w(?![aeiou])", "u"),
    (r"au", "o"),
    (r"ee(?=[a-z])", "i"),
    (r"dj|dy(?=[aeiou])|di(?=[aeou])", "j"),  # Diallo, Djalo, Jallow
    (r"gn|n[yi](?=[aeou])", "N"),
    (r"t[iy](?=[aeou])", "T"),
    (r"gu(?=[eiy])", "g"),
    (r"(?<=[aeiou])g(?=[aeiou])", "k"),  # Bagayogo and Bagayoko, Danfaga and Danfakha
    (r"n(?=[bp])", "m"),
    (r"e(?=[mn][bdfgkpst])", "a"),  # Dambélé and Dembélé, Fenta and Fanta
    (r"(?<=[aeou])y(?=[aeou])", "Y"),
    (r"(a?ai|a?aye|aay|aYe)$", "aY"),  # Abdoulaye and Abdulai; but Touray is Touré
    (r"[ae][iy]", "e"),
    (r"ie$|y", "i"),
    (r"u", "o"),
    (r"(?<=..)e$", ""),  # a final e is silent or has lost its accent: Usman and Ousmane, Kone and Koné
    (r"(.)\1+", r"\1"),
    (r"(?<=.....)[aio]$", ""),  # Mariam and Mariama, Sidiki and Sidik, Youssouf and Youssoufa
    (r"(?<=[aeiou])b$", "p"),  # at the end of a word Wolof hardly tells them apart: Diop and Jobe
    (r"(?<=[aeiou])d$", "t"),
    (r"(?<=[aeiou])g$", "k"),
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
