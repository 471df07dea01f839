"""How many letters two words are apart."""


def is_one_slip_away(a: str, b: str) -> bool:
    """Whether one letter added, lost or changed, or two neighbours exchanged, turns a word into another."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )


def letters_apart(a: str, b: str) -> int:
    """The fewest letters to add, remove, change, or exchange with their neighbour, to turn a word into another.

    >>> letters_apart("traore", "traroe"), letters_apart("keita", "kita"), letters_apart("ba", "sow")
    (1, 1, 3)
    """
    two_above: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                best = min(best, two_above[j - 2] + 1)
            row.append(best)
        two_above, above = above, row
    return above[-1]
