/**
 * Recomputes the pins of converted models: the sizes and SHA-256 of every source file, the integrity of the npm tarball, and the
 * size and SHA-256 of the ONNX file that the importers make of them. Run it after any change to the converter's output.
 *
 *   node plugins/importers/tools/pin.mjs <packages> [--write] [--file <declarations.json>]
 *
 * <packages>  A folder with one folder per npm package, each holding the tarball and its content as `npm pack <name>@<version>`
 *             and `tar xzf` leave them: <packages>/<any name>/{*.tgz,package/}.
 * --file      Work on a JSON list of model declarations instead of the manifests in plugins/<name>/package.json.
 * --write     Write the pins; without it, differences are listed and the exit code is 1 when there are any.
 *
 * The workspace must be built. Declarations need `id`, `source`, `importer`, `license` and the `path` of each companion; pins are filled in.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plugin from '../dist/index.js';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, file: { type: 'string' } },
});
const [packages] = positionals;
if (packages === undefined)
  throw new Error('Name the folder of unpacked npm packages; see the head of this file.');

const importers = new Map();
await plugin.activate({ register: { importer: (id, provider) => importers.set(id, provider) } });

const folders = findPackages(packages);
let differences = 0;
for (const file of flags.file === undefined ? manifests() : [flags.file]) {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  const declarations = Array.isArray(content) ? content : (content.facet?.contributes?.models ?? []);
  for (const declaration of declarations) {
    if (!declaration.source.startsWith('npm:') || declaration.importer === undefined) continue;
    const before = JSON.stringify(declaration);
    await pin(declaration);
    if (JSON.stringify(declaration) === before) continue;
    differences += 1;
    console.log(
      `${declaration.id} in ${file}: ${flags.write ? 'pinned' : 'differs'} (${declaration.onnx.sha256})`,
    );
  }
  if (flags.write) writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}
if (differences > 0 && !flags.write) process.exitCode = 1;

async function pin(declaration) {
  const [, specifier, main] = /^npm:(.+)#(.+)$/.exec(declaration.source);
  const folder = folders.get(specifier);
  if (folder === undefined) throw new Error(`${specifier} (for ${declaration.id}) is not below ${packages}.`);
  const read = (path) => new Uint8Array(readFileSync(join(folder.content, path)));
  const paths = [main, ...(declaration.companions ?? []).map(({ path }) => path)];
  const files = new Map(paths.map((path) => [path, read(path)]));
  const onnx = await importers.get(declaration.importer).import(main, files, declaration.importOptions ?? {});
  declaration.integrity = `sha512-${createHash('sha512').update(readFileSync(folder.tarball)).digest('base64')}`;
  Object.assign(declaration, fingerprint(files.get(main)));
  for (const companion of declaration.companions ?? [])
    Object.assign(companion, fingerprint(files.get(companion.path)));
  declaration.onnx = fingerprint(onnx);
}

function fingerprint(bytes) {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
}

/** `name@version` to the folder and tarball of each package below a folder. */
function findPackages(root) {
  const found = new Map();
  for (const name of readdirSync(root)) {
    const content = join(root, name, 'package');
    const tarball = readdirSync(join(root, name)).find((file) => file.endsWith('.tgz'));
    if (tarball === undefined) continue;
    const { name: id, version } = JSON.parse(readFileSync(join(content, 'package.json'), 'utf8'));
    found.set(`${id}@${version}`, { content, tarball: join(root, name, tarball) });
  }
  return found;
}

function manifests() {
  const plugins = new URL('../../', import.meta.url).pathname;
  return readdirSync(plugins).map((name) => join(plugins, name, 'package.json'));
}
