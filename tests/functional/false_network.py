"""The wire between a device and its node in hostile hands: carries, delays, blocks, changes, keeps, and replays."""
import select
import socket
import threading


class Wire:
    """Stands at an address and carries to another; what it does besides is set while it runs."""

    def __init__(self, port, to):
        self.to = to
        self.how = "carries"  # or: blocks, changes, replays
        self.kept = []  # what was sent to the node, one bytearray a connection
        self.answers = []  # what it answered
        self.port = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                line, _ = self.port.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(line,), daemon=True).start()

    def carry(self, line):
        if self.how == "replays":
            with line:
                try:
                    line.sendall(bytes(max(self.answers, key=len)))
                    while line.recv(65536):
                        pass
                except OSError:
                    pass  # the phone hangs up
            return
        try:
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            line.close()
            return
        sent, heard = bytearray(), bytearray()
        self.kept.append(sent)
        self.answers.append(heard)
        with line, far:
            while True:
                for source in select.select([line, far], [], [])[0]:
                    try:
                        data = source.recv(65536)
                        if not data or self.how == "blocks":
                            return
                        (sent if source is line else heard).extend(data)
                        (far if source is line else line).sendall(self.changed(data, len(sent)))
                    except OSError:
                        return

    def changed(self, data, so_far):
        """Past the greeting and the handshake, one bit of every piece is another."""
        if self.how != "changes" or so_far < 700:
            return data
        return data[:-1] + bytes([data[-1] ^ 1])

    def close(self):
        self.port.close()


GREETING = 64  # bytes of ZMTP 3; both sides begin with the first 12, and say the rest after


def said(port, data, patience=6):
    """What a port answers to these bytes until it closes the connection or is silent: to the first twelve, then all."""
    heard = bytearray()
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.settimeout(patience)
        try:
            line.sendall(data[:12])
            while len(data) >= GREETING and len(heard) < GREETING and (piece := line.recv(65536)):
                heard.extend(piece)
            line.sendall(data[12:])
            while piece := line.recv(65536):
                heard.extend(piece)
        except OSError:
            pass
    return bytes(heard)
