"""`proof`: the proofs of boxes on photographed handover sheets, compared with the book.

Owns its options and the printed form; refuses to decide what agrees.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from samplepoint.app.wiring import open_square_eye
from samplepoint.cli.context import EXIT_REFUSAL, Context, pass_context
from samplepoint.cli.progress import Bar, showing
from samplepoint.domain.codes import normalise
from samplepoint.domain.outcomes import Outcome, Verdict, ignored, refused
from samplepoint.errors import Refusal
from samplepoint.services.known_signers import BookSigners
from samplepoint.services.proof_checking import ProofChecking, outcome_of
from samplepoint.services.proof_pictures import ProofsSeen, proofs_in
from samplepoint.services.seeing import files_in
from samplepoint.wording import Wording

Answer = tuple[dict[str, Any], Outcome]
"""What a proof says as plain values, and what came of it."""


@click.command()
@click.argument("pictures", nargs=-1, type=click.Path(path_type=Path), metavar="[PICTURE]...")
@click.option("--text", "texts", multiple=True, help="What a scanner read; may be given again.")
@click.option("--box", default="", help="The box that lies here; proofs of others do not count.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a proof.")
@pass_context
def proof(
    context: Context, pictures: tuple[Path, ...], texts: tuple[str, ...], box: str, form: str
) -> None:
    """Compare the proofs of boxes with the book: counts, list, and who signed.

    Takes pictures of handover sheets, folders of them, or texts. Ends with 0 when every proof that
    counts agrees, else with 1, also when there was none.
    """
    if not pictures and not texts:
        raise click.UsageError(context.wording.say("cli_proof_what"))
    house = context.open()
    outcomes: list[Outcome] = []
    try:
        checking = ProofChecking(house.station.book, BookSigners(house.station))
        with showing(context.wording) as bar:
            for seen in _seen(texts, pictures, bar):
                answers = [_answer(checking, text, normalise(box)) for text in seen.texts]
                outcomes += [outcome for _line, outcome in answers]
                _tell(context.wording, bar, seen, answers, form)
    finally:
        house.close()
    verdicts = {outcome.verdict for outcome in outcomes}
    agrees = Verdict.ACCEPTED in verdicts and Verdict.REFUSED not in verdicts
    sys.exit(0 if agrees else EXIT_REFUSAL)


def _seen(texts: tuple[str, ...], pictures: tuple[Path, ...], bar: Bar) -> Iterator[ProofsSeen]:
    if texts:
        yield ProofsSeen(None, texts)
    if pictures:
        yield from proofs_in(open_square_eye(), files_in(pictures), bar.reporter)


def _answer(checking: ProofChecking, text: str, box: str) -> Answer:
    try:
        checked = checking.check(text)
    except Refusal as refusal:
        return {}, refused(refusal.code, **refusal.values)
    said = asdict(checked.proof)
    if box and said["box"] != box:
        return said, ignored("box_proof_other_box", box=box, other=said["box"])
    return {**said, "point": checked.point}, outcome_of(checked)


def _tell(wording: Wording, bar: Bar, seen: ProofsSeen, answers: list[Answer], form: str) -> None:
    if not form:
        lines = [wording.answer(outcome).as_line() for _line, outcome in answers]
        if seen.problem:
            lines.append(wording.error(seen.problem))
        head = [str(seen.path)] if seen.path else []
        bar.echo("\n    ".join([*head, *(lines or [wording.say("proof_nothing")])]))
        return
    file = str(seen.path or "")
    for said, outcome in answers:
        bar.echo(_json({"file": file, **said, "verdict": outcome.verdict, "why": outcome.code}))
    if not answers:
        why = seen.problem.code if seen.problem else "proof_nothing"
        bar.echo(_json({"file": file, "verdict": "refused", "why": why}))


def _json(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))
