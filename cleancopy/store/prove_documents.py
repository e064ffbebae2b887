"""The proof of each document: what all tables say of it agrees, and its bytes are there."""

from __future__ import annotations

from cleancopy.store.claims import Claims, Said
from cleancopy.store.proof import Proof

_WITHOUT_BYTES = ("too_large", "unreadable", "container")
_OF_ADMITTED = {"articles": "an article", "pages": "a page", "lines": "lines"}


def prove_documents(claims: Claims, proof: Proof) -> None:
    """Holds against each other what the tables say, some documents at a time."""
    for said, twice in claims.parts():
        for name, doc_id in twice:
            what = "lines_in_pieces" if name == "lines" else "duplicate_key"
            proof.find(what, doc_id, f"stands twice in {name}")
        proof.outcomes.update(row["outcome"] for row in said["sources"].values())
        for name, what in _OF_ADMITTED.items():
            for doc_id in sorted(set(said[name]) - _with_outcome(said, "curated")):
                proof.find("not_in_ledger", doc_id, f"{what} whose source is not curated in the ledger")
        for doc_id in sorted(_with_outcome(said, "curated")):
            _prove_admitted(said, doc_id, proof)
        _prove_turned_away(said, proof)


def _with_outcome(said: Said, outcome: str) -> set[str]:
    return {doc_id for doc_id, row in said["sources"].items() if row["outcome"] == outcome}


def _prove_admitted(said: Said, doc_id: str, proof: Proof) -> None:
    """A curated source has an article and lines, which give its bytes back and fold to the article's text.

    Those of a page give what it was unfolded to; its bytes are in `pages`.
    """
    ledger, page = said["sources"][doc_id], said["pages"].get(doc_id)
    path, article, lines = ledger["source_path"], said["articles"].get(doc_id), said["lines"].get(doc_id)
    if article is None:
        proof.find("no_article", path, "the ledger says curated")
    if page is not None and page["bytes"] is None:
        proof.pages_not_kept += 1
    elif page is not None and page["bytes"] != ledger["source_sha256"]:
        proof.find("not_restorable", path, "pages does not hold its bytes")
    if lines is None:
        proof.find("no_lines", path, "the ledger says curated")
        return
    proof.restored += 1
    if lines["bytes"] != (ledger["source_sha256"] if page is None else page["lines"]):
        proof.find("not_restorable", path, "its lines do not give its bytes")
    if article is None or lines["body"] != article["body"]:
        proof.find("not_the_fold", path, "text is not the fold of its lines")


def _prove_turned_away(said: Said, proof: Proof) -> None:
    """Each document turned away has its bytes, or an outcome that says why not."""
    for doc_id, row in said["quarantine"].items():
        ledger = said["sources"].get(doc_id, {})
        if ledger.get("outcome") in _WITHOUT_BYTES and row["bytes"] is None:
            continue
        if ledger.get("outcome") != "quarantined":
            proof.find("not_in_ledger", doc_id, "in quarantine, and the ledger says otherwise")
            continue
        proof.restored += 1
        if row["bytes"] is None or row["bytes"] != ledger["source_sha256"]:
            proof.find("not_restorable", ledger["source_path"], "quarantine does not hold its bytes")
    for doc_id in sorted(_with_outcome(said, "quarantined") - set(said["quarantine"])):
        proof.find("not_in_quarantine", said["sources"][doc_id]["source_path"], "the ledger says quarantined")
