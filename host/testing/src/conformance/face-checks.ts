import type { Classifier, Detector, Landmarker, Point, Providers, Recognizer } from '@facet/api';
import type { Stage } from './stage.js';
import { isPoint, isUnit, keeping } from './stage.js';

type Check<K extends keyof Providers> = (provider: Providers[K], stage: Stage) => Promise<void>;

const detector: Check<'detector'> = async (provider: Detector<never>, stage) => {
  const { frame, call, expect } = stage;
  const found = await keeping(stage, [frame], () => provider.detect(frame, call));
  for (const { box, score, five } of found) {
    expect(isUnit(score), `must give scores from 0 to 1, not ${score}.`);
    expect(
      [box.x, box.y].every(Number.isFinite) && box.width > 0 && box.height > 0,
      `must give boxes that have a size, not ${JSON.stringify(box)}.`,
    );
    if (five) expectFive(stage, five);
  }
};

const landmarker: Check<'landmarker'> = async (provider: Landmarker<never>, stage) => {
  const { frame, face, call, expect } = stage;
  const detection = { box: face.box, score: face.score, five: face.landmarks.five };
  const result = await keeping(stage, [frame], () => provider.locate(frame, detection, call));
  if (!result) return;
  const { five, mesh468, points68 } = result.landmarks;
  expectFive(stage, five);
  expectValues(stage, 'mesh468', mesh468, 3 * 468);
  expectValues(stage, 'points68', points68, 2 * 68);
  const { presence } = result;
  expect(
    presence === undefined || isUnit(presence),
    `must give presence from 0 to 1, not ${presence ?? ''}.`,
  );
};

const recognizer: Check<'recognizer'> = async (provider: Recognizer<never>, stage) => {
  const { frame, face, call, expect } = stage;
  const { model, vector } = await keeping(stage, [frame], () => provider.embed(frame, face, call));
  expect(
    model === provider.model,
    `must mark embeddings with its model "${provider.model}", not "${model}".`,
  );
  expect(vector.length > 0 && vector.every(Number.isFinite), 'must give vectors of finite numbers.');
  const same = provider.similarity(vector, vector);
  expect(Math.abs(same - 1) < 1e-3, `must give 1 as the likeness of a picture with itself, not ${same}.`);
  const opposite = provider.similarity(
    vector,
    vector.map((value) => -value),
  );
  expect(isUnit(opposite), `must give likeness from 0 to 1, not ${opposite}.`);
};

const classifier: Check<'classifier'> = async (provider: Classifier<never>, stage) => {
  const { frame, face, call, expect } = stage;
  const { age, gender } = await keeping(stage, [frame], () => provider.classify(frame, face, call));
  expect(age === undefined || (age >= 0 && age < 150), `must give the age in years, not ${age ?? ''}.`);
  expect(
    gender === undefined || ['female', 'male'].includes(gender),
    `must give "female" or "male", not "${gender ?? ''}".`,
  );
};

function expectFive({ expect }: Stage, five: readonly Point[]): void {
  expect(five.length === 5 && five.every(isPoint), 'must give five finite landmarks.');
}

function expectValues(
  { expect }: Stage,
  name: string,
  values: Float32Array | undefined,
  count: number,
): void {
  if (!values) return;
  expect(
    values.length === count && values.every(Number.isFinite),
    `must give ${count} finite values as ${name}, not ${values.length}.`,
  );
}

export const faceChecks = { detector, landmarker, recognizer, classifier };
