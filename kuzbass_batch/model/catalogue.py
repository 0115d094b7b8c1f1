"""The catalogue of findings: every rule, its code, severity, and its words in Russian.

Codes are stable and never reused. `docs/findings.md` lists them; a test holds it complete.
F files, I identity, S self-assessment, P project passport, R registry.
"""

from kuzbass_batch.model.findings import Rule, Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

# --- F: files (intake) -------------------------------------------------------------------------

# --- I: identity and which return counts (intake) ----------------------------------------------

# --- S0: reading the self-assessment and any form (forms.parsing, rules.checks) -----------------

# --- S1: marks and scoring (rules.scoring) ------------------------------------------------------

# --- P: project passport (rules.passport_checks) ------------------------------------------------

# --- R: registry (forms.registry) ---------------------------------------------------------------

RULES: dict[str, Rule] = {
    rule.code: rule for rule in list(globals().values()) if isinstance(rule, Rule)
}
