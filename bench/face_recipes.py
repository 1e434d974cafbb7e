"""What other programs do around the model for one face, written from their published recipes."""
import cv2
import numpy as np


def align(frame, matrix, side, border):
    return cv2.warpAffine(frame, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=border)


def from_tensor(tensor):
    return np.clip(tensor.transpose(1, 2, 0) * 255, 0, 255).astype(np.uint8)[:, :, ::-1]


def colours(frame):
    return np.ascontiguousarray(frame[..., 2::-1])


def facefusion(inputs, transform, side, blur=0.3):
    """Align, normalise, back, box mask, and paste inside the rectangle the crop covers."""
    frame, tensor = colours(inputs[0]), inputs[1]
    matrix = np.array(transform, np.float64).reshape(2, 3)

    def run():
        crop = align(frame, matrix, side, cv2.BORDER_REPLICATE)
        blob = crop[:, :, ::-1] / 255.0
        np.expand_dims(((blob - 0.5) / 0.5).transpose(2, 0, 1), 0).astype(np.float32)
        fake = from_tensor(tensor)
        amount = int(side * 0.5 * blur)
        area = max(amount // 2, 1)
        mask = np.ones((side, side), np.float32)
        mask[:area, :] = mask[-area:, :] = 0
        mask[:, :area] = mask[:, -area:] = 0
        mask = cv2.GaussianBlur(mask, (0, 0), amount * 0.25).clip(0, 1)
        return paste_region(frame, fake, mask, matrix)

    return run, None


def paste_region(frame, crop, mask, matrix):
    inverse = cv2.invertAffineTransform(matrix)
    side = crop.shape[0]
    corners = cv2.transform(np.array([[[0, 0], [side, 0], [side, side], [0, side]]], np.float32), inverse)[0]
    x1, y1 = np.maximum(np.floor(corners.min(0)).astype(int), 0)
    x2, y2 = np.minimum(np.ceil(corners.max(0)).astype(int), frame.shape[1::-1])
    inverse[:, 2] -= (x1, y1)
    size = (int(x2 - x1), int(y2 - y1))
    mask = cv2.warpAffine(mask, inverse, size).clip(0, 1)[..., None]
    crop = cv2.warpAffine(crop, inverse, size, borderMode=cv2.BORDER_REPLICATE)
    region = frame[y1:y2, x1:x2]
    result = frame.copy()
    result[y1:y2, x1:x2] = (region * (1 - mask) + crop * mask).astype(frame.dtype)
    return result


def insightface(inputs, transform, side, sharpen=False):
    """Align, blob, back, and paste over the whole frame: three warps, erosion and blur as large as the face asks."""
    frame, tensor = colours(inputs[0]), inputs[1]
    matrix = np.array(transform, np.float64).reshape(2, 3)

    def run():
        crop = align(frame, matrix, side, cv2.BORDER_CONSTANT)
        cv2.dnn.blobFromImage(crop, 1 / 255, (side, side), (0, 0, 0), swapRB=True)
        fake = from_tensor(tensor)
        if sharpen:
            fake = cv2.addWeighted(fake, 1.5, cv2.GaussianBlur(fake, (0, 0), 3), -0.5, 0)
        return paste_whole(frame, crop, fake, matrix)

    return run, None


def paste_whole(frame, crop, fake, matrix):
    difference = np.abs(fake.astype(np.float32) - crop.astype(np.float32)).mean(axis=2)
    difference[:2, :] = difference[-2:, :] = 0
    difference[:, :2] = difference[:, -2:] = 0
    inverse = cv2.invertAffineTransform(matrix)
    size = frame.shape[1::-1]
    white = np.full(crop.shape[:2], 255, np.float32)
    fake = cv2.warpAffine(fake, inverse, size, borderValue=0.0)
    white = cv2.warpAffine(white, inverse, size, borderValue=0.0)
    difference = cv2.warpAffine(difference, inverse, size, borderValue=0.0)
    white[white > 20] = 255
    difference[difference < 10] = 0
    difference[difference >= 10] = 255
    rows, columns = np.where(white == 255)
    extent = int(np.sqrt((rows.max() - rows.min()) * (columns.max() - columns.min())))
    side = max(extent // 10, 10)
    mask = cv2.erode(white, np.ones((side, side), np.uint8), iterations=1)
    difference = cv2.dilate(difference, np.ones((2, 2), np.uint8), iterations=1)
    side = max(extent // 20, 5)
    mask = cv2.GaussianBlur(mask, (2 * side + 1, 2 * side + 1), 0)
    difference = cv2.GaussianBlur(difference, (11, 11), 0) / 255
    mask = (mask / 255)[..., None]
    return (mask * fake + (1 - mask) * frame.astype(np.float32)).astype(np.uint8)


recipes = (facefusion, insightface)
