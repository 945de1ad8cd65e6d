"""The acting user: who reads and who writes, with what this person may see and do."""

from dataclasses import dataclass, field

OWN = "own"
BELOW = "below"
TEAM = "team"
ALL = "all"
SCOPES = (OWN, BELOW, TEAM, ALL)

IMPORT = "import"
EXPORT = "export"
DELETE = "delete"
REPORT = "report"
ADMINISTER = "administer"
ASSIGN = "assign"
PRODUCTS = "products"
APPROVE = "approve"
COMMISSION = "commission"
RIGHTS = (IMPORT, EXPORT, DELETE, REPORT, ADMINISTER, ASSIGN, PRODUCTS, APPROVE, COMMISSION)

# What a role may be kept from with a field: to see it, to see all of a number that is another's, to change it; and what
# nobody sees of a customer in the public pool.
HIDDEN = "hidden"
MASKED = "masked"
READ_ONLY = "read_only"
IN_POOL = "in_pool"


@dataclass(frozen=True)
class Viewer:
    """A user with scopes resolved: `readable` and `writable` are the owners in scope (unused when all).

    `limits` are pairs of a field (`customer.phone`) and what keeps from it; most people have none.
    """

    user_id: str
    login: str
    name: str
    role: str
    read_scope: str = OWN
    write_scope: str = OWN
    rights: frozenset[str] = frozenset()
    readable: frozenset[str] = field(default_factory=frozenset)
    writable: frozenset[str] = field(default_factory=frozenset)
    limits: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def may(self, right: str) -> bool:
        """Whether this user has one of `RIGHTS`."""
        return right in self.rights

    def hides(self, field: str) -> bool:
        """Whether the viewer's role is kept from a field."""
        return (field, HIDDEN) in self.limits

    def fields(self, *modes: str) -> frozenset[str]:
        """The fields that are limited in one of these ways."""
        return frozenset(name for name, mode in self.limits if mode in modes)

    @property
    def reads_all(self) -> bool:
        """Whether no owner is hidden from this user."""
        return self.read_scope == ALL

    def reads(self, owner_id: str | None) -> bool:
        """Whether a record of this owner may be seen; what nobody owns is open to everyone."""
        return self.reads_all or owner_id is None or owner_id in self.readable

    def writes(self, owner_id: str | None) -> bool:
        """Whether a record of this owner may be changed; what nobody owns may be taken up by everyone."""
        return self.write_scope == ALL or owner_id is None or owner_id in self.writable


SYSTEM = Viewer("", "system", "System", "system", ALL, ALL, frozenset(RIGHTS))
