"""What compiled archives and programs refer to: pure code touches nothing, the intake and the relay open nothing."""
import re
import subprocess
from pathlib import Path

PURE = ["tocsin_base", "tocsin_wire", "tocsin_verify", "tocsin_seal", "tocsin_open", "tocsin_policy", "tocsin_relay", "tocsin_http", "tocsin_txn", "tocsin_core",
        "tocsin_intake", "tocsin_inbox"]

_C_FUNCTIONS = {
    "a clock": """clock clock_gettime clock_getres ftime gettimeofday gmtime gmtime_r localtime localtime_r mktime
        nanosleep clock_nanosleep sleep strftime time times timespec_get usleep alarm setitimer timerfd_create""",
    "a file": """access chmod close creat dup dup2 fclose fcntl fcntl64 fdatasync fdopen fflush fgets fileno flock
        fopen fopen64 fprintf fputc fputs fread fseek fstat fstat64 fsync ftell ftruncate fwrite getc ioctl lseek lseek64
        lstat mkdir mkstemp mmap mmap64 munmap open open64 openat openat64 opendir perror pipe pread pread64 printf
        putc putchar puts pwrite pwrite64 read readdir readlink remove rename rmdir setvbuf stat stat64 stderr stdin
        stdout syslog tmpfile truncate unlink vfprintf vprintf write writev statx""",
    "a socket": """accept accept4 bind connect epoll_create1 epoll_ctl epoll_wait getaddrinfo gethostbyname
        getpeername getsockname getsockopt listen poll ppoll recv recvfrom recvmsg select send sendmsg sendto
        setsockopt shutdown socket socketpair""",
    "the environment": "environ getcwd getenv gethostname getlogin getpid getpwnam getpwuid getuid putenv "
                       "secure_getenv setenv setlocale sysconf uname unsetenv",
    "a random device": "arc4random arc4random_buf arc4random_uniform drand48 getentropy getrandom rand rand_r random "
                       "srand srandom",
    "another process": "execl execle execlp execv execve execvp execvpe fork kill popen posix_spawn raise sigaction "
                       "signal syscall system vfork waitpid",
}
BY_NAME = {name: kind for kind, names in _C_FUNCTIONS.items() for name in names.split()}
BY_SHAPE = [
    (re.compile(r"^std::chrono::_V2::\w+_clock::now"), "a clock"),
    (re.compile(r"^std::filesystem::|^(vtable for )?std::basic_[io]?fstream|^(vtable for )?std::basic_filebuf"), "a file"),
    (re.compile(r"^std::(w?cout|w?cerr|w?clog|w?cin)\b|^std::ios_base::Init"), "a file"),
    (re.compile(r"^(kj|capnp)::.*(Fd(Input|Output)Stream|Filesystem|MessageToFd|StreamFd)"), "a file"),
    (re.compile(r"^zmq_"), "a socket"),
    (re.compile(r"^pthread_|^thrd_|^std::(jthread|thread|condition_variable|this_thread|__future_base|__atomic_futex)"),
     "a thread"),
    (re.compile(r"^std::random_device"), "a random device"),
    (re.compile(r"^randombytes"), "a random device"),
    (re.compile(r"^(mdb_|PQ[a-z]|sd_notify|spdlog::)"), "a database or log"),
]


class Missing(Exception):
    """A target that is not built."""


def archive(build, target):
    found = sorted(Path(build).rglob(f"lib{target}.a"))
    if not found:
        raise Missing(f"lib{target}.a is not in {build}; build it, or say --partial")
    return found[0]


def program(build, name):
    found = [path for path in sorted(Path(build).rglob(name)) if path.is_file() and path.stat().st_mode & 0o100]
    if not found:
        raise Missing(f"{name} is not in {build}; build it, or say --partial")
    return found[0]


def _nm(path, *flags):
    done = subprocess.run(["nm", "-C", *flags, str(path)], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        match = re.match(r"^[0-9a-f ]*\s([A-Za-z])\s(.*)$", line)
        if match:
            yield match[2].split("@")[0]


def impure_reference(symbol):
    """What a referenced symbol touches, or None. Fortified spellings (__read_chk) count as the plain ones."""
    plain = re.sub(r"^__(\w+?)_chk$", r"\1", symbol)
    plain = re.sub(r"^__isoc\d+_|^_IO_", "", plain)
    if plain in BY_NAME:
        return BY_NAME[plain]
    return next((kind for shape, kind in BY_SHAPE if shape.search(plain)), None)


def purity(build, target):
    """The archive refers to no clock, file, socket, thread, environment or random device."""
    found = []
    for symbol in sorted(set(_nm(archive(build, target), "-u"))):
        # Sealed boxes and key pairs take their randomness from libsodium, in the one folder that includes it.
        if target == "tocsin_seal" and symbol.startswith("randombytes"):
            continue
        kind = impure_reference(symbol)
        if kind:
            found.append(f"lib{target}.a touches {kind}: {symbol}")
    return found


OPENING = re.compile(r"open_alert|crypto_box_seal_open")


def intake_opens_nothing(build):
    """The commune's intake has no reference to opening an alert."""
    return [f"libtocsin_intake.a refers to {symbol}"
            for symbol in sorted(set(_nm(archive(build, "tocsin_intake")))) if OPENING.search(symbol)]


def inbox_opens_alerts(build):
    """The post's inbox has that reference: the check above looks for the right name."""
    if any(OPENING.search(symbol) for symbol in _nm(archive(build, "tocsin_inbox"), "-u")):
        return []
    return ["libtocsin_inbox.a opens no alert: is the function still called open_alert?"]


SECRETS = re.compile(r"\btocsin::(seal|policy)::|\bcrypto_|\bsodium_|\brandombytes|open_alert")
# What checks a release: a signature on a manifest and the hashes in it. It takes no key that is a secret.
VERIFYING = re.compile(r"tocsin::seal::(verify_tagged|sha256)\(|crypto_sign_verify_detached$|crypto_hash_sha256$")


def _secrets(build, name, allowed=None):
    """Symbols of seal, policy or libsodium that the program refers to or defines, but those allowed."""
    path = program(build, name)
    every = set(_nm(path)) | set(_nm(path, "-D"))
    found = [f"{name} has {symbol}" for symbol in sorted(every)
             if SECRETS.search(symbol) and not (allowed and allowed.search(symbol.split(" [clone")[0]))]
    if not any("tocsin::relay" in symbol for symbol in every):
        found.append(f"{name} has no symbol of relay: is it stripped?")
    return found


def relay_is_blind(build):
    """tocsin-relay opens nothing: it has no symbol of seal or policy, and does not link libsodium itself."""
    found = _secrets(build, "tocsin-relay")
    needed = subprocess.run(["readelf", "-d", str(program(build, "tocsin-relay"))], capture_output=True, text=True,
                            check=True).stdout
    return found + (["tocsin-relay links libsodium"] if re.search(r"NEEDED.*libsodium", needed) else [])


def gateway_is_blind(build):
    """Nor does tocsin-gateway: of seal it has what verifies, and no function that signs, seals, opens or agrees."""
    return _secrets(build, "tocsin-gateway", VERIFYING)


def gateway_verifies(build):
    """It does verify: the check above looks for the right names."""
    undefined = set(_nm(program(build, "tocsin-gateway"), "--undefined-only"))
    return [] if "crypto_sign_verify_detached" in undefined else ["tocsin-gateway verifies no bundle"]


def cryptography_is_libsodiums(build):
    """The programs that people run take their cryptography from libsodium, and define none of its functions."""
    found = []
    for name in ("tocsin", "tocsind"):
        path = program(build, name)
        found += [f"{name} defines {symbol}" for symbol in sorted(set(_nm(path, "--defined-only")))
                  if re.match(r"(crypto|sodium|randombytes)_", symbol)]
        if "crypto_sign_verify_detached" not in set(_nm(path, "--undefined-only")):
            found.append(f"{name} takes no crypto_sign_verify_detached from libsodium")
    return found


def checks():
    """(name, function of the build folder)."""
    pure = [(f"purity {target}", lambda build, target=target: purity(build, target)) for target in PURE]
    return pure + [(check.__name__.replace("_", " "), check)
                   for check in (intake_opens_nothing, inbox_opens_alerts, relay_is_blind, gateway_is_blind, gateway_verifies,
                                 cryptography_is_libsodiums)]
