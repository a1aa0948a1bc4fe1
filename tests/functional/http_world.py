"""A gateway that speaks HTTP, with signed bundles, in the network of gateway_test; for the tests of HTTP."""
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from gateway_test import GatewayWorld  # noqa: E402
from world import Broken, demo  # noqa: E402

FILES = {"index.html": "<!doctype html><title>Tocsin</title><script src=app.js></script>\n",
         "app.js": "'use strict';\n", "assets/style.css": "body { margin: 0 }\n", "assets/blob.wasm": "\0asm" * 100_000}


def curve_key(node):
    return next(line.split()[1] for line in node["pub"].read_text(encoding="utf-8").splitlines()
                if line.startswith("curve:"))


class HttpWorld(GatewayWorld):
    """Ornans' commune and post have a face each at the first gateway."""

    def __init__(self, build):
        super().__init__(build)
        self.http_port, self.status_port = demo.free_port(), demo.free_port()
        self.host, self.post_host = f"127.0.0.1:{self.http_port}", f"poste.example:{self.http_port}"
        self.url = f"http://{self.host}"

    def found_root(self):
        super().found_root()
        self.release = self.folder / "release.key"
        self.tocsin("authority", "release-key", "--out", self.release)
        self.tocsin("authority", "rules", *self.root_keys, "--release-key", f"{self.release}.pub",
                    "--out", self.folder / "rules.doc")

    def make_bundle(self, name, face):
        folder = self.folder / name
        for path, text in FILES.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        signed = self.tocsin("authority", "sign-bundle", folder, "--face", face, "--key", self.release)
        if signed["files"] != len(FILES):
            raise Broken(f"signed {signed}")
        return folder

    def found(self, place):
        super().found(place)
        if place is self.ornans:
            self.bundle, self.post_bundle = self.make_bundle("referent", "referent"), self.make_bundle("post", "post")
            self.plain_config = self.first.config.read_text(encoding="utf-8")
            self.configure()

    def faces(self):
        return [(self.host, "commune", "referent", self.bundle), (self.post_host, "post", "post", self.post_bundle)]

    def configure(self, http="", certificates=""):
        """Appends the HTTP side to the gateway's configuration."""
        origins = "".join(
            f'\n[[origin]]\nhost = "{host}"\nnode = "{curve_key(self.ornans[kind])}"\nface = "{face}"\n'
            f'bundle = "{bundle}"\n' for host, kind, face, bundle in self.faces())
        listen = http or f'listen = ["127.0.0.1:{self.http_port}"]\nstatus_listen = "127.0.0.1:{self.status_port}"\n'
        self.first.config.write_text(f"{self.plain_config}\n[http]\n{listen}{certificates}{origins}", encoding="utf-8")

    def start_by_web(self, place):
        """The commune's node, whose command line does not know its way: ready when a page reaches it."""
        log = open(place["commune"]["folder"] / "log", "ab")
        process = subprocess.Popen([str(self.programs / "tocsind"), "--config", str(place["commune"]["config"])],
                                   stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        place["commune"]["process"] = process
        self.nodes.append((process, place["commune"]["folder"] / "log"))

        def reached():
            stream = Stream(self.http_port, self.host)
            stream.close()
            return stream.status == 200
        until("the node at the gateway", reached)

    def browser(self, *words, expect=0, **more):
        done = subprocess.run([str(self.programs / "tocsin_browser"), *map(str, words)], capture_output=True, text=True,
                              check=False, timeout=120, **more)
        if done.returncode != expect:
            raise Broken(f"tocsin_browser {words}: {done.returncode} {done.stderr}{done.stdout}")
        return done

    def metrics(self):
        status, _, body = ask(self.status_port, "GET /metrics", host="any")
        if status != 200:
            raise Broken(f"/metrics answered {status}")
        return {line.split()[0].removeprefix("tocsin_gateway_"): int(line.split()[1])
                for line in body.decode().splitlines() if not line.startswith("#")}


class Raw:
    """A connection on which exactly the bytes given are sent."""

    def __init__(self, port, address="127.0.0.1", source=None):
        self.socket = socket.create_connection((address, port), timeout=30,
                                               source_address=(source, 0) if source else None)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)
        return self

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def more(self):
        try:
            part = self.socket.recv(65536)
        except ConnectionResetError:
            return False
        self.buffer += part
        return bool(part)

    def answer(self, head_only=False):
        """(status, headers, body) of the next answer; (0, {}, b"") when the connection ends first."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                return 0, {}, b""
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.decode("ascii").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = 0 if head_only else int(headers.get("content-length", 0))
        while len(self.buffer) < length and self.more():
            pass
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(lines[0].split()[1]), headers, body

    def ended(self):
        """True when the other side has closed and nothing more came."""
        return self.buffer == b"" and not self.more()


def request(line, host, headers=(), body=None):
    text = f"{line} HTTP/1.1\r\nHost: {host}\r\n" + "".join(f"{one}\r\n" for one in headers)
    if body is not None:
        text += f"Content-Length: {len(body)}\r\n"
    return text.encode("latin-1") + b"\r\n" + (body or b"")


def ask(port, line, host, headers=(), body=None, source=None):
    with Raw(port, source=source) as raw:
        return raw.send(request(line, host, headers, body)).answer(line.startswith("HEAD"))


class Stream:
    """A session of nobody: its stream, and its token."""

    def __init__(self, port, host, source=None):
        self.raw = Raw(port, source=source)
        self.raw.send(request("POST /v1/sessions", host, [f"Origin: http://{host}"], b"\1" + bytes(range(1, 33))))
        self.status, self.headers, self.refusal = self.raw.answer()
        self.body = b""
        self.token = None
        if self.status == 200:
            record = self.record()
            if record is None or record[0] != 0:
                raise Broken(f"the first record is {record}")
            self.token = record[1].hex()

    def fill(self, count):
        """Undoes the chunks until so many bytes of records are there; False: the stream ended."""
        while len(self.body) < count:
            while b"\r\n" not in self.raw.buffer:
                if not self.raw.more():
                    return False
            size, _, rest = self.raw.buffer.partition(b"\r\n")
            length = int(size, 16)
            if length == 0:
                return False
            while len(rest) < length + 2:
                if not self.raw.more():
                    return False
                rest = self.raw.buffer.partition(b"\r\n")[2]
            self.body += rest[:length]
            self.raw.buffer = rest[length + 2:]
        return True

    def record(self):
        if not self.fill(4):
            return None
        length = int.from_bytes(self.body[:4], "little")
        if not self.fill(4 + length):
            return None
        whole, self.body = self.body[4:4 + length], self.body[4 + length:]
        return whole[0], whole[1:]

    def close(self):
        self.raw.close()


def until(what, question, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.1)
    raise Broken(f"{what}: not in {seconds} s")
