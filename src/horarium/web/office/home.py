"""What matters today to the coordinator and to the administrator."""

from horarium.services import overview, rosters, sessions, views
from horarium.services.overview import Overview
from horarium.services.rosters import RosterSheet
from horarium.web.formats import day_text
from horarium.web.greetings import counted, greeting
from horarium.web.news import news_section
from horarium.web.office.roster_range import RosterRange
from horarium.web.office.roster_today import one_day
from horarium.web.pages.home import HomePage, Item, Section, Tile
from horarium.web.pages.roster import OneDay, OnShift
from horarium.web.pages.shell import Link, Tone
from horarium.web.visit import Visit
from horarium.web.words import place_of


def coordinator_home(visit: Visit) -> HomePage:
    """The state of the roster, gaps today, who is on now."""
    today = visit.now().date()
    with visit.work() as work:
        sheets = rosters.sheets_between(work, today, today)
        clinics = sessions.today(work)
        news = news_section(visit, work)
    if not sheets:
        return HomePage(
            shell=visit.shell(),
            greeting=greeting(visit.now(), visit.actor.name),
            lead="No published roster covers today.",
            sections=news,
            actions=(Link("Open the roster", "/roster"),),
        )
    shown = RosterRange.of(today, 1, sheets, only_for=None)
    day = one_day(shown, today)
    gaps = [one for one in day.shifts if one.count.is_under]
    late = [one for one in clinics if one.late_min]
    return HomePage(
        shell=visit.shell(),
        greeting=greeting(visit.now(), visit.actor.name),
        lead=f"{counted(len(gaps), 'gap')} in today's cover, "
        f"{counted(shown.main.n_hard, 'breach', 'breaches')} to fix in the roster.",
        sections=(
            *news,
            _roster_section(visit, shown.main),
            Section(
                title="Cover today",
                items=tuple(_gap_item(one) for one in gaps),
                empty="Every shift of today is covered.",
            ),
            *_site_sections(day),
            Section(
                title="Clinics today",
                tiles=(
                    Tile(label="Sessions", value=str(len(clinics))),
                    Tile(
                        label="Running late",
                        value=str(len(late)),
                        tone=Tone.WARN if late else Tone.PLAIN,
                    ),
                ),
                items=tuple(
                    Item(
                        title=f"{one.service_name}, {place_of(one)}",
                        detail=one.practitioner_name,
                        lead=f"{visit.local(one.interval.start):%H:%M}",
                        badge=f"late {one.late_min} min",
                        tone=Tone.WARN,
                    )
                    for one in late
                ),
            ),
        ),
        actions=(Link("Open the roster", "/roster"),),
    )


def admin_home(visit: Visit) -> HomePage:
    """Whether the system is well, who may come in, whether the audit trail is sealed."""
    with visit.work() as work:
        seen = overview.overview(work)
        lines = views.board(work)
    return HomePage(
        shell=visit.shell(),
        greeting=greeting(visit.now(), visit.actor.name),
        lead="Everything that is done here is recorded and sealed.",
        sections=(
            _audit_section(seen),
            Section(
                title="People",
                tiles=(
                    Tile(label="Accounts", value=str(seen.n_accounts)),
                    Tile(label="Signed in", value=str(seen.n_signed_in)),
                    Tile(label="API tokens", value=str(seen.n_api_tokens)),
                    Tile(label="Patients", value=f"{seen.n_patients:,}"),
                ),
            ),
            Section(
                title="Processes",
                tiles=(
                    Tile(
                        label="Messages waiting",
                        value=str(seen.n_outbox),
                        note="in the outbox",
                        tone=Tone.WARN if seen.n_outbox else Tone.GOOD,
                    ),
                    Tile(label="Lines today", value=str(len(lines))),
                ),
                links=(
                    Link("Is the system ready?", "/system"),
                    Link("Interface for programs", "/docs"),
                ),
            ),
        ),
        actions=(Link("Open the roster", "/roster"),),
    )


def _roster_section(visit: Visit, sheet: RosterSheet) -> Section:
    stored = sheet.stored
    soft = sum(not breach.is_hard for breach in sheet.breaches)
    published = stored.published_at
    words = "draft"
    if published:
        at = visit.local(published)
        words = f"published {day_text(at)}, {at:%H:%M}"
    return Section(
        title="The roster",
        lead=f"{stored.name}, {words}",
        tiles=(
            Tile(
                label="Must fix",
                value=str(sheet.n_hard),
                tone=Tone.BAD if sheet.n_hard else Tone.GOOD,
                href="/roster#problems",
            ),
            Tile(
                label="To improve",
                value=f"{soft:,}",
                note=f"penalty {sheet.penalty:,}",
                href="/roster#problems",
            ),
        ),
        links=(Link("Only people with problems", "/roster?problems=1"),),
    )


def _gap_item(one: OnShift) -> Item:
    return Item(
        title=f"{one.shift.name}, {one.site}" if one.site else one.shift.name,
        detail=", ".join(one.people),
        chip=one.shift,
        badge=f"{one.count.have} of {one.count.wanted}",
        tone=Tone.BAD,
        href="/roster",
    )


def _site_sections(day: OneDay) -> list[Section]:
    by_site: dict[str, list[Item]] = {}
    for one in day.shifts:
        if one.people:
            item = Item(
                title=", ".join(one.people), detail=one.shift.hours, chip=one.shift
            )
            by_site.setdefault(one.site, []).append(item)
    return [
        Section(
            title=f"On duty today, {site}" if site else "On duty", items=tuple(items)
        )
        for site, items in sorted(by_site.items())
    ]


def _audit_section(seen: Overview) -> Section:
    unsealed = seen.n_events - seen.n_sealed
    sealed_at = seen.sealed_at
    return Section(
        title="Audit trail",
        tiles=(
            Tile(label="Events", value=f"{seen.n_events:,}"),
            Tile(
                label="Not sealed yet",
                value=str(unsealed),
                note=f"last seal {sealed_at:%H:%M:%S} UTC"
                if sealed_at
                else "no seal yet",
                tone=Tone.PLAIN if sealed_at else Tone.WARN,
            ),
        ),
    )
