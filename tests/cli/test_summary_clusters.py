"""The summary on a real Dask cluster of four processes, and over a real store: equal to one core's, whatever dies."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from bench.logs import write_log

from siwakit.edge import dask_cluster
from siwakit.edge.dask_cluster import ClusterLost, dask_workers
from siwakit.edge.files import log_pool
from siwakit.edge.files.log_files import named_sources
from siwakit.edge.files.log_pool import KeyFile, WorkerContext, WrongVersion, tally_files
from siwakit.errors import NotReadable, UsageError
from siwakit.evidence.known import Known
from siwakit.samples import KEY_ID, NOW, example_keys

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]
pytest.importorskip("distributed")
# `SIWAKIT_LOG_LINES=50000000` makes 5 GB.
LINES = int(os.environ.get("SIWAKIT_LOG_LINES", "400000"))
KEY = KeyFile(f"AuthKey_{KEY_ID}.p8", example_keys.team_key_text(), 0o600)
CONTEXT = WorkerContext(Known(), (KEY,), NOW)
SRC = str(Path(dask_cluster.__file__).parents[2])


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(*command, env=None):
    environment = os.environ | {"PYTHONPATH": SRC} | (env or {})
    return subprocess.Popen((sys.executable, "-m", *command), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def stop(processes):
    for process in processes:
        process.kill()
    for process in processes:
        process.wait()


def wait_for(port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("it did not start")


@contextmanager
def cluster(workers=4, env=None):
    """Start a scheduler and workers without nannies, each a process that can be killed, and yield the address and the processes."""
    port = free_port()
    processes = [start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
    try:
        wait_for(port)
        address = f"tcp://127.0.0.1:{port}"
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0", "--host", "127.0.0.1")
        processes += [start("distributed.cli.dask_worker", address, *options, env=env) for _ in range(workers)]
        wait_for_workers(address, workers)
        yield address, processes
    finally:
        stop(processes)


def wait_for_workers(address, count):
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(count, timeout=60)


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("logs")
    write_log(folder / "app.log", LINES)
    subprocess.run(("gzip", "--keep", folder / "app.log"), check=True)
    return folder


@pytest.fixture(scope="module")
def expected(logs):
    return tally_files(named_sources((str(logs / "app.log"), str(logs / "app.log.gz"))), CONTEXT, jobs=1)


def on(address, paths, progress=None):
    return tally_files(named_sources(paths), CONTEXT, workers=dask_workers(address, CONTEXT), progress=progress)


def paths_of(logs):
    return (str(logs / "app.log"), str(logs / "app.log.gz"))


class Kill:
    """Progress that kills a process once a fifth of the records was seen."""

    def __init__(self, process):
        self.process = process
        self.is_done = False

    def __call__(self, _size, tally):
        if not self.is_done and tally.lines > LINES / 5:
            self.is_done = True
            self.process.send_signal(signal.SIGKILL)


def test_a_cluster_counts_the_same_even_if_a_worker_is_killed(logs, expected):
    with cluster() as (address, processes):
        assert on(address, paths_of(logs)) == expected
        kill = Kill(processes[1])
        assert on(address, paths_of(logs), kill) == expected
        assert kill.is_done
        assert processes[1].wait(10) == -signal.SIGKILL


def test_a_lost_scheduler_is_an_error_and_not_half_a_result(logs):
    with cluster(2) as (address, processes):
        kill = Kill(processes[0])
        began = time.monotonic()
        with pytest.raises(ClusterLost, match="the Dask scheduler was lost"):
            on(address, paths_of(logs), kill)
        assert kill.is_done
        assert time.monotonic() - began < 120


def test_a_worker_of_another_version_is_found_before_anything_runs(logs, tmp_path):
    package = tmp_path / "siwakit"
    package.mkdir()
    package.joinpath("__init__.py").write_text('__version__ = "0.0.9"\n', "utf-8")
    with cluster(1, {"PYTHONPATH": str(tmp_path)}) as (address, _), pytest.raises(WrongVersion, match=r"has siwakit 0\.0\.9, and this machine"):
        on(address, paths_of(logs), pytest.fail)


def test_a_worker_without_siwakit_is_found_before_anything_runs(logs, tmp_path):
    package = tmp_path / "siwakit"
    package.mkdir()
    package.joinpath("__init__.py").write_text("raise ModuleNotFoundError('siwakit')\n", "utf-8")
    with cluster(1, {"PYTHONPATH": str(tmp_path)}) as (address, _), pytest.raises(WrongVersion, match="has no siwakit"):
        on(address, paths_of(logs), pytest.fail)


def test_a_file_that_workers_do_not_have_is_one_clear_error(tmp_path, monkeypatch):
    log = tmp_path / "mine.log"
    log.write_bytes(b"apple invalid_client\n" * 9)
    source_parts = log_pool.source_parts

    def parts_of_a_file_that_only_this_machine_has(source):
        parts = list(source_parts(source))
        log.unlink()
        return parts

    monkeypatch.setattr(log_pool, "source_parts", parts_of_a_file_that_only_this_machine_has)
    with cluster(1) as (address, _), pytest.raises(NotReadable, match=r"a worker cannot read .*mine\.log: no such file"):
        on(address, (str(log),))


def test_wrong_addresses_are_wrong_use():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for address, said in (
            ("nonsense", "is not the address of a Dask scheduler"),
            ("http://127.0.0.1:80", "is not the address"),
            (f"127.0.0.1:{free_port()}", "there is no Dask scheduler"),
            (f"tcp://127.0.0.1:{silent.getsockname()[1]}", "there is no Dask scheduler"),
        ):
            with pytest.raises(UsageError, match=said), dask_workers(address, CONTEXT):
                pass


@pytest.fixture(scope="module")
def store(logs):
    """Start a server of S3, with the logs in the bucket `logs`."""
    pytest.importorskip("moto")
    pytest.importorskip("s3fs")
    port = free_port()
    env = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    process = start("moto.server", "-H", "127.0.0.1", "-p", str(port))
    try:
        wait_for(port)
        script = """
            import sys, boto3
            client = boto3.client("s3")
            client.create_bucket(Bucket="logs")
            for path in sys.argv[1:]:
                client.upload_file(path, "logs", "app/" + path.rpartition("/")[2])
        """
        subprocess.run((sys.executable, "-c", textwrap.dedent(script), *paths_of(logs)), env=os.environ | env, check=True)
        yield env
    finally:
        stop([process])


def test_a_cluster_counts_the_same_in_a_store(store, expected, monkeypatch):
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    with cluster(env=store) as (address, _):
        found = on(address, ("s3://logs/app/*",))
    assert [file.name for file in found.files] == ["s3://logs/app/app.log", "s3://logs/app/app.log.gz"]
    assert found.tally == expected.tally
