"""The way between browsers and a gateway, as a test says how good it is: cut, slow, or watched."""
import pathlib
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))


class Way:
    """Carries every connection to 127.0.0.1:`to`, byte by byte as it comes."""

    def __init__(self, port, to):
        self.port, self.to = port, to
        self.is_cut, self.delay_seconds, self.bytes_a_second = False, 0.0, None
        self.seen, self.watched = bytearray(), False
        self.lock, self.open = threading.Lock(), set()
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self.listen, daemon=True).start()

    # ---- what a test says
    def cut(self):
        """Nothing comes through any more, and what was open is over."""
        self.is_cut = True
        with self.lock:
            ends, self.open = list(self.open), set()
        for end in ends:
            self.end(end)

    def mend(self):
        self.is_cut = False

    def slow(self, delay_seconds, bytes_a_second):
        self.delay_seconds, self.bytes_a_second = delay_seconds, bytes_a_second

    def fast(self):
        self.delay_seconds, self.bytes_a_second = 0.0, None

    def watch(self):
        """Remembers every byte of both directions from now on."""
        self.seen, self.watched = bytearray(), True

    # ---- how it is done
    @staticmethod
    def end(one):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it was over already
        one.close()

    def listen(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_cut:
                self.end(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.to), timeout=30)
            except OSError:
                self.end(near)
                continue
            far.settimeout(None)
            with self.lock:
                self.open |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        try:
            while part := source.recv(16384):
                if self.watched:
                    with self.lock:
                        self.seen += part
                if self.bytes_a_second:
                    time.sleep(self.delay_seconds + len(part) / self.bytes_a_second)
                sink.sendall(part)
        except OSError:
            pass  # one of the two is gone
        with self.lock:
            self.open -= {source, sink}
        for one in (source, sink):
            self.end(one)

    def close(self):
        self.listener.close()
        self.cut()
