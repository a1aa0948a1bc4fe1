"""Hosts of a test's own on this machine: two sites, each behind a router that translates addresses and lets nothing
in, and a relay between them. Network namespaces, nftables; for sites_test.py.

    commune 10.1.0.2 ── router ── 198.51.100.0/30 ── relay 203.0.113.1 ── 198.51.100.4/30 ── router ── 10.2.0.2 post
"""
import os
import shutil
import subprocess

RELAY = "203.0.113.1"
SITES = {"commune": {"inside": "10.1.0", "outer": "198.51.100.2", "relay": "198.51.100.1"},
         "post": {"inside": "10.2.0", "outer": "198.51.100.6", "relay": "198.51.100.5"}}


class Missing(Exception):
    """This machine cannot make hosts."""


def run(*words, text=None):
    done = subprocess.run([str(word) for word in words], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Missing(f"`{' '.join(map(str, words))}`: {done.stderr.strip()} (this test needs root, network namespaces, "
                      "iproute2 and nftables: deploy/setup --tests; in a container CAP_SYS_ADMIN and CAP_NET_ADMIN)")
    return done.stdout


class Sites:
    """`loss`: of a hundred packets of established connections so many are lost at each router, either way."""

    def __init__(self, loss):
        for program in ("ip", "nft"):
            if not shutil.which(program):
                raise Missing(f"{program} is not installed: deploy/setup --tests")
        self.mark, self.loss = f"tocsin{os.getpid()}", loss
        self.names = []
        try:
            self.make()
        except Missing:
            self.close()
            raise

    def host(self, name):
        return f"{self.mark}-{name}"

    def inside(self, host):
        """The words before a command that run it there."""
        return ["ip", "netns", "exec", self.host(host)]

    def make(self):
        for name in ("relay", "commune", "commune-router", "post", "post-router"):
            run("ip", "netns", "add", self.host(name))
            self.names.append(name)
            run(*self.inside(name), "ip", "link", "set", "lo", "up")
        run(*self.inside("relay"), "ip", "address", "add", f"{RELAY}/32", "dev", "lo")
        for name, site in SITES.items():
            router = f"{name}-router"
            self.cable(name, f"{site['inside']}.2/24", router, f"{site['inside']}.1/24", "in")
            self.cable(router, f"{site['outer']}/30", "relay", f"{site['relay']}/30", "out")
            run(*self.inside(name), "ip", "route", "add", "default", "via", f"{site['inside']}.1")
            run(*self.inside(router), "ip", "route", "add", "default", "via", site["relay"])
            run(*self.inside(router), "sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
            self.rules(name, f"numgen random mod 100 < {self.loss} drop" if self.loss else "")

    def cable(self, one, address, other, address_there, kind):
        """Two ends named after the site; `kind` keeps the two cables of a router apart."""
        site = one.split("-")[0]
        here, there = f"{kind}-{site}", f"{kind}-{site}-r"
        run("ip", "link", "add", here, "netns", self.host(one), "type", "veth", "peer", "name", there, "netns",
            self.host(other))
        for host, end, given in ((one, here, address), (other, there, address_there)):
            run(*self.inside(host), "ip", "address", "add", given, "dev", end)
            run(*self.inside(host), "ip", "link", "set", end, "up")

    def rules(self, site, loses):
        """Only what was asked from inside comes in; the router shows its own address outside."""
        run(*self.inside(f"{site}-router"), "nft", "-f", "-", text=f"""
            flush ruleset
            table ip router {{
              chain forward {{
                type filter hook forward priority 0; policy drop;
                {loses}
                ct state established,related accept
                iifname "in-{site}-r" accept
              }}
              chain leaving {{
                type nat hook postrouting priority 100;
                oifname "out-{site}" masquerade
              }}
            }}""")

    def cut(self, site):
        """Every packet is lost, without a word to either end."""
        run(*self.inside(f"{site}-router"), "nft", "insert", "rule", "ip", "router", "forward", "drop")

    def mend(self, site):
        self.rules(site, f"numgen random mod 100 < {self.loss} drop" if self.loss else "")

    def reaches(self, host, address, port):
        """Whether a connection from that host comes about."""
        probe = f"import socket; socket.create_connection(('{address}', {port}), 3)"
        return subprocess.run([*self.inside(host), "python3", "-c", probe], capture_output=True, check=False).returncode == 0

    def close(self):
        for name in self.names:
            subprocess.run(["ip", "netns", "delete", self.host(name)], capture_output=True, check=False)
        self.names = []
