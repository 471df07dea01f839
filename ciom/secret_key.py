"""The secret key of a development machine: nobody has to choose one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def read_or_make_secret_key(var_dir: Path) -> str:
    """The key kept in `var_dir`, made on first use: complete or absent, and the same for every process."""
    kept = var_dir / "secret_key"
    if not kept.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        draft = var_dir / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, kept)
        draft.unlink()
    return kept.read_text()
