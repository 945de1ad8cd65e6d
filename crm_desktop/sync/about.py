"""`hub.json`: whose shared file it is, which one, in which format, and how its passphrase is checked."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields, replace

from crm_desktop.core.ids import new_id
from crm_desktop.sync.envelope import SALT, Damaged, Envelope, key_from
from crm_desktop.sync.trouble import WrongPassphrase

FORMAT = 1
_CHECKED = b"the passphrase fits"


@dataclass(frozen=True)
class About:
    """What a hub says of itself; `salt` and `check` only where it is encrypted, the company's name only where not."""

    workspace_id: str
    hub_id: str
    format: int = FORMAT
    salt: str | None = None
    check: str | None = None
    company: str | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether a passphrase is needed."""
        return self.salt is not None

    def to_bytes(self) -> bytes:
        """The content of the file; its digest tells damage from another company."""
        content = asdict(self)
        return json.dumps({**content, "digest": _digest(content)}, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "About":
        """What a file says; raises `Damaged` when it is not what was written."""
        try:
            content = json.loads(data)
            digest = content.pop("digest")
            if digest != _digest(content):
                raise Damaged
            return cls(**{each.name: content.get(each.name) for each in fields(cls)})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Damaged from error

    def key(self, passphrase: str | None) -> bytes | None:
        """The key of a passphrase; raises `WrongPassphrase` when it does not fit or is missing."""
        if self.salt is None:
            return None
        key = key_from(passphrase or "", bytes.fromhex(self.salt)) if passphrase else None
        self.verify(key)
        return key

    def verify(self, key: bytes | None) -> None:
        """Raises `WrongPassphrase` when a key is missing or not this hub's."""
        if self.check is None:
            return
        try:
            Envelope(self.workspace_id, key).open(bytes.fromhex(self.check))
        except Damaged as error:
            raise WrongPassphrase.mismatch() from error


def new_about(workspace_id: str, passphrase: str | None, company: str | None = None) -> tuple[About, bytes | None]:
    """A new hub of a company, and its key when a passphrase is given."""
    about = About(workspace_id, new_id())
    if not passphrase:
        return replace(about, company=company), None
    salt = os.urandom(SALT)
    key = key_from(passphrase, salt)
    return replace(about, salt=salt.hex(), check=Envelope(workspace_id, key).close(_CHECKED).hex()), key


def _digest(content: dict[str, object]) -> str:
    return hashlib.blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
