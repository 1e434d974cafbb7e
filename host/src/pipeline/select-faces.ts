import type { Face, FaceOrder, FaceSelection, Gender } from '@facet/api';

export interface Selected {
  readonly faces: readonly Face[];
  /** Positions that were asked for and do not exist. */
  readonly missing: readonly number[];
}

/**
 * The target faces of a unit: sort, filter by gender, age and likeness, then pick by position, as FaceSwapLab does.
 * Positions count within the filtered list.
 * @param like Likeness of a face to the reference of the selection, 0..1; needed when there is one.
 */
export function selectFaces(
  faces: readonly Face[],
  selection: FaceSelection,
  sourceGender?: Gender,
  like: (face: Face) => number = () => 0,
): Selected {
  const wanted = selection.sameGender === true ? sourceGender : selection.gender;
  const { min: youngest = 0, max: oldest = Infinity } = selection.age ?? {};
  const listed = sortFaces(faces, selection.order ?? 'x').filter(
    (face) =>
      (wanted === undefined || face.gender === wanted) &&
      (selection.age === undefined ||
        (face.age !== undefined && face.age >= youngest && face.age <= oldest)) &&
      (selection.reference === undefined || like(face) >= (selection.reference.min ?? 0)),
  );
  if (selection.index === undefined) return { faces: listed, missing: [] };
  const positions = [...new Set(selection.index)];
  return {
    faces: listed.filter((_, position) => positions.includes(position)),
    missing: positions.filter((position) => position >= listed.length),
  };
}

/** A stable sort; see {@link FaceOrder}. */
export function sortFaces(faces: readonly Face[], order: FaceOrder): readonly Face[] {
  switch (order) {
    case 'x':
      return [...faces].sort((p, q) => p.box.x - q.box.x);
    case 'size':
      return [...faces].sort((p, q) => q.box.width * q.box.height - p.box.width * p.box.height);
    case 'score':
      return [...faces].sort((p, q) => q.score - p.score);
    case 'reading':
      return inReadingOrder(faces);
  }
}

/** Rows from the top, each from the left. A face joins a row while its centre lies within the height of the row's first face. */
function inReadingOrder(faces: readonly Face[]): readonly Face[] {
  const centreY = (face: Face): number => face.box.y + face.box.height / 2;
  const rows: Face[][] = [];
  for (const face of [...faces].sort((p, q) => centreY(p) - centreY(q))) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && centreY(face) <= first.box.y + first.box.height) row.push(face);
    else rows.push([face]);
  }
  return rows.flatMap((row) => row.sort((p, q) => p.box.x - q.box.x));
}
