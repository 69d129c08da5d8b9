"""Context functions (DMN 1.5 §10.3.4.10)."""

from app.feel.budget import Run
from app.feel.builtins.registry import builtin

Context = dict[str, object]


@builtin("get value", "m: context, key: string")
def get_value(run: Run, m: Context, key: str) -> object:
    """The entry of a name."""
    return m[key] if key in m else run.null("the context has no entry {name}", name=key[:40])


@builtin("get value", "context: context, keys: list", extension=True)
def get_value_of_path(run: Run, context: Context, keys: list[object]) -> object:
    """The entry at the end of a path of names."""
    run.spend(len(keys) >> 2)
    value: object = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str) or key not in value:
            return run.null("the context has no such entry")
        value = value[key]
    return value if keys else run.null("there are no keys")


@builtin("get entries", "m: context")
def get_entries(run: Run, m: Context) -> object:
    """The entries as a list of contexts with ``key`` and ``value``."""
    run.spend(3 * len(m))
    return run.items([{"key": key, "value": value} for key, value in m.items()])


@builtin("context", "entries: list")
def context(run: Run, entries: list[object]) -> object:
    """The context of a list of entries with ``key`` and ``value``."""
    run.check_entries(len(entries))
    result: Context = {}
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("key"), str) or "value" not in entry:
            return run.null("an entry has a key, which is a text, and a value")
        if entry["key"] in result:
            return run.null("two entries have one key")
        result[str(entry["key"])] = entry["value"]
    return result


@builtin("put", "context: context, key: string, value: any", extension=True)
@builtin("context put", "context: context, key: string, value: any")
def context_put(run: Run, context: Context, key: str, value: object) -> object:
    """The context with one entry more or changed."""
    run.check_entries(len(context) + 1)
    return {**context, key: value}


@builtin("put", "context: context, keys: list, value: any", extension=True)
@builtin("context put", "context: context, keys: list, value: any")
def context_put_at_path(run: Run, context: Context, keys: list[object], value: object) -> object:
    """The context with the entry at the end of a path of names changed."""
    run.spend(len(keys))
    if not keys or not all(isinstance(key, str) for key in keys):
        return run.null("keys are texts")
    return _put(run, context, [str(key) for key in keys], value)


def _put(run: Run, context: Context, keys: list[str], value: object) -> object:
    run.check_entries(len(context) + 1)
    if len(keys) > run.budget.nesting:
        return run.null("there are too many keys")
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0], {})
    changed = _put(run, inner, keys[1:], value) if isinstance(inner, dict) else None
    return run.null("the path leads through no context") if changed is None else {**context, keys[0]: changed}


@builtin("put all", "contexts: list", "...", extension=True)
@builtin("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[object]) -> object:
    """All entries of several contexts; of entries with one name the last."""
    result: Context = {}
    for one in contexts:
        if not isinstance(one, dict):
            return run.null("context merge takes contexts")
        run.check_entries(len(one))
        result.update(one)
        run.check_entries(len(result))
    return result
