"""Writes small diagrams for the tests: ``process("P", start("s"), user("u"), end("e"), flows="s u e")``."""

from itertools import pairwise

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="D">'
)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def diagram(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def process(identity: str, *parts: str, flows: str = "", executable: bool = True) -> str:
    """*flows*: space separated; ``a b c`` joins a-b and b-c; ``;`` starts anew; ``a >x>1 b``: flow x with a condition
    from ``conditions``."""
    body = "".join(parts) + chain(flows, identity)
    return f'<bpmn:process id="{identity}" isExecutable="{str(executable).lower()}">{body}</bpmn:process>'


def chain(flows: str, scope: str) -> str:
    drawn: dict[str, str] = {}
    for line in filter(None, (line.split() for line in flows.split(";"))):
        for source, target in pairwise(line):
            identity = f"{scope}_{source}_{target}"
            identity += f"_{len(drawn)}" if identity in drawn else ""
            drawn[identity] = flow(identity, source, target)
    return "".join(drawn.values())


def flow(identity: str, source: str, target: str, condition: str | None = None) -> str:
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{identity}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def node(kind: str, identity: str, inner: str = "", extension: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    extended = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    return f'<bpmn:{kind} id="{identity}" name="{identity}"{written}>{extended}{inner}</bpmn:{kind}>'


def z(kind: str, inner: str = "", **attributes: str) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<zeebe:{kind}{written}>{inner}</zeebe:{kind}>"


def io(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    drawn = [z("input", source=source, target=target) for target, source in (inputs or {}).items()]
    drawn += [z("output", source=source, target=target) for target, source in (outputs or {}).items()]
    return z("ioMapping", "".join(drawn))


def start(identity: str = "s", inner: str = "", **attributes: str) -> str:
    return node("startEvent", identity, inner, **attributes)


def end(identity: str = "e", inner: str = "", **attributes: str) -> str:
    return node("endEvent", identity, inner, **attributes)


def user(identity: str, inner: str = "", extension: str = "", **attributes: str) -> str:
    form = z("userTask") + z("formDefinition", formId="form-a")
    return node("userTask", identity, inner, form + extension, **attributes)


def script(identity: str, expression: str, result: str = "", inner: str = "", extension: str = "") -> str:
    written = z("script", expression=expression, resultVariable=result)
    return node("scriptTask", identity, inner, written + extension)


def job(identity: str, kind: str = "notify", inner: str = "", extension: str = "", tag: str = "serviceTask") -> str:
    return node(tag, identity, inner, z("taskDefinition", type=kind) + extension)


def timer(text: str, measure: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{measure}>{escape(text)}</bpmn:{measure}></bpmn:timerEventDefinition>"


def event(kind: str, reference: str = "") -> str:
    attribute = f' {kind}Ref="{reference}"' if reference else ""
    return f"<bpmn:{kind}EventDefinition{attribute}/>"


def message(identity: str, name: str, key: str = "") -> str:
    return node("message", identity, extension=z("subscription", correlationKey=key) if key else "").replace(
        f'name="{identity}"', f'name="{name}"'
    )


def error(identity: str, code: str, kind: str = "error") -> str:
    return f'<bpmn:{kind} id="{identity}" {kind}Code="{code}"/>'


def signal(identity: str, name: str) -> str:
    return f'<bpmn:signal id="{identity}" name="{name}"/>'


def conditional(expression: str) -> str:
    inner = f"<bpmn:condition>{escape(expression)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def compensate(activity: str = "", wait: bool = True) -> str:
    attribute = f' activityRef="{activity}"' if activity else ""
    return f'<bpmn:compensateEventDefinition{attribute} waitForCompletion="{str(wait).lower()}"/>'


def undone_by(host: str, handler: str, kind: str = "scriptTask", extension: str = "") -> str:
    """A compensation boundary event on *host* and its handler, joined by an association."""
    body = node(kind, handler, extension=extension, isForCompensation="true")
    link = f'<bpmn:association id="a_{host}" sourceRef="undo_{host}" targetRef="{handler}"/>'
    return boundary(f"undo_{host}", host, compensate()) + body + link


def boundary(identity: str, host: str, inner: str, interrupting: bool = True, extension: str = "") -> str:
    cancels = str(interrupting).lower()
    return node("boundaryEvent", identity, inner, extension, attachedToRef=host, cancelActivity=cancels)


def subprocess(
    identity: str,
    *parts: str,
    flows: str = "",
    event: bool = False,
    inner: str = "",
    extension: str = "",
    tag: str = "subProcess",
) -> str:
    body = inner + "".join(parts) + chain(flows, identity)
    triggered = {"triggeredByEvent": "true"} if event else {}
    return node(tag, identity, body, extension, **triggered)


def rounds(condition: str = "", **attributes: str) -> str:
    """A standard loop."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    inner = f"<bpmn:loopCondition>{escape(condition)}</bpmn:loopCondition>" if condition else ""
    return f"<bpmn:standardLoopCharacteristics{written}>{inner}</bpmn:standardLoopCharacteristics>"


def loop(sequential: bool = False, condition: str = "", **settings: str) -> str:
    written = f"<bpmn:completionCondition>{escape(condition)}</bpmn:completionCondition>" if condition else ""
    extension = f"<bpmn:extensionElements>{z('loopCharacteristics', **settings)}</bpmn:extensionElements>"
    kind = "multiInstanceLoopCharacteristics"
    return f'<bpmn:{kind} isSequential="{str(sequential).lower()}">{extension}{written}</bpmn:{kind}>'
