"""A desk for the feature files: runs a file's processes with a simulated clock and writes down what its scripts log.

Messages and signals that nothing in a case waited for start the processes of the file that begin with them, and reach
the other cases, as they do at the real desk.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from app.engine import Advance, Bundle, DiagramRefused, Execution, Severity, State, check_bundle, compile_bundle
from tests.unit.bpmn.rewriting import FAULTY, LOG, SLOW, rewrite

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
HORIZON = timedelta(minutes=10)
INPUTS = 500


@dataclass
class Desk:
    """The cases of one file, oldest first."""

    bundle: Bundle
    values: dict[str, object]
    now: datetime = START
    cases: list[Execution] = field(default_factory=list)
    entries: dict[str, None] = field(default_factory=dict)
    busy: dict[tuple[int, str], datetime] = field(default_factory=dict)
    worked: list[tuple[datetime, datetime]] = field(default_factory=list)

    def start(self, process: str, **begun: str) -> None:
        """Starts a case of *process* with the inputs of ``values``."""
        seed = str(len(self.cases))
        execution, advance = Execution.start(self.bundle, process, self.values, now=self.now, seed=seed, **begun)
        self.cases.append(execution)
        self._note(advance)

    def run(self) -> None:
        """Until nothing is left that happens by itself."""
        for _ in range(INPUTS):
            if not self._work() and not self._wait():
                return
        raise AssertionError("the file never comes to rest")

    @property
    def log(self) -> list[str]:
        """What the scripts logged, in order, each entry once however often it is handed on."""
        return [entry.partition(" ")[0] for entry in self.entries]

    @property
    def waits_at(self) -> list[str]:
        """The elements on which tokens of running cases stand."""
        running = [case for case in self.cases if case.state is State.RUNNING]
        return sorted(element for case in running for _, element in case.tokens)

    @property
    def incidents(self) -> list[str]:
        return [failure.element for case in self.cases for failure in case.failures]

    def _work(self) -> bool:
        """Does the next job that needs no time or whose time is over, of any case."""
        for number, case in enumerate(self.cases):
            for job in case.jobs:
                begun = self.busy.setdefault((number, job.step), self.now)
                if job.type == FAULTY:
                    self._note(self._again(number).fail(job.step, "ERR_CODE", "thrown by the file", now=self.now))
                    return True
                if job.type == SLOW and self.now >= begun + timedelta(seconds=10):
                    self.worked.append((begun, self.now))
                    self._note(self._again(number).complete(job.step, {}, now=self.now))
                    return True
        return False

    def _wait(self) -> bool:
        """Lets time pass until the next timer or the end of the next slow job."""
        open_jobs = {(number, job.step) for number, case in enumerate(self.cases) for job in case.jobs}
        moments = [begun + timedelta(seconds=10) for job, begun in self.busy.items() if job in open_jobs]
        moments += [timer.due_at for case in self.cases for timer in case.timers]
        if not moments or min(moments) > START + HORIZON:
            return False
        self.now = max(self.now, min(moments))
        for number, case in enumerate(self.cases):
            if any(timer.due_at <= self.now for timer in case.timers):
                self._note(self._again(number).fire_timers(now=self.now))
        return True

    def _again(self, number: int) -> Execution:
        self.cases[number] = Execution.restore(self.bundle, self.cases[number].snapshot())
        return self.cases[number]

    def _note(self, advance: Advance) -> None:
        self.entries.update((str(change.value), None) for change in advance.changes if change.name == LOG)
        for thrown in advance.thrown:
            self._deliver(thrown.message)
        for signal in advance.signals:
            self._broadcast(signal.signal)

    def _deliver(self, message: str) -> None:
        for number, case in enumerate(self.cases):
            if any(open_.message == message for open_ in case.subscriptions):
                self._note(self._again(number).deliver(message, {}, now=self.now))
                return
        for process in self.bundle.processes.values():
            if message in process.message_starts:
                self.start(process.id, message=message)
                return

    def _broadcast(self, signal: str) -> None:
        for number, case in enumerate(list(self.cases)):
            if any(open_.signal == signal for open_ in case.signals):
                self._note(self._again(number).broadcast(signal, {}, now=self.now))
        for process in self.bundle.processes.values():
            if signal in process.signal_starts:
                self.start(process.id, signal=signal)


def play(content: bytes, process: str, **values: object) -> Desk:
    """The file, rewritten and run: its main process and every other pool that starts by itself."""
    desk = Desk(deployed(process, rewrite(content)), values)
    for other in beside(desk.bundle, process):
        desk.start(other)
    desk.start(process)
    desk.run()
    return desk


def deployed(name: str, content: bytes) -> Bundle:
    """The file as the desk takes it: DiagramRefused when it cannot run or breaks a rule of the standard."""
    files = {f"{name}.bpmn": content}
    findings = check_bundle(files)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise DiagramRefused(findings)
    return compile_bundle(files)


def beside(bundle: Bundle, process: str) -> list[str]:
    """The other processes of the file that begin by themselves: neither called nor pools of the same case."""
    diagram = bundle.diagram
    called = {node.called.source for node in diagram.nodes.values() if node.called}
    return [
        other
        for other in bundle.processes
        if other != process
        and other not in called
        and other not in diagram.partners.get(process, ())
        and bundle.processes[other].executable
        and any(start.trigger.kind == "none" for start in diagram.starts(other))
    ]
