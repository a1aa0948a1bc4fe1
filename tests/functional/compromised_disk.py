"""A row of protocol/README.md, "Who can do what when compromised": who carries a disk away, and not the TPM to which the node's
keys are bound. The TPM is a real TPM 2.0 in software (swtpm), the credentials are systemd's own."""
import pathlib
import shutil
import socket
import subprocess
import tempfile

from cases import check, equal
from compromised_hosts import PLATE, with_plate

CONFIGURATION = 3  # exit code of a node whose keys are not there


def switch_off(path):
    """TPM2_Shutdown(TPM_SU_CLEAR), as a kernel says it: whoever omits it is taken for one who guesses."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(30)
        line.connect(str(path))
        line.sendall(bytes.fromhex("80010000000c000001450000"))
        equal(line.recv(64).hex(), "80010000000a00000000", "TPM2_Shutdown")


class Tpm:
    """One chip: what it sealed, it alone opens. It is switched on for each command, as a kernel would keep its sessions apart."""

    def __init__(self, world, name):
        self.world, self.state, self.said = world, world.folder / name, ""
        self.state.mkdir()

    def creds(self, verb, *words):
        path = self.state / "socket"
        chip = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.state}", "--server", f"type=unixio,path={path}", "--ctrl",
             f"type=unixio,path={path}.ctrl", "--flags", "startup-clear,not-need-init"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.world.wait_for("the TPM to answer", path.exists)
            return subprocess.run(["systemd-creds", verb, f"--tpm2-device=swtpm:path={path}", *words], capture_output=True,
                                  text=True, check=False, timeout=60)
        finally:
            try:
                switch_off(path)
            finally:
                chip.terminate()
                chip.wait(timeout=30)
                path.unlink(missing_ok=True)

    def seal(self, secret, into):
        done = self.creds("encrypt", "--with-key=tpm2", "--tpm2-pcrs=7", f"--name={secret.name}", str(secret), str(into))
        equal(done.returncode, 0, done.stderr)

    def unseals(self, sealed, into):
        """What LoadCredentialEncrypted= does when the service starts."""
        into.unlink(missing_ok=True)
        done = self.creds("decrypt", f"--name={sealed.name}", str(sealed), str(into))
        if done.returncode == 0:
            into.chmod(0o400)
        self.said = done.stderr
        return done.returncode == 0


def bind(world, place, kind, tpm, memory):
    """The operator: every key file of that node becomes a credential; the node starts with what systemd gives it in memory."""
    node = place[kind]
    keys = next(node["folder"].rglob("store.key")).parent
    node["keys"], node["sealed"], node["memory"] = keys, keys.parent / "credentials", memory / f"{place['code']}-{kind}"
    node["sealed"].mkdir()
    node["memory"].mkdir()
    secrets = []
    world.stop(place, kind)
    for file in sorted(keys.iterdir()):
        secrets.append(file.read_bytes())
        tpm.seal(file, node["sealed"] / file.name)
        check(tpm.unseals(node["sealed"] / file.name, node["memory"] / file.name), f"its own TPM gives {file.name} back: {tpm.said}")
        file.unlink()
    node["own_config"] = node["config"].read_text(encoding="utf-8")
    node["config"].write_text(f'credentials = "{node["memory"]}"\n' + node["own_config"], encoding="utf-8")
    world.run(place, kind)
    return secrets


def carried_away(world, place, kind):
    node, disk = place[kind], world.folder / f"disk-{kind}"
    world.stop(place, kind)
    try:
        shutil.copytree(node["folder"], disk, ignore=lambda folder, names: [
            name for name in names if not (pathlib.Path(folder, name).is_file() or pathlib.Path(folder, name).is_dir())])
    finally:
        world.run(place, kind)
    there = disk / node["config"].relative_to(node["folder"])
    there.write_text(node["own_config"].replace(str(node["folder"]), str(disk)), encoding="utf-8")
    return disk, there


def unbind(world, place, kind):
    node = place[kind]
    world.stop(place, kind)
    for file in node["memory"].iterdir():
        shutil.copy(file, node["keys"] / file.name)
        (node["keys"] / file.name).chmod(0o600)
    shutil.rmtree(node["sealed"])
    node["config"].write_text(node["own_config"], encoding="utf-8")
    world.run(place, kind)


def works(tpm):
    secret, sealed = tpm.state / "own.key", tpm.state / "sealed" / "own.key"
    secret.write_bytes(b"its own")
    sealed.parent.mkdir()
    tpm.seal(secret, sealed)
    check(tpm.unseals(sealed, tpm.state / "again"), tpm.said)


def disk_without_its_tpm(world):
    place = world.ornans
    tpm, foreign = Tpm(world, "tpm"), Tpm(world, "foreign-tpm")
    works(foreign)
    with tempfile.TemporaryDirectory() as memory:  # what systemd keeps in memory is on no disk
        secrets = {kind: bind(world, place, kind, tpm, pathlib.Path(memory)) for kind in ("commune", "post")}
        try:
            identity = with_plate(world, place)  # the nodes live by their credentials
            for kind in ("commune", "post"):
                rob(world, place, kind, (tpm, foreign), secrets[kind], identity)
        finally:
            for kind in ("commune", "post"):
                unbind(world, place, kind)


def rob(world, place, kind, tpms, secrets, identity):
    own, foreign = tpms
    node = place[kind]
    disk, config = carried_away(world, place, kind)
    judge(world, node, disk, config, foreign, secrets)
    # Who has the chip too has everything: the row claims nothing then, and this test can see it.
    keys = disk / node["keys"].relative_to(node["folder"])
    for file in node["sealed"].iterdir():
        check(own.unseals(file, keys / file.name), "with its own TPM")
    told = world.thief("read", config=config)
    row = next(one for one in told["alerts"] if one["alert"] == identity)
    equal(row["plate"], PLATE if kind == "post" else None, f"read by the keys of the {kind}")


def judge(world, node, disk, config, foreign, secrets):
    for file in node["sealed"].iterdir():
        check(not foreign.unseals(file, disk / "opened"), f"cannot: open {file.name} with another TPM")
    whole = b"".join(file.read_bytes() for file in disk.rglob("*") if file.is_file())
    check(len(secrets) >= 6 and not any(secret in whole for secret in secrets), "cannot: find a key anywhere on the disk")
    started = subprocess.run([world.programs / "tocsind", "--config", config], capture_output=True, text=True, check=False,
                             timeout=60, stdin=subprocess.DEVNULL)
    equal(started.returncode, CONFIGURATION, started.stderr)
    check("node.signing" in started.stderr, started.stderr)
    told = world.thief("backup", data=disk / "data", canary=PLATE.encode().hex())
    check(told["alerts"] > 0, "can: count the alerts")
    equal((told["canaries_found"], told["headers_found"]), (0, 0), "cannot: read a content or a header")


CASES = (("a stolen disk, its keys bound to a TPM: counts and reads nothing", disk_without_its_tpm),)
