#!/usr/bin/env python3
"""HTTP as nobody honest speaks it, at a real gateway with real nodes. Usage: hostile_http_test.py BUILD [NAME]

Each shape is refused with its status, memory stays flat, and an honest page is served meanwhile.
"""
import itertools
import pathlib
import resource
import signal
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from http_world import FILES, HttpWorld, Raw, Stream, ask, request, until  # noqa: E402

STREAMS, CRAWLERS = 5000, 600
GUESTS, IDLE_BYTES = 512, 4096  # of a node by one gateway; of a connection on which nothing goes (relay/README.md)
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


CROWDED = b"\4"
ADDRESSES = itertools.cycle(f"127.0.9.{number}" for number in range(1, 250))


def honest(world):
    """Each time somebody else: one address may begin five sessions a second. Who finds no room comes again, as pages do."""
    equal(ask(world.http_port, "GET /app.js", world.host, source=next(ADDRESSES))[2], FILES["app.js"].encode(),
          "an honest page is served")

    def answered():
        stream = Stream(world.http_port, world.host, source=next(ADDRESSES))
        record = stream.record() if stream.status == 200 else None
        stream.close()
        check(stream.status in (200, 429, 503), f"an honest session: {stream.status} {stream.refusal}")
        check(record in (None, (15, CROWDED)) or record[0] == 12, f"the first record: {record}")
        return record and record[0] == 12
    until("the node answers an honest session", answered, 30)


def refused(world, shapes):
    """name -> (bytes, status): refused, closed, and nothing after it in the same connection is answered."""
    for name, (data, status) in shapes.items():
        with Raw(world.http_port) as raw:
            found, headers, body = raw.send(data).answer()
            equal(found, status, name)
            if status >= 400:
                equal(headers["content-type"], "text/plain;charset=utf-8", name)
                check(body.count(b"\n") == 1 and body.endswith(b"\n"), f"{name}: one line, {body}")
                equal(headers.get("connection"), "close", f"{name}: the connection is over")
                raw.socket.shutdown(socket.SHUT_WR)
                check(raw.ended(), f"{name}: nothing more is answered")
    honest(world)


def smuggling(world):
    host = f"Host: {world.host}\r\n".encode()
    post = b"POST /v1/sessions HTTP/1.1\r\n" + host
    refused(world, {
        "CL and TE": (post + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, 400),
        "TE and CL": (post + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + SMUGGLED, 400),
        "TE alone": (post + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED, 411),
        "TE identity": (post + b"Transfer-Encoding: identity\r\n\r\n" + SMUGGLED, 411),
        "TE disguised": (post + b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc" + SMUGGLED, 400),
        "TE with a blank before the colon": (post + b"Transfer-Encoding : chunked\r\nContent-Length: 1\r\n\r\na", 400),
        "two CL": (post + b"Content-Length: 3\r\nContent-Length: 33\r\n\r\nabc" + SMUGGLED, 400),
        "two equal CL": (post + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc" + SMUGGLED, 400),
        "a list of CL": (post + b"Content-Length: 3, 3\r\n\r\nabc", 400),
        "CL with a sign": (post + b"Content-Length: +33\r\n\r\n" + b"a" * 33, 400),
        "CL negative": (post + b"Content-Length: -1\r\n\r\n", 400),
        "CL in hexadecimal": (post + b"Content-Length: 0x21\r\n\r\n" + b"a" * 33, 400),
        "CL with a zero before": (post + b"Content-Length: 033\r\n\r\n" + b"a" * 33, 400),
        "CL beyond numbers": (post + b"Content-Length: 99999999999999999999999999\r\n\r\n", 413),
        "folded": (b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n b\r\n\r\n", 400),
        "folded CL": (post + b"Content-Length: 3\r\n 3\r\n\r\nabc" + SMUGGLED, 400),
        "bare LF": (b"GET / HTTP/1.1\nHost: " + world.host.encode() + b"\n\n", 400),
        "bare LF between headers": (b"GET / HTTP/1.1\r\n" + host[:-2] + b"\nX: a\r\n\r\n", 400),
        "bare CR": (b"GET / HTTP/1.1\r\n" + host + b"X: a\rY: b\r\n\r\n", 400),
        "a line of nothing first": (b"\r\nGET / HTTP/1.1\r\n" + host + b"\r\n", 400),
        "two hosts": (b"GET / HTTP/1.1\r\n" + host + host + b"\r\n", 400),
        "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
        "a body with GET": (b"GET / HTTP/1.1\r\n" + host + b"Content-Length: 5\r\n\r\nabcde", 400),
        "a body with DELETE": (b"DELETE /v1/sessions/" + b"0" * 32 + b" HTTP/1.1\r\n" + host + b"Content-Length: 1\r\n\r\na", 400),
        "no length": (post + b"\r\n", 411),
        "expect": (post + b"Content-Length: 33\r\nExpect: 100-continue\r\n\r\n", 417),
    })


def strange_heads(world):
    host = f"Host: {world.host}\r\n".encode()
    refused(world, {
        "a huge header": (b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 9000 + b"\r\n\r\n", 431),
        "a head without end": (b"GET / HTTP/1.1\r\n" + host + b"X: a\r\n" * 2000, 431),
        "many headers": (b"GET / HTTP/1.1\r\n" + host + b"".join(b"X%d: a\r\n" % i for i in range(70)) + b"\r\n", 431),
        "a long path": (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n" + host + b"\r\n", 414),
        "bad UTF-8 in the path": (b"GET /\xff\xfe HTTP/1.1\r\n" + host + b"\r\n", 400),
        "good UTF-8 in the path": ("GET /é HTTP/1.1\r\n".encode() + host + b"\r\n", 400),
        "bad UTF-8 in a header": (b"GET / HTTP/1.1\r\n" + host + b"X: \xc3\x28\r\n\r\n", 400),
        "bad UTF-8 as a name": (b"GET / HTTP/1.1\r\n" + host + b"\xc3\x28: a\r\n\r\n", 400),
        "NUL in a header": (b"GET / HTTP/1.1\r\n" + host + b"X: a\0b\r\n\r\n", 400),
        "no colon": (b"GET / HTTP/1.1\r\n" + host + b"X\r\n\r\n", 400),
        "HTTP/1.0": (b"GET / HTTP/1.0\r\n" + host + b"\r\n", 505),
        "HTTP/2 from the start": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        "HTTP/0.9": (b"GET /\r\n\r\n", 400),
        "two blanks": (b"GET  / HTTP/1.1\r\n" + host + b"\r\n", 400),
        "absolute form": (b"GET http://" + world.host.encode() + b"/ HTTP/1.1\r\n" + host + b"\r\n", 400),
        "asterisk form": (b"OPTIONS * HTTP/1.1\r\n" + host + b"\r\n", 400),
        "CONNECT": (b"CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + host + b"\r\n", 400),
        "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64, 400),
    })


def paths(world):
    shapes = {}
    for path in (b"/../etc/passwd", b"/assets/../../app.js", b"/./app.js", b"/%2e%2e/app.js", b"/%2e/app.js", b"/app%2ejs",
                 b"//app.js", b"/assets//style.css", b"/assets/..", b"/\\..\\app.js", b"/app.js\\", b"/app.js%00.html",
                 b"/app.js\0.html", b"/app.js#x", b"/;/app.js", b"app.js", b"/app.js?\xff", b"/~/app.js"):
        shapes[repr(path)] = (b"GET " + path + b" HTTP/1.1\r\nHost: " + world.host.encode() + b"\r\n\r\n", 400)
    refused(world, shapes)
    for path in ("/assets", "/assets/", "/app.js/", "/APP.JS", "/.git/config", "/v1", "/v1/", "/v2/sessions", "/release.key"):
        equal(ask(world.http_port, f"GET {path}", world.host)[0], 404, path)
    equal(ask(world.http_port, "GET /app.js?v=1", world.host)[0], 200, "a query changes nothing")


def methods(world):
    for method in ("PUT", "PATCH", "OPTIONS", "TRACE", "BREW", "get"):
        status, headers, _ = ask(world.http_port, f"{method} /", world.host)
        equal((status, headers.get("allow")), (405, "GET, HEAD"), method)
    for method in ("GET", "HEAD", "PUT", "OPTIONS"):
        status, headers, _ = ask(world.http_port, f"{method} /v1/sessions", world.host)
        equal((status, headers.get("allow")), (405, "POST"), method)
    equal(ask(world.http_port, f"GET /v1/sessions/{'0' * 32}", world.host)[0], 405, "GET of a session")
    status, headers, _ = ask(world.http_port, "OPTIONS /v1/sessions", world.host,
                             ["Origin: https://evil.example", "Access-Control-Request-Method: POST"])
    check(not any(name.startswith("access-control") for name in headers), "no other origin is let in")


def wrong_sessions(world):
    good = [f"Origin: {world.url}", "Tocsin-Lane: 3"]
    stream = Stream(world.http_port, world.host)
    path = f"/v1/sessions/{stream.token}"
    for name, line, headers, body, wanted in (
            ("an empty call", "/v1/sessions", good, b"", 400), ("a short call", "/v1/sessions", good, b"a" * 32, 400),
            ("a long call", "/v1/sessions", good, b"a" * 34, 413), ("no bytes", path, good, b"", 400),
            ("too many bytes", path, good, b"a" * 130_975, 413), ("no lane", path, good[:1], b"a", 400),
            ("lane 0", path, [good[0], "Tocsin-Lane: 0"], b"a", 400), ("lane 4", path, [good[0], "Tocsin-Lane: 4"], b"a", 400),
            ("lane 12", path, [good[0], "Tocsin-Lane: 12"], b"a", 400),
            ("two lanes", path, [*good, "Tocsin-Lane: 1"], b"a", 400),
            ("a query", path + "?a", good, b"a", 400), ("a short name", path[:-1], good, b"a", 400),
            ("a name in capitals", "/v1/sessions/" + "A" * 32, good, b"a", 400),
            ("a name guessed", "/v1/sessions/" + "0" * 32, good, b"a", 410)):
        equal(ask(world.http_port, f"POST {line}", world.host, headers, body)[0], wanted, name)
    equal(stream.record()[0], 12, "the session stands all the same")
    equal(ask(world.http_port, f"POST {path}", world.host, good, b"a" * 130_974)[0], 204, "the most that is carried")
    stream.close()


def other_origins(world):
    stream = Stream(world.http_port, world.host)
    path = f"/v1/sessions/{stream.token}"
    for headers in (["Origin: https://evil.example"], ["Origin: null"], [f"Origin: https://{world.host}"],
                    [f"Origin: http://{world.post_host}"], [f"Origin: {world.url}/"], ["Origin: "], [],
                    [f"Origin: {world.url}", "Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"],
                    ["Sec-Fetch-Site: none"], [f"Origin: {world.url}", "Sec-Fetch-Site: "]):
        for line, body in (("POST /v1/sessions", b"\1" * 33), (f"POST {path}", b"a"), (f"DELETE {path}", None)):
            equal(ask(world.http_port, line, world.host, [*headers, "Tocsin-Lane: 3"], body)[0], 403, f"{line} {headers}")
    equal(ask(world.http_port, f"POST {path}", world.host, ["Sec-Fetch-Site: same-origin", "Tocsin-Lane: 3"], b"a")[0], 204,
          "its own page")
    stream.close()
    for headers, wanted in ((["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"], 403),
                            (["Sec-Fetch-Site: same-site"], 403), (["Sec-Fetch-Site: none"], 200),
                            (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"], 200)):
        equal(ask(world.http_port, "GET /index.html", world.host, headers)[0], wanted, f"a file, {headers}")


def other_hosts(world):
    for host in ("evil.example", "127.0.0.1", f"{world.host}.evil.example", f"evil.{world.host}", "localhost"):
        equal(ask(world.http_port, "GET /", host)[0], 404, host)
        equal(ask(world.http_port, "POST /v1/sessions", host, [f"Origin: http://{host}"], b"\1" * 33)[0], 404, host)
    for host in (f"{world.host}/", f"{world.host}@evil.example", "a b", f"{world.host},evil.example", "é.example", ""):
        equal(ask(world.http_port, "GET /", host)[0], 400, host)
    equal(ask(world.http_port, "GET /", world.host, ["X-Forwarded-Host: evil.example", "X-Forwarded-For: 192.0.2.1"])[0], 200,
          "who is no proxy is believed nothing")


def ranges_and_conditions(world):
    text = FILES["app.js"].encode()
    for headers in (["Range: bytes=0-1"], ["Range: bytes=0-1,3-4"], ["Range: bytes=999-"], ["If-None-Match: *"],
                    ["If-Modified-Since: Sun, 29 Nov 2099 00:00:00 GMT"], ["If-Range: x", "Range: bytes=0-0"],
                    ["Accept-Encoding: gzip"], ["Cookie: a=b"], ["Upgrade: h2c", "Connection: Upgrade"]):
        status, answered, body = ask(world.http_port, "GET /app.js", world.host, headers)
        equal((status, body), (200, text), f"whole, always: {headers}")
        check("set-cookie" not in answered and "etag" not in answered, "nothing to track with")


def pipelined(world):
    one = request("GET /app.js", world.host)
    with Raw(world.http_port) as raw:
        raw.send(one * 20 + request("GET /nothing", world.host) + one)
        for _ in range(20):
            equal(raw.answer()[2], FILES["app.js"].encode(), "one after another")
        equal(raw.answer()[0], 404, "a refusal that breaks nothing")
        equal(raw.answer()[0], 200, "and the next")
    with Raw(world.http_port) as raw:  # behind a stream nothing is answered
        raw.send(request("POST /v1/sessions", world.host, [f"Origin: {world.url}"], b"\1" * 33) + one)
        equal(raw.answer()[0], 200, "the stream")


# ---- slowness and numbers
def slow_ones(world):
    """Heads and bodies that drip are ended by the clock, whoever they are; honest ones do not wait for them."""
    before = world.metrics()
    stream = Stream(world.http_port, world.host)
    head = request("GET /", world.host)[:-2]
    body = request(f"POST /v1/sessions/{stream.token}", world.host, [f"Origin: {world.url}", "Tocsin-Lane: 3",
                                                                     "Content-Length: 4096"])
    crawlers = []
    for number in range(CRAWLERS):
        raw = Raw(world.http_port, source=f"127.0.2.{1 + number % 20}")
        raw.send(head[:20] if number % 2 else body)
        crawlers.append(raw)
    silent = [Raw(world.http_port, source=f"127.0.3.{1 + number % 20}") for number in range(100)]
    memory = world.first.resident_mib()
    began = time.monotonic()
    while any(not is_over(one) for one in crawlers) and time.monotonic() - began < 120:
        for one in crawlers:
            try:
                one.socket.send(b"a" if one.buffer == b"" else b"")
            except OSError:
                pass
        honest(world)
    for one in crawlers:
        equal(one.answer()[0], 408, "told that it was too slow")
        one.close()
    world.first.stays_flat(memory, 16, "slow ones")
    until("the silent are closed too", lambda: all(is_over(one) for one in silent))
    for one in silent:
        one.close()
    check(world.metrics()["http_timed_out_total"] - before["http_timed_out_total"] >= CRAWLERS, "counted")
    stream.close()


def is_over(raw):
    """Without waiting: something came, or the other side has closed."""
    if raw.buffer:
        return True
    raw.socket.setblocking(False)
    try:
        part = raw.socket.recv(65536)
        raw.buffer += part
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True
    finally:
        raw.socket.settimeout(30)


def fate(stream):
    """Nothing while it is open; the last record of one that has ended."""
    stream.raw.socket.setblocking(False)
    try:
        while stream.raw.more():
            pass
    except BlockingIOError:
        return None
    finally:
        stream.raw.socket.settimeout(30)
    last = ()
    while (record := stream.record()) is not None:
        last = record
    return last


class Crowd:
    """Sessions of nobody, from many addresses, each kept open by its stranger. Every one of them is accounted for."""

    def __init__(self, world):
        self.world, self.streams, self.held, self.again = world, [], [], 0

    def joined_by(self, count):
        for _ in range(count):
            number = len(self.streams)
            stream = until("a stranger is let in", lambda n=number: self.asks(f"127.0.{10 + n // 199 % 4}.{1 + n % 199}"))
            self.streams.append(stream)
            self.held.append(stream)

    def asks(self, source):
        stream = Stream(self.world.http_port, self.world.host, source=source)
        if stream.status == 200:
            return stream
        self.again += 1  # while the node has not handled those before: come again
        equal((stream.status, stream.headers.get("retry-after")), (429, "1"), f"refused: {stream.refusal}")
        stream.close()
        return None

    def open(self):
        """How many still are; those that are not have made room, and were told so."""
        fates = [(one, fate(one)) for one in self.held]
        equal({how for _, how in fates if how is not None} - {(15, CROWDED)}, set(), "how the others ended")
        self.held = [one for one, how in fates if how is None]
        return len(self.held)

    def fills(self, room):
        """The node and the gateway each make room in a flood: some places are free when it is over."""
        free = room - self.open()
        if free < 0:
            return False  # some that made room have not been told yet
        self.joined_by(free)
        return self.open() == self.world.metrics()["http_streams"] == room

    def leaves(self):
        """All in one turn of the gateway, as when their network goes."""
        self.world.first.process.send_signal(signal.SIGSTOP)
        try:
            for one in self.streams:
                one.close()
        finally:
            self.world.first.process.send_signal(signal.SIGCONT)
        until("all are gone", lambda: self.world.metrics()["http_streams"] == 0)


def idle_streams(world):
    """Thousands of sessions of nobody: as many as a node takes stay, memory stays flat, and the known and the new are served."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    place = world.new_referent(world.ornans)
    until("nobody is here", lambda: world.metrics()["http_streams"] == 0)
    memory, before = world.first.resident_mib(), world.metrics()
    crowd = Crowd(world)
    try:
        crowd.joined_by(STREAMS)
        until("as many as a node takes are open", lambda: crowd.fills(GUESTS))
        number, held = len(crowd.streams), world.first.resident_mib()
        print(f"        {number} strangers had a session, {crowd.again} of them asked again; {GUESTS} have one; gateway {held:.1f} MiB "
              f"resident, {memory:.1f} before", flush=True)
        now = world.metrics()
        kept, connections = now["http_buffered_bytes"] - before["http_buffered_bytes"], now["http_connections"]
        print(f"        {kept / connections:.0f} bytes kept for each of {connections} connections", flush=True)
        check(kept <= connections * IDLE_BYTES, f"{kept} bytes for {connections} connections")
        world.first.stays_flat(memory, number * IDLE_BYTES / 2**20, "the crowd")
        honest(world)
        world.arrives_once(place, [world.urgent(place)])
        world.browser("send", world.url, place["phone_profile"])
    finally:
        crowd.leaves()
    crowd = Crowd(world)
    try:
        crowd.joined_by(STREAMS)
        until("no more guests than a node takes", lambda: crowd.open() <= GUESTS)
        world.first.stays_flat(held, 4, "a second crowd")
    finally:
        crowd.leaves()
    honest(world)
    equal(world.metrics()["not_connected_total"], before["not_connected_total"], "calls that found no node, though crowds left at once")


def reader_that_does_not_read(world):
    """Large files to somebody who takes nothing: no memory is held for them, and the clock ends them."""
    memory = world.first.resident_mib()
    lazy = []
    for number in range(300):
        raw = Raw(world.http_port, source=f"127.0.4.{1 + number % 20}")
        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.send(request("GET /assets/blob.wasm", world.host) * 20)
        lazy.append(raw)
    honest(world)
    world.first.stays_flat(memory, 16, "files are not copied for each reader")
    for raw in lazy:
        raw.close()
    until("all are gone", lambda: world.metrics()["http_connections"] <= 1)


def one_address(world):
    """One address has its share of connections, and no other address less for it."""
    many = []
    for _ in range(600):
        many.append(Raw(world.http_port, source="127.0.5.1"))
    statuses = [ask_on(raw, world) for raw in many[-50:]]
    check(all(status in (0, 429) for status in statuses), f"turned away: {set(statuses)}")
    honest(world)
    for raw in many:
        raw.close()


def ask_on(raw, world):
    try:
        return raw.send(request("GET /app.js", world.host)).answer()[0]
    except OSError:
        return 0


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cases = Cases("hostile http", sys.argv[2] if len(sys.argv) > 2 else None)
    world = HttpWorld(sys.argv[1])
    cases.play(world, (
        ("smuggling", smuggling),
        ("strange heads", strange_heads),
        ("games with paths", paths),
        ("methods", methods),
        ("sessions asked for wrongly", wrong_sessions),
        ("pages of other origins", other_origins),
        ("other hosts", other_hosts),
        ("ranges and conditions", ranges_and_conditions),
        ("pipelined requests", pipelined),
        ("one address", one_address),
        ("readers that do not read", reader_that_does_not_read),
        ("slow heads and bodies", slow_ones),
        ("thousands of idle streams", idle_streams),
    ))
    return 0


if __name__ == "__main__":
    sys.exit(main())
