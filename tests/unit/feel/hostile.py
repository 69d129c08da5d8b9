"""Expressions, unary tests and data made to use too much: what the budget has to hold, and what is measured.

``python -m benchmarks.feel_hostile`` measures their time and memory.
"""

from tests.unit.feel.attacking import Attack, Variables, again, grown
from tests.unit.feel.hostile_patterns import LONG, PATTERNS


def _nested(levels: int) -> object:
    value: object = 1
    for at in range(levels):
        value = {"a": value} if at % 2 else [value]
    return value


def _shared(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = [value, value]
    return value


TWINS = "[partial[-1], partial[-1]]"
PAIRS = "{a: partial[-1], b: partial[-1]}"
MANY: list[object] = list(range(19_000))
TEXTS: list[object] = [f"text {number}" for number in range(19_000)]
WIDE: Variables = {f"key{number}": number for number in range(19_000)}
NESTED: list[object] = [[number] for number in range(9_000)]
ZONED: list[object] = [f"2026-11-23T08:00:{number % 60:02d}@Europe/Paris" for number in range(3_000)]
SYNTAX = {
    "brackets": "(" * 5000 + "1" + ")" * 5000,
    "lists": "[" * 5000,
    "contexts": "{a:" * 3000,
    "minus": "-" * 5000 + "1",
    "conditions": "if true then " * 1500 + "1",
    "otherwise": "if false then 1 else " * 900 + "1",
    "not": "not(" * 3000 + "true" + ")" * 3000,
    "sum": "1" + "+1" * 9000,
    "either": "false" + " or false" * 2000,
    "both": "true" + " and true" * 2000,
    "powers": "9" + "**9" * 4000,
    "paths": "a" + ".b" * 9000,
    "filters": "a" + "[1]" * 5000,
    "calls": "f" + "()" * 5000,
    "comparisons": "1" + "=1" * 9000,
    "types": "1 instance of " + "list<" * 3000,
    "long chains in brackets": "(" * 55 + "a" + (".b" * 55 + ")") * 55,
    "chains of calls in brackets": "(" * 55 + "f" + ("()" * 55 + ")") * 55,
    "too long": "1 " * 20_000,
    "digits": "9" * 1500,
    "open comment": "/*" * 9900,
    "half comments": "/ *" * 6000 + "/*",
    "open text": '"' * 4999,
    "open escapes": '"' + '\\"' * 9000,
    "null character": "\x00",
    "spaces of all kinds": "\u200b\ufeff\u3000 " * 4900 + "1",
    "letters with marks": "e" + "\u0301" * 19_000,
    "a name of many words": "{" + "a " * 9000 + ": 1}",
    "a name of many signs": "{a" + "+a" * 9000 + ": 1}",
    "names alike": "{" + ", ".join(f"a {number}: 1" for number in range(1900)) + "}",
    "names alike, read": "{" + ", ".join(f"a {number}: 1" for number in range(900)) + ", r: [" + "a x," * 1500 + "1]}",
    "ever longer names": "{"
    + ", ".join("a " + "b " * number + ": 1" for number in range(120))
    + ", r: "
    + "a b " * 1200
    + "}",
    "many names": "{" + ", ".join(f"k{number}: {number}" for number in range(1600)) + "}",
    "one name": "{" + "a:1," * 4900 + "}",
    "named arguments": "f(" + ", ".join(f"n{number}: 1" for number in range(1900)) + ")",
    "named arguments of a function": "(function("
    + ", ".join(f"a{at}" for at in range(900))
    + ") 1)("
    + ", ".join(f"a{at}: 1" for at in range(900))
    + ")",
    "many arguments": "max(" + "1," * 9000 + "1)",
    "argument or name": "f(" + "a-" * 9500 + "a)",
    "many iterators": "for " + ", ".join(f"i{number} in [1]" for number in range(1500)) + " return 1",
    "loops in loops": "for x in [1] return (" * 50 + "1" + "+1" * 8000 + ")" * 50,
    "filters in filters": "[1][" * 50 + "1" + "+1" * 8000 + "]" * 50,
    "tests in tests": "1 in (" * 55 + "?" + "+1" * 8000 + ")" * 55,
    "functions in functions": "function(x) (" * 50 + "1" + "+1" * 8000 + ")" * 50,
    "ranges in ranges": "[" * 3000 + "1..2" + "]" * 3000,
    "many ranges": "[" + "[1..2]," * 2800 + "1]",
    "many texts": "[" + '"a",' * 4900 + "1]",
    "many tests": "1 in (" + "2," * 9000 + "3)",
}
LOOPS = {
    "long range": "count(for i in 1..1000000000 return i)",
    "nested loops": "for a in 1..1000, b in 1..1000, c in 1..1000 return a",
    "loops returning loops": "for a in 1..1000 return for b in 1..1000 return [a, b]",
    "some": "some x in 1..100000000 satisfies x < 0",
    "some in some": "some x in 1..9999 satisfies every y in 1..9999 satisfies x + y > 0",
    "endless range": "for i in 1..10 ** 40 return null",
    "range of large numbers": "for i in 10 ** 33..10 ** 40 return i",
    "all days": 'count(for d in @"0001-01-01"..@"9999-12-31" return d)',
    "partial of partials": "for i in 1..20000 return partial",
    "endless recursion": "{f: function(n) f(n + 1), r: f(1)}.r",
    "deep recursion": "{f: function(n) if n = 0 then 0 else 1 + f(n - 1), r: f(1000000)}.r",
    "wide recursion": "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r",
    "recursion through sort": "{f: function(n) sort([1, 2, 3], function(a, b) f(n + 1)), r: f(1)}.r",
    "recursion through a filter": "{f: function(n) [1, 2][f(n + 1)], r: f(1)}.r",
    "self application": "(function(x) x(x))(function(x) x(x))",
    "closures over closures": "count("
    + grown(200, "function() 1", "{g: partial[-1], f: function() g() + g()}.f")
    + "())",
    "many functions": "for i in 1..20000 return function(a, b, c) i",
    "functions over lists": "for i in 1..2000 return {l: for j in 1..40 return j, f: function() l}.f",
    "a heavy function": "{f: function(x) 1" + "+1" * 8000 + ", r: for i in 1..100000 return f(i)}.r",
    "many contexts": "for i in 1..20000 return {a: {b: {c: {d: i}}}}",
    "many ranges made": "for i in 1..20000 return [i..i]",
    "many texts made": "for i in 1..20000 return string(i)",
    "many dates made": 'for i in 1..20000 return @"2026-11-23T10:00:00Z" + @"P1D"',
    "loop over itself": again(9999, "for j in partial return j"),
}
VALUES = {
    "doubling text": 'for i in 1..99 return if i = 1 then "xxxxxxxxxxxxxxxx" else partial[-1] + partial[-1]',
    "doubling wide text": grown(40, '"\\U01F40E"', "partial[-1] + partial[-1]"),
    "doubling list": "for i in 1..99 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    "doubling by join": grown(40, '"xxxx"', "string join(" + TWINS + ")"),
    "deep value": "string(for i in 1..400 return [partial[-1]])",
    "deep comparison": "{a: for i in 1..300 return [partial[-1]], r: a = a}.r",
    "deep flatten": "flatten(for i in 1..300 return [partial[-1]])",
    "deep path": grown(900, "[1]", "[partial[-1]]") + ".a",
    "shared value": grown(60, "[1]", TWINS),
    "shared contexts": grown(60, "1", PAIRS),
    "shared equality": "{f: function() " + grown(60, "[1]", TWINS) + ", r: f() = f()}.r",
    "shared equality of contexts": "{f: function() " + grown(60, "1", PAIRS) + ", r: f() = f()}.r",
    "shared text": "string(" + grown(60, "[1]", TWINS) + ")",
    "shared JSON": "to json(" + grown(60, "[1]", TWINS) + ")",
    "shared flatten": "flatten(" + grown(60, "[1]", TWINS) + ")",
    "shared path": grown(60, "{a: 1}", TWINS) + ".a",
    "shared type": grown(50, "[1]", TWINS) + " instance of " + "list<" * 50 + "string" + ">" * 50,
    "shared in": "{f: function() " + grown(60, "[1]", TWINS) + ", r: f() in f()}.r",
    "shared distinct": "{f: function() " + grown(60, "[1]", TWINS) + ", r: distinct values([f(), f()])}.r",
    "shared range": "string((= " + grown(60, "[1]", TWINS) + "))",
    "range of a list": "(= " + grown(60, "[1]", TWINS) + ")",
    "long texts in a list": "string(for i in 1..10000 return long)",
    "long texts as JSON": "to json(for i in 1..10000 return long)",
    "long numbers in a list": "string(for i in 1..9000 return 10 ** 6000)",
    "long numbers as JSON": "to json(for i in 1..9000 return 10 ** 900)",
    "long number": "string(10 ** 6000)",
    "long fraction": "string(10 ** -6000)",
    "long keys": "{k: substring(long, 1, 20000), r: for i in 1..5000 return context put({}, k + string(i), 1)}.r",
}
BUILTINS = {
    "in a long list": again(10_000, "i in many"),
    "contains a list": again(10_000, "list contains(many, -i)"),
    "contains a text": again(10_000, 'contains(long, "xxxxxxxxxxxxxxxxy")'),
    "before in a text": again(10_000, 'substring before(long, "y")'),
    "ends with": again(10_000, "ends with(long, long2)"),
    "equal texts": again(10_000, "long = long2"),
    "order of texts": again(10_000, "long < long2"),
    "largest of texts": again(10_000, "max(long, long2, long)"),
    "ranges of texts": again(10_000, "before([long..long2], [long2..long])"),
    "all": again(10_000, "all(many)"),
    "any of nothing": "{l: for i in 1..15000 return false, r: " + again(5000, "any(l)") + "}.r",
    "joining nothing": "{l: for i in 1..15000 return null, r: " + again(5000, "string join(l)") + "}.r",
    "distinct numbers": "distinct values(many)",
    "distinct lists": "distinct values(nested)",
    "union of lists": "union(nested, nested, nested)",
    "duplicate lists": "duplicate values(concatenate(nested, nested))",
    "index of a list": "index of(nested, [8999])",
    "index of, again": again(5_000, "index of(nested, [i])"),
    "sort": "sort(for i in 1..20000 return -i, function(a, b) a < b)",
    "sort without order": "sort(many, function(a, b) true)",
    "sort at random": "sort(many, function(a, b) modulo(a * 7919 + b, 13) > 6)",
    "sort of texts": "sort(for i in 1..15000 return long)",
    "sort by a built-in": "sort(many, is)",
    "sort of moments": "sort(for m in zoned return date and time(m), function(a, b) a < b)",
    "replace by function": again(5_000, "list replace(many, is, 1)"),
    "replace in a list": again(5_000, "list replace(many, 1, 2)"),
    "insert": again(5_000, "insert before(many, 1, 2)"),
    "reverse": "for i in 1..5000 return reverse(many)",
    "sublist": "for i in 1..5000 return sublist(many, 1)",
    "partition": "for i in 1..5000 return partition(many, 1)",
    "flatten": again(5_000, "flatten(nested)"),
    "concatenate": "concatenate(" + "many, " * 2000 + "many)",
    "entries": "for i in 1..5000 return get entries(wide)",
    "context of entries": "for i in 1..5000 return context(get entries(wide))",
    "merge": "for i in 1..5000 return context merge([wide, wide])",
    "merge of many": "context merge(for i in 1..15000 return wide)",
    "merge of small ones": again(5_000, "context merge(concatenate(nested, nested))"),
    "put": "for i in 1..5000 return context put(wide, string(i), i)",
    "put deep": grown(90, "{}", 'context put(partial[-1], for k in 1..i return "a", 1)'),
    "statistics": again(5_000, "stddev(many)"),
    "mode": again(5_000, "mode(many)"),
    "product": "product(for i in 1..15000 return 10 ** 5)",
    "capitals": "for i in 1..5000 return upper case(long)",
    "capitals that grow": 'upper case(string join(for i in 1..9999 return "' + "\\u0390" * 8 + '"))',
    "get value of a long path": 'get value(wide, for i in 1..15000 return "a")',
    "deep JSON": 'from json("' + "[" * 5000 + '")',
    "deep JSON that is closed": 'from json("' + "[" * 900 + "]" * 900 + '")',
    "wide JSON": 'from json("[" + substring(string join(for i in 1..9000 return "[],[],[],[],"), 1, 100000) + "1]")',
    "JSON of contexts": 'from json("[" + string join(for i in 1..9000 return "{\\"a\\":{}},") + "1]")',
    "JSON of an open text": 'from json("\\"" + string join(for i in 1..9000 return "\\\\\\"\\\\\\"\\\\\\"\\\\\\""))',
    "JSON of a large exponent": 'from json("[1e999999999, -1e6000, 1E-999999999]")',
    "JSON of digits": 'from json(string join(for i in 1..9999 return "9999999999999999"))',
    "JSON again and again": "{t: to json(many), r: for i in 1..1000 return from json(t)}.r",
    "digits as a number": 'number(string join(for i in 1..9999 return "9"))',
    "exponent of many digits": 'number("1e' + "9" * 900 + '")',
    "separators": again(9_999, 'number(long, " ", ".")'),
    "range of a text": again(9_999, "range(long)"),
    "range of brackets": 'range("[' + "(" * 3000 + '..1]")',
    "range of dots": 'range("[' + "." * 9000 + ']")',
    "range again": again(9_999, 'range("[" + string(i) + ".." + string(i) + "]")'),
}
MOMENTS = {
    "huge duration": '@"P99999999999D" * 10 ** 30',
    "huge parts": 'duration("P999999999999999DT999999999999999H999999999999999M999999999999999.999999999S")',
    "too many digits": 'duration("P' + "9" * 9000 + 'D")',
    "long fraction of a second": 'time("10:00:00.' + "9" * 9000 + '")',
    "odd years": '[date("-999999999-12-31"), date("999999999-12-31"), date("1000000000-01-01"), date("00000-01-01")]',
    "odd zones": 'for i in 1..20000 return time("10:00:00@Europe/" + string(i))',
    "a zone again": 'for i in 1..20000 return date and time("2026-11-23T10:00:00@Europe/Paris").time offset',
    "zones of a list": again(9_999, "max(for m in zoned return date and time(m))"),
    "zone of a file": 'time("10:00:00@../../etc/passwd")',
    "zone of a folder": '[time("10:00:00@Europe"), date and time(@"2026-11-23T10:00:00Z", "..")]',
    "beyond the calendar": '@"999999999-12-31T23:59:59@Europe/Paris" + @"P9999999999D"',
    "months without end": '@"2026-01-31" + @"P999999999999999Y"',
    "dates of large numbers": "date(10 ** 6000, 10 ** 6000, 10 ** 6000)",
    "time of large numbers": "time(10 ** 6000, 10 ** -6000, 10 ** 6000)",
}
NUMBERS = {
    "huge power": "9 ** 9 ** 9 ** 9",
    "power of a fraction": "1.0000000001 ** 10 ** 30",
    "powers": again(20_000, "1.23456789 ** 987.654321"),
    "powers of powers": again(20_000, "(1 + i / 7) ** 0.123456789"),
    "huge exponent": "exp(1000000)",
    "exponentials": again(20_000, "exp(i / 7919)"),
    "logarithms": again(20_000, "log(i + 1 / 3)"),
    "roots": again(20_000, "sqrt(i + 1 / 3)"),
    "huge scale": "decimal(1, 10 ** 6000)",
    "scales": "[decimal(1/3, 6176), decimal(10 ** 6000, -6111), round up(10 ** -6000, 6176), floor(1, 10 ** 6000)]",
    "huge index": "[1][10 ** 40]",
    "huge modulo": "modulo(10 ** 6000, 3)",
    "modulo of a fraction": again(20_000, "modulo(10 ** 33, 0.7)"),
    "odd": "odd(10 ** 6000 + 1)",
    "huge positions": 'substring("abc", 10 ** 6000, 10 ** 6000)',
}
DATA = {
    "deep data": Attack("data", {"data": _nested(5000)}),
    "data just too deep": Attack("data", {"data": _nested(150)}),
    "shared data": Attack("data", {"data": _shared(60)}),
    "wide data": Attack("data", {"data": list(range(1_000_000))}),
    "wide context": Attack("data", {"data": {f"k{number}": 1 for number in range(300_000)}}),
    "data read again": Attack(again(10_000, "count(data)"), {"data": MANY}),
    "data on a path, again": Attack(again(10_000, "count(data.a)"), {"data": {"a": MANY}}),
    "data of numbers": Attack("data", {"data": [10**6000] * 19_000}),
    "data of too large numbers": Attack("data", {"data": 10**100_000}),
    "data of long texts": Attack("string(data)", {"data": [LONG] * 19_000}),
}
TESTS = {
    "thousands of tests": Attack(", ".join(f"[{number}..{number}]" for number in range(1500)), tested=-1, is_test=True),
    "thousands of texts": Attack(", ".join(f'"{number}"' for number in range(2000)), tested="a", is_test=True),
    "tests of a deep value": Attack("? = ?, [?], not(?)", tested=_nested(90), is_test=True),
    "tests of a shared value": Attack("string(?) = string(?)", tested=_shared(60), is_test=True),
    "tests in brackets": Attack("not(" * 3000 + "1" + ")" * 3000, tested=1, is_test=True),
    "tests in long lists": Attack("some x in ? satisfies x in ?", tested=MANY, is_test=True),
}
_KNOWN: Variables = {
    "many": MANY,
    "texts": TEXTS,
    "wide": WIDE,
    "nested": NESTED,
    "zoned": ZONED,
    "long": LONG,
    "long2": "x" * 189_999 + "y",
}
HOSTILE: dict[str, Attack] = {
    **{
        name: Attack(source, _KNOWN)
        for group in (SYNTAX, LOOPS, VALUES, BUILTINS, MOMENTS, NUMBERS)
        for name, source in group.items()
    },
    **PATTERNS,
    **DATA,
    **TESTS,
}
