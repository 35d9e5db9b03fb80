"""The local Slack workspace as tests use it: driven by names and labels, strict, and wrong on demand."""

from tests.sandbox.driving import Sandbox, declared
from tests.sandbox.faulty import Fault, Faults
from tests.sandbox.serving import RunningSandbox, start_sandbox

__all__ = ["Fault", "Faults", "RunningSandbox", "Sandbox", "declared", "start_sandbox"]
