"""Patterns with references to groups, which no linear-time engine can match: a machine whose every step is counted."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import re2

from app.feel.budget import Run
from app.feel.regular.syntax import Anchor, Characters, Choice, Group, Part, PatternError, Reference, Repeat, Sequence

MAX_PROGRAM = 5_000
STEP_COST = 2
Slots = tuple[int, ...]
Test = Any
"""A compiled pattern of RE2, which has no types."""
State = tuple[int, int, Slots]


@dataclass(slots=True)
class Machine:
    """A program of instructions: ``(name, argument, argument)``. Slots hold where groups begin and end."""

    groups: int
    ignore_case: bool
    multiline: bool
    program: list[tuple[str, object, object]] = field(default_factory=list)
    slots: int = 0

    def compile(self, part: Part) -> "Machine":
        """Fill the program with a tree. Raises PatternError when it gets too long."""
        self.slots = 2 * (self.groups + 1)
        self._emit(part)
        self._add("match")
        return self

    def match_at(self, run: Run, text: str, start: int) -> Slots | None:
        """The slots of a match that begins at a position, or None. Every step is counted."""
        run.spend(self.slots >> 3)
        stack: list[State] = [(0, start, (-1,) * self.slots)]
        while stack:
            pc, at, slots = stack.pop()
            run.spend(STEP_COST)
            name, first, second = self.program[pc]
            if name == "match":
                return (start, at, *slots[2:])
            if name == "split":
                stack.append((int(str(second)), at, slots))
                stack.append((int(str(first)), at, slots))
                continue
            state = self._step(run, text, pc, at, slots)
            if state is not None:
                stack.append(state)
        return None

    def _step(self, run: Run, text: str, pc: int, at: int, slots: Slots) -> State | None:
        name, first, _ = self.program[pc]
        if name == "characters":
            fits = at < len(text) and _fits(str(first), self.ignore_case, text[at])
            return (pc + 1, at + 1, slots) if fits else None
        index = first if isinstance(first, int) else 0
        if name == "jump":
            return index, at, slots
        if name == "save":
            run.spend(self.slots >> 3)
            return pc + 1, at, (*slots[:index], at, *slots[index + 1 :])
        if name == "moved":
            return (pc + 1, at, slots) if slots[index] != at else None
        if name == "reference":
            return self._reference(run, text, pc, at, slots, index)
        return (pc + 1, at, slots) if self._anchored(text, at, str(first)) else None

    def _reference(self, run: Run, text: str, pc: int, at: int, slots: Slots, group: int) -> State | None:
        begin, end = slots[2 * group], slots[2 * group + 1]
        wanted = text[begin:end] if begin >= 0 and end >= begin else ""
        run.spend(len(wanted) >> 5)
        found = text[at : at + len(wanted)]
        same = found.casefold() == wanted.casefold() if self.ignore_case else found == wanted
        return (pc + 1, at + len(wanted), slots) if same else None

    def _anchored(self, text: str, at: int, sign: str) -> bool:
        if sign == "^":
            return at == 0 or (self.multiline and text[at - 1] == "\n")
        return at == len(text) or (self.multiline and text[at] == "\n")

    def _add(self, name: str, first: object = None, second: object = None) -> int:
        if len(self.program) >= MAX_PROGRAM:
            raise PatternError("the pattern is too long")
        self.program.append((name, first, second))
        return len(self.program) - 1

    def _emit(self, part: Part) -> None:
        if isinstance(part, Characters):
            self._add("characters", part.text)
        elif isinstance(part, Anchor):
            self._add("anchor", part.sign)
        elif isinstance(part, Reference):
            self._add("reference", part.group)
        elif isinstance(part, Group):
            self._group(part)
        elif isinstance(part, Repeat):
            self._repeat(part)
        elif isinstance(part, Sequence):
            for each in part.parts:
                self._emit(each)
        else:
            self._choice(part)

    def _group(self, group: Group) -> None:
        if group.number is not None:
            self._add("save", 2 * group.number)
        self._emit(group.part)
        if group.number is not None:
            self._add("save", 2 * group.number + 1)

    def _choice(self, choice: Choice) -> None:
        jumps: list[int] = []
        for part in choice.parts[:-1]:
            split = self._add("split")
            self._emit(part)
            jumps.append(self._add("jump"))
            self.program[split] = ("split", split + 1, len(self.program))
        self._emit(choice.parts[-1])
        for jump in jumps:
            self.program[jump] = ("jump", len(self.program), None)

    def _repeat(self, repeat: Repeat) -> None:
        for _ in range(repeat.low):
            self._emit(repeat.part)
        if repeat.high is None:
            self._loop(repeat)
            return
        splits: list[int] = []
        for _ in range(repeat.high - repeat.low):
            splits.append(self._add("split"))
            self._emit(repeat.part)
        for split in splits:
            self._aim(split, len(self.program), repeat.lazy)

    def _loop(self, repeat: Repeat) -> None:
        slot = self.slots
        self.slots += 1
        split = self._add("split")
        self._add("save", slot)
        self._emit(repeat.part)
        self._add("moved", slot)
        self._add("jump", split)
        self._aim(split, len(self.program), repeat.lazy)

    def _aim(self, split: int, end: int, lazy: bool) -> None:
        self.program[split] = ("split", end, split + 1) if lazy else ("split", split + 1, end)


@lru_cache(maxsize=4096)
def _fits(characters: str, ignore_case: bool, character: str) -> bool:
    return _test(characters, ignore_case).fullmatch(character) is not None


@lru_cache(maxsize=512)
def _test(characters: str, ignore_case: bool) -> Test:
    return re2.compile(("(?i)" if ignore_case else "") + characters)
