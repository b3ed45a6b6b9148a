"""Asks the teacher, a network that knows 964 species of birds, about every photo. Writes WORK/teacher.npz."""

import json
from pathlib import Path

import numpy
import torch
from PIL import Image

import mobilenet
import photos
import step
from photos import CERTAIN, POSSIBLE
from views import LABELS

SIZE = 224


class Teacher:
    """What `birbcam model import --map` wrote: the network, and which of its classes have which of our labels."""

    def __init__(self, folder):
        self.features, self.matrix, self.bias = mobilenet.of_imported(Path(folder, "aiy.onnx"))
        self.features.eval()
        card = json.loads(Path(folder, "aiy.json").read_text(encoding="utf-8"))
        published = card["map"]
        self.classes = {label: [int(c) for c, name in published.items() if name == label] for label in LABELS}

    def maps(self, pictures):
        """The last maps of pictures, stretched to what it takes: N, 1280, 7, 7."""
        batch = numpy.stack([numpy.asarray(picture.resize((SIZE, SIZE), Image.BILINEAR)) for picture in pictures])
        with torch.no_grad():
            return self.features(torch.from_numpy(batch).permute(0, 3, 1, 2).float() / 127.5 - 1)

    def posterior(self, maps):
        return (maps.mean((2, 3)) @ self.matrix.T + self.bias).softmax(1)

    def where(self, maps, posterior):
        """In which cells its five best species are seen, 0-1 (Zhou et al. 2016, equation 2, relative to the mean species): N, 7, 7."""
        best = posterior[:, :-1].topk(5)
        share = best.values / best.values.sum(1, keepdim=True)
        weights = (self.matrix[best.indices] * share[:, :, None]).sum(1) - self.matrix.mean(0)
        seen = torch.einsum("nc,nchw->nhw", weights, maps).clamp(min=0)
        return seen / seen.amax((1, 2), keepdim=True).clamp(min=1e-6)


class Opinions:
    """The teacher's answers, by the photo's path under the folder of photos."""

    def __init__(self, path):
        kept = numpy.load(path)
        self.row = {name: i for i, name in enumerate(kept["names"])}
        self.posterior, self.where, self.pooled = kept["posterior"], kept["where"], kept["pooled"]
        self.labels = kept["labels"]

    def of(self, name, label):
        """The probability of a label, 0-1; of a label whose species it does not know, 0."""
        return float(self.labels[self.row[name], LABELS.index(label)])


def main():
    options = step.options()

    torch.set_num_threads(2)
    teacher = Teacher(Path(options.work, "teacher"))
    everything = photos.files(options.photos)
    posterior, where, pooled = [], [], []
    for first in range(0, len(everything), 32):
        maps = teacher.maps([photos.picture(item) for item in everything[first:first + 32]])
        answer = teacher.posterior(maps)
        posterior.append(answer.half())
        pooled.append(maps.mean((2, 3)).half())
        where.append(teacher.where(maps, answer).half())
    posterior = torch.cat(posterior)
    labels = torch.stack([posterior[:, teacher.classes[label]].float().sum(1) for label in LABELS], 1)
    numpy.savez(
        Path(options.work, "teacher.npz"), names=[item.name for item in everything], posterior=posterior.numpy(),
        where=torch.cat(where).numpy(), pooled=torch.cat(pooled).numpy(), labels=labels.numpy())
    for i, label in enumerate(LABELS):
        print(f"{label}: certain of {int((labels[:, i] >= CERTAIN).sum())} of {len(everything)} photos, thinks it possible of {int((labels[:, i] >= POSSIBLE).sum())}")


if __name__ == "__main__":
    main()
