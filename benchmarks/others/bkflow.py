"""Times bkflow-feel: ``bkflow.py EXPRESSION VARIABLES-AS-JSON ROUNDS`` prints the median microseconds."""

import json
import statistics
import sys
import time

from bkflow_feel.api import parse_expression


def main(source: str, variables: str, rounds: str) -> None:
    context = json.loads(variables)
    found = []
    for _ in range(int(rounds) + 20):
        start = time.perf_counter()
        value = parse_expression(source, context)
        found.append((time.perf_counter() - start) * 1e6)
        if value is not True:
            raise SystemExit(f"bkflow-feel answers {value}")
    print(statistics.median(found[20:]))


if __name__ == "__main__":
    main(*sys.argv[1:])
