/** How a family of face-parsing models sees a face, and what its outputs mean. */
export interface Network {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Names of the 19 classes, in the order of the outputs. */
  readonly classes: readonly string[];
}

const words = (text: string): readonly string[] => text.split(' ');

/**
 * ParseNet is the one of CodeFormer's release and of FaceSwapLab, BiSeNet that of zllrunning's face-parsing, as FaceFusion runs it. Their orders of classes differ.
 */
export const networks: Readonly<Record<'parsenet' | 'bisenet', Network>> = {
  parsenet: {
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    classes: words(
      'background skin nose glasses l-eye r-eye l-brow r-brow l-ear r-ear mouth u-lip l-lip hair hat earring necklace neck cloth',
    ),
  },
  bisenet: {
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    classes: words(
      'background skin l-brow r-brow l-eye r-eye glasses l-ear r-ear earring nose mouth u-lip l-lip neck necklace cloth hair hat',
    ),
  },
};
