"""The model steps of `column_mapping`: train, export, quantize, head."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.progress import Progress

from matchloop.column_mapping.params import ScheduleParams, SiameseParams
from matchloop.column_mapping.records import Head
from matchloop.column_mapping.training import (
    Examples,
    NamePairs,
    divided,
    examples,
    name_pairs,
)
from matchloop.column_mapping.views.views import CHANNEL, ENCODER, HEAD, TOKENIZER, Views
from matchloop.errors import MatchloopError
from matchloop.evaluation.abstention import Threshold, threshold_for
from matchloop.evaluation.metric import named
from matchloop.evaluation.records import Parity, Seen, Training
from matchloop.files import replacing, sha256_of_all, write_json
from matchloop.graphs import quantization
from matchloop.params import Params
from matchloop.params_hash import params_hash
from tasks.column_mapping import SPACE, warm

if TYPE_CHECKING:
    from matchloop.column_mapping.models.loop import History, Schedule
    from matchloop.column_mapping.models.siamese import Lesson

INT8 = "model.int8.onnx"
console = Console()


def train(model: str) -> None:
    """Train the channel or the Siamese encoder; write its weights and how training went."""
    trainers = {"channel": _train_channel, "siamese": _train_siamese}
    if model not in trainers:
        raise MatchloopError(f"Got the model {model!r}; expected one of {', '.join(trainers)}.")
    trainers[model](SPACE.folder("train", model))


def export() -> None:
    """Write encoder and channel as ONNX graphs, and prove that they compute the same."""
    import torch

    from matchloop.column_mapping.models.export import export_channel, export_encoder
    from matchloop.column_mapping.models.stored import load_channel, load_siamese
    from matchloop.column_mapping.views.encoder import Encoder

    params = SPACE.params()
    torch.set_num_threads(params.base.threads)
    wanted = params.column_mapping.export
    folder = SPACE.folder("export")
    siamese = load_siamese(SPACE.work / "train" / "siamese")
    names = _examples("validation").names[:1000]
    expected = siamese.vectors(names)
    with replacing(folder / TOKENIZER) as temporary:
        siamese.encoder.tokenizer.backend_tokenizer.save(str(temporary))
    export_encoder(siamese, folder / ENCODER, wanted.opset)
    export_channel(load_channel(SPACE.work / "train" / "channel"), folder / CHANNEL, wanted.opset)
    got = Encoder(folder / ENCODER, folder / TOKENIZER, params.base.threads)(names)
    difference = float(np.abs(expected - got).max())
    Parity(rows=len(names), largest_difference=difference).write(folder / "export.json")
    console.print(f"encoder: largest difference {difference:.1e} over {len(names):,} names")
    if difference > wanted.largest_difference:
        raise MatchloopError(
            f"The exported encoder differs from the trained one by {difference:.1e}; expected at "
            f"most {wanted.largest_difference:g}. Look at the export of the encoder."
        )


def quantize() -> None:
    """Write the encoder with int8 weights."""
    folder = SPACE.folder("quantize")
    result = quantization.to_int8_dynamic(SPACE.work / "export" / ENCODER, folder / INT8)
    write_json(folder / "quantization.json", result.to_dict())
    console.print(f"encoder int8: {result.reason}")


def head() -> None:
    """Train the head on held-out standards, calibrate it on others, and set the threshold."""
    import torch

    from matchloop.column_mapping.models.export import export_head
    from matchloop.column_mapping.models.head import calibrate, train_head
    from matchloop.column_mapping.models.lists import confidence_of, lists_of, take, without_some
    from matchloop.column_mapping.models.stored import load_siamese
    from matchloop.column_mapping.schema.schema import load_schema
    from matchloop.column_mapping.standards import schema_for

    params = SPACE.params()
    torch.set_num_threads(params.base.threads)
    ours, wanted = params.column_mapping.head, params.column_mapping.evaluate
    views = views_of(SPACE.work / "quantize" / INT8, params.base.threads)
    data = _examples("validation")
    lists = lists_of(views, data, schema_for(data.standards, load_schema(None)))
    learned, kept = divided(data, ours.calibration, params.base.seed)
    pair = load_siamese(SPACE.work / "train" / "siamese").head
    model, losses = train_head(
        pair,
        take(lists, learned),
        steps=ours.steps,
        batch=ours.batch,
        rate=ours.rate,
        absent=ours.absent,
        seed=params.base.seed,
    )
    held_out = take(lists, kept)
    temperature = calibrate(model, without_some(held_out, ours.absent, params.base.seed))
    # Half of a stranger's columns the schema does not have: the guarantee is to cover them.
    strange = without_some(held_out, wanted.absent, params.base.seed)
    confidence, right = confidence_of(model, strange)
    threshold = threshold_for(confidence, right, wanted.rate, wanted.delta)
    folder = SPACE.folder("head")
    export_head(model, folder / HEAD, params.column_mapping.export.opset, lists.u.shape[1])
    Head(
        temperature=temperature,
        loss=tuple(losses),
        threshold=Threshold(**threshold.to_dict()),
        names=len(learned),
        calibrated_on=len(kept),
    ).write(folder / "head.json")
    console.print(f"temperature {temperature:.2f}. {threshold}")


def views_of(encoder: Path, threads: int) -> Views:
    """Return the views with the encoder at `encoder`."""
    folder = SPACE.work / "export"
    return Views(encoder, folder / CHANNEL, folder / TOKENIZER, threads)


def _train_channel(folder: Path) -> None:
    import torch

    from matchloop.column_mapping.models.channel import train_channel
    from matchloop.column_mapping.models.stored import load_channel, save_channel

    params = SPACE.params()
    torch.set_num_threads(params.base.threads)
    start = warm.start_of("channel", params.retrain.warm_start, {})
    ours = warm.gentler(params.column_mapping.train.channel, params.retrain.warm_start, start)
    with _bar("channel", ours.steps) as on_step:
        model, history = train_channel(
            _examples("train"),
            _examples("validation"),
            schedule_of(ours),
            batch=ours.batch,
            wrong=ours.wrong,
            rate=ours.rate,
            seed=params.base.seed,
            start=load_channel(start) if start else None,
            checkpoint=_checkpoint("channel", params, start),
            on_step=on_step,
        )
    save_channel(model, folder)
    _told([history], start, {}).write(folder / "training.json")
    console.print(f"channel: {history.best:.3f} right among the 24 hardest rivals")


def _train_siamese(folder: Path) -> None:
    import torch

    from matchloop.column_mapping.models.siamese import judge_pairs, pretrained, train_siamese
    from matchloop.column_mapping.models.stored import load_siamese, save_siamese

    params = SPACE.params()
    torch.set_num_threads(params.base.threads)
    ours = params.column_mapping.train.siamese
    widths = " ".join(map(str, ours.head.widths))
    alike: dict[str, str | int | None] = {
        **{"encoder": ours.encoder, "layers": ours.layers, "head": widths}
    }
    start = warm.start_of("siamese", params.retrain.warm_start, alike)
    ours = warm.gentler(ours, params.retrain.warm_start, start)
    data, held_out = _examples("train"), _examples("validation")
    with _bar("siamese", ours.steps * ours.rounds) as on_step:
        model, histories = train_siamese(
            data,
            held_out,
            load_siamese(start) if start else pretrained(ours.encoder, ours.layers),
            schedule_of(ours),
            rounds=ours.rounds,
            batch=ours.batch,
            rate=ours.rate,
            head_rate=ours.head_rate,
            seed=params.base.seed,
            lesson=lesson_of(ours, name_pairs(SPACE.table("name_pairs"))),
            checkpoint=_checkpoint("siamese", params, start),
            on_step=on_step,
        )
    save_siamese(model, folder)
    seen = sum(each.steps[-1] for each in histories) * ours.accumulate * ours.batch
    epochs = round(seen / max(1, len(data)), 3)
    figures = named(judge_pairs(model, held_out))
    told = _told(histories, start, alike).model_copy(
        update={"figures": figures, "seen": Seen(examples=seen, epochs=epochs)}
    )
    told.write(folder / "training.json")
    console.print(f"siamese: top-1 {histories[-1].best:.3f} by cosine alone")
    console.print("pairs: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    console.print(f"{seen:,} names seen, {epochs:.2f} of an epoch")


def _examples(split: str) -> Examples:
    return examples(SPACE.table("pairs"), SPACE.table("standards"), split)


def _told(
    histories: "Sequence[History]", start: Path | None, alike: dict[str, str | int | None]
) -> Training:
    """What training went through, its rounds one after the other."""
    rounds = [asdict(each) for each in histories]
    figures = {name: tuple(x for each in rounds for x in each[name]) for name in rounds[0]}
    return Training(history=figures, warm_start=start is not None, architecture=alike)


def lesson_of(params: SiameseParams, pairs: NamePairs) -> "Lesson":
    """Return what the Siamese encoder learns from, and how it is told that it errs."""
    from matchloop.column_mapping.models.losses import Losses
    from matchloop.column_mapping.models.siamese import Lesson

    return Lesson(
        losses=Losses(**params.losses.model_dump()),
        name_pairs=pairs,
        generated=params.generated,
        widths=params.head.widths,
        dropout=params.head.dropout,
        bfloat16={"auto": None, "float32": False, "bfloat16": True}[params.precision],
    )


def schedule_of(params: ScheduleParams) -> "Schedule":
    """Return how long to train, and how carefully."""
    from matchloop.column_mapping.models.loop import Schedule

    return Schedule(
        steps=params.steps,
        warm_up=params.warm_up,
        clip=params.clip,
        weight_decay=params.weight_decay,
        accumulate=params.accumulate,
        evaluate_every=params.evaluate_every,
        patience=params.patience,
    )


def _checkpoint(model: str, params: Params, start: Path | None) -> Path:
    """Where a stopped training goes on from; other data or parameters never take it up."""
    sections = ("base", f"column_mapping.train.{model}", "retrain.warm_start")
    learned = sha256_of_all(SPACE.data / f"{name}.parquet" for name in ("pairs", "name_pairs"))
    content = learned[:16] + params_hash(params, *sections)[:16]
    return SPACE.work / "checkpoints" / f"{model}-{content}-{warm.mark(start)}.pt"


@contextmanager
def _bar(name: str, steps: int) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar; what it gives is called after every step."""
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task(name, total=steps)
        yield lambda step, _: progress.advance(task)
