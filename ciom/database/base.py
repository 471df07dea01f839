"""Django backend of the embedded server: the first connection that finds it down starts it.

So nothing starts for `--version`, `help` or a type check, and the site recovers by itself when the server was killed.
"""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base

from ciom.database.embedded import ensure_running
from ciom.database.placement import DatabaseUnavailable


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            try:
                ensure_running(settings.VAR_DIR)
            except DatabaseUnavailable as error:
                raise self.Database.OperationalError(str(error)) from error
            return super().get_new_connection(conn_params)
