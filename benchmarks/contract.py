"""Whatever is sent to the API: no fault, and no answer that its OpenAPI does not promise.

    python benchmarks/contract.py [--examples 100] [--seed 1] [--quick]

Schemathesis invents requests from ``/openapi.json``, sound and unsound ones, as each of
three roles, against a clinic of its own. It is no dependency of Horarium: the command
``schemathesis`` is used where there is one, else uv fetches it. Prints JSON; leaves with
status 1 for any answer of 500 and more, any undocumented status, content type or body.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from clinic_site import Site, machine, site, tell

VERSION = "4.32.5"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)


def main() -> None:
    options = _options()
    with site(n_sessions=10, capacity=1000, with_worker=True) as found:
        runs = {role: _run(found, role, options) for role in found.bearers}
    tell(
        {
            "machine": machine(),
            "schemathesis": VERSION,
            "seed": options.seed,
            "cases": sum(one["cases"] for one in runs.values()),
            "by_role": runs,
        }
    )
    sys.exit(0 if not any(one["failures"] for one in runs.values()) else 1)


def _run(found: Site, role: str, options: argparse.Namespace) -> dict[str, Any]:
    report = found.folder / f"{role}.json"
    address = f"http://127.0.0.1:{found.port}"
    command = [*_schemathesis(), "run", f"{address}/openapi.json", "--url", address]
    command += ["--header", f"Authorization: Bearer {found.bearers[role]}"]
    command += ["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]
    command += ["--max-examples", str(options.examples), "--seed", str(options.seed)]
    command += ["--exclude-path-regex", "progress|stream|events"]
    command += ["--report-ndjson-path", str(report), "--report", "ndjson"]
    command += ["--continue-on-failure", "--no-shrink", "--warnings", "off"]
    command += ["--suppress-health-check", "all", "--request-timeout", "30"]
    done = subprocess.run(
        command, cwd=found.folder, capture_output=True, text=True, check=False
    )
    if not report.exists():
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return _counted(report)


def _counted(report: Path) -> dict[str, Any]:
    """Cases of one run by status, and where a check failed, from the run's events."""
    cases = 0
    statuses: Counter[int] = Counter()
    failures: Counter[str] = Counter()
    for line in report.read_text().splitlines():
        for name, event in json.loads(line).items():
            if name != "ScenarioFinished":
                continue
            recorder = event.get("recorder", {})
            cases += len(recorder.get("cases", {}))
            for one in recorder.get("interactions", {}).values():
                if answer := one.get("response"):
                    statuses[answer["status_code"]] += 1
            for checks in recorder.get("checks", {}).values():
                failures.update(
                    f"{recorder.get('label')}: {one['name']}"
                    for one in checks
                    if one.get("status") == "failure"
                )
    by_status = {str(status): n for status, n in sorted(statuses.items())}
    return {"cases": cases, "failures": dict(failures), "by_status": by_status}


def _schemathesis() -> list[str]:
    if found := shutil.which("schemathesis"):
        return [found]
    return [
        *(sys.executable, "-m", "uv", "tool", "run"),
        *("--from", f"schemathesis=={VERSION}", "schemathesis"),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.quick:
        options.examples = 5
    return options


if __name__ == "__main__":
    main()
