"""Run a khronika command under guard: bounded in time and memory, and kept inside its corpus.

`python guarded.py SECONDS MEBIBYTES ARGUMENT…` runs `khronika ARGUMENT…` in the current folder. The
limits are the system's: what exceeds them is killed. An audit hook, which nothing can take away
again, ends the process with status `ESCAPED` when it opens a file or lists a folder outside the
current one, the interpreter and the package, opens a socket, or starts a program.
"""

import os
import resource
import subprocess
import sys
import sysconfig
from pathlib import Path

ESCAPED = 99
FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn",
    "urllib.", "http.", "ftplib.", "webbrowser.",
)  # fmt: skip


def run(root, *arguments, seconds=5, mebibytes=1024):
    """Run a command on the corpus at `root`; return what came of it, which was no escape."""
    done = subprocess.run(
        [sys.executable, __file__, str(seconds), str(mebibytes), *map(os.fspath, arguments)],
        cwd=root,
        capture_output=True,
        check=False,
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "80"},
    )
    said = done.stderr.decode("utf-8", "surrogateescape")
    assert done.returncode in (0, 1, 2), (done.returncode, said[-2000:])
    assert "Traceback" not in said, said[-2000:]
    return done


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


def main() -> None:
    """Set the limits and the guard, and run the command."""
    sys.path.pop(0)  # the folder of this script is not of the package
    seconds, mebibytes = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
    from khronika.cli import main as khronika

    sys.addaudithook(_guard(_allowed()))
    sys.argv = ["khronika", *sys.argv[3:]]
    khronika()


if __name__ == "__main__":
    main()
