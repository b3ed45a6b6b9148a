"""Figures: what a set of judged samples says about precision, recall, calibration, thresholds and weights."""

import math

import numpy

from views import LABELS

TRUE, FALSE, UNKNOWN = 1, 0, -1
CALIBRATION_BINS = 10


class Samples:
    """
    Judged looks at one thing each, for every label: the logits of both views (NaN where there is none), the truth, and the share of the crop's evidence
    that lies on what moved (NaN where there is none).
    """

    COLUMNS = ("frame", "region", "truth", "in_motion")

    def __init__(self, frame, region, truth, in_motion):
        self.frame, self.region, self.truth, self.in_motion = (
            numpy.asarray(column, "f8").reshape(-1, len(LABELS)) for column in (frame, region, truth, in_motion))

    def __len__(self):
        return len(self.truth)

    def logits(self, frame_weight):
        """Mean of the views' logits; where a sample has one view, that one."""
        fused = frame_weight * self.frame + (1 - frame_weight) * self.region
        return numpy.where(numpy.isnan(self.region), self.frame, numpy.where(numpy.isnan(self.frame), self.region, fused))

    def only(self, chosen):
        return Samples(*(getattr(self, name)[chosen] for name in self.COLUMNS))

    def calibrated(self, scale, offset):
        return Samples(self.frame * scale + offset, self.region * scale + offset, self.truth, self.in_motion)


def joined(*groups):
    return Samples(*(numpy.concatenate([getattr(group, name) for group in groups]) for name in Samples.COLUMNS))


def probabilities(logits):
    return 1 / (1 + numpy.exp(-numpy.clip(logits, -40, 40)))


def cross_entropy(logits, truth):
    p = numpy.clip(probabilities(logits), 1e-6, 1 - 1e-6)
    known = truth != UNKNOWN
    return float(-numpy.where(truth == TRUE, numpy.log(p), numpy.log(1 - p))[known].mean())


def best_frame_weight(samples):
    """By the cross-entropy of the fused logits, each label calibrated: the weight of the whole frame, 0-1 in tenths."""
    def cost(weight):
        logits = samples.logits(weight)
        return cross_entropy(logits * (fit := calibration(logits, samples.truth))[0] + fit[1], samples.truth)
    return min((cost(tenth / 10), tenth / 10) for tenth in range(11))[1]


def calibration(logits, truth):
    """Scale and offset of every label's logit (Platt 1999)."""
    scale, offset = numpy.ones(len(LABELS)), numpy.zeros(len(LABELS))
    for i in range(len(LABELS)):
        known = truth[:, i] != UNKNOWN
        scale[i], offset[i] = platt(logits[known, i], truth[known, i])
    return scale, offset


def platt(logits, truth):
    """Newton's method with halved steps on the cross-entropy, held near scale 1 and offset 0 with the weight of one sample."""
    x = numpy.stack([logits, numpy.ones(len(logits))], 1)
    start = fit = numpy.array([1.0, 0.0])

    def cost(fit):
        z = x @ fit
        return float((numpy.logaddexp(0, z) - truth * z).sum() + ((fit - start) ** 2).sum() / 2)

    for _ in range(50):
        p = probabilities(x @ fit)
        gradient = x.T @ (p - truth) + (fit - start)
        step = numpy.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + numpy.eye(2), gradient)
        while cost(fit - step) > cost(fit) and numpy.abs(step).max() > 1e-9:
            step = step / 2
        fit = fit - step
    return fit


def calibration_error(logits, truth):
    """
    Expected calibration error (Naeini et al. 2015) over all pairs of a sample and a label of which the truth is known; and over those that
    are not plainly nothing (probability 0.05 and more), which the many easy zeros do not flatter.
    """
    known = truth != UNKNOWN
    p, y = probabilities(logits)[known], truth[known]
    return {"all": error_of_bins(p, y), "at_least_0.05": error_of_bins(p[p >= 0.05], y[p >= 0.05]), "n": int(len(p)), "n_at_least_0.05": int((p >= 0.05).sum())}


def error_of_bins(p, y):
    if len(p) == 0:
        return None
    bins = numpy.minimum((p * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).mean() for b in range(CALIBRATION_BINS) if (bins == b).any()]
    return round(float(sum(gaps)), 4)


def threshold_for(p, truth, precision):
    """
    The smallest threshold from which on at least that share of the names are right, 0.30-0.95 in hundredths: a false name is worse than a missed one, which
    comes again in a second. Returns it with the precision that it has here.
    """
    best = (0.95, None)
    for hundredth in range(95, 29, -1):
        hits, false, _ = counts(p, truth, hundredth / 100)
        if hits + false and hits / (hits + false) < precision:
            break
        best = hundredth / 100, share(hits, hits + false)
    return best


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


def share(part, of):
    return round(part / of, 4) if of else None


def proportion(hits, of):
    return {"n": of, "share": share(hits, of), "share_95": interval(hits, of)}


def of_labels(logits, truth, thresholds):
    """Precision and recall of every label; F1 over all of them together (micro) and their mean (macro), over labels that occur."""
    p, figures, total, each = probabilities(logits), {}, numpy.zeros(3, int), []
    for i, label in enumerate(LABELS):
        hits, false, missed = found = counts(p[:, i], truth[:, i], thresholds[label])
        total += found
        each += [f1(*found)] if hits + missed else []
        figures[label] = {
            "n": hits + missed,
            "recall": share(hits, hits + missed), "recall_95": interval(hits, hits + missed),
            "precision": share(hits, hits + false), "precision_95": interval(hits, hits + false),
        }
    figures["micro_f1"], figures["micro_f1_95"] = f1(*total), f1_interval(p, truth, thresholds)
    figures["macro_f1"] = round(float(numpy.mean(each)), 4) if each else None
    return figures


def f1(hits, false, missed):
    return share(2 * hits, 2 * hits + false + missed)


def f1_interval(p, truth, thresholds):
    """95 % interval of the micro F1 by 1000 bootstrap samples."""
    limits = numpy.array([thresholds[label] for label in LABELS])
    hits, false, missed = ((p >= limits) & (truth == TRUE)).sum(1), ((p >= limits) & (truth == FALSE)).sum(1), ((p < limits) & (truth == TRUE)).sum(1)
    random = numpy.random.RandomState(1)
    drawn = random.randint(len(p), size=(1000, len(p)))
    h, f, m = hits[drawn].sum(1), false[drawn].sum(1), missed[drawn].sum(1)
    low, high = numpy.percentile(2 * h / numpy.maximum(2 * h + f + m, 1), [2.5, 97.5])
    return [round(float(low), 3), round(float(high), 3)]


def namings(samples, frame_weight, thresholds):
    """Whether each label is named, where the truth is known: two arrays of the evidence on what moved, of right and of wrong names."""
    limits = numpy.array([thresholds[label] for label in LABELS])
    passes = (probabilities(samples.logits(frame_weight)) >= limits) & ~numpy.isnan(samples.in_motion)
    return samples.in_motion[passes & (samples.truth == TRUE)], samples.in_motion[passes & (samples.truth == FALSE)]


def least_in_motion(samples, frame_weight, thresholds, lost):
    """The limit of the evidence on what moved under which that share of the right names lies, in hundredths."""
    right, _ = namings(samples, frame_weight, thresholds)
    return math.floor(100 * float(numpy.quantile(right, lost))) / 100


def effect_of(limit, samples, frame_weight, thresholds):
    """What the limit does: names that are taken back, wrong ones and right ones."""
    right, wrong = namings(samples, frame_weight, thresholds)
    return {
        "right_names": len(right), "right_names_lost": int((right < limit).sum()),
        "wrong_names": len(wrong), "wrong_names_removed": int((wrong < limit).sum()),
        "median_right": round(float(numpy.median(right)), 3) if len(right) else None,
        "median_wrong": round(float(numpy.median(wrong)), 3) if len(wrong) else None,
    }


def named(logits, thresholds):
    """How many samples get any label at all."""
    limits = numpy.array([thresholds[label] for label in LABELS])
    return proportion(int((probabilities(logits) >= limits).any(1).sum()), len(logits))
