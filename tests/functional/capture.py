"""Every packet of the loopback, while it is open."""
import subprocess


class Capture:
    def __init__(self, file):
        self.file, self.process = file, None

    def __enter__(self):
        self.process = subprocess.Popen(["tcpdump", "-i", "lo", "-Z", "root", "--immediate-mode", "-U", "-w", str(self.file), "tcp"],
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        while line and "listening on" not in line:
            line = self.process.stderr.readline()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)

    def packets(self):
        return self.file.read_bytes()
