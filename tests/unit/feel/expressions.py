"""Random FEEL expressions over declared variables, right and wrong ones, and values for the variables."""

import re

from hypothesis import strategies as st

TYPES = {
    "n": "number",
    "s": "string",
    "b": "boolean",
    "d": "date",
    "m": "date and time",
    "t": "time",
    "span": "days and time duration",
    "months": "years and months duration",
    "numbers": "list<number>",
    "texts": "list<string>",
    "person": "context<name: string, age: number, tags: list<string>>",
    "people": "list<context<name: string, age: number>>",
    "any": "Any",
}
VALUES = {
    "n": "[0, 1, -2.5, 3]",
    "s": '["", "a", "2026-11-23"]',
    "b": "[true, false]",
    "d": '[@"2026-11-23", @"2024-02-29"]',
    "m": '[@"2026-11-23T10:00:00", @"2026-11-23T10:00:00@Europe/Paris"]',
    "t": '[@"10:00:00", @"10:00:00+01:00"]',
    "span": '[@"PT1H", @"-P2D"]',
    "months": '[@"P1Y", @"P3M"]',
    "numbers": "[[], [1], [1, 2, null]]",
    "texts": '[[], ["a"], ["a", "b"]]',
    "person": '[{name: "A", age: 3, tags: ["x"]}, {name: null, age: 1, tags: [], more: 1}]',
    "people": '[[], [{name: "A", age: 3}], [{name: "B", age: 4, item: "x", n: "own"}, {name: "A", age: 3}]]',
    "any": '[1, "a", true, [1], {name: 1, f: 2}, @"2026-11-23", @"PT1H", [1..3]]',
}
LITERALS = """
0 ; 1 ; -2 ; 1.5 ; "a" ; "" ; true ; false ; null ; [] ; [1] ; @"2026-11-23" ; @"PT1H" ; @"P1Y" ; @"x" ;
@"10:00:00" ; @"2026-11-23T10:00:00" ; [1..3] ; (< 5) ; ["a".."c"] ; {} ; {name: "x", age: 1} ; [1, "a"]
"""
UNARY = """
-({}) ; ({}).name ; ({}).age ; ({}).year ; ({}).hour ; ({}).days ; ({}).start ; [{}] ; {{a: {}}}.a ; ({})[1] ;
{{a: {}, a: 1}} ; not({}) ; count({}) ; sum({}) ; min({}) ; max({}) ; mean({}) ; mode({}) ; string({}) ;
abs({}) ; upper case({}) ; date({}) ; time({}) ; duration({}) ; flatten({}) ; reverse({}) ; is defined({}) ;
floor({}) ; distinct values({}) ; string join({}) ; concatenate({}) ; sort({}) ; get entries({}) ; even({}) ;
median({}) ; day of week({}) ; to json({}) ; union({}) ; append({}) ; all({}) ; any({}) ; number({}) ;
concatenate([{}]) ; for x in {} return x ; for x in {} return x + 1 ; for x in 1..2 return {} ;
(function(x) x)({}) ; ({})[0] ; (function(x: number) x + 1)({}) ; (function(x: list<number>) x)({}) ;
({}) instance of number ; [({})..3] ; for x in [1, 2] return count(partial) + ({}) ;
{{f: function(x) if x < 1 then 0 else f(x - 1), r: f({})}}.r ; (function(x: date and time) x)({}) ;
substring(string: {}, start position: 1) ; {{n: {}, r: n}}.r ; today() - {}
"""
BINARY = """
({}) + ({}) ; ({}) - ({}) ; ({}) * ({}) ; ({}) / ({}) ; ({}) ** ({}) ; ({}) = ({}) ; ({}) != ({}) ;
({}) < ({}) ; ({}) >= ({}) ; ({}) and ({}) ; ({}) or ({}) ; ({}) in ({}) ; ({}) in (({}), 1) ;
({}) in (< ({}), "a") ; ({})[{}] ; ({})[item = {}] ; ({})[age > {}] ; ({})[n = {}] ; if {} then {} else 1 ;
if b then {} else {} ; [{}, {}] ; {{a: {}, b: {}}} ; some x in {} satisfies {} ;
every x in {} satisfies x = {} ; ({}) in (= ({})) ; for x in {}..{} return x ; [({})..({})] ;
contains({}, {}) ; get or else({}, {}) ; append({}, {}) ; round up({}, {}) ; list contains({}, {}) ;
index of({}, {}) ; substring({}, {}) ; min({}, {}) ; before({}, {}) ; date and time({}, {}) ;
years and months duration({}, {}) ; insert before({}, 1, {}) ; ({}) between 1 and ({}) ;
({}) between ({}) and "a" ; concatenate({}, {}) ; context put({}, "a", {}) ; assert({}, {}) ; is({}, {}) ;
split({}, {}) ; remove({}, {}) ; sublist({}, {}) ; partition({}, {}) ; modulo({}, {}) ;
(function(x, y) x)({}, {}) ; ({}) = [{}] ; string join({}, {}) ; for x in {} return [x, {}] ;
({}) in ([({}), 2]) ; (> ({})).start = {} ; sum({}, {}) ; includes([1..3], {}) = {}
"""


def _templates(block: str) -> st.SearchStrategy[str]:
    return st.sampled_from([part.strip() for part in re.split(r" ;\s", block)])


_LEAVES = st.sampled_from(sorted(TYPES)) | _templates(LITERALS)


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(str.format, _templates(UNARY), parts) | st.builds(str.format, _templates(BINARY), parts, parts)


expressions = st.recursive(_LEAVES, _larger, max_leaves=8)
_TESTS = """
{} ; < ({}) ; >= ({}) ; = ({}) ; != ({}) ; [({})..3] ; not({}) ; not({}, 1) ; {}, "a" ; ? = ({}) ; ? > ({}) ; [{}]
"""
unary = st.builds(str.format, _templates(_TESTS), expressions)
