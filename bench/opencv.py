"""Times OpenCV beside the kernels: one JSON command per line in, one JSON answer per line out, one thread.

Processor time is what counts, not the time of day: a machine that is busy elsewhere does not change it.
"""
import json
import sys
import time

import cv2
import numpy as np

import face_recipes

cv2.setNumThreads(1)


def rgb(picture):
    return np.ascontiguousarray(picture[..., :3])


def with_alpha(colours, alpha):
    return np.dstack([colours, alpha])


def warp(inputs, transform, size, filter, border):
    src, out = inputs[0], None
    flags = {"bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}[filter]
    mode = {"edge": cv2.BORDER_REPLICATE, "transparent": cv2.BORDER_CONSTANT}[border]
    matrix = np.array(transform, np.float64).reshape(2, 3)
    out = np.empty((size[1], size[0]) + src.shape[2:], np.uint8)
    return lambda: cv2.warpAffine(src, matrix, tuple(size), out, flags, mode)


def averaged_warp(inputs, transform, size, factor, region):
    """Averages blocks of the region, a whole number of them, and warps what is left of it."""
    left, top, right, bottom = region
    src, out = inputs[0][top:bottom, left:right], None
    matrix = np.array(transform, np.float64).reshape(2, 3)
    matrix[:, 2] += matrix[:, :2] @ ((factor - 1) / 2 + np.array([left, top]))
    matrix[:, :2] *= factor
    out = np.empty((size[1], size[0]) + src.shape[2:], np.uint8)
    small = (src.shape[1] // factor, src.shape[0] // factor)

    def run():
        averages = cv2.resize(src, small, interpolation=cv2.INTER_AREA)
        return cv2.warpAffine(averages, matrix, tuple(size), out, cv2.INTER_LINEAR, cv2.BORDER_REPLICATE)

    return run


def blob(inputs, scale):
    src = rgb(inputs[0])
    return lambda: cv2.dnn.blobFromImage(src, scale)


def warp_blob(inputs, transform, size, scale):
    src = rgb(inputs[0])
    matrix = np.array(transform, np.float64).reshape(2, 3)
    out = np.empty((size[1], size[0], 3), np.uint8)
    return lambda: cv2.dnn.blobFromImage(cv2.warpAffine(src, matrix, tuple(size), out), scale)


def planes_to_picture(inputs, scale):
    planes = inputs[0]
    levels = [np.empty(planes.shape[1:], np.uint8) for _ in range(3)]
    alpha = np.full(planes.shape[1:], 255, np.uint8)
    out = np.empty(planes.shape[1:] + (4,), np.uint8)

    def run():
        for plane, level in zip(planes, levels):
            cv2.convertScaleAbs(plane, level, scale)
        return cv2.merge([*levels, alpha], out)

    return run


def resize(inputs, size, filter):
    src = inputs[0]
    flags = {"lanczos": cv2.INTER_LANCZOS4, "area": cv2.INTER_AREA, "bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC}
    out = np.empty((size[1], size[0], 4), np.uint8)
    return lambda: cv2.resize(src, tuple(size), out, 0, 0, flags[filter])


def gauss(inputs, kernel, sigma, float=False):
    src = inputs[0].astype(np.float32) if float else inputs[0]
    out = np.empty_like(src)
    return lambda: cv2.GaussianBlur(src, (kernel, kernel), sigma, out, sigma, cv2.BORDER_REPLICATE)


def erode(inputs, side):
    src, window, out = inputs[0], np.ones((side, side), np.uint8), np.empty_like(inputs[0])
    return lambda: cv2.erode(src, window, out)


def dilate(inputs, side):
    src, window, out = inputs[0], np.ones((side, side), np.uint8), np.empty_like(inputs[0])
    return lambda: cv2.dilate(src, window, out)


def combine(inputs, op):
    one, two, out = inputs[0], inputs[1], np.empty_like(inputs[0])
    if op == "multiply":
        return lambda: cv2.multiply(one, two, out, 1 / 255)
    return lambda: {"min": cv2.min, "max": cv2.max}[op](one, two, out)


def ellipse(inputs, size, centre, radii, angle):
    out = np.zeros((size[1], size[0]), np.uint8)
    return lambda: cv2.ellipse(out, tuple(centre), tuple(radii), angle, 0, 360, 255, -1)


def histograms(lab):
    return [cv2.calcHist([lab], [channel], None, [256], [0, 256]).ravel() for channel in range(3)]


def reinhard(inputs):
    """Means and deviations, then one table per channel: the tightest form OpenCV offers. Its pixels come from Lab in floats."""
    image, reference, alpha = rgb(inputs[0]), rgb(inputs[1]), inputs[0][..., 3]
    values = np.arange(256, dtype=np.float32)

    def run():
        lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
        mean, deviation = cv2.meanStdDev(lab)
        wanted_mean, wanted_deviation = cv2.meanStdDev(cv2.cvtColor(reference, cv2.COLOR_RGB2LAB))
        table = (values - mean) * (wanted_deviation / deviation) + wanted_mean
        table = np.clip(np.floor(table + 0.5), 0, 255).astype(np.uint8).T.reshape(1, 256, 3)
        return cv2.cvtColor(cv2.LUT(lab, np.ascontiguousarray(table)), cv2.COLOR_LAB2RGB)

    return run, lambda: with_alpha(exact_reinhard(image, reference), alpha)


def exact_reinhard(image, reference):
    """The same without rounding Lab to bytes, and without OpenCV's own table of sRGB in Lab, which is coarse."""
    lab, wanted = (cv2.cvtColor(linear(picture), cv2.COLOR_LRGB2LAB) for picture in (image, reference))
    (mean, deviation), (wanted_mean, wanted_deviation) = cv2.meanStdDev(lab), cv2.meanStdDev(wanted)
    moved = (lab - mean.T) * (wanted_deviation / np.maximum(deviation, 0.5)).T + wanted_mean.T
    light = cv2.cvtColor(moved.astype(np.float32), cv2.COLOR_LAB2LRGB).clip(0, 1)
    levels = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.floor(255 * levels + 0.5).astype(np.uint8)


def linear(picture):
    levels = picture.astype(np.float32) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)


def lab(inputs):
    """Pixels in 8-bit Lab."""
    image, alpha = rgb(inputs[0]), inputs[0][..., 3]
    run = lambda: cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    return run, lambda: with_alpha(run(), alpha)


def match(found, wanted):
    present = wanted > 0
    shares = np.cumsum(wanted[present]) / wanted.sum()
    return np.interp(np.cumsum(found) / found.sum(), shares, np.flatnonzero(present)).astype(np.uint8)


def histogram_match(inputs):
    """Matches the Lab histograms; the luminance step of the recipe, which OpenCV lacks, is left out of its time."""
    image, reference = rgb(inputs[0]), rgb(inputs[1])

    def run():
        lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
        found, wanted = histograms(lab), histograms(cv2.cvtColor(reference, cv2.COLOR_RGB2LAB))
        table = np.dstack([match(f, w) for f, w in zip(found, wanted)])
        return cv2.cvtColor(cv2.LUT(lab, table), cv2.COLOR_LAB2RGB)

    return run, None


def unsharp(inputs, sigma, amount):
    image, alpha = rgb(inputs[0]), inputs[0][..., 3]
    blurred, out = np.empty_like(image), np.empty_like(image)

    def run():
        cv2.GaussianBlur(image, (0, 0), sigma, blurred, sigma, cv2.BORDER_REPLICATE)
        return cv2.addWeighted(image, 1 + amount, blurred, -amount, 0, out)

    return run, lambda: with_alpha(run(), alpha)


def blend(inputs, form):
    under, over, mask = inputs
    if form == "linear":
        weight = mask.astype(np.float32) / 255
        rest, out = 1 - weight, np.empty_like(under)
        return lambda: cv2.blendLinear(over, under, weight, rest, out)
    weight = cv2.merge([mask] * 4)
    rest, one, two = 255 - weight, np.empty_like(under), np.empty_like(under)

    def run():
        cv2.multiply(over, weight, one, 1 / 255)
        cv2.multiply(under, rest, two, 1 / 255)
        return cv2.add(one, two, one)

    return run


def clone(inputs, centre):
    over, under, mask = rgb(inputs[0]), rgb(inputs[1]), inputs[2]
    run = lambda: cv2.seamlessClone(over, under, mask, tuple(centre), cv2.NORMAL_CLONE)
    return run, lambda: with_alpha(run(), inputs[1][..., 3])


operations = {
    f.__name__: f
    for f in (
        warp, averaged_warp, blob, warp_blob, planes_to_picture, resize, gauss, erode, dilate, combine, ellipse, lab, reinhard,
        histogram_match, unsharp, blend, clone, *face_recipes.recipes,
    )
}


def load(entry):
    data = np.fromfile(entry["path"], np.dtype(entry["type"]))
    return data.reshape(entry["shape"])


def main():
    prepared = {}
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "prepare":
            built = operations[command["op"]]([load(entry) for entry in command["inputs"]], **command["args"])
            prepared[command["id"]] = built if isinstance(built, tuple) else (built, built)
            answer = {}
        elif command["do"] == "output":
            output = prepared[command["id"]][1]
            if output is not None:
                np.ascontiguousarray(output()).tofile(command["path"])
            answer = {"written": output is not None}
        elif command["do"] == "run":
            run, times = prepared[command["id"]][0], command["times"]
            start = time.thread_time()
            for _ in range(times):
                run()
            answer = {"ms": (time.thread_time() - start) * 1000 / times}
        elif command["do"] == "drop":
            del prepared[command["id"]]
            answer = {}
        else:
            answer = {"version": cv2.__version__, "threads": cv2.getNumThreads()}
        print(json.dumps(answer), flush=True)


main()
