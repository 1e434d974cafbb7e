import { graphInvalid } from '../errors.js';
import type { GraphModel, GraphNode } from './graph-model.js';

/** The nodes that the outputs need, each after the nodes it reads. */
export function inOrder(model: GraphModel): readonly GraphNode[] {
  const ordered: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  // An explicit stack: a graph may be deeper than the call stack. A node is pushed twice, to enter and to leave it.
  const stack = model.outputs.map((name) => ({ name, reader: 'the outputs', leave: false })).reverse();
  for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
    const node = model.nodes.get(step.name);
    if (node === undefined)
      throw graphInvalid(model.file, step.reader, `the node ${step.name} does not exist`);
    if (step.leave) {
      state.set(node.name, 'done');
      ordered.push(node);
    } else if (state.get(node.name) === 'open') {
      throw graphInvalid(model.file, node.name, 'it depends on itself');
    } else if (!state.has(node.name)) {
      state.set(node.name, 'open');
      stack.push({ ...step, leave: true });
      for (const name of node.inputs.toReversed()) stack.push({ name, reader: node.name, leave: false });
    }
  }
  return ordered;
}
