"""Those that are compared: Tyto's command, and rivals in worker processes."""

import json
import os
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """Why there is no figure: crashed, missing, or not able."""


class Worker:
    """A rival in its own process, which stays up between requests."""

    def __init__(self, name, threads):
        self.name, self.threads = name, threads
        self.process = None
        self.failure = None
        self.version = None

    def measure(self, request):
        if self.failure:
            raise Failure(self.failure)
        if self.process is None:
            self.start()
        return self.ask(request)

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "worker.py"), self.name, str(self.threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.version = self.read()["version"]
        except Failure as failure:
            self.failure = str(failure)
            raise

    def ask(self, request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            cause = signal.Signals(-status).name if status < 0 else f"exit {status}"
            self.failure = f"crashed ({cause})"
            raise Failure(self.failure)
        answer = json.loads(line)
        if "error" in answer:
            raise Failure(answer["error"].splitlines()[0])
        return answer

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait()


class Tyto:
    """The command: a process a figure."""

    def __init__(self, command):
        self.command = command

    def json(self, *arguments):
        run = subprocess.run([self.command, "bench", *arguments], capture_output=True, text=True)
        if run.returncode != 0:
            raise Failure(f"tyto bench {' '.join(arguments)}: {run.stderr.strip() or run.returncode}")
        return json.loads(run.stdout)
