import { ProtoMessage } from './protobuf.js';

/** Floats are marked, because a whole number such as 1 may be meant as a float. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attribute = number | string | readonly number[] | FloatAttribute;

/** AttributeProto of onnx.proto. */
export function attributeProto(name: string, value: Attribute): ProtoMessage {
  const proto = new ProtoMessage().text(1, name);
  if (typeof value === 'number') return proto.integer(3, value).integer(20, 2);
  if (typeof value === 'string') return proto.text(4, value).integer(20, 3);
  if ('float' in value) return proto.float(2, value.float).integer(20, 1);
  for (const entry of value) proto.integer(8, entry);
  return proto.integer(20, 7);
}
