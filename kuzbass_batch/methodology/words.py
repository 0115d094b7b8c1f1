"""The words of the act: how it, its programme, its points and participants are called.

Letters, sheets, forms and the page take them from here; the code and the templates know none.
A methodology without them speaks of «программа» without a name and cites what its calendar,
levels and criteria name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kuzbass_batch.methodology.calendar.period import Period
from kuzbass_batch.methodology.citations import NO_POINT, Citation, Owner, cite
from kuzbass_batch.methodology.rater import COMMITTEE, Rater

POINTS: Mapping[str, str] = {
    "submission": "представление самооценок",
    "admission": "допуск самооценок, поступивших после срока",
    "rating": "определение рейтинга",
    "verification": "проверка показателей",
    "results": "направление результатов",
    "objection": "несогласие с результатами",
    "totals": "подведение итогов",
    "leader": "срок высшего уровня и диплом",
    "rules": "порядок рейтингования целиком",
    "criteria": "критерии и показатели",
    "scoring": "расчёт баллов",
    "counting": "критерии вместе с расчётом баллов",
    "cumulative": "накопительные критерии",
    "levels": "таблица уровней",
    "plan": "план мероприятий",
    "participants": "участники",
    "passport": "представление паспорта проекта",
    "passport_form": "форма паспорта проекта",
    "stages": "сроки в паспорте проекта",
    "goals": "цели и эффекты в паспорте проекта",
    "grounds": "обоснование в паспорте проекта",
    "quality_check": "проверка качества образца",
    "training": "обучение сотрудников",
    "trained_plan": "показатель плана по обучению",
    "training_topics": "ежегодный тематический план обучения",
    "situations": "предложения о приоритетных жизненных ситуациях",
    "contest": "конкурс лучших практик",
    "requests": "запрос материалов",
    "documents": "запрос документов при проверке показателей",
    "registers": "реестры, которые ведут весь год",
}
"""What of an act may be cited, by the names that [references] gives them."""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The programme that the rating belongs to: its name, and its kind in four cases.

    name: with its quotes, empty if it has none. period: what stands behind the name where it is
    given in full. short: the letters by which numbers of outgoing letters begin. aim: what a level
    is a level of, in the genitive; assessed: what the self-assessment is of, in the genitive. Both
    may be empty.
    """

    name: str = ""
    period: str = ""
    short: str = "Р"
    nominative: str = "программа"
    genitive: str = "программы"
    dative: str = "программе"
    prepositional: str = "программе"
    aim: str = ""
    assessed: str = ""

    @cached_property
    def full(self) -> str:
        """Return the name as it stands behind the word: «…» на 2025–2027 годы; may be empty."""
        return " ".join(filter(None, (self.name, self.period)))

    @cached_property
    def beside(self) -> str:
        """Return the name with a space before it, as it follows another word; may be empty."""
        return f" {self.name}" if self.name else ""

    @cached_property
    def full_nominative(self) -> str:
        """Return «программа «…» на 2025–2027 годы»."""
        return f"{self.nominative} {self.full}".strip()

    @cached_property
    def full_genitive(self) -> str:
        """Return «программы «…» на 2025–2027 годы»."""
        return f"{self.genitive} {self.full}".strip()

    @cached_property
    def full_dative(self) -> str:
        """Return «программе «…» на 2025–2027 годы»."""
        return f"{self.dative} {self.full}".strip()

    @cached_property
    def named_genitive(self) -> str:
        """Return «программы «…»» without the period."""
        return f"{self.genitive}{self.beside}"

    @cached_property
    def named_dative(self) -> str:
        """Return «программе «…»» without the period."""
        return f"{self.dative}{self.beside}"

    @cached_property
    def of_aim(self) -> str:
        """Return what a level is a level of, with a space before it; may be empty."""
        return f" {self.aim}" if self.aim else ""

    @cached_property
    def of_assessed(self) -> str:
        """Return what the self-assessment is of, with a space before it; may be empty."""
        return f" {self.assessed}" if self.assessed else ""

    @cached_property
    def public_name(self) -> str:
        """Return the full name, or the bare word where there is none."""
        return self.full or self.nominative

    @property
    def owner(self) -> Owner:
        """Return what points of the act belong to."""
        return Owner(
            genitive=self.genitive,
            dative=self.dative,
            full_genitive=self.full_genitive,
            full_dative=self.full_dative,
        )


@dataclass(frozen=True, kw_only=True)
class Participants:
    """What those are called who are rated: libraries, stations, participants of a programme.

    one: in the nominative; all: in the plural. many: in the genitive plural. full: the same with
    the whole name of the programme, empty where its dative follows («библиотек по положению «…»»).
    """

    one: str = "участник"
    all: str = "участники"
    many: str = "участников"
    full: str = ""

    @cached_property
    def heading(self) -> str:
        """Return `one` as a sentence begins with it."""
        return self.one[:1].upper() + self.one[1:]

    @cached_property
    def title(self) -> str:
        """Return `all` as a heading begins with it."""
        return self.all[:1].upper() + self.all[1:]

    def under(self, programme: Programme) -> str:
        """Return `many` with the programme under which they are rated."""
        return self.full or f"{self.many} по {programme.full_dative}"


FEWEST_HOURS, MOST_HOURS = -12, 14
"""How far clocks are ahead of UTC anywhere on earth, in hours."""


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """Where the rating is made, and who takes part: what letters and papers are headed by.

    region, region_short: in the genitive. city: as papers date themselves. committee: who rates;
    details of its own letter paper may say otherwise. centre: who rates together with it, in the
    genitive; may be empty. report_to: to whom the totals are reported, in the dative; may be empty.
    site: where the totals are published, in the prepositional case; section: of it, with quotes.
    postcode, phone_code: of the examples on letter paper, a line to fill in where none is named.
    memo_to: to whom the memo goes, a post in the dative; diploma_signer: who signs diplomas; each
    empty where the words beside it say so (`memo_addressee`, and the chair of who rates).
    utc_hours: how far the local time is ahead of UTC, in hours; that of Moscow where none is named.
    """

    region: str = "региона"
    region_short: str = "региона"
    city: str = "г. Примерный"
    committee: str = "Комитет"
    centre: str = ""
    report_to: str = ""
    site: str = "сайте"
    section: str = ""
    postcode: str = "______"
    phone_code: str = "____"
    memo_to: str = ""
    diploma_signer: str = ""
    utc_hours: int = 3

    @cached_property
    def memo_addressee(self) -> str:
        """Return to whom the memo goes, as a line begins with it; a line to fill in if unknown."""
        post = self.memo_to or self.report_to
        return post[:1].upper() + post[1:] or "_" * 20

    @cached_property
    def with_centre(self) -> str:
        """Return « с участием …», as it follows the body that rates; empty if nobody does."""
        return f" с участием {self.centre}" if self.centre else ""

    @cached_property
    def in_section(self) -> str:
        """Return « в разделе «…»», empty if none is named."""
        return f" в разделе {self.section}" if self.section else ""


TOGETHER, OF_ONE = "подчинёнными участниками", "подчинённого участника"
"""What those who answer to others are called where the methodology does not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Category:
    """A kind of participant: its id in data, the registry's word, the heading of a group of them.

    heading: the same for a narrow column, with its hyphens. former: words that the registry had
    once. subordinate: it answers to another participant, which its line of the registry names.
    named: how rows of criteria speak of such participants, `*` for any ending; may be empty.
    together: several of them in the instrumental, as one answers «вместе с …»; of_one: one of them
    in the genitive; both for subordinates only.
    """

    id: str
    name: str
    plural: str
    heading: str = ""
    former: tuple[str, ...] = ()
    subordinate: bool = False
    named: str = ""
    together: str = TOGETHER
    of_one: str = OF_ONE

    @property
    def narrow(self) -> str:
        """Return the heading of a narrow column."""
        return self.heading or self.plural


CATEGORIES = (
    Category(
        id="executive",
        name="исполнительный орган",
        plural="Исполнительные органы",
        heading="Исполни-\nтельные органы",
        named="исполнительн* орган",
    ),
    Category(
        id="municipality",
        name="орган местного самоуправления",
        plural="Органы местного самоуправления",
        heading="Органы\nместного само-\nуправления",
        former=("муниципальное образование",),
        named="орган* местного самоуправления",
    ),
    Category(
        id="subordinate",
        name="подведомственная организация",
        plural="Подведомственные организации",
        heading="Подведом-\nственные организации",
        subordinate=True,
        named="подведомственн*",
        together="подведомственными организациями",
        of_one="подведомственной организации",
    ),
)
"""What the registry's list offers where the methodology names no categories of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaders:
    """The highest level is held for a year, must be confirmed and is awarded with a diploma.

    awarded_by: whose diploma it is, in the genitive; heading: what stands above it. Both may be
    empty.
    """

    level: str
    awarded_by: str = ""
    heading: str = ""

    @property
    def of_whom(self) -> str:
        """Return whose diploma it is, with a space before it; may be empty."""
        return f" {self.awarded_by}" if self.awarded_by else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PassportWords:
    """How the form of a project calls itself and its parts.

    project, projects: what a project is, in the genitive, and several of them. participant: the
    label above the participant's name. sent_to: to whom passports go, in the accusative.
    """

    project: str = "проекта"
    projects: str = "Проекты"
    participant: str = "Полное наименование участника"
    sent_to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterYears:
    """What lasts longer than a year is kept in one workbook for all years of the programme.

    first_year, last_year: of the programme, both included.
    """

    first_year: int
    last_year: int

    @property
    def period(self) -> str:
        """Return the years as a title names them: «2025–2027 годы», «2025 год»."""
        if self.first_year == self.last_year:
            return f"{self.first_year} год"
        return f"{self.first_year}–{self.last_year} годы"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDays:
    """When projects are reported on (p. 3.2 leaves the days to the committee).

    first: the first quarter that is reported. day: of the month after a quarter, by which its
    report is due. closing_days: so many days after the planned closing the last facts are due.
    """

    first: Period
    day: int
    closing_days: int


REGISTERS = ("обучение", "конкурсы", "запросы документов", "другое")
"""What the committee keeps all year where the methodology names no registers."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """All words of one act; `passport` and `leaders` are None where the act knows no such thing.

    rater: how texts call the body that rates. references: the citation of everything in POINTS that
    the act names. registers: what the
    committee keeps all year, as the decisions workbook offers it. lasting: the registers that live
    longer than a year, None where the act keeps none. reports: when projects are reported on, None
    where nobody asks for reports.
    """

    programme: Programme = field(default_factory=Programme)
    rater: Rater = COMMITTEE
    participants: Participants = field(default_factory=Participants)
    bodies: Bodies = field(default_factory=Bodies)
    categories: tuple[Category, ...] = CATEGORIES
    references: tuple[tuple[str, Citation], ...] = ()
    passport: PassportWords | None = None
    leaders: Leaders | None = None
    registers: tuple[str, ...] = REGISTERS
    lasting: RegisterYears | None = None
    reports: ReportDays | None = None

    def point(self, name: str) -> Citation:
        """Return how a point of the act is cited; nothing but empty forms if it names none."""
        assert name in POINTS, name
        return self._cited.get(name, NO_POINT)

    @cached_property
    def _cited(self) -> Mapping[str, Citation]:
        return dict(self.references)

    @cached_property
    def points(self) -> Mapping[str, Citation]:
        """Return every point by its name, for templates; also those that are not cited."""
        return {name: self.point(name) for name in POINTS}

    @property
    def below(self) -> Category | None:
        """Return the category of those who answer to others, None if there is none."""
        return next((each for each in self.categories if each.subordinate), None)


NO_WORDS = Words()


def cited_points(
    given: Mapping[str, str | Citation], programme: Programme
) -> tuple[tuple[str, Citation], ...]:
    """Return the citation of every point, those made whole by the methodology as they are."""
    return tuple(
        (name, point if isinstance(point, Citation) else cite(point, programme.owner))
        for name, point in given.items()
    )
