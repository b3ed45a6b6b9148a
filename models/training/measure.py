"""Figures: what a set of judged samples says about precision, recall, thresholds and weights."""

import math

import numpy

from views import LABELS

TRUE, FALSE, UNKNOWN = 1, 0, -1


class Samples:
    """Judged looks at one thing each: the logits of both views (NaN where there is none), and the truth for every label."""

    def __init__(self):
        self.frame, self.region, self.truth = [], [], []

    def add(self, frame, region, truth):
        self.frame.append(frame if frame is not None else [math.nan] * len(LABELS))
        self.region.append(region if region is not None else [math.nan] * len(LABELS))
        self.truth.append(truth)

    def __len__(self):
        return len(self.truth)

    def logits(self, frame_weight):
        """Mean of the views' logits; where a sample has one view, that one."""
        frame, region = numpy.array(self.frame), numpy.array(self.region)
        fused = frame_weight * frame + (1 - frame_weight) * region
        return numpy.where(numpy.isnan(region), frame, numpy.where(numpy.isnan(frame), region, fused))

    def truths(self):
        return numpy.array(self.truth)


def probabilities(logits, temperature):
    return 1 / (1 + numpy.exp(-logits / temperature))


def cross_entropy(logits, truths, temperature):
    p = numpy.clip(probabilities(logits, temperature), 1e-6, 1 - 1e-6)
    known = truths != UNKNOWN
    return float(-numpy.where(truths == TRUE, numpy.log(p), numpy.log(1 - p))[known].mean())


def best_frame_weight(samples):
    """By the cross-entropy of the fused logits at their own best temperature: the weight of the whole frame, 0-1 in tenths."""
    def cost(weight):
        logits = samples.logits(weight)
        return cross_entropy(logits, samples.truths(), best_temperature(logits, samples.truths()))
    return min((cost(tenth / 10), tenth / 10) for tenth in range(11))[1]


def best_temperature(logits, truths):
    return min((cross_entropy(logits, truths, t), t) for t in (x / 20 for x in range(6, 81)))[1]


def best_threshold(p, truth):
    """The middle of the thresholds that give the best F0.5: a false name is worse than a missed one, which comes again in a second."""
    grid = numpy.arange(0.30, 0.951, 0.01)
    scores = []
    for threshold in grid:
        hits, false, missed = counts(p, truth, threshold)
        scores.append(1.25 * hits / max(1.25 * hits + 0.25 * missed + false, 1e-9))
    best = [t for t, score in zip(grid, scores) if score >= max(scores) - 1e-9]
    return round(float(best[len(best) // 2]), 2)


def counts(p, truth, threshold):
    named = p >= threshold
    return int((named & (truth == TRUE)).sum()), int((named & (truth == FALSE)).sum()), int((~named & (truth == TRUE)).sum())


def interval(hits, of):
    """Wilson's 95 % interval."""
    if of == 0:
        return None
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return [round(max(0.0, (middle - half) / (1 + z * z / of)), 3), round(min(1.0, (middle + half) / (1 + z * z / of)), 3)]


def by_label(logits, truths, temperature, thresholds):
    p = probabilities(logits, temperature)
    figures = {}
    for i, label in enumerate(LABELS):
        hits, false, missed = counts(p[:, i], truths[:, i], thresholds[label])
        figures[label] = {
            "n": hits + missed,
            "recall": share(hits, hits + missed), "recall_95": interval(hits, hits + missed),
            "precision": share(hits, hits + false), "precision_95": interval(hits, hits + false),
        }
    return figures


def named_share(logits, temperature, thresholds):
    """How many samples get any label at all."""
    p = probabilities(logits, temperature)
    named = int((p >= numpy.array([thresholds[label] for label in LABELS])).any(1).sum())
    return {"n": len(p), "named": named, "share": share(named, len(p)), "share_95": interval(named, len(p))}


def share(part, of):
    return round(part / of, 4) if of else None
