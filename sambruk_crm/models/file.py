"""Files people bring or take: logos, imports, exports."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from sambruk_crm.models.base import Row, choice, reference
from sambruk_crm.models.vocabulary import FilePurpose


class StoredFile(Row, table=True):
    """A file, kept in the database so that a backup of it is a backup of everything. Fetched by its secret `token`."""

    __tablename__ = "stored_file"

    token: str = Field(unique=True, max_length=64)
    purpose: FilePurpose = choice(FilePurpose)
    name: str = Field(max_length=255)
    media_type: str = Field(max_length=100)
    size: int
    content: bytes = Field(sa_type=sa.LargeBinary)  # pyright: ignore[reportArgumentType]
    user_id: int | None = reference("user_account.id", default=None)
    expires_at: datetime | None = Field(default=None, index=True)
