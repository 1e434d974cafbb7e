import { binary, conv2d, dense, depthwiseConv2d, flatten, pool2d, reshape, unary } from '../nhwc/index.js';
import { GraphBuilder, type Value } from '../onnx/index.js';
import { lessMean } from './normalize.js';
import type { NetworkWeights } from './network-weights.js';

/**
 * A small Xception with two heads (`@vladmandic/face-api` src/xception, src/ageGenderNet). Input `[batch, 112, 112, 3]` RGB
 * 0..255; outputs `age [batch]` in years and `gender [batch, 2]`, probabilities of male and female.
 */
export function ageGender(weights: NetworkWeights): Uint8Array {
  const net = new TinyXception(new GraphBuilder(['age', 'gender']), weights);
  const { graph } = net;
  let x = lessMean(graph, graph.input('input', [null, 112, 112, 3]));
  x = net.relu(net.conv(x, 'entry_flow/conv_in'));
  x = net.reduction(x, x, 'entry_flow/reduction_block_0');
  x = net.reduction(x, net.relu(x), 'entry_flow/reduction_block_1');
  for (const block of [0, 1]) x = net.main(x, `middle_flow/main_block_${block}`);
  x = net.reduction(x, net.relu(x), 'exit_flow/reduction_block');
  x = net.relu(net.separable(x, 'exit_flow/separable_conv'));
  x = flatten(graph, pool2d(graph, 'AveragePool', x, { kernel: [7, 7], strides: [2, 2], padding: 'valid' }));
  graph.output(reshape(graph, net.head(x, 'fc/age'), [-1]), 'age');
  graph.output(unary(graph, 'Softmax', net.head(x, 'fc/gender'), { axis: -1 }), 'gender');
  return graph.build('age-gender');
}

class TinyXception {
  readonly graph: GraphBuilder;
  readonly #weights: NetworkWeights;

  constructor(graph: GraphBuilder, weights: NetworkWeights) {
    this.graph = graph;
    this.#weights = weights;
  }

  relu(x: Value): Value {
    return unary(this.graph, 'Relu', x);
  }

  conv(x: Value, name: string): Value {
    const filters = this.#weights.tensor(`${name}/filters`, 4);
    return conv2d(this.graph, x, filters, { strides: [2, 2], padding: 'same', bias: this.#bias(name), name });
  }

  separable(x: Value, name: string): Value {
    const options = { strides: [1, 1], padding: 'same' } as const;
    const depthwise = this.#weights.tensor(`${name}/depthwise_filter`, 4);
    const pointwise = this.#weights.tensor(`${name}/pointwise_filter`, 4);
    const inner = depthwiseConv2d(this.graph, x, depthwise, { ...options, name: `${name}/depthwise` });
    return conv2d(this.graph, inner, pointwise, { ...options, bias: this.#bias(name), name });
  }

  /** Two separable convolutions and a pooling beside a strided convolution; `activated` is what the first one reads. */
  reduction(x: Value, activated: Value, name: string): Value {
    const first = this.separable(activated, `${name}/separable_conv0`);
    const second = this.separable(this.relu(first), `${name}/separable_conv1`);
    const pooled = pool2d(this.graph, 'MaxPool', second, {
      kernel: [3, 3],
      strides: [2, 2],
      padding: 'same',
    });
    return binary(this.graph, 'Add', pooled, this.conv(x, `${name}/expansion_conv`));
  }

  main(x: Value, name: string): Value {
    const separables = ['separable_conv0', 'separable_conv1', 'separable_conv2'];
    return binary(
      this.graph,
      'Add',
      separables.reduce((y, conv) => this.separable(this.relu(y), `${name}/${conv}`), x),
      x,
    );
  }

  head(x: Value, name: string): Value {
    return dense(this.graph, x, this.#weights.tensor(`${name}/weights`, 2), this.#bias(name), name);
  }

  #bias(name: string): Value {
    return this.graph.constant(this.#weights.tensor(`${name}/bias`, 1), `${name}/bias`);
  }
}
