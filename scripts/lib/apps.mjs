import { createHash } from 'node:crypto';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.mjs';
import { root, tools } from './repository.mjs';
import { PlainError, say } from './say.mjs';

/** The folders of the apps that a backend serves: in the new frontend system, and in the legacy one. */
export const APPS = ['test/app', 'test/app-legacy'];

/** What an app is built of, besides itself. */
const COMMON_INPUTS = [
  'plugins/ami-smoke-test/package.json',
  'plugins/ami-smoke-test/src',
  'plugins/ami-smoke-test-common/package.json',
  'plugins/ami-smoke-test-common/src',
  'app-config.yaml',
  'yarn.lock',
];
const NOT_BUILT = /(\.test\.tsx?|\/__testUtils__|\/setupTests\.ts)$/;

/**
 * Builds the apps whose inputs have changed since they were built last. A stamp beside the built files remembers of what they
 * were built.
 *
 * @param folders - some of `APPS`
 * @param toolchain - `node` and `env`, default: ours
 */
export async function buildApps(
  folders,
  { node, env } = { node: process.execPath, env: process.env },
) {
  for (const folder of folders) {
    await buildApp(folder, { node, env });
  }
}

async function buildApp(folder, { node, env }) {
  const stamp = join(root, folder, 'dist', '.ami-smoke-test-stamp');
  const wanted = await fingerprint([
    ...['package.json', 'public', 'src'].map(name => `${folder}/${name}`),
    ...COMMON_INPUTS,
  ]);
  const have = await readFile(stamp, 'utf8').catch(() => undefined);
  if (have === wanted) {
    return;
  }
  say(`Building the app in ${folder} (less than a minute)`);
  const { code, output } = await run(node, tools.buildApp(), {
    cwd: join(root, folder),
    env,
  });
  if (code !== 0) {
    throw new PlainError(`${folder} could not be built:\n${output}`);
  }
  await writeFile(stamp, wanted);
}

/** Changes when one of the files does. */
async function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(path)) {
      hash.update(`${file}\0`).update(await readFile(join(root, file)));
    }
  }
  return `${hash.digest('hex')}\n`;
}

async function filesIn(path) {
  if (NOT_BUILT.test(path)) {
    return [];
  }
  if (!(await stat(join(root, path))).isDirectory()) {
    return [path];
  }
  const names = (await readdir(join(root, path))).sort();
  const files = await Promise.all(
    names.map(name => filesIn(`${path}/${name}`)),
  );
  return files.flat();
}
