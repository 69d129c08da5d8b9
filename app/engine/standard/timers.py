"""Timers: one of date, duration and cycle, written as ISO 8601 says (BPMN 2.0.2 §10.5.5, table 10.101)."""

from app.engine.standard.parts import File, Part
from app.engine.standard.triggers import used_definitions
from app.engine.timing import is_time

MEASURES = {"timeDate": "timer-date", "timeCycle": "timer-cycle", "timeDuration": "timer-duration"}


def check(file: File) -> None:
    """Every timer of a process that runs."""
    for event, definition in used_definitions(file, running=True):
        if definition.kind == "timerEventDefinition":
            measures = definition.only(*MEASURES)
            if len(measures) != 1:
                file.note("timer-measure", event, found=len(measures))
            for measure in measures:
                if not _is_time(measure):
                    file.note(MEASURES[measure.kind], event, source=measure.text)


def _is_time(measure: Part) -> bool:
    """Whether the text is of the right form; what is FEEL, or missing, is for others to judge."""
    return not measure.text or measure.text.startswith("=") or is_time(measure.text, measure.kind)
