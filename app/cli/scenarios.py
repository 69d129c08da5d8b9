"""The command that plays the scenario tests beside the diagrams."""

from pathlib import Path

import click

from app.cli.language import terminal_language
from app.cli.output import as_json
from app.cli.work import json_output
from app.definitions.scenarios import ScenarioReport, ScenarioResult, run_scenarios
from config import ROOT


@click.command("test-scenarios")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--forms", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where the forms lie.")
@json_output
def test_scenarios(folder: Path | None, forms: Path | None, json: bool) -> int:
    """Play every scenario test (*.test.json) below FOLDER, workflows/ when not said, through the real engine.

    One line a test, then what no test visited. Exits with 1 when a test fails or none is found.
    """
    report = run_scenarios((folder or ROOT / "workflows").resolve(), forms)
    if json:
        as_json(_told(report))
    else:
        _tell(report)
    return 0 if report.passed and report.results else 1


def _told(report: ScenarioReport) -> dict[str, object]:
    results = [
        {"file": each.test.file, "name": each.test.name, "passed": each.passed, "reason": each.reason}
        for each in report.results
    ]
    return {"tests": results, "uncovered": {process: found for process, found in report.uncovered.items() if found}}


def _tell(report: ScenarioReport) -> None:
    for result in report.results:
        click.echo(f"{'ok    ' if result.passed else 'FAILED'} {result.test.file}: {_name(result)}")
        if not result.passed:
            click.echo(f"       {result.reason}")
    for process, elements in report.uncovered.items():
        if elements:
            click.echo(f"not visited by any test in {process}: {', '.join(elements)}")
    passed = sum(result.passed for result in report.results)
    if not report.results:
        click.echo("No scenario test (*.test.json) was found.")
    click.echo(f"{passed} of {len(report.results)} tests passed.")


def _name(result: ScenarioResult) -> str:
    return result.test.name if terminal_language() == "fr" else result.test.name_en
