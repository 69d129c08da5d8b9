"""What the standard says about each feature file: the runs, what their scripts log, and where they end.

A log is written in its order; ``[a b]`` may come in any order. Sections are those of BPMN 2.0.2.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Run:
    """One run: inputs, the log, and the elements where tokens stay (none: the case is over) or fail."""

    log: str
    inputs: dict[str, object] = field(default_factory=dict)
    waits_at: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.inputs.items()) or "plain"


@dataclass(frozen=True)
class Expected:
    """The rule that a file shows, and its runs; ``refused`` names the elements when it must not run at all.

    That is found before deployment or, where only the run can tell, ``at_the_latest`` by an incident.
    """

    rule: str
    runs: tuple[Run, ...] = ()
    refused: tuple[str, ...] = ()
    at_the_latest: str = "deployment"


def agrees(log: list[str], expected: str) -> bool:
    """Whether a log is one that *expected* allows."""
    rest = list(log)
    for part in expected.replace("[", "\0[").replace("]", "]\0").split("\0"):
        names = part.strip("[] ").split()
        got, rest = rest[: len(names)], rest[len(names) :]
        if Counter(got) != Counter(names) or (not part.startswith("[") and got != names):
            return False
    return not rest


def runs(rule: str, *each: Run) -> Expected:
    return Expected(rule, each)


def logs(rule: str, log: str, **inputs: object) -> Expected:
    """A single run that ends."""
    return Expected(rule, (Run(log, inputs),))


def given(test: str, log: str, **more: tuple[str, ...]) -> Run:
    """A run with the input *test*."""
    return Run(log, {"test": test}, **more)


def counting(number: int, log: str) -> Run:
    """A run that counts from *number*."""
    return Run(log, {"integerVariable": number})


EXPECTED: dict[str, Expected] = {
    # --- activities
    "AdHocSubProcess_Sequential": logs("§13.3.5: one inner activity at a time, in any order", "[task1 task2] task1"),
    "CallActivity_Process": logs("§13.3.4: the called process runs, then the caller goes on", "MARKER task2"),
    "Loop_Maximum": logs("§10.3.8: at most loopMaximum times", "task1 task1 task1 task2"),
    "Loop_NoIteration_TestBeforeTrue": logs("§13.3.6: tested before the first time", "task2"),
    "Loop_Task": runs(
        "§13.3.6: tested after each time",
        counting(3, "INCREMENT task2"),
        counting(1, "INCREMENT INCREMENT task2"),
        counting(0, "INCREMENT INCREMENT INCREMENT task2"),
    ),
    "MultiInstance_ComplexBehavior": logs(
        "§10.3.8: the event is thrown as the first instance completes; the interrupting boundary event"
        " catches it and cancels the others",
        "task1 task3",
    ),
    "MultiInstance_OneBehavior": logs(
        "§10.3.8: thrown upon the first instance completing, caught by an interrupting boundary event",
        "task1 task3",
    ),
    "MultiInstance_Sequential": logs("§13.3.7: one instance after another", "task1 task1 task1 task2"),
    "MultiInstance_Task": logs("§13.3.7: the activity is left when all instances are done", "task1 task1 task1 task2"),
    "ReceiveTask_Instantiate": logs("§13.3.3: a receive task with instantiate starts its process", "[MARKER task1]"),
    "SubProcess": logs("§13.3.4: ended when nothing inside is left", "task2 task1"),
    "Token_Cardinality_Explicit": logs(
        "§13.3.2: completionQuantity tokens leave, startQuantity tokens are waited for", "task1 task2 task2 task3"
    ),
    "Token_Cardinality_Split_Explicit": logs(
        "§13.3.2: tokens that arrive by any flow count for startQuantity", "task1 [task2 task3] task4"
    ),
    # --- basics
    "Participant": logs("§9.3: a pool says who does it, not what is done", "task1"),
    "SequenceFlow_Conditional": runs(
        "§13.3.1: every outgoing flow without condition or with a true one",
        given("a", "[task1 task2]"),
        given("b", "task2"),
    ),
    "SequenceFlow_ConditionalDefault_Normal": runs(
        "§13.3.1: the default flow only when no condition is true; unconditional flows always",
        given("a", "[task1 task3]"),
        given("b", "[task2 task3]"),
    ),
    # --- data
    "Property_ReadWrite_String": logs("§10.4.1: a property holds data while its process lives", "String"),
    # --- errors
    "InclusiveDiverging_ParallelConverging": runs(
        "§13.4.1: a parallel join waits for every incoming flow",
        given("a", "task1", waits_at=("ParallelGateway_2",)),
        given("b", "task2", waits_at=("ParallelGateway_2",)),
        given("ab", "[task1 task2] task3"),
    ),
    "MultiInstanceTask_NegativeLoopCardinality": Expected(
        "§10.3.8: a number of instances is not negative", refused=("MultiInstanceTask",), at_the_latest="incident"
    ),
    "Token_CompletionQuantity_Zero": Expected("§10.3: completionQuantity is at least 1", refused=("send",)),
    "Token_StartQuantity_Zero": Expected("§10.3: startQuantity is at least 1", refused=("receive",)),
    # --- events
    "Compensation_BoundaryEvent_SubProcess": logs("§13.5.5: its handler compensates a completed subprocess", "task1"),
    "Compensation_EndEvent_TopLevel": logs("§13.5.5: a compensation end event compensates its scope", "task1"),
    "Compensation_StartEvent_EventSubProcess": logs(
        "§13.5.5: the compensation event subprocess runs with the subprocess's snapshot", "task1"
    ),
    "Conditional_BoundaryEvent_SubProcess_Interrupting": runs(
        "§13.5.3: a true condition interrupts the activity", given("a", "task3"), given("b", "task1 task2")
    ),
    "Conditional_IntermediateEvent": runs(
        "§13.5.2: waits until the condition is true",
        given("a", "task1"),
        given("b", "", waits_at=("IntermediateCatchEvent_1",)),
    ),
    "Conditional_StartEvent_EventSubProcess_Interrupting": runs(
        "§13.5.4: a true condition starts the event subprocess", given("a", "task1"), given("b", "task2")
    ),
    "Error_BoundaryEvent_SubProcess_Interrupting": logs("§13.5.3: the error takes the place of the end", "task1 task2"),
    "Error_EndEvent_TopLevel": runs(
        "§13.5.6: an error that nothing catches is not a normal end", Run("task1", incidents=("EndEvent_2",))
    ),
    "Escalation_BoundaryEvent_SubProcess_Interrupting": logs("§13.5.3: interrupts the activity", "task1 task3"),
    "Escalation_EndEvent_SubProcess": logs("§13.5.3: caught at the boundary", "task1"),
    "Escalation_IntermediateThrowEvent": logs("§13.5.3: caught without interrupting", "task1"),
    "Escalation_StartEvent_EventSubProcess_NonInterrupting": logs(
        "§13.5.4: runs beside its subprocess, which is left when both are done", "[task1 task2] task3"
    ),
    "EventDefinitionRef_Error_StartEvent_EventSubProcess_Interrupting": logs(
        "§10.5.5: a referenced event definition is like an own one", "task1 task2 task3"
    ),
    "EventDefinitionRef_Timer_IntermediateEvent": logs("§10.5.5: a referenced event definition", "task1"),
    "Message_EndEvent": logs("§13.5.6: the message is sent and starts the other process", "task1 MARKER"),
    "Message_StartEvent": logs("§13.5.1: a process starts by its message", "[task1 MARKER]"),
    "Multiple_IntermediateEvent_ThrowFirstEventDefinition": logs("§10.5.5: one of several is enough", "task1"),
    "Multiple_IntermediateThrowEvent": logs("§10.5.5: all of several are thrown", "[task1 task2]"),
    "Multiple_Parallel_IntermediateEvent_MissingEvent": runs(
        "§10.5.5: parallel multiple needs all", Run("", waits_at=("IntermediateCatchEvent_3",))
    ),
    "Signal_BoundaryEvent_SubProcess_NonInterrupting": logs(
        "§13.5.3: beside the activity", "task1 [task2 task3 task4]"
    ),
    "Signal_EndEvent_SubProcess": logs("§13.5.3: caught at the boundary", "task1"),
    "Signal_IntermediateEvent_ThrowAndCatch": logs("§13.5.2: a signal reaches all that wait for it", "task1"),
    "Signal_StartEvent_EventSubProcess_Interrupting": logs("§13.5.4: takes the place of its subprocess", "task2"),
    "Terminate_Event": logs("§13.5.6: everything in the process ends at once", ""),
    "Timer_BoundaryEvent_SubProcess_Interrupting_Activity": logs("§13.5.3: time is up after 2 of 10 seconds", "task2"),
    "Timer_BoundaryEvent_SubProcess_TimeCycle": logs(
        "§10.5.5: a cycle fires as often as it says", "task3 task3 task3 task3 task1 task2"
    ),
    "Timer_IntermediateTimeCycleEvent": logs(
        "§13.5.2: in normal flow a cycle delays the token until its next moment; one comes, one goes",
        "task1",
    ),
    "Timer_StartEvent_EventSubProcess_NonInterrupting": logs("§13.5.4: fires beside its owner", "task2 task1 task3"),
    # --- gateways
    "EventBasedGateway_Signals": logs("§13.4.4: the first event decides", "[task1 task2] task4"),
    "ExclusiveDiverging_InclusiveConverging": runs(
        "§13.4.3: an inclusive join waits only for what can still come",
        given("a", "task1 task3"),
        given("b", "task2 task3"),
        given("ab", "task1 task3"),
    ),
    "ExclusiveGatewayMixed": runs(
        "§13.4.2: the first true condition in the order of the diagram",
        given("a", "task2 task4 task5"),
        given("b", "task1 task3 task5"),
        given("ab", "task1 task3 task5"),
    ),
    "InclusiveDiverging_ExclusiveConverging": runs(
        "§13.4.2: an exclusive gateway passes every token on",
        given("a", "task1 task3"),
        given("b", "task2 task3"),
        given("ab", "[task1 task2 task3 task3]"),
    ),
    "InclusiveGateway_Default": runs(
        "§13.4.3: the default flow when no condition is true",
        given("a", "task1 task4"),
        given("b", "task2 task4"),
        given("ab", "[task1 task2] task4"),
        given("c", "task3 task4"),
    ),
    "ParallelDiverging_InclusiveConverging": logs("§13.4.3: joins what was split", "[task1 task2] task3"),
    "ParallelGateway_TrueParallelism": logs("§13.4.1: both branches are open at once", "[TIMESTAMP_1 TIMESTAMP_2]"),
}
