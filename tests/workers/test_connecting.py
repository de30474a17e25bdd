"""Reaching a Dask cluster: every way to name one, and one clear line where there is none."""

import json
import subprocess
import sys

import clusters
import dask
import pytest
import trustme
from click.testing import CliRunner

from khronika.checker import check
from khronika.cli import main
from khronika.cluster import connecting

NOBODY = "tcp://127.0.0.1:1"


def refused(*arguments: object) -> str:
    """Run a command that exits with 2, and return the only line that it says."""
    done = CliRunner().invoke(main, list(map(str, arguments)))
    assert (done.exit_code, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_cluster_has_as_many_workers_as_it_has(command, base_tree):
    told = refused(command, base_tree, "--dask", NOBODY, "--workers", 2)
    assert told.startswith("khronika: --workers and --dask exclude each other: ")


@pytest.mark.parametrize("command", ["check", "build"])
def test_where_dask_is_not_installed_it_is_said_what_to_do(command, base_tree, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    told = refused(command, base_tree, "--dask", NOBODY)
    assert told.startswith("khronika: a Dask cluster needs what is not installed (")
    assert told.endswith("): pip install 'khronika[dask]'")


def test_where_nobody_answers_it_is_said_what_to_do(base_tree, monkeypatch):
    monkeypatch.setattr(connecting, "CONNECTING", 0.3)
    told = refused("check", base_tree, "--dask", NOBODY)
    assert told.startswith(f"khronika: there is no Dask scheduler to be reached at `{NOBODY}`: ")
    assert told.endswith("start one with `dask scheduler`, and name the address that it tells")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("no://127.0.0.1:1", "there is no Dask scheduler to be reached at `no://127.0.0.1:1`: "),
        ("tcp://nowhere:x", "there is no Dask scheduler to be reached at `tcp://nowhere:x`: "),
        ("tls://127.0.0.1:1", "there is no Dask scheduler to be reached at `tls://127.0.0.1:1`: "),
        ("nowhere.json", "`nowhere.json`: No such file or directory; expected the address of a "),
        ("127.0.0.1:1", "`127.0.0.1:1`: No such file or directory; expected the address of a "),
        ("", "``: Is a directory; expected the address of a Dask scheduler, such as tcp://10"),
    ],
)
def test_so_it_is_of_other_names(address, told, base_tree, monkeypatch):
    monkeypatch.setattr(connecting, "CONNECTING", 0.3)
    assert refused("check", base_tree, "--dask", address).startswith(f"khronika: {told}")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"address": 1}', '"a'])
def test_a_file_that_no_scheduler_wrote_is_said_to_be_none(content, base_tree, tmp_path):
    (tmp_path / "file").write_text(content)
    told = refused("check", base_tree, "--dask", tmp_path / "file")
    assert "file`: it is no file that a scheduler wrote; expected the address" in told


def test_dask_is_not_loaded_unless_it_is_asked_for(base_tree):
    code = f"""
import sys
import khronika
assert khronika.check({str(base_tree)!r}, workers=2).ok
import khronika.release.builder, khronika.cli
assert not {{"dask", "distributed", "tornado"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cluster_that_encrypts_is_reached_with_what_dask_is_configured_with(base_tree, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    own = authority.issue_cert("127.0.0.1", "localhost")
    own.private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    config = {
        "distributed.comm.default-scheme": "tls",
        "distributed.comm.require-encryption": True,
        "distributed.comm.tls.ca-file": str(tmp_path / "ca.pem"),
    }
    for role in ("scheduler", "worker", "client"):
        for name in ("cert", "key"):
            config[f"distributed.comm.tls.{role}.{name}"] = str(tmp_path / "own.pem")
    environment = {
        "DASK_" + name.upper().replace(".", "__").replace("-", "_"): str(value)
        for name, value in config.items()
    }
    with (
        dask.config.set(config),
        clusters.Cluster(tmp_path / "cluster", environment) as cluster,
    ):
        cluster.add(environment)
        address = json.loads(cluster.file.read_bytes())["address"]
        assert address.startswith("tls://")
        assert check(base_tree, dask=address).ok
