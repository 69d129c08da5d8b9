"""Small diagrams drawn as a line of elements, for what comes from outside a case."""

from collections.abc import Mapping

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions '
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'id="Definitions_{process}" targetNamespace="http://escalade.test">'
)
PLAIN = ("startEvent", "")
WORK = ("userTask", "<bpmn:extensionElements><zeebe:userTask/></bpmn:extensionElements>")
END = ("endEvent", "")
Drawn = tuple[str, str]


def event(tag: str, kind: str, reference: str = "", inner: str = "") -> Drawn:
    """An event with one definition: ``event("startEvent", "message", "order")``."""
    refers = f' {kind}Ref="{kind}_{reference}"' if reference else ""
    return tag, f"<bpmn:{kind}EventDefinition{refers}>{inner}</bpmn:{kind}EventDefinition>"


def catch(kind: str, reference: str) -> Drawn:
    return event("intermediateCatchEvent", kind, reference)


def throw(kind: str, reference: str, **inputs: str) -> Drawn:
    """Throws with local variables, which it brings: ``throw("message", "order", number="=7")``."""
    tag, inner = event("intermediateThrowEvent", kind, reference)
    mapped = "".join(f'<zeebe:input source="{source}" target="{name}"/>' for name, source in inputs.items())
    return tag, f"<bpmn:extensionElements><zeebe:ioMapping>{mapped}</zeebe:ioMapping></bpmn:extensionElements>{inner}"


def timer_start(measure: str, text: str) -> Drawn:
    return event("startEvent", "timer", inner=f"<bpmn:{measure}>{text}</bpmn:{measure}>")


def line(process: str, *elements: Drawn, keys: Mapping[str, str] | None = None, **properties: str) -> dict[str, bytes]:
    """The file of a process; *keys* are the correlation keys of its messages, as FEEL."""
    drawn = [_element(process, place, tag, inner, len(elements)) for place, (tag, inner) in enumerate(elements)]
    flows = [
        f'<bpmn:sequenceFlow id="{process}_f{n}" sourceRef="{process}_{n - 1}" targetRef="{process}_{n}"/>'
        for n in range(1, len(elements))
    ]
    told = "".join(f'<zeebe:property name="{name}" value="{value}"/>' for name, value in properties.items())
    text = (
        f"{HEAD.format(process=process)}{_declared(elements, keys or {})}"
        f'<bpmn:process id="{process}" name="{process}" isExecutable="true">'
        f"<bpmn:extensionElements><zeebe:properties>{told}</zeebe:properties></bpmn:extensionElements>"
        f"{''.join(drawn)}{''.join(flows)}</bpmn:process></bpmn:definitions>"
    )
    return {f"workflows/{process}/{process}.bpmn": text.encode()}


def _element(process: str, place: int, tag: str, inner: str, count: int) -> str:
    before, mark, after = inner.rpartition("</bpmn:extensionElements>")
    incoming = f"<bpmn:incoming>{process}_f{place}</bpmn:incoming>" if place else ""
    outgoing = f"<bpmn:outgoing>{process}_f{place + 1}</bpmn:outgoing>" if place + 1 < count else ""
    name = f'id="{process}_{place}" name="{process} {place}"'
    return f"<bpmn:{tag} {name}>{before}{mark}{incoming}{outgoing}{after}</bpmn:{tag}>"


def _declared(elements: tuple[Drawn, ...], keys: Mapping[str, str]) -> str:
    """The messages and signals that the elements refer to."""
    found = dict.fromkeys(
        (kind, inner.partition(f'{kind}Ref="{kind}_')[2].partition('"')[0])
        for _tag, inner in elements
        for kind in ("message", "signal")
        if f"{kind}Ref=" in inner
    )
    return "".join(_declaration(kind, name, keys.get(name)) for kind, name in found)


def _declaration(kind: str, name: str, key: str | None) -> str:
    subscription = f'<zeebe:subscription correlationKey="{key}"/>' if key else ""
    inner = f"<bpmn:extensionElements>{subscription}</bpmn:extensionElements>" if key else ""
    return f'<bpmn:{kind} id="{kind}_{name}" name="{name}">{inner}</bpmn:{kind}>'
