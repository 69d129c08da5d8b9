"""What a finding says for each static rule of BPMN 2.0.2, with its section of the standard."""

from app.engine.rule import Rule
from app.engine.standard.rules import activities, collaborations, data, events, files, flows

STANDARD: dict[str, Rule] = {
    **files.RULES,
    **flows.RULES,
    **events.RULES,
    **activities.RULES,
    **data.RULES,
    **collaborations.RULES,
}
