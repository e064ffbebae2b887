"""Body text on real pages, beside other tools that see the same text: figures per source and variant, with intervals.

    python benchmarks/quality.py BENCHMARK [--folds DIR] [--html] [--variants layout,wet,semi] [--split dev]

BENCHMARK is a folder with `bench.py`, `scoring.py`, `cases/<split>/<source>.jsonl.gz` and, for `--html`,
`html/<source>.jsonl.gz`; its metrics are used as they are. The shipped line model was trained on the development split,
so figures there mean nothing unless `--folds` names the weights of a cross-validation
(`benchmarks/learn/linemodel/train.py --folds ... --fold-weights DIR`): then each page is cleaned with the weights that
saw nothing of its domain, and pages of folds without weights are left out. The rules and thresholds see every page
either way.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from benchmarks.learn.linemodel.pages import FOLDS, fold_of  # noqa: E402 - found by the line above
from benchmarks.learn.linemodel.weights import in_use  # noqa: E402

RESAMPLES = 1000
Case = dict[str, Any]
Text = Callable[[Case, str], dict[str, str | None]]


def keep_everything(case: Case, variant: str) -> dict[str, str | None]:
    """The untouched text."""
    return {"text": case[f"raw_text_{variant}"]}


def c4_rules(case: Case, variant: str) -> dict[str, str | None]:
    """The line rules of C4 (Raffel et al. 2020, section 2.2), end marks of any script.

    A line stays when it ends in a sentence or quotation mark, has five words, and speaks neither of JavaScript nor of
    cookie and privacy policies.
    """
    policy = re.compile(r"javascript|terms of use|privacy policy|cookie policy|uses? of cookies|uses cookies", re.I)
    lines = [line.strip() for line in case[f"raw_text_{variant}"].split("\n")]
    ends = re.compile(r"[.!?\"”»…。！？।۔؟]$")
    kept = [s for s in lines if ends.search(s) and (len(s.split()) >= 5 or not s.isascii()) and not policy.search(s)]
    return {"text": "\n".join(kept)}


def jus_text(case: Case, variant: str) -> dict[str, str | None]:
    """jusText with each line as a paragraph and the stop list of the page's language."""
    import html

    import justext

    names = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}
    words = justext.get_stoplist(names.get(case.get("lang") or "en", "English"))
    page = "".join(f"<p>{html.escape(line)}</p>" for line in case[f"raw_text_{variant}"].split("\n") if line.strip())
    found = justext.justext(page.encode(), words, encoding="utf-8") if page else []
    return {"text": "\n".join(p.text for p in found if not p.is_boilerplate)}


def html_tools(benchmark: Path, wanted: set[str]) -> dict[str, Text]:
    """Extractors that see the HTML of the same pages (`html/<source>.jsonl.gz`), whatever the variant."""
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text

    pages = {}
    for file in sorted((benchmark / "html").glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            pages |= {page["id"]: page["html"] for page in map(json.loads, lines) if page["id"] in wanted}
    tools = {
        "trafilatura, favor_precision (HTML)": lambda html: trafilatura.extract(
            html, favor_precision=True, include_comments=False
        ),
        "resiliparse (HTML)": lambda html: extract_plain_text(html, main_content=True),
    }

    def of(extract: Callable[[str], str | None]) -> Text:
        found = {name: extract(html) or "" for name, html in pages.items()}
        return lambda case, _: {"text": found.get(case["id"], "")}

    return {name: of(extract) for name, extract in tools.items()}


def cleancopy(cases: list[Case], variant: str, folds: Path | None) -> Text:
    """Our own rows, cleaned beforehand: with the shipped weights, or each domain with those that never saw it."""
    from cleancopy.pipeline.recipe import Recipe

    rows: dict[str, dict[str, str | None]] = {}
    for some in _by_fold(cases, folds) if folds else [cases]:
        for part in range(0, len(some), 200):
            rows |= _cleaned(some[part : part + 200], variant, Recipe())
    return lambda case, _: rows.get(case["id"], {"text": ""})


def _by_fold(cases: list[Case], folds: Path) -> Iterator[list[Case]]:
    """The cases of each fold, while the weights that saw none of their domains are in use."""
    for fold in range(FOLDS):
        if some := [case for case in cases if fold_of(case["domain"]) == fold]:
            with in_use(_weights(folds, fold)):
                yield some


def _weights(folds: Path, fold: int) -> Path:
    return folds / f"fold-{fold}.npz"


def _cleaned(cases: list[Case], variant: str, recipe: Any) -> dict[str, dict[str, str | None]]:
    import pyarrow as pa

    from cleancopy.pipeline.batch import DOCS
    from cleancopy.pipeline.clean import clean

    docs = pa.Table.from_pylist(
        [
            {"doc_id": case["id"], "source_path": f"{case['domain']}/{case['id']}.txt", "site": case["domain"]}
            | {"data": case[f"raw_text_{variant}"].encode("utf-8", "surrogatepass"), "source_sha256": ""}
            for case in cases
        ],
        DOCS,
    )
    rows = clean(docs, recipe).articles.select(["doc_id", "text", "standfirst"]).to_pylist()
    return {row["doc_id"]: row for row in rows}


def graded(bench: Any, case: Case, variant: str, row: dict[str, str | None]) -> dict[str, Any]:
    """What the scorer counts on one page: shingles, snippets, lines."""
    text, said = bench.with_standfirst(row, case), {}
    if case["source"] in bench.GRADED and case.get("gold_body") and case["gold_in_text"]["wet"] >= 0.5:
        said["body"] = bench.tpfpfn(bench.shingles(case["gold_body"]), bench.shingles(text))
        labels, kept = case["line_labels"][variant], bench.kept_lines(case[f"raw_text_{variant}"], text)
        pairs = list(zip(kept, labels, strict=False))
        said["lines"] = (sum(k for k, x in pairs if x == "c"), sum(k for k, x in pairs if x == "x"), labels.count("c"))
    if case["source"] == "trafilatura" and case.get("with"):
        norm = bench.snip_norm(text)
        hits = [sum(bench.snip_norm(s) in norm for s in case[side]) for side in ("with", "without")]
        said["snippets"] = (hits[0], hits[1], len(case["with"]) - hits[0])
    return said


def figures(bench: Any, pages: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Each figure with the bounds of its 95 % interval (pages resampled)."""
    rng = np.random.default_rng(1)

    def f1(tp: float, fp: float, fn: float) -> float:
        return float(2 * tp / max(2 * tp + fp + fn, 1e-9))

    def of_lines(x: Any) -> float:
        kept, wrong, gold = x.sum(0)
        return f1(kept, wrong, gold - kept)

    measures = {
        "body": ("body F1", lambda x: bench.agg(x)[2]),
        "lines": ("line F1", of_lines),
        "snippets": ("with/without F1", lambda x: f1(*x.sum(0))),
    }
    out = {}
    for key, (name, measure) in measures.items():
        counts = np.array([page[key] for page in pages if key in page], float)
        if len(counts):
            draws = [measure(counts[rng.integers(0, len(counts), len(counts))]) for _ in range(RESAMPLES)]
            bounds = np.quantile(draws, [0.025, 0.975])
            out[name] = [round(float(value), 4) for value in (measure(counts), *bounds)]
    return out


def table(bench: Any, said: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """One row a variant, source and tool."""
    cases = [c for c in bench.cases(said.split, bench.SOURCES, str(said.benchmark / "cases")) if not c.get("aside")]
    if said.folds:
        cases = [case for case in cases if _weights(said.folds, fold_of(case["domain"])).exists()]
    groups = {source: {source} for source in bench.SOURCES} | {"bodies": bench.BODY}
    groups |= {name: {name} for name in sorted({_language(case) for case in cases} - {""})}
    html = html_tools(said.benchmark, {case["id"] for case in cases}) if said.html else {}
    for variant in said.variants.split(","):
        tools: dict[str, Text] = {
            "keep everything": keep_everything,
            "C4 line rules": c4_rules,
            "jusText": jus_text,
            "cleancopy": cleancopy(cases, variant, said.folds),
            **html,
        }
        for tool, text in tools.items():
            pages = [
                ({case["source"], _language(case)}, graded(bench, case, variant, text(case, variant))) for case in cases
            ]
            for group, members in groups.items():
                if found := figures(bench, [page for own, page in pages if own & members]):
                    yield {"variant": variant, "source": group, "tool": tool, **found}


def _language(case: Case) -> str:
    """`daniel Greek` and so on for the pages of the source that is graded by language, else nothing."""
    return f"{case['source']} {case['corpus_lang']}" if case.get("corpus_lang") else ""


def main() -> None:
    """Prints Markdown rows as they come; `--json FILE` keeps the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("--folds", type=Path, help="folder with fold-0.npz ... of a cross-validation")
    parser.add_argument("--variants", default="layout,wet,semi")
    parser.add_argument("--split", default="dev")
    parser.add_argument("--html", action="store_true", help="beside them, extractors that see the pages' HTML")
    parser.add_argument("--json", type=Path)
    said = parser.parse_args()
    sys.path.insert(0, str(said.benchmark))
    rows = []
    print("| variant | source | tool | figures (95 % interval) |\n| --- | --- | --- | --- |")
    for row in table(import_module("bench"), said):
        shown = [f"{n} {v[0]:.3f} ({v[1]:.3f} to {v[2]:.3f})" for n, v in row.items() if isinstance(v, list)]
        print(f"| {row['variant']} | {row['source']} | {row['tool']} | {'; '.join(shown)} |", flush=True)
        rows.append(row)
    if said.json:
        said.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
