"""The people of the demonstration, named by role. Loaded in demo mode only, with one password for all of them."""

from dataclasses import dataclass

from sqlalchemy import select

from app.errors import EscaladeError
from app.identity.passwords import hash_password
from app.store.desk import Desk
from app.store.tables import Group, Membership, Person

PASSWORD = "escalade"  # noqa: S105 - the demo's, refused outside demo mode


class NotADemo(EscaladeError):
    """Demonstration people were not loaded, because this desk is not in demo mode. Add people with ``run.py users``."""

    status = 403


@dataclass(frozen=True)
class DemoPerson:
    """A person, their position in the company (French) and the groups they belong to."""

    id: str
    name: str
    title: str
    groups: tuple[str, ...] = ()
    vip: bool = False
    language: str = "fr"

    @property
    def email(self) -> str:
        """An address that can reach nobody (RFC 2606)."""
        return f"{self.id}@escalade.example"


GROUPS: dict[str, tuple[str, str]] = {
    "service-desk": ("Centre de services (N1)", "Service desk (L1)"),
    "office-experts": ("Experts bureautique (N2)", "Office software experts (L2)"),
    "infrastructure": ("Infrastructure (N2)", "Infrastructure (L2)"),
    "level-3": ("Experts niveau 3 (N3)", "Level 3 experts (L3)"),
    "network-security": ("Sécurité des réseaux", "Network security"),
    "it-purchasing": ("Achats informatiques", "IT purchasing"),
    "manufacturer": ("Support du constructeur", "Manufacturer's support"),
    "support-manager": ("Responsable du support", "IT support manager"),
    "deputy-support-manager": ("Suppléant du responsable du support", "Deputy IT support manager"),
    "security-officer": ("RSSI", "Security officer"),
    "deputy-security-officer": ("Suppléant du RSSI", "Deputy security officer"),
    "cio": ("DSI", "CIO"),
    "deputy-cio": ("Suppléant du DSI", "Deputy CIO"),
    "technical-manager": ("Responsable technique", "Technical manager"),
    "incident-manager": ("Gestionnaire d'incident", "Incident manager"),
    "management": ("Direction générale", "General management"),
    "it-managers": ("Responsables informatiques", "IT managers"),
}

ROLES: dict[str, tuple[str, str]] = {
    "process-owner": ("Responsables de processus", "Process owners"),
    "auditor": ("Auditeurs", "Auditors"),
    "administrator": ("Administrateurs", "Administrators"),
    "manager": ("Responsables", "Managers"),
}

PEOPLE = (
    DemoPerson("helene", "Hélène Marchand", "Directrice marketing", vip=True),
    DemoPerson("olivier", "Olivier Perrin", "Responsable financier", vip=True),
    DemoPerson("philippe", "Philippe Lambert", "Directeur général délégué", ("management",), vip=True),
    DemoPerson("isabelle", "Isabelle Moreau", "Directrice générale", ("management",), vip=True),
    DemoPerson("henri", "Henri Delacroix", "Président", vip=True),
    DemoPerson("paul", "Paul Durand", "Chargé de clientèle"),
    DemoPerson("lea", "Léa Martin", "Technicienne du centre de services (N1)", ("service-desk",)),
    DemoPerson("karim", "Karim Benali", "Technicien du centre de services (N1)", ("service-desk",)),
    DemoPerson("sophie", "Sophie Girard", "Experte bureautique (N2)", ("office-experts",)),
    DemoPerson("thomas", "Thomas Roux", "Expert bureautique (N2)", ("office-experts",)),
    DemoPerson("marc", "Marc Lefèvre", "Ingénieur infrastructure (N2)", ("infrastructure",)),
    DemoPerson("nadia", "Nadia Haddad", "Ingénieure infrastructure (N2)", ("infrastructure",)),
    DemoPerson("yann", "Yann Le Goff", "Expert niveau 3 (N3)", ("level-3",)),
    DemoPerson("ines", "Inès Carvalho", "Experte niveau 3 (N3)", ("level-3",)),
    DemoPerson("aurelie", "Aurélie Simon", "Ingénieure sécurité des réseaux", ("network-security",)),
    DemoPerson("bruno", "Bruno Meyer", "Ingénieur sécurité des réseaux", ("network-security",)),
    DemoPerson("celine", "Céline Faure", "Acheteuse informatique", ("it-purchasing",)),
    DemoPerson("jonas", "Jonas Keller", "Support du constructeur", ("manufacturer",), language="en"),
    DemoPerson("nathalie", "Nathalie Blanc", "Responsable du support", ("support-manager", "it-managers", "manager")),
    DemoPerson("julien", "Julien Mercier", "Adjoint au support", ("deputy-support-manager",)),
    DemoPerson("vincent", "Vincent Dubois", "RSSI", ("security-officer", "manager")),
    DemoPerson("camille", "Camille Noël", "Adjointe au RSSI", ("deputy-security-officer",)),
    DemoPerson("antoine", "Antoine Bernard", "DSI", ("cio", "it-managers", "manager")),
    DemoPerson("sandrine", "Sandrine Petit", "Adjointe au DSI", ("deputy-cio", "it-managers")),
    DemoPerson("laurent", "Laurent Garnier", "Responsable technique", ("technical-manager", "it-managers")),
    DemoPerson("emilie", "Émilie Chevalier", "Gestionnaire d'incident", ("incident-manager", "manager")),
    DemoPerson("david", "David Rousseau", "Responsable des applications", ("it-managers",)),
    DemoPerson("mathilde", "Mathilde Robin", "Responsable de processus", ("process-owner",)),
    DemoPerson("remi", "Rémi Aubert", "Responsable de processus", ("process-owner",)),
    DemoPerson("catherine", "Catherine Lemoine", "Auditrice", ("auditor",)),
    DemoPerson("samuel", "Samuel Fournier", "Administrateur", ("administrator",)),
)

WHO_TO_LOG_IN_AS = ("helene", "lea", "nathalie", "antoine", "vincent", "mathilde", "catherine", "samuel")


def load_demo_people(desk: Desk) -> int:
    """Adds the groups and people that are missing, changes nobody who is there, and says how many people were added.

    Raises :class:`NotADemo` outside demo mode.
    """
    if not desk.settings.demo:
        raise NotADemo()
    present = set(desk.session.scalars(select(Person.id)))
    missing = [person for person in PEOPLE if person.id not in present]
    return desk.commit(lambda: _add(desk, missing, hash_password(PASSWORD))) if missing else 0


def _add(desk: Desk, people: list[DemoPerson], password: str) -> int:
    """One hash for all: the password is public anyway, and the first start stays fast."""
    for groups, role in ((GROUPS, False), (ROLES, True)):
        for group, (name, name_en) in groups.items():
            desk.session.merge(Group(id=group, name=name, name_en=name_en, role=role))
    for person in people:
        desk.session.add(
            Person(
                id=person.id,
                name=person.name,
                email=person.email,
                title=person.title,
                language=person.language,
                vip=person.vip,
                active=True,
                password=password,
            )
        )
    desk.session.flush()
    desk.session.add_all(Membership(person_id=p.id, group_id=group) for p in people for group in p.groups)
    return len(people)
