"""Settings of the tests: their own server and folder, never those of `make run` nor of a `.env` file.

`DATABASE_URL` runs them on another server, with a superuser. Both aliases are the owner: tests make tables. What the
application role may not do is tested with `SET ROLE`.
"""

import os
from pathlib import Path

# The processes of pytest-xdist inherit the first one's answer.
_var_dir = Path(os.environ.get("CIOM_VAR") or Path(__file__).resolve().parent.parent / "var")
os.environ["CIOM_VAR"] = os.environ.setdefault("CIOM_TEST_VAR", str(_var_dir / "test"))
os.environ |= {"CIOM_ENV_FILE": os.devnull, "CIOM_DEVELOPMENT": "1"}

from ciom.database.embedded import ensure_running  # noqa: E402
from ciom.settings import *  # noqa: E402, F403
from ciom.settings import DATABASES, STORAGES, VAR_DIR  # noqa: E402
from tests.server import name_of_run, prepare_server  # noqa: E402

if not os.environ.get("DATABASE_URL"):
    ensure_running(VAR_DIR, durable=False)
    DATABASES["default"]["USER"] = DATABASES["owner"]["USER"]
    prepare_server(DATABASES["default"])
DATABASES["default"] |= {"ENGINE": "tests.database_backend", "TEST": {"NAME": name_of_run()}}
DATABASES["owner"] = {**DATABASES["default"], "ATOMIC_REQUESTS": False, "TEST": {"MIRROR": "default"}}

# The cheapest settings that argon2 accepts.
PASSWORD_HASHERS = ["tests.password_hasher.CheapArgon2PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Served from the source folders: nothing to collect first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
