"""Commands that keep running: the server and the worker."""

import click

from app.cli.opening import configuration
from app.serving import serve as run_server
from app.serving import work as run_worker


@click.command()
@click.option("--demo", is_flag=True, help="With the people and the short deadlines of the demonstration.")
@click.option("--host", help="The address to listen on (ESCALADE_HOST).")
@click.option("--port", type=click.IntRange(1, 65_535), help="The port to listen on (ESCALADE_PORT).")
def serve(demo: bool, host: str | None, port: int | None) -> None:
    """Start the desk: its pages, its API and, with SQLite, its background jobs."""
    run_server(configuration(demo=demo, host=host, port=port))


@click.command()
def worker() -> None:
    """Start a worker for background jobs. With PostgreSQL only: with SQLite the server does them itself."""
    run_worker(configuration())
