"""No way through the server outage restarts the server without an express authorisation: shown on the graph."""

from pathlib import Path

import pytest

from app.definitions.commands import read_folder
from app.engine import Bundle, compile_bundle
from app.engine.diagram import FlowNode

ROOT = Path(__file__).parents[3]
PROCESS = "critical-server-outage"
RESTART = "Task_RestartServer"
GATEWAY = "Gateway_Authorised_Server"
CALL = "Call_AuthoriseRestart"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    files = read_folder(ROOT / "workflows", ROOT / "forms")
    return compile_bundle({path: content for path, content in files.items() if not path.endswith(".form")})


def nodes_of(bundle: Bundle) -> list[FlowNode]:
    return [node for node in bundle.diagram.nodes.values() if node.process == PROCESS]


def reached(bundle: Bundle, sources: set[str], without: str = "") -> set[str]:
    """Where tokens can get to from *sources* when *without* is closed; entering a subprocess opens its starts."""
    flows, found, waiting = bundle.diagram.flows.values(), set[str](), list(sources)
    while waiting:
        here = waiting.pop()
        if here == without or here in found:
            continue
        found.add(here)
        waiting += [flow.target for flow in flows if flow.source == here]
        waiting += [node.id for node in nodes_of(bundle) if node.attached_to == here or entered_with(node, here)]
    return found


def entered_with(node: FlowNode, scope: str) -> bool:
    """A start event of the scope, or an event subprocess in it, which a message may begin at any time."""
    return node.scope == scope and (node.kind == "startEvent" or node.event_subprocess)


def test_the_restart_can_be_reached_at_all(bundle: Bundle) -> None:
    assert RESTART in reached(bundle, {PROCESS})


@pytest.mark.parametrize("closed", [CALL, GATEWAY])
def test_no_path_reaches_the_restart_around(bundle: Bundle, closed: str) -> None:
    assert RESTART not in reached(bundle, {PROCESS}, without=closed)


def test_the_gateway_is_only_reached_from_the_question(bundle: Bundle) -> None:
    """So each visit, also in a second round, judges an answer that was just given."""
    assert [flow.source for flow in bundle.diagram.flows.values() if flow.target == GATEWAY] == [CALL]


def test_only_approved_leads_to_the_restart_and_silence_does_not(bundle: Bundle) -> None:
    into = [flow for flow in bundle.diagram.flows.values() if flow.target == RESTART]
    assert [flow.source for flow in into] == [GATEWAY]
    assert into[0].condition is not None and into[0].condition.source == '=authorisation.answer = "approved"'
    assert bundle.diagram.nodes[GATEWAY].default not in {None, into[0].id}


def test_nothing_but_the_question_writes_the_authorisation(bundle: Bundle) -> None:
    writers = [node.id for node in nodes_of(bundle) for made in node.outputs if made.target == "authorisation"]
    assert writers == [CALL]


def test_no_person_or_message_can_bring_an_authorisation_along(bundle: Bundle) -> None:
    """Without output mapping, all that was sent would become variables of the case."""
    given = [node for node in nodes_of(bundle) if node.kind == "userTask" or node.trigger.kind == "message"]
    assert given
    assert [node.id for node in given if not node.outputs] == []
    calls = [node for node in nodes_of(bundle) if node.kind == "callActivity"]
    assert [node.id for node in calls if node.all_child_variables] == []
