"""``/health``: this process lives. ``/ready``: everything it needs does, too."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from horarium.services.readiness import look_around

router = APIRouter(include_in_schema=False)


@router.get("/health")
async def health() -> dict[str, str]:
    """Answers as long as this process can answer; looks at nothing else."""
    return {"status": "ok"}


@router.get("/ready")
def ready(request: Request) -> JSONResponse:
    """200 when the database, its migrations, a worker and the relay are all there."""
    checks = look_around(request.app.state.deployment)
    is_ready = all(check.ok for check in checks.values())
    body = {
        "status": "ready" if is_ready else "not-ready",
        "checks": {name: asdict(check) for name, check in checks.items()},
    }
    headers = None if is_ready else {"retry-after": "5"}
    return JSONResponse(body, 200 if is_ready else 503, headers)
