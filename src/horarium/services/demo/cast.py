"""Who signs in to the demo, and with which words."""

from dataclasses import dataclass

from horarium.domain.actor import Role


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """One login of the demo; the passphrase is no secret, it stands in the README."""

    role: Role
    login: str
    passphrase: str
    name: str


LOGINS = tuple(
    DemoLogin(role, role.value, f"open the {role.value} demo", name)
    for role, name in (
        (Role.ADMIN, "Indra Okonkwo"),
        (Role.COORDINATOR, "Robin Castellanos"),
        (Role.DOCTOR, ""),
        (Role.NURSE, "Eun-ji Marsden"),
        (Role.STAFF, "Alex Petrov"),
        (Role.PATIENT, ""),
    )
)
"""One a role. The doctor and the patient bear the names of those who have a line today."""
