import type { Attribute, Dim, Dims } from '../onnx/index.js';

export type Pair = readonly [number, number];

/** `same` and `valid` as TensorFlow has them; otherwise [top, left, bottom, right] as ONNX has them. */
export type Padding = 'same' | 'valid' | readonly [number, number, number, number];

/** How a convolution or a pooling walks over a picture. Pairs are [height, width]. */
export interface Window {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations?: Pair;
  readonly padding: Padding;
}

export interface WindowShape {
  /** Height and width of the result. */
  readonly size: readonly [Dim, Dim];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** The result's size and ONNX's attributes for a window over an NHWC picture. */
export function windowShape(dims: Dims, window: Window): WindowShape {
  const dilations = window.dilations ?? [1, 1];
  const axes = ([0, 1] as const).map((axis) =>
    along(
      dims[axis + 1] ?? null,
      reach(window.kernel[axis], dilations[axis]),
      window.strides[axis],
      window.padding,
      axis,
    ),
  );
  const [height, width] = axes as [Axis, Axis];
  const dilated = dilations.some((dilation) => dilation !== 1);
  return {
    size: [height.size, width.size],
    attributes: {
      kernel_shape: window.kernel,
      strides: window.strides,
      ...(dilated ? { dilations } : {}),
      ...(height.pads && width.pads
        ? { pads: [height.pads[0], width.pads[0], height.pads[1], width.pads[1]] }
        : { auto_pad: 'SAME_UPPER' }),
    },
  };
}

/** Pixels that a kernel spans. */
function reach(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

interface Axis {
  readonly size: Dim;
  /** Before and after; absent when they depend on an open size. */
  readonly pads?: Pair;
}

/** TensorFlow's SAME: ceil(size / stride) results, the padding split evenly and the odd pixel put after. */
function along(size: Dim, span: number, stride: number, padding: Padding, axis: 0 | 1): Axis {
  if (padding === 'same') {
    if (size === null) return stride === 1 ? { size, pads: split(span - 1) } : { size };
    const result = Math.ceil(size / stride);
    return { size: result, pads: split(Math.max((result - 1) * stride + span - size, 0)) };
  }
  const pads: Pair = padding === 'valid' ? [0, 0] : [padding[axis], padding[axis + 2]!];
  if (size === null) return { size, pads };
  const room = size + pads[0] + pads[1] - span;
  if (room < 0) throw new Error(`a window of ${span} pixels does not fit into ${size}`);
  return { size: Math.floor(room / stride) + 1, pads };
}

export function split(total: number): Pair {
  const before = Math.floor(total / 2);
  return [before, total - before];
}
