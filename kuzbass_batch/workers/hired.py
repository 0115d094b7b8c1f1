"""Who does the work of a run: processes of this machine, or an existing cluster."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from kuzbass_batch.workers.cluster import Cluster, cluster_crew
from kuzbass_batch.workers.crew import Crew
from kuzbass_batch.workers.edition import program_edition
from kuzbass_batch.workers.local import local_crew


def crew_of(
    common: Any, workers: int | None, cluster: Cluster | None, tell: Callable[[str], None]
) -> AbstractContextManager[Crew]:
    """Return `workers` processes of this machine (None: one a core), or the cluster's workers.

    common: what every task needs; cluster: None for this machine.
    tell: is given the sentence on a machine that has no room for so many.
    """
    if cluster:
        return cluster_crew(common, cluster, program_edition())
    return local_crew(common, workers, tell=tell)
