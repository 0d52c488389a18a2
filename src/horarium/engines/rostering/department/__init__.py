"""An invented department of medicine, for demonstrations, tests and benchmarks."""

from horarium.engines.rostering.department.make import DepartmentSpec, make_department
from horarium.engines.rostering.department.setting import SERVICES, ClinicService

__all__ = ["SERVICES", "ClinicService", "DepartmentSpec", "make_department"]
