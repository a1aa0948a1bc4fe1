#!/usr/bin/env python3
"""Browsers reach nodes by a gateway's HTTP, and read signed files. Usage: http_test.py BUILD [NAME]"""
import contextlib
import http.server
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from cases import Cases, check, equal  # noqa: E402
from http_world import FILES, HttpWorld, Raw, Stream, ask, request, until  # noqa: E402
from world import Broken, demo  # noqa: E402

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
STRICT = {
    "content-security-policy": "require-trusted-types-for 'script'; trusted-types tocsin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin", "cache-control": "no-store", "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer", "permissions-policy": "geolocation=(self)"}


# ---- sessions
def whole_way(world):
    place = world.new_referent(world.ornans)
    told = json.loads(world.browser("ask", world.url, place["phone_profile"]).stdout)
    equal(told["commune"], "Ornans", "hello, and a signed request")
    sent = json.loads(world.browser("send", world.url, place["phone_profile"]).stdout)
    equal(sent["sent"], 1, "alerts that the node answered")
    world.arrives_once(place, [sent["alert"]])
    until("no stream left", lambda: world.metrics()["http_streams"] == 0)


def quiet_stream(world):
    """A browser that waits says nothing, and its session lives: five Stills are more than a silent line has."""
    stream = Stream(world.http_port, world.host)
    equal(stream.record()[0], 12, "the node's answer")
    for _ in range(5):
        equal(stream.record(), (16, b""), "Still")
    equal(ask(world.http_port, f"POST /v1/sessions/{stream.token}", world.host,
              [f"Origin: {world.url}", "Tocsin-Lane: 3"], b"x")[0], 204, "the session is there")
    stream.close()


def node_away(world):
    place = world.ornans
    world.stop(place, "commune", signal.SIGTERM)
    until("the gateway to notice", lambda: Stream(world.http_port, world.host).status == 503)
    status, headers, body = ask(world.http_port, "POST /v1/sessions", world.host, [f"Origin: {world.url}"], b"\1" * 33)
    equal((status, headers["content-type"]), (503, "text/plain;charset=utf-8"), "not connected")
    check(b"17" in body and body.count(b"\n") == 1, f"one line that says what to do: {body}")
    world.run(place, "commune")
    world.served_again()


def records(world):
    """The stream of a session as the contract has it, to its end by DELETE."""
    stream = Stream(world.http_port, world.host)
    equal((stream.status, stream.headers["content-type"]), (200, "application/octet-stream"), "stream")
    equal(len(stream.token), 32, "token")
    kind, answer = stream.record()
    equal((kind, len(answer)), (12, 49), "the node's answer to a call")
    path = f"/v1/sessions/{stream.token}"
    for method in ("POST", "DELETE"):
        body = b"x" if method == "POST" else None
        equal(ask(world.http_port, f"{method} {path}", world.post_host,
                  [f"Origin: http://{world.post_host}", "Tocsin-Lane: 3"], body)[0], 410, "at another host name")
    equal(ask(world.http_port, f"DELETE {path}", world.host, [f"Origin: {world.url}"])[0], 204, "DELETE")
    equal(stream.record(), (15, b"\1"), "Ended, done")
    equal(stream.record(), None, "the end of the stream")
    equal(ask(world.http_port, f"DELETE {path}", world.host, [f"Origin: {world.url}"])[0], 410, "DELETE again")
    equal(ask(world.http_port, f"POST {path}", world.host, [f"Origin: {world.url}", "Tocsin-Lane: 3"], b"x")[0], 410,
          "POST to what is over")


def nonsense_ends_it(world):
    """What does not open in the tunnel ends the session, for the node alone can tell."""
    stream = Stream(world.http_port, world.host)
    stream.record()
    equal(ask(world.http_port, f"POST /v1/sessions/{stream.token}", world.host,
              [f"Origin: {world.url}", "Tocsin-Lane: 3"], b"x" * 100)[0], 204, "carried, unread")
    equal(stream.record(), (15, b"\6"), "Ended, malformed")


def replayed_post(world):
    place = world.new_referent(world.ornans)
    first, after = [json.loads(line) for line in
                    world.browser("replay", world.url, place["phone_profile"]).stdout.splitlines()]
    check("410" in after["after"] or "not understood" in after["after"], f"a post brought twice ends the session: {first} {after}")
    world.arrives_once(place, [world.urgent(place)])


def held(world):
    """More than a session may have under way is to be brought again, never lost."""
    world.ornans["commune"]["process"].send_signal(signal.SIGSTOP)
    try:
        stream = Stream(world.http_port, world.host)
        answers = [ask(world.http_port, f"POST /v1/sessions/{stream.token}", world.host,
                       [f"Origin: {world.url}", "Tocsin-Lane: 3"], b"x") for _ in range(6)]
    finally:
        world.ornans["commune"]["process"].send_signal(signal.SIGCONT)
    check(204 in [one[0] for one in answers], "some are carried")
    status, headers, _ = answers[-1]
    equal(status, 429, "held")
    check(1 <= int(headers["retry-after-ms"]) <= 5000, f"when to come again: {headers}")
    stream.close()
    world.served_again()


# ---- files
def files(world):
    for path, text in FILES.items():
        status, headers, body = ask(world.http_port, f"GET /{path}", world.host)
        equal((status, body), (200, text.encode()), path)
        for name, value in STRICT.items():
            check(value in headers[name], f"{path}: {name}: {headers[name]}")
    check("strict-transport-security" not in headers, "no HSTS without TLS")
    equal(ask(world.http_port, "GET /", world.host)[2], FILES["index.html"].encode(), "/")
    status, headers, body = ask(world.http_port, "HEAD /app.js", world.host)
    equal((status, int(headers["content-length"]), body), (200, len(FILES["app.js"]), b""), "HEAD")
    equal(ask(world.http_port, "GET /release.key", world.host)[0], 404, "what the manifest does not name")
    audited = world.tocsin("audit", "web", world.url, world.folder / "root.doc", world.folder / "rules.doc")
    equal((audited["face"], audited["files"]), ("referent", len(FILES)), "audit from outside")


def spoiled_bundle(world):
    """One changed byte takes the whole site down, and the log says where; the audit sees another signer."""
    spoiled = world.bundle / "app.js"
    good = spoiled.read_bytes()
    at = len(world.first.log())
    equal(ask(world.http_port, "GET /app.js", world.host)[2], good, "read once: nothing changes while it runs")
    spoiled.write_bytes(good.replace(b"strict", b"sloppy"))
    try:
        world.first.process.send_signal(signal.SIGHUP)
        world.wait_for("the log names the file", lambda: world.first.said(f"{spoiled}: not the file", at))
        for line in ("GET /", "GET /app.js", "GET /manifest"):
            equal(ask(world.http_port, line, world.host)[0], 503, line)
        equal(Stream(world.http_port, world.host).status, 503, "nor does a page of it reach the node")
        equal(ask(world.http_port, "GET /", world.post_host)[0], 200, "the other site stands")
        equal(ask(world.status_port, "GET /readyz", "any")[0], 503, "not ready")
        equal(world.metrics()["origins_refused"], 1, "counted")
        world.tocsin("audit", "web", world.url, world.folder / "root.doc", world.folder / "rules.doc", expect=6)
    finally:
        spoiled.write_bytes(good)
    (world.bundle / "more.js").write_text("not in the manifest", encoding="utf-8")
    signature = world.bundle / "manifest.sig"
    signed = signature.read_text(encoding="ascii")
    signature.write_text(signed.translate(str.maketrans("01", "10")), encoding="ascii")
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("the log names the manifest", lambda: world.first.said("not signed by the release key", at))
    signature.write_text(signed, encoding="ascii")
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("all is well again", lambda: world.first.said("origins=2 refused=0", at))
    equal(ask(world.http_port, "GET /more.js", world.host)[0], 404, "a file more is not served")
    (world.bundle / "more.js").unlink()


@contextlib.contextmanager
def served(folder):
    """Another's server, which shows whatever lies there, as the types that the manifest says. Answers its address."""
    lines = (line.split(" ", 3)[3] for line in (folder / "manifest").read_text(encoding="ascii").splitlines() if line.startswith("file "))
    types = {path: kind for kind, path in (line.rsplit(" ", 1) for line in lines)}

    class Pages(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # pylint: disable=invalid-name
            path = self.path.lstrip("/") or "index.html"
            body = (folder / path).read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", types.get(path, "text/plain"))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Says nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", demo.free_port()), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def tampered_site(world):
    """No gateway of ours shows such files; who owns the address may. The audit tells from outside, and says which."""
    def audit(folder, expect):
        with served(folder) as url:
            return url, world.tocsin("audit", "web", url, world.folder / "root.doc", world.folder / "rules.doc", expect=expect)

    folder = world.folder / "another"
    shutil.copytree(world.bundle, folder)
    equal(audit(folder, 0)[1]["files"], len(FILES), "the same files at another address")
    script = folder / "app.js"
    good = script.read_bytes()
    script.write_bytes(bytes([good[0] ^ 1]) + good[1:])
    url, told = audit(folder, 7)
    equal(told["error"]["detail"], f"{url}/app.js: is not the file that was signed", "one changed byte")
    foreign = world.folder / "foreign.key"
    world.tocsin("authority", "release-key", "--out", foreign)
    for file in ("manifest", "manifest.sig"):
        (folder / file).unlink()
    world.tocsin("authority", "sign-bundle", folder, "--face", "referent", "--key", foreign)
    url, told = audit(folder, 7)
    check(told["error"]["detail"].startswith(f"{url}: ") and "release key" in told["error"]["detail"], f"another's signature: {told}")


def swapped_face(world):
    """The post's pages cannot be put where the referents' are, although they are signed."""
    manifest, signature = world.bundle / "manifest", world.bundle / "manifest.sig"
    kept = manifest.read_bytes(), signature.read_bytes()
    shutil.copy(world.post_bundle / "manifest", manifest)
    shutil.copy(world.post_bundle / "manifest.sig", signature)
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("the log says so", lambda: world.first.said("this is the face post, not referent", at))
    equal(ask(world.http_port, "GET /", world.host)[0], 503, "not served")
    manifest.write_bytes(kept[0])
    signature.write_bytes(kept[1])
    at = len(world.first.log())
    world.first.process.send_signal(signal.SIGHUP)
    world.wait_for("all is well again", lambda: world.first.said("origins=2 refused=0", at))


def status_pages(world):
    for port, host in ((world.http_port, "whoever"), (world.status_port, "whoever")):
        equal(ask(port, "GET /healthz", host)[0], 200, "/healthz")
        equal(ask(port, "GET /readyz", host)[0], 200, "/readyz")
    equal(ask(world.http_port, "GET /metrics", world.host)[0], 404, "no numbers where browsers come")
    numbers = world.metrics()
    equal((numbers["nodes"], numbers["origins"]), (4, 2), "nodes, origins")
    _, _, body = ask(world.status_port, "GET /metrics", "any")
    for secret in (b"127.0.0", b"poste.example", world.first.key.encode()):
        check(secret not in body, f"{secret} in the numbers")
    said = [line for line in world.first.log().splitlines() if "listening" not in line and "not_served" not in line]
    check(said and not any("127.0.0." in line for line in said), "no address of a person in the log")


# ---- a node of the same host
def by_local_socket(world):
    """Where the gateway listens for nodes on no port that they know, the commune comes by its local socket."""
    place = world.new_referent(world.ornans)
    config, node = world.first.config, place["commune"]["config"]
    kept, before = config.read_text(encoding="utf-8"), node.read_text(encoding="utf-8")
    local = world.folder / "nodes.sock"
    moved = kept.replace(world.first.port, f"tcp://127.0.0.1:{demo.free_port()}", 1)
    config.write_text(f'local_listen = "ipc://{local}"\n{moved}', encoding="utf-8")
    node.write_text(f'{before}\ngateway_local = "ipc://{local},{world.first.key}"\n', encoding="utf-8")
    try:
        world.first.restart(signal.SIGTERM)
        world.stop(place, "commune")
        until("nobody is there", lambda: Stream(world.http_port, world.host).status == 503)
        world.start_by_web(place)
        sent = json.loads(world.browser("send", world.url, place["phone_profile"]).stdout)
        equal(sent["sent"], 1, "an alert by the local socket")
    finally:
        config.write_text(kept, encoding="utf-8")
        node.write_text(before, encoding="utf-8")
        world.first.restart(signal.SIGTERM)
        world.stop(place, "commune")
        world.run(place, "commune")
        world.served_again()
    world.arrives_once(place, [sent["alert"]])


# ---- TLS and proxies
def make_certificate(world):
    folder = world.folder / "tls"
    folder.mkdir(exist_ok=True)
    pair = folder / "cert.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-out", pair[0], "-keyout", pair[1]], check=True, capture_output=True)
    return pair


def own_tls(world):
    place = world.new_referent(world.ornans)
    certificate, key = make_certificate(world)
    plain = world.url
    world.configure(certificates=f'certificates = ["{certificate}"]\ncertificate_keys = ["{key}"]\n')
    world.first.restart(signal.SIGTERM)
    world.served_again()
    try:
        url = f"https://{world.host}"
        fetched = subprocess.run(["curl", "--silent", "--noproxy", "*", "--include", "--cacert", certificate, url],
                                 capture_output=True, text=True, check=True).stdout
        check("strict-transport-security: max-age=" in fetched.lower(), fetched)
        sent = json.loads(world.browser("send", url, place["phone_profile"], "--ca-file", certificate).stdout)
        world.arrives_once(place, [sent["alert"]])
        world.tocsin("audit", "web", url, world.folder / "root.doc", world.folder / "rules.doc", "--ca-file", certificate)
        world.tocsin("audit", "web", url, world.folder / "root.doc", world.folder / "rules.doc", expect=4)
        with Raw(world.http_port) as raw:
            check(raw.send(request("GET /", world.host)).answer()[0] == 0, "no plain HTTP where TLS is spoken")
        until("counted", lambda: world.metrics()["http_tls_failed_total"] >= 1)
        old = subprocess.run(["curl", "--silent", "--noproxy", "*", "--cacert", certificate, "--tls-max", "1.1", url],
                             capture_output=True, check=False)
        check(old.returncode != 0, "TLS 1.1 is refused")
    finally:
        world.url = plain
        world.configure()
        world.first.restart(signal.SIGTERM)
        world.served_again()


def behind(world, name, example, command, certificate, key):
    """The example of deploy/, with this test's ports and names, in front of the gateway."""
    front = demo.free_port()
    host = f"localhost:{front}"
    text = (DEPLOY / example).read_text(encoding="utf-8")
    for what, instead in (("alerte.ornans.example", "localhost"), ("127.0.0.1:8620", world.host), (":443", f":{front}"),
                          ("443 ssl", f"{front} ssl"), ("/etc/tocsin-gateway/tls/cert.pem", str(certificate)),
                          ("/etc/tocsin-gateway/tls/key.pem", str(key))):
        text = text.replace(what, instead)
    file = world.folder / f"{name}.conf"
    file.write_text(command(text), encoding="utf-8")
    world.host, kept = host, world.host
    world.configure(http=f'listen = ["{kept}"]\nstatus_listen = "127.0.0.1:{world.status_port}"\n'
                         'trusted_proxies = ["127.0.0.1"]\n')
    world.first.restart(signal.SIGTERM)
    world.served_again()
    return f"https://{host}", file, kept


def proxied(world, name, example, command, start):
    if not shutil.which(name):
        raise Broken(f"{name} is not installed: run deploy/setup --tests")
    place = world.new_referent(world.ornans)
    certificate, key = make_certificate(world)
    url, file, kept = behind(world, name, example, command, certificate, key)
    process = subprocess.Popen(start(file), stdout=subprocess.DEVNULL, stderr=open(world.folder / f"{name}.log", "wb"),
                               env={"HOME": str(world.folder), "PATH": "/usr/sbin:/usr/bin:/bin"})
    try:
        def fetched():
            return subprocess.run(["curl", "--silent", "--noproxy", "*", "--include", "--cacert", certificate, url],
                                  capture_output=True, text=True, check=False).stdout
        page = until(f"{name} serves", lambda: "<title>Tocsin" in fetched() and fetched())
        equal(page.lower().count("strict-transport-security"), 1, "HSTS once: the gateway knows that TLS is in front")
        sent = json.loads(world.browser("send", url, place["phone_profile"], "--ca-file", certificate).stdout)
        world.arrives_once(place, [sent["alert"]])
        equal(ask(world.http_port, "GET /", world.host)[0], 400, "a proxy that does not say for whom it asks")
    finally:
        process.terminate()
        process.wait(timeout=30)
        world.host = kept
        world.configure()
        world.first.restart(signal.SIGTERM)
        world.served_again()


def behind_nginx(world):
    proxied(world, "nginx", "nginx-gateway.conf.example",
            lambda text: f"daemon off; pid {world.folder}/nginx.pid; error_log {world.folder}/nginx-error.log; events {{}}\n"
                         f"http {{\naccess_log off; client_body_temp_path {world.folder}/nginx-body;\n{text}}}\n",
            lambda file: ["nginx", "-c", str(file), "-p", str(world.folder)])


def behind_caddy(world):
    proxied(world, "caddy", "Caddyfile-gateway.example",
            lambda text: "{\nadmin off\nauto_https disable_redirects\n}\n" + text,
            lambda file: ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"])


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    cases = Cases("http", sys.argv[2] if len(sys.argv) > 2 else None)
    world = HttpWorld(sys.argv[1])
    cases.play(world, (
        ("hello, a signed request and an alert over HTTP", whole_way),
        ("a stream's records, to DELETE", records),
        ("a quiet stream lives on", quiet_stream),
        ("what does not open ends the session", nonsense_ends_it),
        ("a post brought twice", replayed_post),
        ("held, and when to come again", held),
        ("a node that is away is said", node_away),
        ("signed files with strict headers", files),
        ("a bundle that does not match is not served", spoiled_bundle),
        ("a site that shows other files, or files that others signed, is told by its audit", tampered_site),
        ("a face in another's place", swapped_face),
        ("health, readiness and numbers", status_pages),
        ("a node of the same host, by its local socket", by_local_socket),
        ("TLS by its own certificate", own_tls),
        ("behind nginx", behind_nginx),
        ("behind caddy", behind_caddy),
    ))
    return 0


if __name__ == "__main__":
    sys.exit(main())
