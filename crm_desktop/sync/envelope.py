"""What is put into a hub travels in an envelope: a digest that tells damage, and encryption when the team wants it.

    digest (16 bytes) · kind (1 byte: plain or encrypted) · content

The digest is over what follows, so that a piece can be checked without the key. Encryption is AES-GCM with a key made
by scrypt from the team's passphrase; the company's id is bound in, so that nothing of another one can be slipped in.
"""

import hashlib
import os
from dataclasses import dataclass

from crm_desktop.sync.trouble import WrongPassphrase

DIGEST = 16
SALT = 16
_NONCE = 12
_PLAIN, _ENCRYPTED = b"p", b"e"
# A fifth of a second and 64 MB for each guess.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 16, 8, 1


class Damaged(Exception):
    """Bytes are not what was put there."""


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
        rest = _PLAIN + content if self.key is None else _ENCRYPTED + self._encrypted(content, self.key)
        return _digest(rest) + rest

    def open(self, data: bytes) -> bytes:
        """What was closed in; raises `Damaged` when it is not whole, `WrongPassphrase` when only the key fails."""
        rest = data[DIGEST:]
        if not is_whole(data):
            raise Damaged
        if rest[:1] == _ENCRYPTED:
            return self._decrypted(rest[1:])
        # Whoever has no key could have written it.
        if rest[:1] != _PLAIN or self.key is not None:
            raise Damaged
        return rest[1:]

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


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=DIGEST).digest()
