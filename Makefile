# `make help` lists the commands. Programs of the environment are called as `.venv/bin/python -m …`: the first line
# of their scripts breaks on a path with spaces.

PORT ?= 8000
PEOPLE ?= 1000000
BASE_PYTHON ?= python3
PYTHON = .venv/bin/python

# What production forbids is allowed on this machine: see ciom/settings.py.
export CIOM_DEVELOPMENT = 1

.ONESHELL:
.SHELLFLAGS = -ec
.DEFAULT_GOAL = help
.PHONY: help bench words run install test tests check fix lock install-dev

help:  ## Affiche cette liste
	@sed -n 's/^\([a-z-]*\):.*##/\1 |/p' Makefile | while IFS='|' read -r name text; do printf '  make %-12s%s\n' "$$name" "$$text"; done

run: install  ## Installe ce qui manque et ouvre le site : http://127.0.0.1:8000 (PORT=8123 pour un autre port)
	@exec $(PYTHON) manage.py start_site --port "$(PORT)"

install:  ## Installe l’environnement Python du site dans .venv
	@$(call install,requirements.txt)

install-dev:
	@$(call install,requirements-dev.txt)
	cp requirements.txt .venv/requirements.txt

test: check tests  ## Vérifie le code puis lance tous les tests

tests: install-dev
	$(PYTHON) -m pytest -n 2 $(PYTEST_ARGS)

check: install-dev  ## Vérifie la forme du code, les types, les imports, les gabarits et les migrations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
	$(PYTHON) -m djlint templates --lint
	DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) manage.py makemigrations --check --dry-run

fix: install-dev  ## Met le code en forme
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

words:  ## Compile les mots que nous mettons à la place de ceux de Django (paquet Debian : gettext)
	msgfmt --check-format --output-file locale/fr/LC_MESSAGES/django.mo locale/fr/LC_MESSAGES/django.po

bench: install-dev  ## Mesure le site, seul puis parmi un million de personnes inventées (PEOPLE=100000 personnes)
	$(PYTHON) -m tests.bench --people "$(PEOPLE)"

lock: install-dev  ## Recalcule les versions exactes des paquets
	compile="$(PYTHON) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes"
	compile="$$compile --no-emit-index-url --no-emit-find-links --no-header pyproject.toml"
	$$compile --output-file requirements.txt
	$$compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt

# Installs one lock file in .venv, only if it changed. Each finished lock file is copied there; `complete` names the
# Python of a whole environment and is away while packages are being installed: an interrupted installation, or
# another Python, starts again from an empty environment. Two installations at once take turns (lock on this folder).
define install
	exec 9<.
	if command -v flock >/dev/null; then flock 9; fi
	python="$$($(BASE_PYTHON) -c 'import sys; print(sys.version, end="")' 2>/dev/null)" || {
		echo 'Python manque. Sous Debian : apt install python3 python3-venv' >&2; exit 1; }
	if [ "$$python" = "$$(cat .venv/complete 2>/dev/null)" ] && cmp -s $(1) .venv/$(1); then exit 0; fi
	$(BASE_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
		echo 'Il faut Python 3.11 ou plus récent : make run BASE_PYTHON=python3.11' >&2; exit 1; }
	$(BASE_PYTHON) -c 'import venv, ensurepip' 2>/dev/null || {
		echo 'Le module venv de Python manque. Sous Debian : apt install python3-venv' >&2; exit 1; }
	echo 'Installation des paquets Python dans .venv (une à quelques minutes)…'
	if [ "$$python" != "$$(cat .venv/complete 2>/dev/null)" ]; then $(BASE_PYTHON) -m venv --clear .venv; fi
	rm -f .venv/complete
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
	cp $(1) .venv/$(1)
	sync
	printf %s "$$python" > .venv/complete
endef
