import { attributes as a, graphModel, layersModel, wave } from './synthetic.mjs';

/**
 * One small model per operation, run by TensorFlow.js for the goldens and by onnxruntime for the comparison. The input is
 * `wave(input)`; graph models read it from `x`.
 */

const picture = [2, 7, 6, 4];

/** A graph of one operation on a picture. */
function one(op, inputs, attr = {}, weights = {}, input = picture) {
  const x = ['x', 'Placeholder', [], a.placeholder(-1, ...input.slice(1))];
  return { input, runs: 'graph', model: graphModel([x, ['y', op, inputs, attr]], weights) };
}

const kernel = { k: wave([3, 3, 4, 5], 0.3) };
const depthwise = { k: wave([3, 3, 4, 2], 0.3) };
const bias = { b: wave([5], 0.9) };
const fused = (...ops) => ({ ...a.window('SAME'), fused_ops: a.texts(...ops), num_args: a.integer(1) });

const activations = Object.fromEntries(
  ['Relu', 'Relu6', 'Sigmoid', 'Tanh', 'Exp', 'Neg', 'Elu', 'Softmax'].map((op) => [op, one(op, ['x'])]),
);
const arithmetic = Object.fromEntries(
  ['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum'].map((op) => [
    op,
    one(op, ['x', 'c'], {}, { c: wave([4], 0.5) }),
  ]),
);
const reductions = Object.fromEntries(
  ['Mean', 'Max', 'Min', 'Sum'].map((op) => [op, one(op, ['x', 'axes'], {}, { axes: [1, 2] })]),
);

const shapeReckoning = {
  input: picture,
  runs: 'graph',
  model: graphModel(
    [
      ['x', 'Placeholder', [], a.placeholder(-1, 7, 6, 4)],
      ['shape', 'Shape', ['x']],
      ['batch', 'StridedSlice', ['shape', 'zero', 'one', 'one'], { shrink_axis_mask: a.integer(1) }],
      ['rows', 'StridedSlice', ['shape', 'one', 'two', 'one'], { shrink_axis_mask: a.integer(1) }],
      ['pixels', 'Mul', ['rows', 'six']],
      ['target', 'Pack', ['batch', 'pixels', 'four'], { axis: a.integer(0) }],
      ['y', 'Reshape', ['x', 'target']],
    ],
    {
      zero: [0],
      one: [1],
      two: [2],
      six: { shape: [], dtype: 'int32', data: Int32Array.of(6) },
      four: { shape: [], dtype: 'int32', data: Int32Array.of(4) },
    },
  ),
};

/** A Keras model of one layer. */
function layer(className, config, weights = {}, input = picture) {
  const layers = [
    ['x', 'InputLayer', [], { batch_input_shape: [null, ...input.slice(1)], dtype: 'float32' }],
    ['y', className, ['x'], config],
  ];
  return { input, runs: 'layers', model: layersModel(layers, weights) };
}

const norm = {
  'y/moving_mean': wave([4], 0.2),
  'y/moving_variance': { shape: [4], data: Float32Array.of(0.5, 1, 2, 3) },
};

export const operations = {
  ...activations,
  ...arithmetic,
  ...reductions,
  'Sqrt of Exp': {
    input: picture,
    runs: 'graph',
    model: graphModel([
      ['x', 'Placeholder', [], a.placeholder(-1, 7, 6, 4)],
      ['e', 'Exp', ['x']],
      ['y', 'Sqrt', ['e']],
    ]),
  },
  'Mean, axes kept': one('Mean', ['x', 'axes'], { keep_dims: a.flag(true) }, { axes: [-1] }),
  BiasAdd: one('BiasAdd', ['x', 'c'], {}, { c: wave([4], 0.5) }),
  AddN: one('AddN', ['x', 'c', 'x'], {}, { c: wave([2, 7, 6, 4], 0.5) }),
  Prelu: one('Prelu', ['x', 'c'], {}, { c: wave([1, 1, 4], 0.5) }),
  LeakyRelu: one('LeakyRelu', ['x'], { alpha: a.float(0.3) }),
  'Conv2D SAME': one('Conv2D', ['x', 'k'], a.window('SAME'), kernel),
  'Conv2D SAME, stride 2': one('Conv2D', ['x', 'k'], a.window('SAME', 2), kernel),
  'Conv2D VALID, stride 2': one('Conv2D', ['x', 'k'], a.window('VALID', 2), kernel),
  'Conv2D dilated': one('Conv2D', ['x', 'k'], a.window('SAME', 1, 2), kernel),
  'Conv2D EXPLICIT': one(
    'Conv2D',
    ['x', 'k'],
    { ...a.window('EXPLICIT', 2), explicit_paddings: a.integers(0, 0, 1, 2, 0, 1, 0, 0) },
    kernel,
  ),
  '_FusedConv2D bias': one('_FusedConv2D', ['x', 'k', 'b'], fused('BiasAdd'), { ...kernel, ...bias }),
  '_FusedConv2D Relu': one('_FusedConv2D', ['x', 'k', 'b'], fused('BiasAdd', 'Relu'), { ...kernel, ...bias }),
  '_FusedConv2D Relu6': one('_FusedConv2D', ['x', 'k', 'b'], fused('BiasAdd', 'Relu6'), {
    ...kernel,
    ...bias,
  }),
  '_FusedConv2D Elu': one('_FusedConv2D', ['x', 'k', 'b'], fused('BiasAdd', 'Elu'), { ...kernel, ...bias }),
  '_FusedConv2D Sigmoid': one('_FusedConv2D', ['x', 'k', 'b'], fused('BiasAdd', 'Sigmoid'), {
    ...kernel,
    ...bias,
  }),
  '_FusedConv2D LeakyRelu': one(
    '_FusedConv2D',
    ['x', 'k', 'b'],
    { ...fused('BiasAdd', 'LeakyRelu'), leakyrelu_alpha: a.float(0.1) },
    { ...kernel, ...bias },
  ),
  '_FusedConv2D Prelu': one(
    '_FusedConv2D',
    ['x', 'k', 'b', 'p'],
    { ...fused('BiasAdd', 'Prelu'), num_args: a.integer(2) },
    { ...kernel, ...bias, p: wave([1, 1, 5], 0.4) },
  ),
  'DepthwiseConv2dNative SAME, stride 2': one(
    'DepthwiseConv2dNative',
    ['x', 'k'],
    a.window('SAME', 2),
    depthwise,
  ),
  'DepthwiseConv2dNative VALID': one('DepthwiseConv2dNative', ['x', 'k'], a.window('VALID'), depthwise),
  FusedDepthwiseConv2dNative: one(
    'FusedDepthwiseConv2dNative',
    ['x', 'k', 'b'],
    { ...fused('BiasAdd', 'Relu6'), num_args: a.integer(1) },
    { ...depthwise, b: wave([8], 0.9) },
  ),
  'Conv2DBackpropInput SAME, stride 2': one(
    'Conv2DBackpropInput',
    ['size', 'k', 'x'],
    a.window('SAME', 2),
    { size: [1, 14, 12, 3], k: wave([3, 3, 3, 4], 0.3) },
    [1, 7, 6, 4],
  ),
  'Conv2DBackpropInput SAME, kernel smaller than stride': one(
    'Conv2DBackpropInput',
    ['size', 'k', 'x'],
    a.window('SAME', 3),
    { size: [1, 21, 18, 3], k: wave([2, 2, 3, 4], 0.3) },
    [1, 7, 6, 4],
  ),
  'Conv2DBackpropInput VALID': one(
    'Conv2DBackpropInput',
    ['size', 'k', 'x'],
    a.window('VALID', 2),
    { size: [1, 15, 13, 3], k: wave([3, 3, 3, 4], 0.3) },
    [1, 7, 6, 4],
  ),
  'MaxPool SAME': one('MaxPool', ['x'], a.window('SAME', 2, 1, 3)),
  'MaxPool VALID': one('MaxPool', ['x'], a.window('VALID', 2, 1, 2)),
  'AvgPool SAME, padding not counted': one('AvgPool', ['x'], a.window('SAME', 2, 1, 3)),
  'AvgPool VALID': one('AvgPool', ['x'], a.window('VALID', 1, 1, 3)),
  FusedBatchNormV3: one(
    'FusedBatchNormV3',
    ['x', 's', 'o', 'm', 'v'],
    { epsilon: a.float(0.01) },
    {
      s: wave([4], 0.5),
      o: wave([4], 0.6),
      m: wave([4], 0.2),
      v: { shape: [4], data: Float32Array.of(0.5, 1, 2, 3) },
    },
  ),
  MatMul: one('MatMul', ['x', 'w'], {}, { w: wave([4, 3], 0.4) }, [2, 4]),
  '_FusedMatMul transposed': one(
    '_FusedMatMul',
    ['x', 'w', 'b'],
    { fused_ops: a.texts('BiasAdd', 'Relu'), transpose_b: a.flag(true), num_args: a.integer(1) },
    { w: wave([3, 4], 0.4), b: wave([3], 0.9) },
    [2, 4],
  ),
  'ResizeBilinear larger': one(
    'ResizeBilinear',
    ['x', 'size'],
    { half_pixel_centers: a.flag(true) },
    { size: [13, 18] },
  ),
  'ResizeBilinear smaller': one(
    'ResizeBilinear',
    ['x', 'size'],
    { half_pixel_centers: a.flag(true) },
    { size: [4, 3] },
  ),
  Pad: one(
    'Pad',
    ['x', 'p'],
    {},
    { p: { shape: [4, 2], dtype: 'int32', data: Int32Array.of(0, 0, 1, 2, 0, 3, 0, 5) } },
  ),
  Reshape: one('Reshape', ['x', 'shape'], {}, { shape: [-1, 42, 4] }),
  Squeeze: one('Squeeze', ['x'], { squeeze_dims: a.integers(1, -2) }, {}, [2, 1, 1, 4]),
  ExpandDims: one(
    'ExpandDims',
    ['x', 'axis'],
    {},
    { axis: { shape: [], dtype: 'int32', data: Int32Array.of(-1) } },
  ),
  Transpose: one('Transpose', ['x', 'order'], {}, { order: [0, 3, 1, 2] }),
  ConcatV2: one(
    'ConcatV2',
    ['x', 'x', 'axis'],
    {},
    { axis: { shape: [], dtype: 'int32', data: Int32Array.of(-1) } },
  ),
  Floor: one('Floor', ['x']),
  Square: one('Square', ['x']),
  'Rsqrt of Exp': {
    input: picture,
    runs: 'graph',
    model: graphModel([
      ['x', 'Placeholder', [], a.placeholder(-1, 7, 6, 4)],
      ['e', 'Exp', ['x']],
      ['y', 'Rsqrt', ['e']],
    ]),
  },
  'Prod, axes kept': one('Prod', ['x', 'axes'], { keep_dims: a.flag(true) }, { axes: [3] }),
  'Cast to integers and back': {
    input: picture,
    runs: 'graph',
    model: graphModel(
      [
        ['x', 'Placeholder', [], a.placeholder(-1, 7, 6, 4)],
        ['large', 'Mul', ['x', 'three']],
        ['whole', 'Cast', ['large'], { SrcT: a.type('DT_FLOAT'), DstT: a.type('DT_INT32') }],
        ['y', 'Cast', ['whole'], { SrcT: a.type('DT_INT32'), DstT: a.type('DT_FLOAT') }],
      ],
      { three: { shape: [], data: Float32Array.of(3) } },
    ),
  },
  'StridedSlice of pixels': one(
    'StridedSlice',
    ['x', 'begin', 'end', 'step'],
    { begin_mask: a.integer(9), end_mask: a.integer(3) },
    { begin: [0, 2, 1, 0], end: [0, 0, 4, 3], step: [1, 1, 1, 1] },
  ),
  GatherV2: one(
    'GatherV2',
    ['x', 'places', 'axis'],
    {},
    { places: [5, 0, 0, 3], axis: { shape: [], dtype: 'int32', data: Int32Array.of(2) } },
  ),
  GatherNd: one(
    'GatherNd',
    ['x', 'places'],
    {},
    {
      places: {
        shape: [2, 3, 3],
        dtype: 'int32',
        data: Int32Array.from([0, 6, 5, 1, 0, 2, 0, 3, 3, 1, 1, 1, 0, 0, 0, 1, 5, 4]),
      },
    },
  ),
  'BatchMatMulV2, second transposed': one(
    'BatchMatMulV2',
    ['x', 'm'],
    { adj_y: a.flag(true) },
    { m: wave([1, 7, 3, 4], 0.4) },
  ),
  'BatchMatMulV2, first transposed': one(
    'BatchMatMulV2',
    ['x', 'm'],
    { adj_x: a.flag(true) },
    { m: wave([6, 3], 0.4) },
  ),
  Identity: one('Identity', ['x']),
  'Reshape to a shape reckoned from the input': shapeReckoning,

  'layer Conv2D, dilated, softmax': layer(
    'Conv2D',
    {
      filters: 5,
      kernel_size: [3, 3],
      strides: [1, 1],
      padding: 'same',
      dilation_rate: [2, 2],
      activation: 'softmax',
    },
    { 'y/kernel': kernel.k, 'y/bias': bias.b },
  ),
  'layer DepthwiseConv2D, valid, no bias': layer(
    'DepthwiseConv2D',
    {
      kernel_size: [3, 3],
      strides: [2, 2],
      padding: 'valid',
      depth_multiplier: 2,
      use_bias: false,
      activation: 'sigmoid',
    },
    { 'y/depthwise_kernel': depthwise.k },
  ),
  'layer BatchNormalization without scale and offset': layer(
    'BatchNormalization',
    { axis: -1, epsilon: 0.01, scale: false, center: false },
    norm,
  ),
  'layer BatchNormalization': layer(
    'BatchNormalization',
    { axis: -1, epsilon: 0.001, scale: true, center: true },
    { ...norm, 'y/gamma': wave([4], 0.5), 'y/beta': wave([4], 0.6) },
  ),
  'layer ReLU': layer('ReLU', { max_value: null }),
  'layer MaxPooling2D same': layer('MaxPooling2D', { pool_size: [3, 3], strides: [2, 2], padding: 'same' }),
  'layer AveragePooling2D same': layer('AveragePooling2D', {
    pool_size: [3, 3],
    strides: [2, 2],
    padding: 'same',
  }),
  'layer GlobalAveragePooling2D': layer('GlobalAveragePooling2D', { data_format: 'channels_last' }),
  'layer Flatten': layer('Flatten', {}),
  'layer ZeroPadding2D': layer('ZeroPadding2D', {
    padding: [
      [1, 2],
      [0, 3],
    ],
    data_format: 'channels_last',
  }),
  'layer UpSampling2D': layer('UpSampling2D', {
    size: [3, 2],
    interpolation: 'nearest',
    data_format: 'channels_last',
  }),
};
