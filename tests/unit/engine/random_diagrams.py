"""Random structured processes of what repeats, splits, joins and keeps data; the same seed, the same process."""

from random import Random
from typing import NamedTuple

from tests.unit.engine.diagrams import (
    boundary,
    chain,
    end,
    job,
    loop,
    node,
    process,
    rounds,
    script,
    start,
    subprocess,
    timer,
    user,
)

DATA = '<bpmn:dataObject id="DO" name="x"/>'
COPIES = (
    '<bpmn:ioSpecification><bpmn:dataInput id="{0}_in" name="x"/><bpmn:dataOutput id="{0}_out" name="x"/>'
    "</bpmn:ioSpecification>"
    "<bpmn:dataInputAssociation><bpmn:sourceRef>DO</bpmn:sourceRef><bpmn:targetRef>{0}_in</bpmn:targetRef>"
    "</bpmn:dataInputAssociation>"
    "<bpmn:dataOutputAssociation><bpmn:sourceRef>{0}_out</bpmn:sourceRef><bpmn:targetRef>DO</bpmn:targetRef>"
    "</bpmn:dataOutputAssociation>"
)


class Block(NamedTuple):
    """Something with one entry and one exit, its elements and its flows as :func:`chain` reads them."""

    first: str
    last: str
    parts: list[str]
    flows: str = ""


class Drawing:
    """Draws blocks inside one another; every interrupting event is left out, so that each case can end."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0

    def process(self, depth: int = 4) -> str:
        block = self.block(depth)
        return process("P", DATA, start(), *block.parts, end(), flows=f"s {block.first};{block.last} e{block.flows}")

    def block(self, depth: int) -> Block:
        kinds = [self.task, self.in_a_row, self.diamond, self.inside, self.ad_hoc, self.counted]
        return self.task(0) if depth <= 0 else self.random.choice(kinds)(depth - 1)

    def task(self, _: int) -> Block:
        name = self.name("t")
        inner = (COPIES.format(name) if self.random.random() < 0.2 else "") + self.repeated()
        kinds = [user(name, inner), job(name, inner=inner), script(name, "=1", self.random.choice("xy"), inner)]
        part = self.random.choice(kinds)
        if self.random.random() > 0.2:
            return Block(name, name, [part])
        late, over = self.name("b"), self.name("o")
        return Block(name, name, [part, boundary(late, name, timer("PT1H"), False), end(over)], f";{late} {over}")

    def in_a_row(self, depth: int) -> Block:
        one, other = self.block(depth), self.block(depth)
        flows = f"{one.flows}{other.flows};{one.last} {other.first}"
        return Block(one.first, other.last, one.parts + other.parts, flows)

    def diamond(self, depth: int) -> Block:
        fork, join, count = self.name("f"), self.name("j"), self.random.randint(2, 3)
        kind = self.random.choice(["parallel", "inclusive", "complex"])
        enough = f"=activationCount >= {self.random.randint(1, count)}"
        condition = f"<bpmn:activationCondition>{enough.replace('>', '&gt;')}</bpmn:activationCondition>"
        blocks = [self.block(depth) for _ in range(count)]
        parts = [node("parallelGateway", fork), node(f"{kind}Gateway", join, condition if kind == "complex" else "")]
        flows = "".join(f"{block.flows};{fork} {block.first};{block.last} {join}" for block in blocks)
        return Block(fork, join, parts + [part for block in blocks for part in block.parts], flows)

    def inside(self, depth: int) -> Block:
        name, block = self.name("u"), self.block(depth)
        first, last = self.name("s"), self.name("e")
        own = f'<bpmn:dataObject id="{name}_x" name="x"/>' if self.random.random() < 0.3 else ""
        flows = f"{first} {block.first};{block.last} {last}{block.flows}"
        body = subprocess(name, start(first), *block.parts, end(last), flows=flows, inner=own + self.repeated())
        return Block(name, name, [body])

    def ad_hoc(self, depth: int) -> Block:
        """Without the end events that tasks with a boundary event have."""
        name, blocks = self.name("h"), [self.block(depth) for _ in range(self.random.randint(1, 3))]
        if any(
            "<bpmn:endEvent" in part[:20] or block.first[0] not in "tuh" for block in blocks for part in block.parts
        ):
            return self.task(0)
        condition = "<bpmn:completionCondition>=y &lt; 5</bpmn:completionCondition>"
        body = [part for block in blocks for part in block.parts]
        body += [chain("".join(block.flows for block in blocks).strip(";"), name)]
        body += [condition if self.random.random() < 0.4 else "", self.repeated()]
        ordering, cancels = self.random.choice(["Parallel", "Sequential"]), self.random.choice(["true", "false"])
        drawn = node("adHocSubProcess", name, "".join(body), ordering=ordering, cancelRemainingInstances=cancels)
        return Block(name, name, [drawn])

    def counted(self, depth: int) -> Block:
        """Two tokens through a block, which are one again afterwards."""
        two, one, block = self.name("t"), self.name("t"), self.block(depth)
        parts = [node("task", two, completionQuantity="2"), node("task", one, startQuantity="2")]
        return Block(two, one, parts + block.parts, f"{block.flows};{two} {block.first};{block.last} {one}")

    def repeated(self) -> str:
        drawn = [
            rounds(f"=loopCounter < {self.random.randint(1, 3)}"),
            rounds("=loopCounter < 2", testBefore="true"),
            loop(self.random.random() < 0.5, inputCollection="=[1, 2]", outputCollection="all", outputElement="=x"),
            loop(inputCollection="=[1, 2, 3]", condition="=numberOfCompletedInstances >= 2"),
        ]
        return self.random.choice(drawn) if self.random.random() < 0.3 else ""

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"
