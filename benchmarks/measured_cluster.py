"""A PostgreSQL server in a folder of its own, and nodes that share it."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from measured_node import (BENCHMARKS, ELECTION, LAW, SCRUTIN, fail, free_port,
                           run_tool)

OPTIONS = """
data_directory = "data"
elections_directory = "elections"
[http]
threads = 1
[rate_limit]
enabled = false
[keys]
master_key_file = "master.key"
[actors]
scheduler_threads = 1
[storage]
backend = "postgresql"
[postgresql]
connection = "{connection}"
[log]
level = "warning"
"""


MORE_REGION = """
[[regions]]
id = {id}
code = "r{id}"
name = {{ fr = "R{id}", en = "R{id}" }}
"""


class Database:
    """PostgreSQL on the disk, for this user only; for root, as `postgres`."""

    def __init__(self):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            fail("PostgreSQL is not installed: scripts/install-dependencies "
                 "test")
        self.programs = found[-1]
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="scrutin-benchmark-", dir="/var/tmp"))
        self.wrapper = []
        if os.geteuid() == 0:
            self.wrapper = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", "scrutin")
        self.run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log",
                 "-o", f"-k {self.folder} -c listen_addresses= "
                 "-c shared_buffers=256MB -c max_wal_size=4GB", "start")
        self.names = 0

    def run(self, program, *words):
        done = subprocess.run(
            [*self.wrapper, self.programs / program, *map(str, words)],
            cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False)
        if done.returncode != 0:
            fail(f"{program}: {done.stdout.decode(errors='replace')}")
        return done.stdout.decode()

    def make(self):
        """Returns the connection of a new database."""
        self.names += 1
        name = f"place_{self.names}"
        self.query("CREATE DATABASE " + name, "postgres")
        return f"host={self.folder} dbname={name} user=scrutin", name

    def query(self, text, name):
        return self.run("psql", "-h", self.folder, "-U", "scrutin", "-d", name,
                        "-Atqc", text).strip()

    def remove(self):
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """A Redis server on a socket of its own, which writes nothing down."""

    def __init__(self):
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="scrutin-benchmark-"))
        self.address = self.folder / "socket"
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.address,
             "--save", "", "--dir", self.folder], stdout=subprocess.DEVNULL)
        Cluster.wait(self.address.exists, "Redis is ready")

    def snapshots(self):
        keys = subprocess.run(
            ["redis-cli", "-s", self.address, "KEYS", "scrutin:snapshot:*"],
            capture_output=True, text=True, check=True).stdout.split()
        return sum(int(subprocess.run(
            ["redis-cli", "-s", self.address, "STRLEN", key],
            capture_output=True, text=True, check=True).stdout)
                   for key in keys)

    def remove(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


class Cluster:
    """Nodes `a`, `b`, … with one law, on one database."""

    def __init__(self, database, partition_voters, redis=None, regions=1):
        self.database = database
        self.redis = redis
        self.folder = pathlib.Path(
            tempfile.mkdtemp(prefix="scrutin-benchmark-"))
        connection, self.name = database.make()
        (self.folder / "elections").mkdir()
        (self.folder / "elections/law.toml").write_text(
            f"partition_voters = {partition_voters}\n"
            + ELECTION.format(law=LAW)
            + "".join(MORE_REGION.format(id=i) for i in range(2, regions + 1)))
        self.config = self.folder / "scrutin.toml"
        self.config.write_text(OPTIONS.format(connection=connection)
                               + (f'[redis]\naddress = "{redis.address}"\n'
                                  if redis else ""))
        subprocess.run([SCRUTIN, "keys", "init", self.folder / "master.key"],
                       stdout=subprocess.DEVNULL, check=True)
        self.nodes = {}

    def enrol(self, voters, shard_size):
        run_tool("roll", "generate", "--count", voters, "--election", LAW,
                 "--format", "csv", "--shard-size", shard_size, "--output",
                 self.folder / "roll")
        files = sorted((self.folder / "roll").glob("*.csv"))
        run_tool("roll", "import", "--config", self.config, "--election", LAW,
                 *files)
        return files

    def enrol_unevenly(self, sizes):
        """Gives region 1, 2, … so many voters each, by classes of size."""
        for size in sorted(set(sizes)):
            regions = [i for i, x in enumerate(sizes, 1) if x == size]
            run_tool("roll", "generate", "--count", size * len(regions),
                     "--election", LAW, "--regions",
                     ",".join(map(str, regions)), "--format", "csv",
                     "--output", self.folder / f"roll-{size}")
        files = sorted(self.folder.glob("roll-*/*.csv"))
        run_tool("roll", "import", "--config", self.config, "--election", LAW,
                 *files)
        return files

    def start(self, *names, roles="edge,validator,results"):
        for name in names:
            port = free_port()
            self.nodes[name] = (subprocess.Popen(
                [SCRUTIN, "serve", "--config", self.config, "--node", name,
                 "--roles", roles, "--set", f"http.port={port}",
                 "--set", "log.level=info", "--set", "log.format=json",
                 "--set", f"log.file={self.folder / name}.log"]),
                f"http://127.0.0.1:{port}")
        for name in names:
            self.wait(lambda name=name: self.ready(name), f"{name} is ready")

    def ready(self, name):
        process, url = self.nodes[name]
        if process.poll() is not None:
            fail(f"node {name} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url + "/readyz", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError):
            return False

    @staticmethod
    def wait(condition, what, patience_s=120):
        until = time.monotonic() + patience_s
        while not condition():
            if time.monotonic() > until:
                fail(f"waited for nothing: {what}")
            time.sleep(0.05)

    def url(self, name):
        return self.nodes[name][1]

    def signal(self, name, number):
        self.nodes[name][0].send_signal(number)

    def owned(self):
        """Partitions by node."""
        rows = self.database.query(
            "SELECT owner, count(*) FROM scrutin.partition GROUP BY 1",
            self.name)
        return {owner: int(count) for owner, count in
                (row.split("|") for row in rows.splitlines())}

    def settled(self, *names):
        """Whether these own everything, and each at least half its share."""
        owned = self.owned()
        least = sum(owned.values()) // (2 * len(names))
        return set(owned) == set(names) and all(
            count >= max(least, 1) for count in owned.values())

    def loaded_ms(self):
        """How long the last take-over of a partition took to load it."""
        events = [json.loads(line) for file in self.folder.glob("?.log")
                  for line in file.read_text().splitlines()]
        taken = [x for x in events if x["event"] == "partition_taken"]
        return max(taken, key=lambda x: x["time"])["duration_ms"]

    def pid(self, name):
        return self.nodes[name][0].pid

    def bytes(self):
        """Of the database on the disk, its log left out."""
        self.database.query("CHECKPOINT", self.name)
        return int(self.database.query(
            "SELECT pg_database_size(current_database())", self.name))

    def written(self):
        """Ballots, and transactions that were committed for whatever."""
        row = self.database.query(
            "SELECT (SELECT count(*) FROM scrutin.spent), xact_commit FROM"
            " pg_stat_database WHERE datname = current_database()", self.name)
        return tuple(int(x) for x in row.split("|"))

    def stop(self, *names):
        for name in names or list(self.nodes):
            process, _ = self.nodes.pop(name)
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def bare_writes(ballots, frame_ballots):
    """What a bare client writes to PostgreSQL, and our ballot box."""
    done = subprocess.run(
        [BENCHMARKS / "database_writes", str(ballots), str(frame_ballots)],
        stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
