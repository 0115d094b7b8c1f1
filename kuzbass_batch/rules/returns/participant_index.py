"""The registry to look things up in: by id, by name, and by what a name may have been meant for."""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from kuzbass_batch.forms.parsing.values import fold
from kuzbass_batch.methodology.rater import COMMITTEE, Rater
from kuzbass_batch.records.returns.participants import Participant, Registry

NEAR = 0.75
"""How alike a name must be to be suggested: one letter in four may differ."""
LOOKED_AT, COMPARED = 10_000, 20
"""Names that share a rare letter group, and those most alike of them that are compared in full."""


_WORD = re.compile(r"[\w№.-]+")
_SHORT_FORM = re.compile("[А-ЯЁ]{2,7}")
"""«ГБУЗ», «МАУ»: no name, and nobody tells them from one in capitals; both sides lose them."""
_LEGAL_FORM = re.compile(
    r"(?:государственн|муниципальн|областн|краев|бюджетн|автономн|каз[её]нн|унитарн)(?:ое|ая)"
    r"|(?:профессиональн|образовательн|общеобразовательн)ое"
    r"|учреждени[ея]|предприятие|организация|здравоохранения|культуры|образования",
    re.I,
)
"""The words of a legal form, which offices shorten or leave out."""


def parents_in(registry: Registry) -> Mapping[str, str]:
    """Return the body that each participant is subordinate to, empty if none; both by id."""
    return {each.id: each.parent for each in registry.participants}


class ParticipantIndex:
    """Indexes of one registry, built once; ids and names are compared as `fold` leaves them."""

    def __init__(self, registry: Registry, rater: Rater = COMMITTEE) -> None:
        """Index a registry; rater: whom findings name as the one to turn to."""
        self.rater = rater
        participants = registry.participants
        self._participants = participants
        self.addresses = frozenset(
            each.strip().lower() for person in participants for each in person.email.split(",")
        ) - {""}
        """Every address of the registry, in lower case."""
        self._by_id = {fold(participant.id): participant for participant in participants}
        self._by_name: dict[str, tuple[Participant, ...]] = {}
        for participant in participants:
            for name in sorted({fold(each) for each in participant.all_names} - {""}):
                self._by_name[name] = (*self._by_name.get(name, ()), participant)

    def with_id(self, participant_id: str) -> Participant | None:
        """Return the participant with this id."""
        return self._by_id.get(fold(participant_id))

    def named(self, name: str) -> tuple[Participant, ...]:
        """Return the participants with exactly this full, short or other name."""
        return self._by_name.get(fold(name), ())

    def nearest(self, name: str) -> Participant | None:
        """Return the participant with the name most like this one, if it is near enough.

        The same name with its legal form shortened, or left out, is the nearest.
        """
        alike = self._by_core.get(core_of(name), ())
        if len(alike) == 1:
            return alike[0]
        wanted = fold(name)
        near = difflib.get_close_matches(wanted, self._candidates(wanted), n=1, cutoff=NEAR)
        return self._by_name[near[0]][0] if near else None

    def _candidates(self, wanted: str) -> list[str]:
        """Return the few names worth comparing: those that share most with the wanted one.

        Its rarest letter groups are looked up first, and no more names than LOOKED_AT: a name
        must not cost more in a registry of ten thousand, where half begins with «министерство».
        """
        lists = [self._by_letters[group] for group in _groups(wanted) if group in self._by_letters]
        shared: Counter[str] = Counter()
        for names in sorted(lists, key=len):
            if shared.total() + len(names) > LOOKED_AT and shared:
                break
            shared.update(names)
        return [name for name, _ in sorted(shared.items(), key=_most_shared)[:COMPARED]]

    @cached_property
    def _by_core(self) -> dict[str, tuple[Participant, ...]]:
        """Return the participants by what their names say besides the legal form."""
        found: dict[str, tuple[Participant, ...]] = {}
        for each in self._participants:
            for core in sorted({core_of(name) for name in each.all_names} - {""}):
                found[core] = (*found.get(core, ()), each)
        return found

    @cached_property
    def _by_letters(self) -> dict[str, list[str]]:
        """Return the names by each group of three letters in them."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self._by_name:
            for group in _groups(name):
                found[group].append(name)
        return dict(found)


def core_of(name: str) -> str:
    """Return what a name says besides the legal form: «ГБУЗ „Районная больница“» → the hospital.

    Empty if that is a single word: «Администрация» or «Центр» are many.
    """
    words = [word for word in _WORD.findall(name) if not _SHORT_FORM.fullmatch(word)]
    core = [word for word in words if not _LEGAL_FORM.fullmatch(word)]
    return fold(" ".join(core)) if len(core) > 1 else ""


def _groups(name: str) -> Iterable[str]:
    return dict.fromkeys(name[at : at + 3] for at in range(max(len(name) - 2, 1)))


def _most_shared(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
