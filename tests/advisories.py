"""Known faults of what we depend on, by pip-audit over the lock; run by `make check`.

Where no source of advisories can be reached, that is said and nothing is claimed; a known fault ends with 1.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    "-m",
    "pip_audit",
    "--requirement",
    "requirements.lock",
    "--require-hashes",
    "--disable-pip",
    "--format",
    "json",
    "--progress-spinner",
    "off",
)


def main() -> int:
    """Print what is known; 1 where a dependency has a known fault."""
    try:
        done = subprocess.run([sys.executable, *COMMAND], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        found = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        found = []
    audited = [each for each in found if "vulns" in each]
    faults = [f"{each['name']} {each['version']}: {fault['id']}" for each in audited for fault in each["vulns"]]
    if not audited:
        sys.stdout.write("No source of advisories can be reached from here: dependencies were not checked for known faults.\n")
    else:
        sys.stdout.write(f"{len(audited)} of {len(found)} dependencies checked: {len(faults)} known faults.\n")
    sys.stdout.writelines(f"  {fault}\n" for fault in faults)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
