"""What data is made of: item definitions and the structures that they name (BPMN 2.0.2 §8.4.10)."""

from app.engine.standard.parts import File, Part

_POINTERS = {
    "dataObjectReference": ("dataObjectRef", "dataObject"),
    "dataStoreReference": ("dataStoreRef", "dataStore"),
}


class Items:
    """Answers for one file of which item a piece of data is.

    An item is named by its structure where it has one: two item definitions of one structure are the same.
    """

    def __init__(self, file: File) -> None:
        self._file = file

    def of(self, part: Part | None) -> str:
        """The item of data; ``""`` when it says nothing."""
        if part is None:
            return ""
        reference = part.get("itemSubjectRef")
        if not reference and part.kind in _POINTERS:
            name, kind = _POINTERS[part.kind]
            return self.of(self._file.part(part.get(name), kind))
        return self.named(reference)

    def named(self, reference: str) -> str:
        """The item that a reference to an item definition means."""
        definition = self._file.part(reference, "itemDefinition")
        if definition is None:
            return reference
        return definition.get("structureRef") or f"#{definition.id}"

    def of_message(self, reference: str) -> str:
        """The item of a message."""
        return self.carried(reference, "message", "itemRef")

    def carried(self, reference: str, kind: str, name: str) -> str:
        """The item that a message, error, escalation or signal carries."""
        carrier = self._file.part(reference, kind)
        return self.named(carrier.get(name)) if carrier is not None else ""

    def is_collection(self, part: Part) -> bool | None:
        """Whether the item definition of data is a collection; None when there is no definition."""
        definition = self._file.part(part.get("itemSubjectRef"), "itemDefinition")
        return definition.is_true("isCollection") if definition is not None else None
