"""Names of built-in functions and their parameters that are more than one word: the parser has to know them."""

BUILTIN_NAMES = (
    "date and time", "years and months duration", "string length", "upper case", "lower case", "substring before",
    "substring after", "starts with", "ends with", "string join", "list contains", "insert before", "list replace",
    "index of", "distinct values", "round up", "round down", "round half up", "round half down", "overlaps before",
    "overlaps after", "met by", "started by", "finished by", "day of year", "day of week", "month of year",
    "week of year", "get value", "get entries", "context put", "context merge",
    "get or else", "is defined", "is blank", "is empty", "to json", "from json", "duplicate values",
    "last day of month", "put all", "to base64", "random number",
)  # fmt: skip
