"""What a printed file is, read from its bytes."""

import re


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def sizes(pdf: bytes) -> list[list[float]]:
    """Width and height of each page in millimetres."""
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [[round(float(side) / 72 * 25.4, 1) for side in box] for box in boxes]
