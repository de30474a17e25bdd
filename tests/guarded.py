"""Run a khronika command under guard: bounded in time and memory, and kept inside its corpus.

`python guarded.py` reads requests, a line of JSON for each, and runs the command of each in a fork
of itself, so that what takes longest, loading the package, is done once. The limits are the
system's: what exceeds them is killed. An audit hook, which nothing can take away again, ends the
process with status `ESCAPED` when it opens a file or lists a folder outside the current one, the
interpreter and the package, opens a socket, or starts a program.
"""

import atexit
import json
import os
import resource
import subprocess
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path

ESCAPED = 99
FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "urllib.", "http.", "ftplib.", "webbrowser.",
)  # fmt: skip


def run(root, *arguments, seconds=5, mebibytes=1024):
    """Run a command on the corpus at `root`; return what came of it, which was no escape."""
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("stdout", "stderr")]
        request = {
            "root": os.fspath(root), "arguments": [*map(os.fspath, arguments)],
            "seconds": seconds, "mebibytes": mebibytes, "said": [*map(os.fspath, said)],
        }  # fmt: skip
        server = _server()
        server.stdin.write(json.dumps(request).encode() + b"\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        done = subprocess.CompletedProcess(arguments, status, *(path.read_bytes() for path in said))
    told = done.stderr.decode("utf-8", "surrogateescape")
    assert done.returncode in (0, 1, 2), (done.returncode, told[-2000:])
    assert "Traceback" not in told, told[-2000:]
    return done


@cache
def _server() -> subprocess.Popen:
    """Start what runs the commands of this process, and ends with it."""
    server = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "80"},
    )
    atexit.register(server.communicate)
    return server


def _allowed() -> tuple[str, ...]:
    import khronika
    from khronika import bundled

    paths = sysconfig.get_paths()
    folders = [Path.cwd(), Path(khronika.__file__).parent, bundled.root() / "schema", sys.prefix]
    folders += ["/usr/share/zoneinfo"]
    folders += [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return tuple(f"{os.path.realpath(folder)}/" for folder in folders)


def _guard(allowed: tuple[str, ...]):
    def escape(event: str, what: object) -> None:
        os.write(2, f"escaped: {event} {what!r}\n".encode())
        os._exit(ESCAPED)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(FORBIDDEN):
            escape(event, arguments)
        if event not in ("open", "os.scandir", "os.listdir"):
            return
        path = os.fsdecode(arguments[0]) if isinstance(arguments[0], str | bytes) else ""
        if not path or path in ("/dev/null", "/dev/tty"):
            return
        if event == "open" and "/" not in path and path != "..":
            # Relative to the descriptor of a folder that was opened the same way, no link followed.
            if arguments[2] & os.O_NOFOLLOW or not os.path.islink(path):
                return
            escape(event, path)
        if not f"{os.path.realpath(path)}/".startswith(allowed):
            escape(event, path)

    return hook


def _answer(request: dict) -> None:
    """Set the limits and the guard, and run the command."""
    from khronika.cli import main as khronika

    os.chdir(request["root"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, path in enumerate(request["said"], start=1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    allowed = _allowed()
    seconds, bytes_ = request["seconds"], request["mebibytes"] << 20
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    sys.addaudithook(_guard(allowed))
    sys.argv = ["khronika", *request["arguments"]]
    khronika()


def main() -> None:
    """Answer each request with the exit status of its command, or the negative of a signal."""
    sys.path.pop(0)  # the folder of this script is not of the package

    for line in iter(sys.stdin.buffer.readline, b""):
        child = os.fork()
        if child == 0:
            _answer(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
