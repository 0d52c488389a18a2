"""What PostgreSQL is configured with: private, quiet about data, fit for a small machine."""

import sys

from horarium.store.embedded.plan import Plan

SUPERUSER = "horarium"
DATABASE = "horarium"
INCLUDED_FILE = "horarium.conf"

_ALWAYS = {
    # A log must never show a patient: neither values bound to a statement, nor the key
    # of a violated constraint, nor the text of a failed statement.
    "log_parameter_max_length_on_error": "0",
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_line_prefix": "%m [%p] ",
    "log_startup_progress_interval": "2s",
    "logging_collector": "off",
    "lc_messages": "C",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
}

_FAST_AND_UNSAFE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_wal_size": "2GB",
}


def write(plan: Plan, socket_dir: str) -> None:
    """Put our settings and access rules in place for the next start of the server."""
    rules = plan.home.path / "pg_hba.conf"
    rules.write_text(_host_rules(plan), encoding="utf-8")
    settings = _server_settings(plan, socket_dir, str(rules))
    (plan.home.cluster / INCLUDED_FILE).write_text(settings, encoding="utf-8")


def _server_settings(plan: Plan, socket_dir: str, hba_file: str) -> str:
    """The text of our file; what ``ALTER SYSTEM`` sets still wins over it."""
    settings = _ALWAYS | {
        "listen_addresses": plan.host,
        "port": str(plan.port),
        "unix_socket_directories": socket_dir,
        "hba_file": hba_file,
    }
    if sys.platform == "linux":
        # One call for the file system instead of one a file: recovery on a busy disk
        # took 0.3 s where it had taken 2 to 4 s.
        settings["recovery_init_sync_method"] = "syncfs"
    if plan.throwaway:
        settings |= _FAST_AND_UNSAFE
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _host_rules(plan: Plan) -> str:
    """Who may connect: over the socket, and over loopback when TCP was asked for."""
    lines = ["local all all scram-sha-256", "local replication all scram-sha-256"]
    if plan.listen:
        lines += [
            f"host all all {net} scram-sha-256" for net in ("127.0.0.1/32", "::1/128")
        ]
    return "".join(f"{line}\n" for line in lines)


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
