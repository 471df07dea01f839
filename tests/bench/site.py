"""Starts the demonstration in an empty folder and measures what a visitor waits for.

The seconds of the first and second start, the weight and requests of the daily pages (cold and warm, as Chromium
receives them), and the memory of the server at rest and after a thousand requests.
"""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

PASSWORD = "mesures-du-ciom-de-kayes"  # noqa: S105
BASE_DIR = Path(__file__).resolve().parents[2]
REQUESTS = 1000


def start_site(port: int, var: Path) -> tuple[subprocess.Popen, float]:
    """Start the site; returns its process and the seconds until it answered."""
    begun = time.monotonic()
    environment = os.environ | {
        "CIOM_DEVELOPMENT": "1",
        "CIOM_VAR": str(var),
        "CIOM_DEMO_PASSWORD": PASSWORD,
    }
    site = subprocess.Popen(  # noqa: S603
        [sys.executable, "manage.py", "start_site", "--port", str(port)],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        if site.poll() is not None:
            raise SystemExit("Le site n’a pas démarré.")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/connexion/")
            if connection.getresponse().status == 200:
                return site, time.monotonic() - begun
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()


def stop_site(site: subprocess.Popen) -> None:
    site.send_signal(signal.SIGTERM)
    site.wait(timeout=30)


def memory_mb(pid: int) -> float:
    """Proportional memory of a process and its children, in MB; PostgreSQL is not among them."""
    pids = [pid]
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            pids.append(int(entry.parent.name))
    total = 0
    for one in pids:
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
    return total / 1024


class Weigher:
    """Counts what the browser really receives for one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.received = 0
        self.requests = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.responseReceived", self._answered)
        self._cached: set[str] = set()

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._cached and event["encodedDataLength"]:
            self.requests += 1
            self.received += event["encodedDataLength"]

    def weigh(self, url: str) -> dict[str, float]:
        self.received = self.requests = 0
        self.page.goto(url, wait_until="networkidle")
        return {"kB": round(self.received / 1000, 1), "requests": self.requests}


def sign_in(page: Page, base: str) -> None:
    page.goto(f"{base}/connexion/")
    page.get_by_label("Identifiant").fill("animateur")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", level=1).wait_for()


def weigh_pages(base: str, chromium: str) -> tuple[dict[str, Any], str, str]:
    """Weights of the daily pages; also a session cookie and the address of a dossier for the load."""
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        sign_in(page, base)
        page.get_by_label("Chercher une personne").fill("Diallo")
        page.get_by_role("button", name="Rechercher").click()
        dossier = page.locator("main .rows a").first.get_attribute("href") or ""
        cookies = context.cookies()
        paths = {
            "connexion": "/connexion/",
            "accueil": "/",
            "recherche": "/migrants/",
            "inscription": "/migrants/nouveau/",
            "dossier": dossier,
        }
        weights = {}
        for name, path in paths.items():
            fresh = browser.new_context(locale="fr-FR")
            if name != "connexion":
                fresh.add_cookies(cookies)  # type: ignore[arg-type]
            weigher = Weigher(fresh.new_page())
            weights[name] = {"cold": weigher.weigh(base + path), "warm": weigher.weigh(base + path)}
            fresh.close()
        browser.close()
    header = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in cookies)
    return weights, header, dossier


def ask_many(port: int, cookie: str, paths: list[str]) -> dict[str, float]:
    """`REQUESTS` pages one after the other on one connection; milliseconds, median and p95."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for rank in range(REQUESTS):
        begun = time.perf_counter()
        connection.request("GET", paths[rank % len(paths)], headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{paths[rank % len(paths)]} : {answer.status}")
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return {"p50_ms": round(times[len(times) // 2], 1), "p95_ms": round(times[int(len(times) * 0.95)], 1)}


def measure_site(port: int) -> dict[str, Any]:
    """The figures, by their English name. Ends the program when Chromium is missing or the site does not start."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("Chromium manque.")
    with tempfile.TemporaryDirectory(prefix="ciom-bench-") as folder:
        var = Path(folder)
        figures: dict[str, Any] = {}
        site, figures["first_start_s"] = start_site(port, var)
        stop_site(site)
        site, figures["second_start_s"] = start_site(port, var)
        try:
            base = f"http://127.0.0.1:{port}"
            figures["memory_at_rest_mb"] = memory_mb(site.pid)
            figures["pages"], cookie, dossier = weigh_pages(base, chromium)
            figures["load"] = ask_many(
                port, cookie, ["/", "/migrants/", "/migrants/nouveau/", dossier, "/orientations/"]
            )
            figures["memory_after_1000_mb"] = memory_mb(site.pid)
        finally:
            stop_site(site)
            stop = [sys.executable, "manage.py", "stop_database"]
            environment = os.environ | {"CIOM_DEVELOPMENT": "1", "CIOM_VAR": str(var)}
            subprocess.run(stop, cwd=BASE_DIR, env=environment, check=False)  # noqa: S603
    return figures


def show_site(figures: dict[str, Any]) -> None:
    print(f"premier démarrage (sans les paquets Python)  {figures['first_start_s']:6.1f} s")
    print(f"second démarrage                             {figures['second_start_s']:6.1f} s")
    print(f"mémoire au repos                             {figures['memory_at_rest_mb']:6.0f} Mo")
    print(f"mémoire après {REQUESTS} pages                     {figures['memory_after_1000_mb']:6.0f} Mo")
    print(f"une page : médiane {figures['load']['p50_ms']} ms, p95 {figures['load']['p95_ms']} ms")
    print(f"{'page':14}{'à froid':>22}{'ensuite':>22}")
    for name, weight in figures["pages"].items():
        cold, warm = weight["cold"], weight["warm"]
        print(
            f"{name:14}{cold['kB']:>10} kB {cold['requests']:>3} req{warm['kB']:>14} kB {warm['requests']:>3} req"
        )
