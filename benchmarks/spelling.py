"""What the threshold of misspellings accepts: of random edits to the graph's own words, and of names that it does not hold.

`python -m benchmarks.spelling` prints, for each threshold, the share of words with one and two edits that are read
right, read as another word, or left unread; and the share of foreign names that are taken for one of the graph's.
"""

from __future__ import annotations

import random

from sarcomakg.ask import spelling
from sarcomakg.knowledge import open_graph

# Drugs and diseases that are not in the graph, close to what is: the ends of their names are the same.
FOREIGN = ["gefitinib", "erlotinib", "osimertinib", "brigatinib", "lorlatinib", "trametinib", "binimetinib", "encorafenib", "dabrafenib", "vemurafenib", "tivozanib", "lenvatinib", "vandetanib", "ibrutinib", "acalabrutinib", "ruxolitinib", "tofacitinib", "baricitinib", "upadacitinib", "rituximab", "trastuzumab", "pertuzumab", "cetuximab", "panitumumab", "ramucirumab", "daratumumab", "obinutuzumab", "ofatumumab", "blinatumomab", "adalimumab", "infliximab", "secukinumab", "ustekinumab", "omalizumab", "oxaliplatin", "nedaplatin", "cabazitaxel", "nelarabine", "clofarabine", "azacitidine", "decitabine", "pemetrexed", "raltitrexed", "capecitabine", "fludarabine", "cladribine", "melanoma", "lymphoma", "myeloma", "glioma", "glioblastoma", "meningioma", "ependymoma", "medulloblastoma", "neuroblastoma", "retinoblastoma", "hepatoblastoma", "nephroblastoma", "mesothelioma", "thymoma", "seminoma", "teratoma", "choriocarcinoma", "craniopharyngioma", "pheochromocytoma", "paraganglioma", "insulinoma", "adenoma", "papilloma"]  # fmt: skip


def edited(word: str, edits: int, chance: random.Random) -> str:
    """Return a word with random edits: a letter dropped, doubled, swapped with its neighbor or replaced."""
    for _ in range(edits):
        at = chance.randrange(1, len(word) - 1)
        kind = chance.randrange(4)
        if kind == 0:
            word = word[:at] + word[at + 1 :]
        elif kind == 1:
            word = word[:at] + word[at] + word[at:]
        elif kind == 2:
            word = word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
        else:
            word = word[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]
    return word


def main() -> None:
    """Print the table."""
    lexicon = open_graph().parser.lexicon
    words = sorted(w for w in lexicon.completable if len(w) > 5 and w.isalpha())
    foreign = [w for w in FOREIGN if w not in lexicon.vocabulary]
    speller = spelling.Speller(lexicon.vocabulary)
    print(f"{len(words)} words of conditions and drugs; {len(foreign)} foreign names")
    print(
        "| threshold | one edit: right | other | two edits: right | other | foreign taken for known |\n|---|---|---|---|---|---|"
    )
    for threshold in (0.70, 0.75, 0.78, 0.82, 0.86, 0.90):
        spelling.SIMILAR = threshold
        chance, cells = random.Random(3), []
        for edits in (1, 2):
            found = [
                (w, speller.nearest(e)) for w in words if (e := edited(w, edits, chance)) not in lexicon.vocabulary
            ]
            cells += [
                f"{sum(w == f for w, f in found) / len(found):.1%}",
                f"{sum(bool(f) and w != f for w, f in found) / len(found):.1%}",
            ]
        taken = [w for w in foreign if speller.nearest(w)]
        print(f"| {threshold:.2f} | {' | '.join(cells)} | {len(taken) / len(foreign):.1%} ({', '.join(taken)}) |")


if __name__ == "__main__":
    main()
