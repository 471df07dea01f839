"""Tables as a file that the browser keeps. What it holds is read while it is sent, after the request is over."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.http import StreamingHttpResponse

from registry.export.forms import FileFormat
from registry.export.table_files import Table, csv_lines, write_workbook

_AT_ONCE = 64 * 1024


class _Kind(NamedTuple):
    content_type: str
    content: Callable[[Iterable[Table]], Iterator[bytes]]


def download(tables: Iterable[Table], kind: FileFormat, *, name: str) -> StreamingHttpResponse:
    """The tables as a file of this kind. `name`, without its ending, names nobody."""
    return StreamingHttpResponse(
        _KINDS[kind].content(tables),
        content_type=_KINDS[kind].content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind.value}"'},
    )


def _workbook(tables: Iterable[Table]) -> Iterator[bytes]:
    """A workbook is whole before its first byte can be sent."""
    with tempfile.TemporaryFile(prefix="ciom-") as file:
        write_workbook(file, tables)
        file.seek(0)
        while some := file.read(_AT_ONCE):
            yield some


_KINDS = {
    FileFormat.CSV: _Kind("text/csv; charset=utf-8", csv_lines),
    FileFormat.XLSX: _Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _workbook),
}
