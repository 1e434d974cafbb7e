import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Fills the models cache once before the tests, the way a user does. */
export default function pullModels() {
  const cli = fileURLToPath(new URL('../../host/bin/facet.js', import.meta.url));
  const { status } = spawnSync(process.execPath, [cli, 'models', 'pull'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The models could not be pulled; the tests need them.');
}
