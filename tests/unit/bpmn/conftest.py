"""What is not built yet: tests that are known to fail, each with the missing feature. Strict: what works must leave."""

import pytest

MISSING: dict[str, str] = {
    "global_task": "global tasks",
    "test_a_global_": "global tasks",
    "globalUserTask": "global tasks",
    "call activity: global": "global tasks",
    "test_an_activity_waits_for_as_many_tokens_as_it_needs": "start quantities",
    "test_as_many_tokens_leave_an_activity_as_it_makes": "completion quantities",
    "quantity above 1": "start and completion quantities",
    "Token_Cardinality_": "start and completion quantities",
    "test_instances_say_that_they_are_done[One": "behaviours of multi-instance",
    "test_instances_say_that_they_are_done[None": "behaviours of multi-instance",
    "test_a_complex_behaviour": "behaviours of multi-instance",
    "MultiInstance_ComplexBehavior": "behaviours of multi-instance",
    "MultiInstance_OneBehavior": "behaviours of multi-instance",
    "[instances that each throw": "behaviours of multi-instance",
    "[two tokens where one comes": "start quantities",
    "[a complex gateway test": "complex gateways",
    "omplex_gateway": "complex gateways",
    "[complex gateway]": "complex gateways",
    "test_a_property_of_a_subprocess": "properties",
    "test_data_goes_into_a_task": "data associations",
    "test_an_association_can_compute": "data associations",
    "data input and output of a process": "data of processes",
    "non-interrupting: error": "a check of what can be non-interrupting",
    "non-interrupting: compensation": "a check of what can be non-interrupting",
    "boundary event, non-interrupting: cancel": "a check of what can be non-interrupting",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for part, reason in MISSING.items():
            if part in item.nodeid and "tests/unit/bpmn" in item.nodeid:
                item.add_marker(pytest.mark.xfail(reason=reason))
                break
