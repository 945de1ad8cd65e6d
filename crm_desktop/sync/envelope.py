"""What is put into a hub travels in an envelope: a digest that tells damage, and encryption when the team wants it.

    digest (16 bytes) · kind (1 byte: plain or encrypted) · company (8 bytes) · content

The digest is over what follows, so that a piece can be checked without the key. The company is told in every piece,
because a shared file can lose what it says of itself and be full of what another company put there. Encryption is
AES-GCM with a key made by scrypt from the team's passphrase; the company's id is bound in there too.
"""

import hashlib
import os
from dataclasses import dataclass

from crm_desktop.sync.trouble import WrongPassphrase

DIGEST = 16
SALT = 16
_COMPANY = 8
_NONCE = 12
_PLAIN, _ENCRYPTED = b"p", b"e"
_KIND_END = DIGEST + 1
# A fifth of a second and 64 MB for each guess.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 16, 8, 1


class Damaged(Exception):
    """Bytes are not what was put there."""


class Foreign(Damaged):
    """Bytes are whole, and were put there by another company."""


def key_from(passphrase: str, salt: bytes) -> bytes:
    """The team's key; the same on every laptop."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    made = Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P).derive(passphrase.encode())
    return bytes(made)


@dataclass(frozen=True)
class Envelope:
    """Closes and opens what travels; `key` is None where nothing is encrypted."""

    workspace: str
    key: bytes | None = None

    def close(self, content: bytes) -> bytes:
        """The bytes to put into a hub."""
        company = _company(self.workspace)
        if self.key is None:
            rest = _PLAIN + company + content
        else:
            rest = _ENCRYPTED + company + self._encrypted(content, self.key)
        return _digest(rest) + rest

    def open(self, data: bytes) -> bytes:
        """What was closed in; raises `Damaged` when it is not whole, `WrongPassphrase` when only the key fails."""
        if not is_whole(data):
            raise Damaged
        if is_foreign(data, self.workspace):
            raise Foreign
        kind, content = data[DIGEST:_KIND_END], data[_KIND_END + _COMPANY :]
        if kind == _ENCRYPTED:
            return self._decrypted(content)
        # Whoever has no key could have written it.
        if kind != _PLAIN or self.key is not None:
            raise Damaged
        return content

    def _encrypted(self, content: bytes, key: bytes) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(key).encrypt(nonce, content, self.workspace.encode())

    def _decrypted(self, content: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if self.key is None:
            raise WrongPassphrase.missing()
        try:
            return AESGCM(self.key).decrypt(content[:_NONCE], content[_NONCE:], self.workspace.encode())
        except (InvalidTag, ValueError) as error:
            raise WrongPassphrase.mismatch() from error


def is_whole(data: bytes) -> bool:
    """Whether bytes are those that were closed, whoever may open them."""
    return len(data) > DIGEST and _digest(data[DIGEST:]) == data[:DIGEST]


def is_foreign(data: bytes, workspace: str) -> bool:
    """Whether bytes are whole, and another company's."""
    return is_whole(data) and data[_KIND_END : _KIND_END + _COMPANY] != _company(workspace)


def _company(workspace: str) -> bytes:
    return hashlib.blake2b(workspace.encode(), digest_size=_COMPANY).digest()


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST).digest()
