"""Logs that name no person: neither what was searched, nor what a row contained, nor the secret of a link."""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

_QUERY_STRING = re.compile(r"\?[^\s'\"]+")
# An answer without an account is opened by whoever holds this address.
_ANSWER_LINK = re.compile(r"(/reponse/)[^/\s'\"]+")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Leaves out query strings, answer links and the messages of exceptions, which quote values.

    An exception is shown by its type and place; one of the database, also by its code and constraint. With
    `exception_messages`, for development machines, it is shown whole.
    """

    def __init__(self, *args: Any, exception_messages: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exception_messages = exception_messages

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return _ANSWER_LINK.sub(r"\1…", _QUERY_STRING.sub("?…", text))

    def formatException(self, ei: ExceptionInfo) -> str:
        error = ei[1]
        if error is None or self.exception_messages:
            return super().formatException(ei)
        blocks = [self._without_message(error)]
        seen = {id(error)}
        while error := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
            if id(error) in seen:
                break
            seen.add(id(error))
            blocks.append(self._without_message(error))
        return "\n".join(reversed(blocks))

    @staticmethod
    def _without_message(error: BaseException) -> str:
        place = "".join(traceback.format_tb(error.__traceback__))
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        diagnosis = getattr(error, "diag", None)
        if diagnosis is None:
            return place + name
        return f"{place}{name} ({diagnosis.sqlstate}, {diagnosis.constraint_name or diagnosis.table_name or '-'})"
