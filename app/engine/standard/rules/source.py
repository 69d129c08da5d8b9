"""Where a rule of the standard is written."""


def of(section: str, *numbers: int) -> str:
    """The section of BPMN 2.0.2, and the *numbers* of the rule in the catalogue of BPMNspector (EXT.001 to EXT.152)."""
    listed = ", ".join(f"EXT.{number:03}" for number in numbers)
    return f"BPMN 2.0.2 §{section} ({listed})" if listed else f"BPMN 2.0.2 §{section}"
