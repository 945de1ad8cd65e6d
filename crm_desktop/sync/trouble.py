"""What can be wrong with a shared file, each in a sentence that says what to do; nothing was lost when it appears."""

from crm_desktop.core.errors import MachineError, UserError
from crm_desktop.core.i18n import Message


class Unreachable(MachineError):
    """The hub is not there just now: no network, no stick, no server. Work goes on; the next sync tries again."""

    @classmethod
    def at(cls, place: str, reason: str | Message) -> "Unreachable":
        """The hub at a place cannot be reached, for a reason the system gives."""
        return cls(
            Message("The shared file “{place}” cannot be reached just now: {reason}.", place=place, reason=reason)
        )


class NotWritable(MachineError):
    """The hub can be read, and refuses to take anything in."""

    @classmethod
    def at(cls, place: str) -> "NotWritable":
        """The hub at a place may only be read."""
        return cls(
            Message(
                "“{place}” may only be read from here. Ask who owns it for the right to write; until then your"
                " changes wait on this computer.",
                place=place,
            )
        )


class NoPlaceForOne(UserError):
    """Where a shared file was to be made, nothing can be written."""

    @classmethod
    def at(cls, place: str) -> "NoPlaceForOne":
        """No shared file can be made in a folder, or in a database."""
        return cls(
            Message(
                "Nothing can be written in “{place}”. Choose another place, or ask who owns it for the right to write.",
                place=place,
            )
        )


class HubFull(MachineError):
    """The disk of the hub is full."""

    @classmethod
    def at(cls, place: str) -> "HubFull":
        """There is no room left at a place."""
        return cls(
            Message(
                "There is no room left where “{place}” lies. Make room there; until then your changes wait on this"
                " computer.",
                place=place,
            )
        )


class NotAHub(UserError):
    """What lies at the address is no shared file."""


class OtherCompany(UserError):
    """The hub belongs to another company."""

    @classmethod
    def at(cls, place: str) -> "OtherCompany":
        """The hub at a place belongs to others."""
        return cls(
            Message(
                "“{place}” is the shared file of another company. Nothing was exchanged. Choose another place, or join"
                " that company into a file of its own.",
                place=place,
            )
        )


class NewerHub(UserError):
    """The hub was made by a newer version of the program."""

    @classmethod
    def at(cls, place: str) -> "NewerHub":
        """The hub at a place is of a newer format."""
        return cls(
            Message(
                "“{place}” was made by a newer version of the program. Update this one; your changes wait meanwhile.",
                place=place,
            )
        )


class NotEncrypted(UserError):
    """The hub lies open, though the team gave it a passphrase: what is put there would be read by nobody of both."""

    @classmethod
    def at(cls, place: str) -> "NotEncrypted":
        """The hub at a place was made anew without a passphrase."""
        return cls(
            Message(
                "“{place}” was made anew without the passphrase that your team had set. Nothing was exchanged. If the"
                " team wants it so, stop sharing on this laptop, and share again at the same place.",
                place=place,
            )
        )


class WrongPassphrase(UserError):
    """The hub is encrypted, and the passphrase is missing or another one."""

    @classmethod
    def mismatch(cls) -> "WrongPassphrase":
        """A passphrase of something else."""
        return cls(Message("The passphrase does not fit this shared file. Ask your team for it and try again."))

    @classmethod
    def missing(cls) -> "WrongPassphrase":
        """No passphrase where one is needed."""
        return cls(Message("This shared file is encrypted. Give the team's passphrase."))
