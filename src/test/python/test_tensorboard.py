"""TensorBoard's own reader finds in our event files what `SummaryWriter.add_images` would have written."""
import io

import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, IMAGES, SCALARS
from torch.utils.tensorboard import SummaryWriter


def images_of(directory):
    """Every logged image as `[H, W, C]` uint8, by tag and step."""
    events = EventAccumulator(str(directory), {IMAGES: 0, SCALARS: 0}).Reload()
    return {
        (tag, event.step): np.asarray(Image.open(io.BytesIO(event.encoded_image_string)))
        for tag in events.Tags()["images"]
        for event in events.Images(tag)
    }, events


@pytest.fixture(scope="module")
def logged(pool, tmp_path_factory):
    directory = tmp_path_factory.mktemp("runs")
    pool("jobs/cifar10-maxpool.yaml", "--tensorboard", directory)
    return images_of(directory)


def test_images_are_those_of_add_images(logged, records, pooled, tmp_path):
    inputs = torch.from_numpy(records.images).to(torch.float32).div(255)
    outputs = torch.from_numpy(np.stack(list(pooled.values())))
    with SummaryWriter(str(tmp_path)) as writer:
        for step in range(0, (len(inputs) + 63) // 64):
            batch = slice(64 * step, 64 * step + 64)
            writer.add_images("input", inputs[batch], step)
            writer.add_images("output", outputs[batch], step)
    expected, _ = images_of(tmp_path)
    images, _ = logged
    assert sorted(images) == sorted(expected) and len(expected) == 16
    for at, image in expected.items():
        assert images[at].shape == image.shape, at
        assert images[at].tobytes() == image.tobytes(), at


def test_scalars(logged):
    _, events = logged
    tags = events.Tags()["scalars"]
    values = {tag: events.Scalars(tag)[0].value for tag in tags}
    assert len(values) == 2
    assert [value for tag, value in values.items() if "bad" in tag] == [0.0]
    assert all(value > 0 for tag, value in values.items() if "bad" not in tag)
