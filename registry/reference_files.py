"""The reference lists delivered with the project, as files: `registry/reference/*.csv`."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "reference"


def read_reference(name: str) -> list[dict[str, str]]:
    """The rows of `registry/reference/<name>`, by column title. Raises FileNotFoundError."""
    return read_rows(FOLDER / name)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, by column title. Raises FileNotFoundError."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
