"""Where the embedded server lies when root runs it, and what is refused."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ciom.database import placement
from ciom.database.embedded import ensure_running, stop
from ciom.database.placement import DatabaseUnavailable, data_folder, socket_folder

from .conftest import query

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to leave its place to another account")


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stands for /var/lib."""
    folder = Path(tempfile.mkdtemp(prefix="ciom-test-"))
    folder.chmod(0o755)
    monkeypatch.setattr(placement, "OUTSIDE", folder)
    yield folder
    shutil.rmtree(folder)


@as_root
def test_below_a_closed_folder_the_data_go_outside(
    tmp_path: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    can_enter = placement._can_enter
    monkeypatch.setattr(
        placement,
        "_can_enter",
        lambda path, account: "pginstall" not in path.parts and can_enter(path, account),
    )
    folder = closed / "var"
    ensure_running(folder)
    assert query(folder, "SELECT 1") == [(1,)]
    data = data_folder(folder).resolve()
    assert data.is_relative_to(outside)
    assert [path.name[:11] for path in data.parent.iterdir() if path != data] == ["postgresql-"]
    assert closed.stat().st_mode & 0o777 == 0o700
    assert stop(folder)

    shutil.rmtree(data)
    with pytest.raises(DatabaseUnavailable, match="n’existe plus"):
        ensure_running(folder)
    if socket_folder(folder) != data_folder(folder):
        socket_folder(folder).unlink()


@as_root
def test_root_runs_the_server_as_the_owner_of_the_data(make_folder: Callable[[str], Path]) -> None:
    folder = make_folder("var")
    data_folder(folder).mkdir(parents=True)
    nobody = pwd.getpwnam("nobody")
    os.chown(data_folder(folder), nobody.pw_uid, nobody.pw_gid)
    assert placement.service_account(folder) == nobody


@as_root
def test_ordinary_user(make_folder: Callable[[str], Path]) -> None:
    nobody = pwd.getpwnam("nobody")
    project = Path(__file__).parent.parent.parent
    if not all(placement._can_enter(path, nobody) for path in (Path(sys.executable).resolve(), project)):
        pytest.skip("this environment lies where an ordinary user cannot read it")
    folder = make_folder("var")
    folder.mkdir()
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    program = (
        "import sys; from pathlib import Path; from ciom.database.embedded import ensure_running;"
        "ensure_running(Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, folder], check=True, cwd=project, **placement.identity(nobody)
    )
    assert query(folder, "SELECT 1") == [(1,)]
    assert data_folder(folder).owner() == "nobody"


def test_data_of_another_account_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_folder(tmp_path).mkdir()
    if os.geteuid() == 0:
        os.chown(data_folder(tmp_path), 12345, 12345)
    monkeypatch.setattr(os, "geteuid", lambda: 23456)
    with pytest.raises(DatabaseUnavailable, match="appartient à un autre compte"):
        placement.service_account(tmp_path)


def test_short_link_of_somebody_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    link = socket_folder(folder)
    link.symlink_to(tmp_path)
    with pytest.raises(DatabaseUnavailable, match="mène ailleurs"):
        placement.keep_link(folder)
    link.unlink()
