"""A process of its own that takes the job ``hang``, says so on its output, and never finishes it."""

import sys
import time
from typing import Any

from sqlalchemy import create_engine

from app.jobs.embedded import EmbeddedRunner
from app.jobs.work import JobKind, desks
from app.jobs.worker import PostgresWorker
from app.store.database import prepare
from app.store.desk import Desk, DeskSettings
from app.time import SystemClock


def hang(desk: Desk, **arguments: Any) -> None:
    print("taken", flush=True)
    time.sleep(600)


def main(url: str) -> None:
    open_desk = desks(prepare(create_engine(url)), SystemClock(), DeskSettings())
    kinds = {"hang": JobKind(hang)}
    if url.startswith("sqlite"):
        EmbeddedRunner(open_desk, kinds, lease=1.0).start()
    else:
        PostgresWorker(url, open_desk, kinds, stalled_after=1.0).start()
    time.sleep(600)


main(sys.argv[1])
