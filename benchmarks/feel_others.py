"""Other evaluators of FEEL, installed in folders of their own: bkflow-feel in Python, feelin under Node."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

SOURCES = Path(__file__).parent / "others"
FOLDER = Path(__file__).parent.parent / "var" / "benchmark-others"
ROUNDS = {"feelin": 2000, "bkflow-feel": 100}
Contender = Callable[[str, str], float]
"""Takes an expression and its variables as JSON, gives the median microseconds of parsing and evaluating it."""


def installed() -> dict[str, Contender]:
    """Those that can be installed here; what cannot is said and left out."""
    found: dict[str, Contender] = {}
    for name, install in {"feelin": _feelin, "bkflow-feel": _bkflow}.items():
        try:
            command = install()
        except (OSError, subprocess.CalledProcessError) as problem:
            click.echo(f"{name} is left out: {problem}")
            continue
        found[name] = _contender(command, ROUNDS[name])
    return found


def _contender(command: list[str], rounds: int) -> Contender:
    def run(source: str, variables: str) -> float:
        arguments = [*command, source, variables, str(rounds)]
        return float(subprocess.run(arguments, check=True, capture_output=True, text=True).stdout)

    return run


def _bkflow() -> list[str]:
    python = FOLDER / "bkflow" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER / "bkflow")], check=True)
    requirements = str(SOURCES / "requirements.txt")
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*install, "-r", requirements], check=True, stderr=subprocess.DEVNULL)
    return [str(python), str(SOURCES / "bkflow.py")]


def _feelin() -> list[str]:
    folder = FOLDER / "feelin"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "feelin.mjs"):
        shutil.copy(SOURCES / name, folder / name)
    if not (folder / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return ["node", str(folder / "feelin.mjs")]
