"""Which token goes on in which other one, so that an old link still leads somewhere."""

from datetime import datetime

from sqlalchemy import insert, select

from horarium.domain.ids import OrganisationId, TokenId
from horarium.store.database import Db
from horarium.store.tables import token_transfer


def add(
    db: Db, owner: OrganisationId, old: TokenId, new: TokenId, *, at: datetime
) -> None:
    """Note that ``new`` is where ``old`` went on."""
    db.execute(
        insert(token_transfer).values(
            organisation_id=owner, from_token_id=old, to_token_id=new, at=at
        )
    )


def last_of(db: Db, wanted: TokenId) -> TokenId:
    """Where a token went on in the end; itself when it never went."""
    hop = (
        select(token_transfer.c.to_token_id)
        .where(token_transfer.c.from_token_id == wanted)
        .cte("hop", recursive=True)
    )
    hop = hop.union_all(
        select(token_transfer.c.to_token_id).where(
            token_transfer.c.from_token_id == hop.c.to_token_id
        )
    )
    further = token_transfer.alias("further")
    query = (
        select(hop.c.to_token_id)
        .outerjoin(further, further.c.from_token_id == hop.c.to_token_id)
        .where(further.c.from_token_id.is_(None))
    )
    found = db.execute(query).scalar_one_or_none()
    return TokenId(found) if found else wanted
