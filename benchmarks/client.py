"""A small keep-alive client on a raw socket: it costs little, so that what is measured is the server."""

import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles


class Client:
    """One connection to a server on this machine."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        self._rest = b""

    def post(self, path: str, body: bytes, key: str) -> tuple[int, bytes]:
        """Sends one request and reads its whole answer: status and body."""
        head = f"POST {path} HTTP/1.1\r\n{self._head}Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def close(self) -> None:
        self._socket.close()

    def _answer(self) -> tuple[int, bytes]:
        received = self._rest
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._more()
        self._rest = body[length:]
        return int(head[9:12]), body[:length]

    def _more(self) -> bytes:
        part = self._socket.recv(65_536)
        if not part:
            raise ConnectionError("the server closed the connection")
        return part


@dataclass(frozen=True)
class Request:
    """What is sent once."""

    path: str
    body: bytes
    key: str


@dataclass(frozen=True)
class Measured:
    """Times in seconds, one a request, and how long all took together."""

    times: tuple[float, ...]
    elapsed: float

    @property
    def p50(self) -> float:
        """The median in milliseconds."""
        return median(self.times) * 1000

    @property
    def p95(self) -> float:
        """The 95th percentile in milliseconds."""
        return quantiles(self.times, n=20)[-1] * 1000

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.elapsed

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(self.times + other.times, self.elapsed + other.elapsed)


def one_by_one(client: Client, requests: Sequence[Request]) -> Measured:
    """Sends them in turn."""
    begun = time.perf_counter()
    times = tuple(_timed(lambda sent=sent: _send(client, sent)) for sent in requests)
    return Measured(times, time.perf_counter() - begun)


def together(clients: Sequence[Client], requests: Sequence[Request]) -> Measured:
    """Shares them out among the clients, which send at the same time."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        parts = [requests[place :: len(clients)] for place in range(len(clients))]
        done = list(pool.map(one_by_one, clients, parts))
    return Measured(tuple(spent for part in done for spent in part.times), time.perf_counter() - begun)


def _send(client: Client, sent: Request) -> None:
    status, body = client.post(sent.path, sent.body, sent.key)
    if status != 200:
        raise RuntimeError(f"{sent.path} answered {status}: {body.decode()}")


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
