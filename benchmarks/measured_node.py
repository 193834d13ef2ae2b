"""What the benchmarks share: a node in a folder of its own, generated rolls,
the load generator, and what /proc tells of a process."""
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("SCRUTIN_BUILD", ROOT / "build/release"))
SCRUTIN = BUILD / "cli/scrutin"
BENCHMARKS = BUILD / "benchmarks"
LAW = "L2025-001"
TICKS = os.sysconf("SC_CLK_TCK")

ELECTION = """
id = 1
code = "{law}"
kind = "referendum"
method = "plurality"
name = {{ fr = "Loi d'essai", en = "Trial act" }}
question = {{ fr = "Approuvez-vous ?", en = "Do you approve?" }}
blank_allowed = true
[window]
opens_at = 2020-01-01T00:00:00Z
closes_at = 2090-01-01T00:00:00Z
[release]
policy = "live"
step_ballots = 1
[roll]
codes = "strong"
digests = "nas_code_election"
[pass]
numerator = 1
denominator = 2
of = "valid"
[[options]]
id = 1
code = "oui"
name = {{ fr = "Oui", en = "Yes" }}
[[options]]
id = 2
code = "non"
name = {{ fr = "Non", en = "No" }}
[[regions]]
id = 1
code = "national"
name = {{ fr = "Tout", en = "All" }}
"""

OPTIONS = """
data_directory = "data"
elections_directory = "elections"
[http]
port = {port}
threads = {threads}
[rate_limit]
enabled = false
[keys]
master_key_file = "master.key"
[actors]
scheduler_threads = {schedulers}
[storage]
memory_mib = {memory_mib}
[log]
level = "warning"
"""


def fail(what):
    raise SystemExit(f"benchmark: {what}")


def run_tool(*words):
    """Runs scrutin and returns what it prints as JSON."""
    done = subprocess.run([SCRUTIN, *map(str, words), "-o", "json"],
                          stdout=subprocess.PIPE, check=False)
    if not done.stdout.strip():
        fail(f"scrutin {words[0]} ended with {done.returncode}")
    return json.loads(done.stdout)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """User and system time of a process, all its threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    parts = fields.split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def resident_bytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def sync_ms(folder, times=100):
    """Median of appending 16 KiB to a file and syncing it."""
    path = pathlib.Path(folder) / "sync-probe"
    spent = []
    with open(path, "wb", buffering=0) as out:
        for _ in range(times):
            begin = time.perf_counter()
            out.write(os.urandom(16384))
            os.fdatasync(out.fileno())
            spent.append((time.perf_counter() - begin) * 1e3)
    path.unlink()
    return statistics.median(spent)


class Floor:
    """The bare Beast server."""

    def __init__(self, cores, threads, body_bytes):
        self.process = subprocess.Popen(
            ["taskset", "-c", cores, BENCHMARKS / "floor_server", "0",
             str(threads), str(body_bytes)], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


class Node:
    """A node with one law, in a folder that goes with it. Totals come out with
    every frame, so that final checks are exact."""

    def __init__(self, cores, http_threads=1, schedulers=1, memory_mib=64,
                 folder=None, settings=()):
        """`settings`: further options, as `--set` takes them."""
        self.cores = cores
        self.settings = settings
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="scrutin-benchmark-", dir=folder))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        (self.folder / "elections").mkdir()
        (self.folder / "elections/law.toml").write_text(
            ELECTION.format(law=LAW))
        self.config = self.folder / "scrutin.toml"
        self.config.write_text(OPTIONS.format(
            port=self.port, threads=http_threads, schedulers=schedulers,
            memory_mib=memory_mib))
        subprocess.run([SCRUTIN, "keys", "init", self.folder / "master.key"],
                       stdout=subprocess.DEVNULL, check=True)

    def generate(self, voters, shard_size):
        """Returns the files of a new roll, and what the tool says of it."""
        told = run_tool("roll", "generate", "--count", voters, "--election",
                        LAW, "--format", "csv", "--shard-size", shard_size,
                        "--output", self.folder / "roll")
        return sorted((self.folder / "roll").glob("*.csv")), told

    def import_roll(self, files):
        begin = time.monotonic()
        run_tool("roll", "import", "--config", self.config, "--election", LAW,
                 *files)
        return time.monotonic() - begin

    def start(self, patience_s=120, opens=True):
        """Returns the seconds until it was ready and, with a roll, open."""
        begin = time.monotonic()
        self.process = subprocess.Popen(
            ["taskset", "-c", self.cores, SCRUTIN, "serve", "--config",
             self.config,
             *(word for x in self.settings for word in ("--set", x))])
        while time.monotonic() - begin < patience_s:
            if self.process.poll() is not None:
                fail(f"serve ended with {self.process.returncode}")
            try:
                if self.get("/readyz") is not None and (not opens or any(
                        law["state"] == "open"
                        for law in json.loads(self.get("/api/v1/laws")))):
                    return time.monotonic() - begin
            except (urllib.error.URLError, ConnectionError):
                pass
            time.sleep(0.02)
        return fail("the node did not become ready")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read()

    def cast_one(self, line):
        """Casts for a line of a roll; returns the bytes of the answer."""
        nas, code = line.split(",")[:2]
        body = json.dumps({"nas": nas, "code": code, "law_id": LAW,
                           "vote": "oui"}).encode()
        request = urllib.request.Request(
            self.url + "/api/v1/vote", body,
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        self.process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def begin_load(url, rolls, *words):
    """Starts the load generator, its progress on standard error."""
    return subprocess.Popen(
        [SCRUTIN, "load", "--url", url, "--roll", *map(str, rolls),
         *map(str, words), "-o", "json"], stdout=subprocess.PIPE)


def load(url, rolls, *words, pid=None):
    """Runs the load generator. With the server's pid, adds what processor
    time the server took for each accepted cast, in microseconds."""
    before = cpu_seconds(pid) if pid else 0
    process = begin_load(url, rolls, *words)
    out, _ = process.communicate()
    if not out.strip():
        fail(f"scrutin load ended with {process.returncode}")
    report = json.loads(out)
    if pid:
        accepted = max(report["outcomes"]["accepted"], 1)
        report["server_cpu_us"] = (cpu_seconds(pid) - before) * 1e6 / accepted
    report["exit_code"] = process.returncode
    return report
