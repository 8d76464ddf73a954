"""A real Slurm of two nodes on this computer, for as long as a test needs it.

Debian's slurmctld, slurmd, slurm-client and munge are enough: no systemd, no database, no cgroups,
no file outside one folder. Each node is a slurmd with a name and port, so that one can be killed.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

PACKAGES = "slurmctld slurmd slurm-client munge"
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scontrol")
PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"
# Memory is announced and booked, not enforced, so a node may claim more than there is.
NODE = {"CPUs": 2, "RealMemory": 16000, "Gres": "gpu:1"}

CONFIGURATION = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.sock
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool.%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.%n.log
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
GresTypes=gpu
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory,CR_LLN
SchedulerParameters=sched_min_interval=0,sched_interval=1,bf_interval=1
# Seconds: after which a dead node is noticed, and for which a finished job is remembered.
SlurmdTimeout=5
MessageTimeout=2
TCPTimeout=1
MinJobAge=600
KillWait=2
ReturnToService=2
PartitionName=main Nodes=ALL Default=YES MaxTime=UNLIMITED State=UP
"""


def missing_programs() -> list[str]:
    """Name the programs of Slurm and munge that are not installed here."""
    return [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]


class Slurm:
    """A cluster in a folder, which holds all of its files; `environment` leads commands to it."""

    def __init__(self, folder: Path, nodes: int = 2):
        self.folder = folder
        self.nodes = [f"n{k}" for k in range(1, nodes + 1)]
        self.environment = os.environ | {
            "SLURM_CONF": str(folder / "slurm.conf"),
            "PATH": f"{folder / 'bin'}:{PATH}",
        }

    def __enter__(self) -> "Slurm":
        """Bring it up and wait until all nodes are idle."""
        self.folder.mkdir(parents=True)
        (self.folder / "state").mkdir()
        try:
            self._start_munge()
            self._configure()
            self._run("slurmctld")
            for node in self.nodes:
                self._run("slurmd", "-N", node)
            wait_for(lambda: self._idle() == len(self.nodes), 30, "all nodes are idle")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        """End its daemons and the jobs that they left behind."""
        for node in self.nodes:
            self.kill(node)
        for daemon in ("slurmctld", "munged"):
            _kill_and_wait(_read_pid(self.folder / f"{daemon}.pid"), signal.SIGTERM)

    def kill(self, node: str) -> None:
        """Let a node die: its daemon and everything that runs on it, at once."""
        daemon = _read_pid(self.folder / f"slurmd.{node}.pid")
        _kill_and_wait(daemon, signal.SIGKILL)
        for process in self._processes_of(node):
            _kill_and_wait(process, signal.SIGKILL)

    def revive(self, node: str) -> None:
        """Start a dead node again."""
        self._run("slurmd", "-N", node)

    def jobs(self) -> list[dict[str, str]]:
        """Describe all jobs, also ended ones, as scontrol does: JobState, NodeList, Comment ..."""
        lines = self._run("scontrol", "--oneliner", "show", "jobs").splitlines()
        return [
            dict(field.split("=", 1) for field in line.split() if "=" in field)
            for line in lines
            if line.startswith("JobId=")
        ]

    def _start_munge(self) -> None:
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(1024))
        key.chmod(0o400)
        files = {"key-file": key}
        for option, ending in (("socket", "sock"), ("pid-file", "pid"), ("log-file", "log")):
            files[option] = self.folder / f"munged.{ending}"
        files["socket"] = self.folder / "munge.sock"
        files["seed-file"] = self.folder / "munge.seed"
        self._run("munged", "--force", *(f"--{option}={file}" for option, file in files.items()))

    def _configure(self) -> None:
        ports = _free_ports(1 + len(self.nodes))
        host = socket.gethostname().split(".")[0]
        user = self._run("id", "-un").strip()
        text = CONFIGURATION.format(
            folder=self.folder, host=host, user=user, controller_port=ports[0]
        )
        about = " ".join(f"{key}={value}" for key, value in NODE.items())
        for node, port in zip(self.nodes, ports[1:], strict=True):
            where = f"NodeHostname={host} NodeAddr=127.0.0.1 Port={port}"
            text = f"NodeName={node} {where} {about}\n{text}"
        (self.folder / "slurm.conf").write_text(text)
        (self.folder / "gres.conf").write_text("Name=gpu File=/dev/null\n")
        # The plugin starts srun without SLURM_CONF, which on a cluster lies in /etc.
        wrapper = self.folder / "bin/srun"
        wrapper.parent.mkdir()
        real = shutil.which("srun", path=PATH)
        wrapper.write_text(f'#!/bin/sh\nSLURM_CONF={self.folder}/slurm.conf exec {real} "$@"\n')
        wrapper.chmod(0o755)

    def _run(self, *command: str) -> str:
        run = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert run.returncode == 0, f"{' '.join(command)}: {run.stdout}{run.stderr}"
        return run.stdout

    def _idle(self) -> int:
        return self._run("sinfo", "-h", "-N", "-o", "%T").split().count("idle")

    def _processes_of(self, node: str) -> list[int]:
        """Find the processes of a node's jobs, first those that would report their end."""
        mark = f"SLURMD_NODENAME={node}".encode()
        conf = f"SLURM_CONF={self.folder}".encode()
        found, keepers = [], set()
        for path in Path("/proc").glob("[0-9]*"):
            try:
                environment = (path / "environ").read_bytes().split(b"\0")
                if mark in environment and any(entry.startswith(conf) for entry in environment):
                    found.append(int(path.name))
                    parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                    if Path(f"/proc/{parent}/comm").read_text().startswith("slurmstepd"):
                        keepers.add(parent)
            except OSError:
                continue  # has ended, or is another user's
        return [*keepers, *found]


def wait_for(condition, seconds: float, what: str):
    """Ask again and again; give the first true answer, or fail after so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain until {what}")


def _free_ports(n: int) -> list[int]:
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _read_pid(file: Path) -> int | None:
    return int(file.read_text()) if file.exists() and file.read_text().strip() else None


def _kill_and_wait(process: int | None, how: signal.Signals) -> None:
    """End a process that is no child of ours, and wait until it is gone."""
    if process is None:
        return
    try:
        os.kill(process, how)
        wait_for(lambda: not _is_alive(process), 10, f"process {process} has ended")
    except ProcessLookupError:
        return
    except AssertionError:
        os.kill(process, signal.SIGKILL)


def _is_alive(process: int) -> bool:
    """Tell whether a process runs; one that has ended and that nobody asked after does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
