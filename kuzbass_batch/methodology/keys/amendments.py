"""How a file that changes an act for one year finds what it changes, and its two keys more."""

from kuzbass_batch.methodology.keys.key import FLAG, TEXT, Key

AMENDED_BY = "amended_by"
STRUCK = "struck"
KEYS = {
    "criteria": ("id",),
    "levels": ("id",),
    "readings": ("id",),
    "plan": ("id",),
    "questions": ("kind", "criterion"),
    "groups": ("id",),
    "categories": ("id",),
    "rows": ("code",),
    "options": ("id",),
}
"""What tells the entries of a list apart."""
CITED = ("criteria", "levels", "plan", "questions")
"""Lists whose entries name a point of the act; an entry that changes names that of its own act."""
AMENDED_BY_KEY = Key(
    name=AMENDED_BY,
    kind=TEXT,
    about="акт, которым внесено изменение, в родительном падеже",
    example='"постановления от 01.02.2027 № 30"',
)
STRUCK_KEY = Key(
    name=STRUCK,
    kind=FLAG,
    about="true – этой записи акта в этом году нет",
    example="true",
    required=False,
)
